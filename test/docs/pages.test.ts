import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
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

t.test('each route has a row in docs/operations.md, and each published operation a place', async (t) => {
  const routes = await readRoutes()
  const [first, ...rest] = routes
  const health = routes.find(({ spelling }) => spelling === 'GET /v1/health')
  t.equal(first, health)
  for (const policy of [health?.policy, undefined]) {
    const more = [...routes, { spelling: 'GET /v1/new', policy, summary: 'New' }]
    t.throws(() => operationsPage(more, new Set()), /what it does: GET \/v1\/new$/)
  }
  t.throws(() => notImplementedPage(routes, new Set(['GET /v1/gone'])), /what is not here: GET \/v1\/gone$/)
  t.throws(() => operationsPage(rest, new Set()), /Remove .*: GET \/v1\/health$/)
})
