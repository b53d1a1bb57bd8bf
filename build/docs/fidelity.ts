import { choices } from './choices.js'
import { conduct } from './conduct.js'
import { generated } from './generated.js'
import { table } from './table.js'

/** What is published and what is ours, as Markdown. */
export function fidelityPage(): string {
  return [
    generated,
    '# What is published and what is ours',
    'Names, types and statuses follow the OpenAPI file and the pages that Repull published in 2026-10 and in 2026-07. State of the published API: 2026-10-03.',
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
          'Where our openapi.yaml differs from the published file, and why',
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
    '',
  ].join('\n\n')
}
