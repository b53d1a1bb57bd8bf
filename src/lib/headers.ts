/** Headers as Node has them. */
export type Headers = Readonly<Record<string, number | string | readonly string[] | undefined>>

/** Whether a string can be the name of a header (RFC 9110). */
export function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

/** Whether a string can be the value of a header: its characters are visible, blanks, or Latin-1 (RFC 9110). */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/**
 * The values of an `Accept` or `Accept-Language` header in lower case, the most preferred first, without those of `q=0`
 * (RFC 9110).
 *
 * @example preferredValues('fr;q=0.5, en-GB, de;q=0') // ['en-gb', 'fr']
 */
export function preferredValues(header: string | undefined): readonly string[] {
  const weighted = (header ?? '').split(',').map((part) => {
    const [value = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const weight = parameters.find((text) => text.startsWith('q='))
    return { value, weight: weight === undefined ? 1 : Number(weight.slice(2)) }
  })
  return weighted
    .filter(({ value, weight }) => value !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ value }) => value)
}

const htmlTypes: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml'])

/** Whether a caller wants a page: it names HTML, as browsers do, and not JSON before it. A wildcard alone does not count. */
export function wantsHtml({ accept }: { readonly accept?: string | undefined }): boolean {
  const preferred = preferredValues(accept)
  const html = preferred.findIndex((type) => htmlTypes.has(type))
  const json = preferred.indexOf('application/json')
  return html >= 0 && (json < 0 || html < json)
}
