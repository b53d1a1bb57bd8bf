import { newestVersion } from '../../src/versions/api-version.js'
import { publishedOn } from '../../test/openapi/read-operations.js'
import { choices } from './choices.js'
import { decisions } from './decisions.js'
import { generated } from './generated.js'
import { table } from './table.js'

/** What was chosen and decided, as Markdown. */
export function fidelityPage(): string {
  return [
    generated,
    '# What is published and what is ours',
    `State of the published API: ${publishedOn[newestVersion]}.`,
    'Names, types and statuses follow the OpenAPI files and the pages that Repull published in 2026-10 and in 2026-07. Where they contradict each other, the pages about errors come first, then other documentation, then the file. This page says what was chosen where nothing is published, and what was decided where the published texts differ.',
    `- [operations.md](operations.md): each operation: its versions, and whether it is implemented, simulated or 501
- [versions.md](versions.md): how to choose a version, and what differs between them
- [differences.md](differences.md): where the descriptions of this server differ from the published files, and why`,
    '## Choices of our own',
    table(
      ['', 'published', 'our own choice'],
      choices.map(({ matter, published, ours }) => [matter, published, ours]),
    ),
    '## Decisions',
    'What the published texts contradict each other about. "Ours" means that no published text says so.',
    table(
      ['row', 'what', 'here', 'source', ''],
      decisions.map(({ id, matter, here, source, isOurs }) => [
        id,
        matter,
        here,
        source,
        isOurs ? 'ours' : '',
      ]),
    ),
    '',
  ].join('\n\n')
}
