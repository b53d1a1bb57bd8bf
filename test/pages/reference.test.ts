import { brotliDecompressSync } from 'node:zlib'
import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { attributes, visit } from '../helpers/pages.js'

/** The addresses of the script and the style sheet, as the page at an address names them. */
async function assetsOf(mock: Mock, path: string): Promise<readonly string[]> {
  const page = await visit(mock, path)
  const addresses = [...attributes(page, 'src'), ...attributes(page, 'href')]
  return addresses
    .filter((address) => address.includes('docs/assets/'))
    .map((address) => new URL(address, `http://mock${path}`).pathname)
}

t.test('the reference is a page of its own, for everybody, which may do little', async (t) => {
  const mock = await createMock(t)
  const page = await visit(mock, '/docs')
  t.match(page, {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
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
  t.notMatch(await visit(mock, '/docs'), { body: nonce }, 'each page has a nonce of its own')
  t.match(page.body, '<title>API reference · repull-mock</title>')
  t.match(page.body, '<small>0.0.0-test</small>')
  t.match(await mock.call('HEAD', '/docs', { key: null }), { status: 200, body: undefined })
})

t.test('its links and its files are there, also with a slash at the end and under a base path', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  for (const path of ['/docs', '/docs/', '/docs?a=b', '/api/repull/docs', '/api/repull/docs/']) {
    const page = await visit(mock, path)
    const links = [...attributes(page, 'src'), ...attributes(page, 'href')].filter(
      (link) => !link.startsWith('data:'),
    )
    t.ok(links.length >= 5, path)
    const base = path.startsWith('/api') ? '/api/repull/' : '/'
    for (const link of links) {
      const { pathname } = new URL(link, `http://mock${path}`)
      t.ok(pathname.startsWith(base), `${link} on ${path}`)
      t.equal((await visit(mock, pathname)).status, 200, `${link} on ${path}`)
    }
    const [root = ''] = attributes(page, 'data-root')
    t.equal(new URL(root, `http://mock${path}`).pathname, base, 'where its calls go')
  }
})

t.test('browsers keep its files, compressed, and others get them as they are', async (t) => {
  const mock = await createMock(t)
  const [script = '', style = ''] = await assetsOf(mock, '/docs')
  for (const [path, type] of [
    [script, 'text/javascript; charset=utf-8'],
    [style, 'text/css; charset=utf-8'],
  ] as const) {
    const get = (accepted: string) =>
      mock.app.inject({ url: path, headers: accepted === '' ? {} : { 'accept-encoding': accepted } })
    const plain = await get('')
    t.match(plain.headers, {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    })
    t.equal(plain.headers['content-encoding'], undefined)
    for (const accepted of ['gzip, deflate, br', 'br;q=0.5, gzip', '*']) {
      const compressed = await get(accepted)
      t.equal(compressed.headers['content-encoding'], 'br', accepted)
      t.ok(brotliDecompressSync(compressed.rawPayload).equals(plain.rawPayload), accepted)
    }
    for (const accepted of ['gzip, deflate', 'gzip, br;q=0'])
      t.equal((await get(accepted)).headers['content-encoding'], undefined, accepted)
  }
})

t.test('no other file of the package is served', async (t) => {
  const mock = await createMock(t)
  for (const name of [
    'reference.json',
    'server.cjs',
    '..%2fopenapi.json',
    '..%2f..%2fpackage.json',
    'a.js',
  ]) {
    const { status, headers, body } = await mock.call('GET', `/docs/assets/${name}`, { key: null })
    t.match({ status, headers }, { status: 404, headers: { 'content-type': /^application\/json/ } }, name)
    t.match(body.error, { code: 'not_found', field: 'name' }, name)
  }
})

t.test('calls have a key where any will do, and none where the server has its own', async (t) => {
  const any = await visit(await createMock(t), '/docs')
  t.strictSame(attributes(any, 'data-key'), ['sk_test_demo'])
  const own = await visit(await createMock(t, { settings: { API_KEYS: 'sk_test_secret' } }), '/docs')
  t.strictSame(attributes(own, 'data-key'), [])
  t.match(own.body, 'takes only its own keys')
  t.notMatch(own.body, /sk_test_(?:secret|demo)/)
})

t.test('what cannot be answered there is a page, too', async (t) => {
  const mock = await createMock(t)
  const page = await mock.call('POST', '/docs', { key: null })
  t.match(page, {
    status: 405,
    headers: { 'content-type': 'text/html; charset=utf-8', allow: 'GET, HEAD, OPTIONS' },
  })
  t.match(page.body, 'data-code="method_not_allowed"')
  t.equal((await mock.call('GET', '/doc')).body.error.did_you_mean, '/docs')
})
