/** One preference of a Prefer header (RFC 7240). */
export interface Preference {
  /** In lower case, as it stands before the `=`. */
  readonly name: string
  /** Without its quotes; empty when there is none. */
  readonly value: string
  /** The names of its parameters, which stand behind a `;`. None means anything here. */
  readonly parameters: readonly string[]
}

/** The preferences in a header, in their order. */
export function preferencesIn(header: string): readonly Preference[] {
  return splitOutsideQuotes(header, ',').flatMap((one) => {
    // RFC 9110: a list may have empty elements, which mean nothing.
    if (one.trim() === '') return []
    const [first = [], ...others] = splitOutsideQuotes(one, ';').map((pair) => pair.split(/=(.*)/s))
    const [name, value = ''] = first
    return {
      name: nameIn(name),
      value: value.trim().replace(/^"(.*)"$/, '$1'),
      parameters: others.map(([name]) => nameIn(name)),
    }
  })
}

function nameIn(text = ''): string {
  return text.trim().toLowerCase()
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
