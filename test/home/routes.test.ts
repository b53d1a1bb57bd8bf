import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { attributes, browser, visit } from '../helpers/pages.js'

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
      openapi: 'http://localhost:80/openapi.json',
      errors: 'http://localhost:80/docs/errors',
      control: 'http://localhost:80/_mock',
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
  t.match(page.body, "curl -X POST http://localhost:80/v1/connect/airbnb -H 'Authorization: Bearer sk_test_")
  const links = attributes(page, 'href').filter((href) => href.startsWith('http'))
  t.equal(links.length, 4)
  for (const link of links) t.equal((await visit(mock, new URL(link).pathname)).status, 200, link)
})

t.test('with CONTROL=off, there is no link to the control API', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL: 'off' } })
  t.notMatch((await visit(mock, '/')).body, '_mock')
  t.equal((await mock.call('GET', '/')).body.links.control, undefined)
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
  const [, data = ''] =
    /<link rel="icon" href="data:image\/svg\+xml,([^"]+)">/.exec((await visit(mock, '/')).body) ?? []
  t.equal(decodeURIComponent(data), body)
  t.match(body, /^<svg xmlns=.*<\/svg>$/)
})
