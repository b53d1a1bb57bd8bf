/**
 * The values of an `Accept` or `Accept-Language` header, in lower case, the most wanted first; those that are not wanted
 * (`q=0`) are left out (RFC 9110).
 *
 * @example wantedIn('fr;q=0.5, en-GB, de;q=0') // ['en-gb', 'fr']
 */
export function wantedIn(header: string | undefined): readonly string[] {
  const weighed = (header ?? '').split(',').map((part) => {
    const [value = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const weight = parameters.find((text) => text.startsWith('q='))
    return { value, weight: weight === undefined ? 1 : Number(weight.slice(2)) }
  })
  return weighed
    .filter(({ value, weight }) => value !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ value }) => value)
}

const htmlTypes: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml'])

/** Whether a caller wants a page: it names HTML, as browsers do, and JSON not before it. A program that takes anything does not. */
export function wantsHtml({ accept }: { readonly accept?: string | undefined }): boolean {
  const wanted = wantedIn(accept)
  const at = wanted.findIndex((type) => htmlTypes.has(type))
  const json = wanted.indexOf('application/json')
  return at >= 0 && (json < 0 || at < json)
}
