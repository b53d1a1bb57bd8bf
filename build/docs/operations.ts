import { otherOperations } from '../../src/http/other-operations.js'
import type { Policy } from '../../src/http/policy.js'
import { apiVersions, newestVersion } from '../../src/versions/api-version.js'
import { counterpart } from '../../test/openapi/compare.js'
import { isIn, type PublishedOperation, publishedOn } from '../../test/openapi/read-operations.js'
import { keyOf } from '../../test/openapi/shape.js'
import { type Fidelity, fidelities, pages } from './fidelities.js'
import { generated } from './generated.js'
import type { Route } from './routes.js'
import { table } from './table.js'

const callers: Readonly<Record<Policy['access'], string>> = {
  public: 'anybody',
  key: 'a key',
  session: 'the session id',
  control: 'testers',
}

/**
 * Every operation with how far it goes, as Markdown.
 *
 * @param routes all of the server's own.
 * @param published every operation that was ever published.
 * @throws when a route has no row, a row no route, or a published operation neither.
 */
export function operationsPage(routes: readonly Route[], published: readonly PublishedOperation[]): string {
  const api = routes.filter(({ policy }) => policy !== undefined && policy.access !== 'control')
  const control = routes.filter(({ policy }) => policy?.access === 'control')
  const others = routes.filter(({ policy }) => policy === undefined)
  requireSame('fidelities', Object.keys(fidelities), api)
  requireSame('pages', Object.keys(pages), others)
  const here = new Map(api.map((route) => [keyOf(route.spelling), route]))
  const publishedHere = new Map<Route, PublishedOperation>()
  const lacking: PublishedOperation[] = []
  for (const one of published) {
    const route = counterpart(here, keyOf(one.spelling))
    if (route) publishedHere.set(route, one)
    else lacking.push(one)
  }
  const named = new Set(otherOperations.map(({ method, path }) => keyOf(`${method} ${path}`)))
  const lost = lacking.map(({ spelling }) => spelling).filter((spelling) => !named.has(keyOf(spelling)))
  if (lost.length > 0) throw new Error(`Name among the other operations what is not here: ${lost.join(', ')}`)
  const versionsOf = (route: Route) => versionsText(publishedHere.get(route) as PublishedOperation)
  return [
    generated,
    '# Operations',
    `State of the published API: ${publishedOn[newestVersion]}. Every operation that is here answers in both versions of the API; the column "published" says which of them have it.`,
    `- **implemented**: does what is published, with the sessions, connections and webhooks of the workspace.
- **simulated**: answers as published, but what is behind it is made up: a provider, a hotel, the data of the sandbox.
- **501**: answers [not_implemented](errors/not_implemented.md) and names the nearest operation that is here.`,
    '## Published operations',
    table(
      ['operation', 'published', 'here', 'asks for', 'note'],
      api.filter((route) => publishedHere.has(route)).map((route) => rowOf(route, versionsOf(route))),
    ),
    '## Operations of our own',
    'The documented connect.create and connect.complete, and the hosted pages, need calls that are not in the published files.',
    table(
      ['operation', 'here', 'asks for', 'note'],
      api.filter((route) => !publishedHere.has(route)).map((route) => rowOf(route)),
    ),
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
    'All other operations that were ever published answer 501; [not-implemented.md](not-implemented.md) lists them.',
    '',
  ].join('\n\n')
}

/** The published operations that are not here, as Markdown. */
export function notImplementedPage(
  routes: readonly Route[],
  published: readonly PublishedOperation[],
): string {
  const here = new Map(routes.map((route) => [keyOf(route.spelling), route]))
  const lacking = published.filter(({ spelling }) => counterpart(here, keyOf(spelling)) === undefined)
  const byPath = new Map<string, string[]>()
  for (const one of lacking) {
    const [method = '', path = ''] = one.spelling.split(' ')
    const key = `| \`${path}\` | ${versionsText(one)} |`
    byPath.set(key, [...(byPath.get(key) ?? []), method])
  }
  const rows = [...byPath].map(([key, methods]) => `| ${methods.join(' ')} ${key}`)
  return [
    generated,
    '# Published operations that are not here',
    `All ${lacking.length} answer 501 [not_implemented](errors/not_implemented.md) in every version of the API, with the nearest operation that is here. A day is that of the first description without the operation. [operations.md](operations.md) has those that are here.`,
    ['| methods | path | published |', '| --- | --- | --- |', ...rows].join('\n'),
    '',
  ].join('\n\n')
}

/** Every route has a row that somebody wrote, and every row a route. */
function requireSame(list: string, rows: readonly string[], routes: readonly Route[]): void {
  const own = routes.map(({ spelling }) => spelling)
  const missing = own.filter((spelling) => !rows.includes(spelling))
  const left = rows.filter((spelling) => !own.includes(spelling))
  if (missing.length > 0)
    throw new Error(`Say in build/docs/fidelities.ts, ${list}, what it does: ${missing.join(', ')}`)
  if (left.length > 0) throw new Error(`Remove from build/docs/fidelities.ts, ${list}: ${left.join(', ')}`)
}

function rowOf({ spelling, policy }: Route, ...versions: readonly string[]): readonly string[] {
  const { is, note } = fidelities[spelling] as Fidelity
  return [`\`${spelling}\``, ...versions, is, callers[(policy as Policy).access], note]
}

/** @example versionsText({ spelling: 'GET /v1/billing', since: '2026-04-30', until: '2026-07-30' }) // 'until 2026-07-30' */
function versionsText(operation: PublishedOperation): string {
  const versions = apiVersions.filter((version) => isIn(version, operation))
  if (versions.length === 0) return `until ${operation.until}`
  return versions.length === apiVersions.length ? 'both' : versions.join(', ')
}
