/**
 * Whether a JSON value is nested no deeper than this. Without recursion, because a body may be nested as deep as it is long.
 *
 * @example isShallow([[1]], 1) // false
 */
export function isShallow(value: unknown, maxDepth: number): boolean {
  const rest = [{ value, depth: 0 }]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, depth } = next
    if (typeof value !== 'object' || value === null) continue
    if (depth === maxDepth) return false
    for (const member of Object.values(value)) rest.push({ value: member, depth: depth + 1 })
  }
  return true
}
