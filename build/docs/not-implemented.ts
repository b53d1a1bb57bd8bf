import { otherOperations } from '../../src/http/other-operations.js'
import { keyOf } from '../../test/openapi/shape.js'
import { generated } from './generated.js'
import type { Route } from './routes.js'
import { table } from './table.js'

/**
 * The published operations that are not here, as Markdown.
 *
 * @param routes all of the server's own.
 * @param published the published operations, by `keyOf` their spelling.
 * @throws when a published operation is neither here nor among those that answer 501.
 */
export function notImplementedPage(routes: readonly Route[], published: ReadonlySet<string>): string {
  const here = new Set(routes.map(({ spelling }) => keyOf(spelling)))
  const lacking = otherOperations.filter(({ method, path }) => !here.has(keyOf(`${method} ${path}`)))
  const known = new Set([...here, ...lacking.map(({ method, path }) => keyOf(`${method} ${path}`))])
  const lost = [...published].filter((key) => !known.has(key))
  if (lost.length > 0) throw new Error(`Name among the other operations what is not here: ${lost.join(', ')}`)
  const rows = (isCurrent: boolean) => {
    const byPath = new Map<string, { methods: string[]; until: string | null }>()
    for (const { method, path, until } of lacking) {
      if ((until === null) !== isCurrent) continue
      const row = byPath.get(path) ?? { methods: [], until }
      row.methods.push(method)
      byPath.set(path, row)
    }
    return [...byPath].map(([path, row]) => [`\`${path}\``, row.methods.join(' '), row.until ?? ''])
  }
  return [
    generated,
    '# Operations that are not here',
    `Repull publishes or has published ${lacking.length} operations that this server does not have. Each answers 501 [not_implemented](errors/not_implemented.md), in every version of the API, and names the nearest operation that is here. [operations.md](operations.md) lists those.`,
    '## Published today',
    table(
      ['path', 'methods'],
      rows(true).map(([path, methods]) => [path as string, methods as string]),
    ),
    '## Published no more',
    'The last column has the day of the last description that had them.',
    table(['path', 'methods', 'until'], rows(false)),
    '',
  ].join('\n\n')
}
