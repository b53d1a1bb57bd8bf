import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { decisions } from '../../build/docs/decisions.js'
import { notImplementedPage } from '../../build/docs/not-implemented.js'
import { operationsPage } from '../../build/docs/operations-page.js'
import { makePages } from '../../build/docs/pages.js'
import { readRoutes } from '../../build/docs/routes.js'
import { rootUrl } from '../helpers/project.js'

const docs = new URL('docs/', rootUrl)

t.test('docs/ is up to date', async (t) => {
  const pages = await makePages()
  for (const [path, text] of pages)
    t.ok(
      (await readFile(new URL(path, docs), 'utf8').catch(() => '')) === text,
      `${path}; else: npm run docs`,
    )
  const files = (await readdir(new URL('errors/', docs))).map((name) => `errors/${name}`)
  t.strictSame(
    files.filter((path) => !pages.has(path)),
    [],
    'no page of an error that there is none of',
  )
})

t.test('a page has less than 15 kB', async (t) => {
  for (const [path, text] of await makePages()) t.ok(Buffer.byteLength(text) < 15_000, path)
})

t.test(
  'docs/operations.md needs a row for each route, and a place for each published operation',
  async (t) => {
    const routes = await readRoutes()
    const [first, ...rest] = routes
    const health = routes.find(({ spelling }) => spelling === 'GET /v1/health')
    t.equal(first, health)
    for (const policy of [health?.policy, undefined]) {
      const more = [...routes, { spelling: 'GET /v1/new', policy, summary: 'New' }]
      t.throws(() => operationsPage(more, []), /what it does: GET \/v1\/new$/)
    }
    const gone = { spelling: 'GET /v1/gone', since: '2026-07-30', until: null }
    t.throws(() => notImplementedPage(routes, [gone]), /what is not here: GET \/v1\/gone$/)
    t.throws(() => operationsPage(rest, []), /Remove .*: GET \/v1\/health$/)
  },
)

t.test('every decision has a number, in order, and a source with its day', async (t) => {
  const numbers = decisions.map(({ id }, at) => id === `${at < 34 ? 'A' : at < 45 ? 'B' : 'C'}${at + 1}`)
  t.strictSame(numbers, Array(53).fill(true))
  for (const { id, source } of decisions) t.match(source, /2026-\d\d-\d\d$|^pages about errors$/, id)
})
