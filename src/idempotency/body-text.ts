/**
 * The same text for bodies that say the same, whatever the order of their fields, and another text for others. Without
 * recursion, because a body may be nested as deep as it is long.
 *
 * @example bodyText({ b: 1, a: [] }) === bodyText({ a: [], b: 1 }) // true
 */
export function bodyText(body: unknown): string {
  const parts: string[] = []
  const rest = [body]
  while (rest.length > 0) {
    const next = rest.pop()
    if (Array.isArray(next)) {
      parts.push(`[${next.length}]`)
      for (const item of next) rest.push(item)
    } else if (typeof next === 'object' && next !== null) {
      const fields = Object.entries(next).sort(([a], [b]) => (a < b ? -1 : 1))
      parts.push(`{${fields.length}}`)
      for (const [name, value] of fields) {
        parts.push(JSON.stringify(name))
        rest.push(value)
      }
    } else parts.push(`${JSON.stringify(next)}`)
  }
  return parts.join()
}
