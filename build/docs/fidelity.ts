import { otherOperations } from '../../src/http/other-operations.js'
import type { Policy } from '../../src/http/policy.js'
import { deliberate } from '../../test/openapi/published-differences.js'
import { keyOf } from '../../test/openapi/shape.js'
import { choices } from './choices.js'
import { generated } from './generated.js'
import { type Fidelity, fidelities, pages } from './operations.js'
import type { Route } from './routes.js'

const callers: Readonly<Record<Policy['access'], string>> = {
  public: 'anybody',
  key: 'a key',
  session: 'the session id',
  control: 'testers',
}

/**
 * What is published and what is here, as Markdown.
 *
 * @param routes all of the server's own.
 * @param published the published operations, by `keyOf` their spelling.
 * @throws when a route has no row, a row no route, or a published operation neither.
 */
export function fidelityPage(routes: readonly Route[], published: ReadonlySet<string>): string {
  const api = routes.filter(({ policy }) => policy !== undefined && policy.access !== 'control')
  const control = routes.filter(({ policy }) => policy?.access === 'control')
  const others = routes.filter(({ policy }) => policy === undefined)
  requireSame('fidelities', Object.keys(fidelities), api)
  requireSame('pages', Object.keys(pages), others)
  const here = new Set(api.map(({ spelling }) => keyOf(spelling)))
  const lacking = otherOperations.filter(({ method, path }) => !here.has(keyOf(`${method} ${path}`)))
  const lost = [...published].filter((key) => !here.has(key))
  if (lost.length > 0) throw new Error(`Name among the other operations what is not here: ${lost.join(', ')}`)
  const isPublished = ({ spelling }: Route) => published.has(keyOf(spelling))
  return [
    generated,
    '# What is published and what is ours',
    'Names, types and statuses follow the OpenAPI file and the pages that Repull published in 2026-10 and in 2026-07; [versions.md](versions.md) has the differences. State of the published API: 2026-10-03. This page says how far this server goes, and what we chose where nothing is published.',
    `- **implemented**: does what is published, with the sessions, connections and webhooks of the workspace.
- **simulated**: answers as published, but what is behind it is made up: a provider, a hotel, the data of the sandbox.
- **501**: answers [not_implemented](errors/not_implemented.md) and names the nearest operation that is here.`,
    '## Published operations',
    apiTable(api.filter(isPublished)),
    `## Published operations that are not here\n\nAll ${lacking.length} answer 501, in every version of the API. Those with a day are published no more: it is that of the last description that had them.`,
    lacking
      .map(({ method, path, until }) => `- \`${method} ${path}\`${until === null ? '' : `, until ${until}`}`)
      .join('\n'),
    '## Operations of our own',
    'The documented connect.create and connect.complete, and the hosted pages, need calls that are not in the published file.',
    apiTable(api.filter((route) => !isPublished(route))),
    'Addresses that are no part of the API:',
    table(
      ['address', 'what it is'],
      others.map(({ spelling }) => [`\`${spelling}\``, pages[spelling] as string]),
    ),
    'For testers, never part of `/v1`:',
    table(
      ['call', 'what it does'],
      control.map(({ spelling, summary }) => [`\`${spelling}\``, summary]),
    ),
    '## Choices of our own',
    table(
      ['', 'published', 'our own choice'],
      choices.map(({ matter, published, ours }) => [matter, published, ours]),
    ),
    '## Where openapi.yaml differs from the published file',
    'Every difference in names, types and statuses, each as published → here. A test finds them by comparing the two.',
    deliberate.map(differences).join('\n\n'),
    '',
  ].join('\n\n')
}

/** Every route has a row that somebody wrote, and every row a route. */
function requireSame(list: string, rows: readonly string[], routes: readonly Route[]): void {
  const own = routes.map(({ spelling }) => spelling)
  const missing = own.filter((spelling) => !rows.includes(spelling))
  const left = rows.filter((spelling) => !own.includes(spelling))
  if (missing.length > 0)
    throw new Error(`Say in build/docs/operations.ts, ${list}, what it does: ${missing.join(', ')}`)
  if (left.length > 0) throw new Error(`Remove from build/docs/operations.ts, ${list}: ${left.join(', ')}`)
}

function apiTable(routes: readonly Route[]): string {
  const rows = routes.map(({ spelling, policy }) => {
    const { is, note } = fidelities[spelling] as Fidelity
    return [`\`${spelling}\``, is, callers[(policy as Policy).access], note]
  })
  return table(['operation', 'here', 'asks for', 'note'], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function differences({ reason, differs }: (typeof deliberate)[number]): string {
  const places = Object.entries(differs).map(([place, text]) => `- \`${place}\`: \`${text}\``)
  return `${reason}\n\n${places.join('\n')}`
}
