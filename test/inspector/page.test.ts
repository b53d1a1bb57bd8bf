import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { attributes, browser, visit } from '../helpers/pages.js'

t.test('browsers get the inspector, which may do little', async (t) => {
  const mock = await createMock(t)
  const page = await visit(mock, '/_mock')
  t.match(page, {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      vary: 'Accept',
    },
  })
  const policy = String(page.headers['content-security-policy'])
  const [, nonce] = /script-src 'nonce-([^']+)'/.exec(policy) ?? []
  t.equal(
    policy,
    `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  t.strictSame(attributes(page, 'nonce'), [nonce, nonce], 'of the script and of the style sheet')
  t.notMatch(await visit(mock, '/_mock'), { body: nonce }, 'each page has a nonce of its own')
})

t.test('its links and its files are there, also with a slash at the end and under a base path', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  for (const path of ['/_mock', '/_mock/', '/api/repull/_mock', '/api/repull/_mock/']) {
    const page = await visit(mock, path)
    const base = path.startsWith('/api') ? '/api/repull/' : '/'
    const [root = ''] = attributes(page, 'data-root')
    t.equal(new URL(root, `http://mock${path}`).pathname, base, 'where its calls go')
    const files = [...attributes(page, 'src'), ...attributes(page, 'href')].filter((link) =>
      link.includes('assets/'),
    )
    t.equal(files.length, 2)
    for (const file of files) {
      const { pathname } = new URL(file, `http://mock${path}`)
      t.ok(pathname.startsWith(`${base}docs/assets/inspector-`), pathname)
      t.equal((await visit(mock, pathname)).status, 200, pathname)
    }
  }
})

t.test('without scripts, it leads to what the server holds and names every other call', async (t) => {
  const mock = await createMock(t)
  const page = await visit(mock, '/_mock')
  const links = attributes(page, 'href').filter((href) => !href.startsWith('data:'))
  const views = links.filter((link) => link.startsWith('_mock/'))
  t.ok(views.length >= 6)
  for (const view of views) t.equal((await mock.call('GET', `/${view}`, { key: null })).status, 200, view)
  const { paths } = (await mock.call('GET', '/openapi.json', { key: null })).body
  const { data } = (await mock.call('GET', '/_mock', { key: null })).body
  const isOther = (path: string) => path.startsWith('/_mock/')
  t.ok(Object.keys(paths).filter(isOther).length > 10)
  for (const path of Object.keys(paths).filter(isOther)) {
    for (const [name, operation] of Object.entries<{ operationId: string; summary: string }>(paths[path])) {
      const method = name.toUpperCase()
      const docs = `docs#/Control/${operation.operationId}`
      t.match(page.body, `>${method} ${path}<`, `${method} ${path}`)
      t.ok(links.includes(docs), docs)
      const listed = data.find((call: { docs: string }) => call.docs === docs)
      t.match(listed, { method, path, summary: operation.summary }, 'and all others get it as JSON')
    }
  }
  t.ok(attributes(await visit(mock, '/_mock/'), 'href').includes('../_mock/requests'), 'from /_mock/ too')
})

t.test('the forms of the page offer what the server knows', async (t) => {
  const [facts = ''] = attributes(await visit(await createMock(t), '/_mock'), 'data-facts')
  const { version, codes, providers, events } = JSON.parse(facts.replaceAll('&#34;', '"'))
  t.equal(version, '0.0.0-test')
  t.ok(codes.some(([code, status]: [string, number]) => code === 'session_expired' && status === 410))
  t.ok(providers.includes('airbnb'))
  t.ok(events.includes('account.created'))
})

t.test('where calls need a token, the page needs none and has nothing of a workspace', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL_TOKEN: 'open-sesame' } })
  await mock.open('airbnb')
  const page = await visit(mock, '/_mock')
  t.equal(page.status, 200)
  t.notMatch(page.body, /open-sesame|cs_[0-9A-Z]/)
  t.equal((await mock.call('GET', '/_mock', { key: null })).status, 401, 'the list needs it')
  t.equal((await mock.call('POST', '/_mock/reset', { key: null, headers: browser })).status, 401)
  const elsewhere = await visit(mock, '/_mock', { host: 'evil.example' })
  t.match(elsewhere, { status: 403 }, 'it is not shown under a name of others')
})
