import { type ApiVersion, apiVersions, descriptionName } from '../../src/versions/api-version.js'
import { differencesOf } from '../../test/openapi/differences-of.js'
import { pending } from '../../test/openapi/pending.js'
import { type Deliberate, deliberate } from '../../test/openapi/published-differences.js'
import { publishedOn } from '../../test/openapi/read-operations.js'
import { generated } from './generated.js'

/** Where the descriptions of all versions differ from the published files, as Markdown. */
export function differencesPage(): string {
  const pages = apiVersions.map((version) => `[${version}](differences-${version}.md)`)
  return [
    generated,
    '# Where the descriptions differ from the published files',
    `Every difference in names, types and statuses, each as published → here. A test finds them by comparing each description with the published file of its version. What a newer version adds is no difference: it is there in all versions, but for the operations that [versions.md](versions.md) names.`,
    `These are the differences of all versions; those of one version: ${pages.join(', ')}.`,
    ...deliberate.map(listed),
    '',
  ].join('\n\n')
}

/** Where the description of one version differs, as Markdown. */
export function versionDifferencesPage(version: ApiVersion): string {
  const notYet = listed({ reason: 'What is published and not done yet:', differs: pending[version] })
  return [
    generated,
    `# Where the description of ${version} differs from the published file`,
    `Differences between \`${descriptionName(version)}.yaml\` and the file published on ${publishedOn[version]}, each as published → here, that [all versions](differences.md) do not have.`,
    ...differencesOf[version].map(listed),
    ...(Object.keys(pending[version]).length > 0 ? [notYet] : []),
    '',
  ].join('\n\n')
}

function listed({ reason, differs }: Deliberate): string {
  return `${reason}\n\n${placesByDifference(differs).map(line).join('\n')}`
}

/** The places of each difference, because many have the same one. */
function placesByDifference(
  differs: Deliberate['differs'],
): readonly (readonly [string, readonly string[]])[] {
  const places = new Map<string, string[]>()
  for (const [place, text] of Object.entries(differs)) places.set(text, [...(places.get(text) ?? []), place])
  return [...places]
}

function line([text, places]: readonly [string, readonly string[]]): string {
  return `- ${places.map((place) => `\`${place}\``).join(', ')}: \`${shortened(text)}\``
}

/** With the first and the last value of a long enum. */
function shortened(text: string): string {
  return text.replaceAll(/enum\(([\w.]+)(?:, [\w.]+){5,}, ([\w.]+)\)/g, 'enum($1, …, $2)')
}
