import { newestVersion } from '../../src/versions/api-version.js'
import { publishedOn } from '../../test/openapi/read-operations.js'
import { choices } from './choices.js'
import { conduct } from './conduct.js'
import { decisions } from './decisions.js'
import { generated } from './generated.js'
import { table } from './table.js'

/** What is published and what is ours, as Markdown. */
export function fidelityPage(): string {
  return [
    generated,
    '# What is published and what is ours',
    `State of the published API: ${publishedOn[newestVersion]}.`,
    'Names, types and statuses follow the OpenAPI files and the pages that Repull published in 2026-10 and in 2026-07. Where they contradict each other, the pages about errors come first, then other documentation, then the file.',
    table(
      ['page', 'what it says'],
      [
        [
          '[operations.md](operations.md)',
          'Which operations are here, and whether they are implemented or simulated',
        ],
        ['[not-implemented.md](not-implemented.md)', 'Which published operations answer 501'],
        [
          '[differences.md](differences.md)',
          'Where our descriptions differ from the published files, and why',
        ],
        ['[versions.md](versions.md)', 'What differs between 2026-10 and 2026-07'],
      ],
    ),
    '## Where an answer differs',
    'These differences do not show in names and types.',
    table(
      ['', 'published in 2026-10', 'here'],
      conduct.map(({ matter, published, here }) => [matter, published, here]),
    ),
    '## Choices of our own',
    'This is what we chose where nothing is published.',
    table(
      ['', 'published', 'our own choice'],
      choices.map(({ matter, published, ours }) => [matter, published, ours]),
    ),
    '## Decisions',
    'What was decided where published texts contradict each other. "Ours" means that no published text says so.',
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
