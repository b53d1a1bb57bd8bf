import type { FastifyRequest } from 'fastify'

/** One preference of a Prefer header (RFC 7240). */
export interface Preference {
  /** In lower case, as it stands before the `=`. */
  readonly name: string
  /** Without its quotes; empty when there is none. */
  readonly value: string
}

/** The preferences of a request, in their order; parameters behind a `;` are left out. */
export function preferencesIn({ headers }: Pick<FastifyRequest, 'headers'>): readonly Preference[] {
  if (headers.prefer === undefined) return []
  return splitOutsideQuotes([headers.prefer].flat().join(','), ',').map((one) => {
    const [pair = ''] = splitOutsideQuotes(one, ';')
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    return { name: name.trim().toLowerCase(), value: value.trim().replace(/^"(.*)"$/, '$1') }
  })
}

/** The parts of a header between a character, where it does not stand in quotes. */
function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    if (isQuoted && text[at] === '\\') at++
    else if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === separator && !isQuoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}
