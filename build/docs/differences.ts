import { deliberate } from '../../test/openapi/published-differences.js'
import { generated } from './generated.js'

/** Where openapi.yaml differs from what is published, as Markdown. */
export function differencesPage(): string {
  return [
    generated,
    '# Where openapi.yaml differs from the published file',
    'Every difference in names, types and statuses, each as published → here. A test finds them by comparing the two. What differs between versions of the API is in [versions.md](versions.md).',
    ...deliberate.map(
      ({ reason, differs }) => `${reason}\n\n${placesByDifference(differs).map(line).join('\n')}`,
    ),
    '',
  ].join('\n\n')
}

type Differs = Readonly<Record<string, string>>

/** The places of each difference, because many have the same one. */
function placesByDifference(differs: Differs): readonly (readonly [string, readonly string[]])[] {
  const places = new Map<string, string[]>()
  for (const [place, text] of Object.entries(differs)) places.set(text, [...(places.get(text) ?? []), place])
  return [...places]
}

function line([text, places]: readonly [string, readonly string[]]): string {
  return `- ${places.map((place) => `\`${place}\``).join(', ')}: \`${withShortLists(text)}\``
}

/** A list of values that is longer than this is cut; openapi.yaml has all of it. */
const longestList = 20

/** @example withShortLists('enum(a, b, …)') // 'enum(a, b, and 31 more)' */
function withShortLists(text: string): string {
  return text.replace(/enum\(([^()]+)\)/g, (whole, list: string) => {
    const values = list.split(', ')
    if (values.length <= longestList) return whole
    return `enum(${values.slice(0, 3).join(', ')} and ${values.length - 3} more)`
  })
}
