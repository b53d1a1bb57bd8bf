/**
 * Whether a text fits a pattern in which `*` stands for any run of characters, slashes too. Linear in the text.
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
