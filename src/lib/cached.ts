/**
 * A function that remembers its last results. What throws is not remembered; once there are `limit` of them, it begins anew.
 *
 * @example const isSound = cached(100, (host) => URL.canParse(`http://${host}`))
 */
export function cached<Value>(limit: number, compute: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const value = compute(key)
    if (known.size >= limit) known.clear()
    known.set(key, value)
    return value
  }
}
