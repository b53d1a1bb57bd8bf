/**
 * Whether a text fits a pattern in which `*` stands for any characters, slashes included. Takes linear time.
 *
 * @example fitsGlob('/v1/connect/*', '/v1/connect/airbnb') // true
 */
export function fitsGlob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return text === pattern
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at
}

/** Longer patterns would take `mayFit` too long. */
const maxLength = 200
const maxStars = 4

/** Whether a pattern is short enough for `mayFit`. */
export function isQuick(pattern: string): boolean {
  return pattern.length <= maxLength && pattern.split('*').length - 1 <= maxStars
}

/** What replaces a parameter of a template: one character that is no slash, and any number of them. */
const one = '\u0000'
const run = '\u0001'

/**
 * Whether a pattern fits any path of a template with `:parameters`, each of which is one segment of the path.
 *
 * @example mayFit('/v1/connect/x*', '/v1/connect/:provider') // true
 */
export function mayFit(pattern: string, template: string): boolean {
  const path = template.replace(/:\w+/g, one + run)
  const seen = new Set<number>()
  const waiting: [number, number][] = [[0, 0]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [at, to] = next
    const place = at * (path.length + 1) + to
    if (seen.has(place)) continue
    seen.add(place)
    if (at === pattern.length && to === path.length) return true
    const wanted = pattern[at]
    const given = path[to]
    if (wanted === '*') waiting.push([at + 1, to])
    if (given !== undefined && (wanted === '*' || given === run)) waiting.push([at, to + 1])
    if (wanted === undefined || wanted === '*') continue
    if (given === run && wanted !== '/') waiting.push([at + 1, to])
    if (given === wanted || (given === one && wanted !== '/')) waiting.push([at + 1, to + 1])
  }
  return false
}
