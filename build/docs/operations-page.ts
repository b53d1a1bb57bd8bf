import type { Policy } from '../../src/http/policy.js'
import { apiVersions, newestVersion } from '../../src/versions/api-version.js'
import { counterpart } from '../../test/openapi/compare.js'
import { isIn, type PublishedOperation, publishedOn } from '../../test/openapi/read-operations.js'
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
 * @param published every operation that was ever published.
 * @throws when a route has no row, or a row no route.
 */
export function operationsPage(routes: readonly Route[], published: readonly PublishedOperation[]): string {
  const api = routes.filter(({ policy }) => policy !== undefined && policy.access !== 'control')
  const control = routes.filter(({ policy }) => policy?.access === 'control')
  const others = routes.filter(({ policy }) => policy === undefined)
  requireSame('fidelities', Object.keys(fidelities), api)
  requireSame('pages', Object.keys(pages), others)
  const byKey = new Map(api.map((route) => [keyOf(route.spelling), route]))
  const publishedAs = new Map<Route, PublishedOperation>()
  for (const operation of published) {
    const route = counterpart(byKey, keyOf(operation.spelling))
    if (route) publishedAs.set(route, operation)
  }
  const versionsOf = (route: Route) => versionsText(publishedAs.get(route) as PublishedOperation)
  return [
    generated,
    '# Operations',
    `Every operation of this server, and how far it does what Repull publishes. State of the published API: ${publishedOn[newestVersion]}. [openapi.yaml](../openapi.yaml) describes each one; the server shows it at \`/docs\`.`,
    `- **implemented**: does what is published, with the sessions, connections and webhooks of the workspace.
- **simulated**: answers as published, but what is behind it is made up: a provider, a hotel, the data of the sandbox.`,
    '## Published operations',
    'The second column says which versions of the API publish it. Each answers in both, but those by which hosts sign in: [501 in 2026-07](versions.md).',
    table(
      ['operation', 'published', 'here', 'asks for', 'note'],
      api.filter((route) => publishedAs.has(route)).map((route) => rowOf(route, versionsOf(route))),
    ),
    'All other published operations [answer 501](not-implemented.md).',
    '## Operations of our own',
    'The documented connect.create and connect.complete, and the hosted pages, need calls that are not in the published files.',
    table(
      ['operation', 'here', 'asks for', 'note'],
      api.filter((route) => !publishedAs.has(route)).map((route) => rowOf(route)),
    ),
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

/**
 * The versions that publish an operation.
 *
 * @example versionsText({ spelling: 'GET /v1/billing', since: '2026-04-30', until: '2026-07-30' }) // 'until 2026-07-30'
 */
export function versionsText(operation: PublishedOperation): string {
  const versions = apiVersions.filter((version) => isIn(version, operation))
  if (versions.length === 0) return `until ${operation.until}`
  return versions.length === apiVersions.length ? 'both' : versions.join(', ')
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

function rowOf({ spelling, policy }: Route, ...versions: readonly string[]): readonly string[] {
  const { is, note } = fidelities[spelling] as Fidelity
  return [`\`${spelling}\``, ...versions, is, callers[(policy as Policy).access], note]
}
