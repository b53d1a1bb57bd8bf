import type { Policy } from '../../src/http/policy.js'
import { keyOf } from '../../test/openapi/shape.js'
import { generated } from './generated.js'
import { type Fidelity, fidelities, pages } from './operations.js'
import type { Route } from './routes.js'
import { table } from './table.js'

const callers: Readonly<Record<Policy['access'], string>> = {
  public: 'anybody',
  key: 'a key',
  session: 'the session id',
  control: 'testers',
}

/**
 * Every operation that is here, as Markdown.
 *
 * @param routes all of the server's own.
 * @param published the published operations, by `keyOf` their spelling.
 * @throws when a route has no row, or a row no route.
 */
export function operationsPage(routes: readonly Route[], published: ReadonlySet<string>): string {
  const api = routes.filter(({ policy }) => policy !== undefined && policy.access !== 'control')
  const control = routes.filter(({ policy }) => policy?.access === 'control')
  const others = routes.filter(({ policy }) => policy === undefined)
  requireSame('fidelities', Object.keys(fidelities), api)
  requireSame('pages', Object.keys(pages), others)
  const isPublished = ({ spelling }: Route) => published.has(keyOf(spelling))
  return [
    generated,
    '# Operations',
    'Every operation of this server, and how far it does what Repull publishes. [openapi.yaml](../openapi.yaml) describes each one; the server shows it at `/docs`.',
    `- **implemented**: does what is published, with the sessions, connections and webhooks of the workspace.
- **simulated**: answers as published, but what is behind it is made up: a provider, a hotel, the data of the sandbox.`,
    '## Published operations',
    apiTable(api.filter(isPublished)),
    'All other published operations [answer 501](not-implemented.md).',
    '## Operations of our own',
    'The documented connect.create and connect.complete, and the hosted pages, need calls that are not in the published file.',
    apiTable(api.filter((route) => !isPublished(route))),
    '## Control calls',
    'They are for [testers](testing.md), and never part of `/v1`.',
    table(
      ['call', 'what it does'],
      control.map(({ spelling, summary }) => [`\`${spelling}\``, summary]),
    ),
    '## Addresses that are no part of the API',
    table(
      ['address', 'what it is'],
      others.map(({ spelling }) => [`\`${spelling}\``, pages[spelling] as string]),
    ),
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
