import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { attributes, browser, textIn, visit } from '../helpers/pages.js'

t.test('the root answers GET and HEAD without a key', async (t) => {
  const { call } = await createMock(t)
  const { status, headers, body } = await call('GET', '/', { key: null })
  t.match(
    { status, headers },
    { status: 200, headers: { 'content-type': /^application\/json/, vary: 'Accept' } },
  )
  t.strictSame(body, {
    name: 'repull-mock',
    version: '0.0.0-test',
    links: {
      api: 'http://localhost:80/v1',
      health: 'http://localhost:80/v1/health',
      docs: 'http://localhost:80/docs',
      errors: 'http://localhost:80/docs/errors',
      openapi: 'http://localhost:80/openapi.json',
      llms: 'http://localhost:80/llms.txt',
      demoCallback: 'http://localhost:80/demo/callback',
      control: 'http://localhost:80/_mock',
      inspector: 'http://localhost:80/_mock',
    },
  })
  for (const one of [{}, browser]) t.equal((await call('HEAD', '/', { key: null, headers: one })).status, 200)
  t.equal((await call('GET', '/?cache=1', { key: null })).status, 200)
  t.match(await call('POST', '/'), { status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } })
})

t.test('a browser gets a page whose links all work', async (t) => {
  const mock = await createMock(t)
  const page = await visit(mock, '/')
  t.match(page, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', vary: 'Accept' } })
  t.match(page.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/)
  t.match(page.body, '<html lang="en">')
  t.match(page.body, /data-testid="version">0\.0\.0-test</)
  const links = attributes(page, 'href').filter((href) => href.startsWith('http'))
  t.strictSame(
    links.map((link) => new URL(link).pathname),
    ['/demo/callback', '/_mock', '/docs', '/docs/errors', '/openapi.json', '/llms.txt', '/v1/health'],
  )
  for (const link of links) t.equal((await visit(mock, new URL(link).pathname)).status, 200, link)
})

t.test('the command on the page opens a session that returns to this server', async (t) => {
  const mock = await createMock(t)
  const url = await mock.app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { host: new URL(url).host }
  const command = textIn(await visit(mock, '/', headers), 'first-call')
  const { stdout } = await promisify(execFile)('sh', ['-c', command])
  const opened = JSON.parse(stdout)
  t.match(opened.url, `${url}/connect/airbnb?session=cs_`)
  const approved = await fetch(`${opened.url}&auto=approve`, { redirect: 'manual' })
  const callback = approved.headers.get('location') ?? ''
  t.match(callback, `${url}/demo/callback?status=connected&`)
  t.equal((await fetch(callback)).status, 200)
})

t.test('where only some keys count, the page says so and gives none', async (t) => {
  const mock = await createMock(t, { settings: { API_KEYS: 'sk_test_one' } })
  const page = await visit(mock, '/')
  t.match(page.body, 'REPULL_MOCK_API_KEYS')
  t.match(textIn(page, 'first-call'), '-H "Authorization: Bearer $KEY"')
  t.notMatch(page.body, /sk_test_\w|data-testid="try"/)
})

t.test('with CONTROL=off, there is no link to the control API', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL: 'off' } })
  t.notMatch((await visit(mock, '/')).body, '_mock')
  const { links } = (await mock.call('GET', '/')).body
  t.strictSame([links.control, links.inspector], [undefined, undefined])
})

t.test('the links hold under a base path and behind a proxy', async (t) => {
  const under = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  for (const path of ['/api/repull', '/api/repull/']) {
    t.equal(
      (await under.call('GET', path)).body.links.health,
      'http://localhost:80/api/repull/v1/health',
      path,
    )
    t.match((await visit(under, path)).body, 'href="http://localhost:80/api/repull/_mock"', path)
  }
  const known = await createMock(t, { settings: { PUBLIC_URL: 'https://mock.example/repull' } })
  t.match((await visit(known, '/')).body, 'href="https://mock.example/repull/openapi.json"')
})

t.test('a caller that prefers JSON, or takes anything, gets JSON', async (t) => {
  const { call } = await createMock(t)
  for (const [accept, type] of [
    ['*/*', 'application/json'],
    ['application/json, text/plain, */*', 'application/json'],
    ['application/json, text/html;q=0.5', 'application/json'],
    ['text/html;q=0', 'application/json'],
    ['text/html;q=x', 'application/json'],
    ['text/html, application/json', 'text/html'],
    ['application/json;q=0.2, TEXT/HTML; charset=utf-8 ;Q=0.9', 'text/html'],
    ['application/xhtml+xml', 'text/html'],
  ] as const) {
    const { headers } = await call('GET', '/', { headers: { accept } })
    t.equal(headers['content-type']?.split(';')[0], type, accept)
  }
})

t.test('favicon.ico is a picture, and each page has the same one', async (t) => {
  const mock = await createMock(t)
  const { status, headers, body } = await mock.call('GET', '/favicon.ico', { key: null })
  t.match({ status, headers }, { status: 200, headers: { 'content-type': 'image/svg+xml' } })
  for (const path of ['/', '/docs', '/docs/errors', '/demo/callback', '/_mock', '/connect/airbnb']) {
    const { body: page } = await visit(mock, path)
    const [, data = ''] = /<link rel="icon" href="data:image\/svg\+xml,([^"]+)">/.exec(page) ?? []
    t.equal(decodeURIComponent(data), body, path)
  }
  t.match(body, /^<svg xmlns=.*<\/svg>$/)
})

t.test('addresses near those of this server are suggested, other methods are refused', async (t) => {
  const mock = await createMock(t)
  for (const [path, meant] of [
    ['/llm.txt', '/llms.txt'],
    ['/demo/calback', '/demo/callback'],
    ['/favicon.icon', '/favicon.ico'],
    ['/doc', '/docs'],
    ['/doc/errors', '/docs/errors'],
  ] as const)
    t.match(await mock.call('GET', path), { status: 404, body: { error: { did_you_mean: meant } } }, path)
  for (const path of ['/', '/llms.txt', '/favicon.ico', '/openapi.json', '/openapi.yaml'])
    t.match(
      await mock.call('DELETE', path),
      { status: 405, code: 'method_not_allowed', headers: { allow: 'GET, HEAD, OPTIONS' } },
      path,
    )
})
