import { otherOperations } from '../../src/http/other-operations.js'
import { counterpart } from '../../test/openapi/compare.js'
import type { PublishedOperation } from '../../test/openapi/read-operations.js'
import { keyOf } from '../../test/openapi/shape.js'
import { generated } from './generated.js'
import { versionsText } from './operations-page.js'
import type { Route } from './routes.js'
import { table } from './table.js'

/**
 * The published operations that are not here, as Markdown.
 *
 * @param routes all of the server's own.
 * @param published every operation that was ever published.
 * @throws when a published operation is neither here nor among those that answer 501.
 */
export function notImplementedPage(
  routes: readonly Route[],
  published: readonly PublishedOperation[],
): string {
  const here = new Map(routes.map((route) => [keyOf(route.spelling), route]))
  const lacking = published.filter(({ spelling }) => counterpart(here, keyOf(spelling)) === undefined)
  const named = new Set(otherOperations.map(({ method, path }) => keyOf(`${method} ${path}`)))
  const lost = lacking.map(({ spelling }) => spelling).filter((spelling) => !named.has(keyOf(spelling)))
  if (lost.length > 0) throw new Error(`Name among the other operations what is not here: ${lost.join(', ')}`)
  const rows = (isCurrent: boolean) =>
    rowsByPath(lacking.filter(({ until }) => (until === null) === isCurrent))
  return [
    generated,
    '# Operations that are not here',
    `Repull publishes or has published ${lacking.length} operations that this server does not have. Each answers 501 [not_implemented](errors/not_implemented.md), in every version of the API, and names the nearest operation that is here. [operations.md](operations.md) lists those.`,
    '## Published today',
    table(['path', 'methods', 'published'], rows(true)),
    '## Published no more',
    'A day is that of the first description without the operation.',
    table(['path', 'methods', 'published'], rows(false)),
    '',
  ].join('\n\n')
}

/** One row for the methods of a path that are published in the same versions. */
function rowsByPath(operations: readonly PublishedOperation[]): readonly (readonly string[])[] {
  const rows = new Map<string, { path: string; methods: string[]; versions: string }>()
  for (const operation of operations) {
    const [method = '', path = ''] = operation.spelling.split(' ')
    const versions = versionsText(operation)
    const row = rows.get(`${path} ${versions}`) ?? { path, methods: [], versions }
    row.methods.push(method)
    rows.set(`${path} ${versions}`, row)
  }
  return [...rows.values()].map(({ path, methods, versions }) => [`\`${path}\``, methods.join(' '), versions])
}
