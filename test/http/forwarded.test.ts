import t, { type Test } from 'tap'
import type { SettingName } from '../../src/cli/settings.js'
import { createMock, key } from '../helpers/mock.js'
import { startProgram } from '../helpers/process.js'

type Texts = Partial<Record<SettingName, string>>
type Headers = Record<string, string>

const outer = { host: 'inner', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'mock.example' }

/** Opens a session with these headers, and returns how its address begins, or how the call was refused. */
async function opener(t: Test, settings: Texts) {
  const mock = await createMock(t, { settings })
  return async (headers: Headers, remoteAddress = '127.0.0.1', path = '/v1/connect/airbnb') => {
    const { app } = mock
    const all = { authorization: `Bearer ${key}`, ...headers }
    const answer = await app.inject({ method: 'POST', url: path, headers: all, remoteAddress })
    const { url, error } = answer.json()
    return error
      ? `${answer.statusCode} ${error.code} ${error.field}`
      : url.replace(/\/connect\/airbnb\?.*/, '')
  }
}

t.test('whom a setting trusts', async (t) => {
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ['0.0.0.0/0', ['127.0.0.1', '203.0.113.9', '::ffff:203.0.113.9'], ['::1', '2001:db8::1']],
    ['::/0', ['::1', '2001:db8::1', '::ffff:203.0.113.9'], []],
    ['0.0.0.0/0,::/0', ['127.0.0.1', '203.0.113.9', '::1', 'fe80::1%eth0'], ['unix']],
    ['10.0.0.0/8', ['10.1.2.3', '::ffff:10.1.2.3'], ['11.0.0.1', '::1']],
    ['::ffff:10.0.0.0/104', ['10.1.2.3', '::ffff:10.1.2.3'], ['11.0.0.1']],
    ['::ffff:10.0.0.1', ['10.0.0.1', '::ffff:10.0.0.1'], ['10.0.0.2']],
    ['loopback', ['127.0.0.1', '127.9.9.9', '::1'], ['10.0.0.1']],
    [
      'uniquelocal,linklocal',
      ['10.0.0.1', '172.16.0.1', '192.168.1.1', 'fd00::1', '169.254.0.1'],
      ['8.8.8.8'],
    ],
  ]
  for (const [TRUST_PROXY, trusted, others] of cases) {
    const open = await opener(t, { TRUST_PROXY })
    for (const address of trusted)
      t.equal(await open(outer, address), 'https://mock.example', `${TRUST_PROXY} holds ${address}`)
    for (const address of others)
      t.equal(await open(outer, address), 'http://inner', `${TRUST_PROXY} does not hold ${address}`)
  }
})

t.test('the port and the prefix of a trusted proxy are part of the address', async (t) => {
  const open = await opener(t, { TRUST_PROXY: '127.0.0.1', BASE_PATH: '/base' })
  const cases: readonly [Headers, string][] = [
    [{ 'x-forwarded-port': '8443' }, 'https://mock.example:8443'],
    [{ 'x-forwarded-port': '443' }, 'https://mock.example'],
    [{ 'x-forwarded-port': '80', 'x-forwarded-proto': 'http' }, 'http://mock.example'],
    [{ 'x-forwarded-port': '80' }, 'https://mock.example:80'],
    [{ 'x-forwarded-port': '1, 8443' }, 'https://mock.example:8443'],
    [{ 'x-forwarded-port': '' }, 'https://mock.example'],
    [{ 'x-forwarded-port': '443', 'x-forwarded-host': 'localhost:8443' }, 'https://localhost:8443'],
    [{ 'x-forwarded-port': '8443', 'x-forwarded-host': '', host: 'here:7855' }, 'https://here:8443'],
    [{ 'x-forwarded-port': '8443', 'x-forwarded-host': '[::1]' }, 'https://[::1]:8443'],
    [{ 'x-forwarded-prefix': '/repull' }, 'https://mock.example/repull'],
    [{ 'x-forwarded-prefix': '/a/b.c~d%20/' }, 'https://mock.example/a/b.c~d%20'],
    [{ 'x-forwarded-prefix': '/evil, /repull' }, 'https://mock.example/repull'],
    [{ 'x-forwarded-prefix': '/' }, 'https://mock.example'],
    [{ 'x-forwarded-port': '8443', 'x-forwarded-prefix': '/repull' }, 'https://mock.example:8443/repull'],
  ]
  for (const [headers, url] of cases)
    t.equal(await open({ ...outer, ...headers }), url, JSON.stringify(headers))
  const headers = { ...outer, 'x-forwarded-prefix': '/repull' }
  t.equal(await open(headers, '127.0.0.1', '/base/v1/connect/airbnb'), 'https://mock.example/repull/base')
})

t.test('from anybody else they are ignored, hostile ones too', async (t) => {
  for (const settings of [{}, { TRUST_PROXY: '10.0.0.1' }]) {
    const open = await opener(t, settings)
    for (const value of ['8443', '/repull', '//evil.example', 'x']) {
      const headers = { host: 'inner', 'x-forwarded-port': value, 'x-forwarded-prefix': value }
      t.equal(await open(headers), 'http://inner', value)
    }
  }
})

t.test('what is no port or no path is refused, and names the header', async (t) => {
  const open = await opener(t, { TRUST_PROXY: '127.0.0.1' })
  for (const port of ['0', '65536', '-1', '80a', 'https', '8443/evil', '@evil.example'])
    t.equal(await open({ ...outer, 'x-forwarded-port': port }), '400 invalid_request X-Forwarded-Port', port)
  for (const prefix of [
    '//evil.example',
    '/a//b',
    'repull',
    'https://evil.example',
    '/../up',
    '/a/%2e%2E/b',
    '/a/.',
    '/a?b',
    '/a#b',
    '/a\\b',
    '/a b',
    '/<script>',
    '/"',
  ])
    t.equal(
      await open({ ...outer, 'x-forwarded-prefix': prefix }),
      '400 invalid_request X-Forwarded-Prefix',
      prefix,
    )
})

t.test('a call whose forwarded headers are refused changes nothing', async (t) => {
  const mock = await createMock(t, { settings: { TRUST_PROXY: '127.0.0.1' } })
  const picker = await mock.open(null)
  const headers = { 'x-forwarded-port': '0' }
  const select = `/v1/connect/sessions/${picker}/select-provider`
  const calls: readonly [string, object][] = [
    ['/v1/connect', { redirectUrl: 'https://app.example/' }],
    ['/v1/connect/airbnb', {}],
    [select, { provider: 'airbnb' }],
    [`/_mock/sessions/${picker}/deny`, {}],
  ]
  for (const [path, body] of calls)
    t.equal((await mock.call('POST', path, { headers, body })).code, 'invalid_request', path)
  const { data } = (await mock.call('GET', '/_mock/sessions')).body
  t.match(data, [{ id: picker, status: 'pending', provider: null }])
  t.equal(data.length, 1)
})

t.test('PUBLIC_URL is the whole address already', async (t) => {
  const open = await opener(t, { TRUST_PROXY: '127.0.0.1', PUBLIC_URL: 'https://public.example/x' })
  const headers = { ...outer, 'x-forwarded-port': '8443', 'x-forwarded-prefix': '//evil' }
  t.equal(await open(headers), 'https://public.example/x')
})

t.test(
  'the journal repeats a call by the same way, and by the direct one where that cannot be told',
  async (t) => {
    const { call } = await createMock(t, { settings: { TRUST_PROXY: '127.0.0.1' } })
    const curlOf = async (headers: Headers) => {
      await call('GET', '/v1/health', { headers })
      return (await call('GET', '/_mock/requests')).body.data.at(-1).curl
    }
    const proxied = { ...outer, 'x-forwarded-port': '8443', 'x-forwarded-prefix': '/repull' }
    t.match(await curlOf(proxied), `'https://mock.example:8443/repull/v1/health'`)
    t.match(await curlOf({ ...proxied, 'x-forwarded-prefix': '//evil' }), `'https://inner/v1/health'`)
  },
)

t.test('a page of this server may control it behind a proxy that tells its port apart', async (t) => {
  const { call } = await createMock(t, { settings: { TRUST_PROXY: '127.0.0.1' } })
  const proxied = { host: 'mock', 'x-forwarded-proto': 'https', 'x-forwarded-port': '8443' }
  const status = async (origin: string) =>
    (await call('GET', '/_mock/clock', { headers: { ...proxied, origin } })).status
  t.equal(await status('https://mock:8443'), 200)
  t.equal(await status('https://mock:9443'), 403)
})

t.test(
  'the program takes networks of everybody, and links, redirects and forms hold behind a prefix',
  async (t) => {
    const { url, child, ended } = await startProgram(t, { TRUST_PROXY: '0.0.0.0/0,::/0' })
    const prefix = '/repull'
    const headers = {
      authorization: 'Bearer sk_test_a',
      'x-forwarded-prefix': prefix,
      'x-forwarded-port': '8443',
    }
    const opened = await fetch(`${url}/v1/connect/airbnb`, { method: 'POST', headers })
    const session = (await opened.json()) as { url: string }
    t.match(session.url, /^http:\/\/127\.0\.0\.1:8443\/repull\/connect\/airbnb\?session=cs_/)
    /** What the proxy asks for a page that a browser sees. */
    const inner = (page: URL) => `${url}${page.pathname.slice(prefix.length)}${page.search}`
    const page = new URL(session.url)
    const shown = await (await fetch(inner(page), { headers })).text()
    const [, href] = /data-testid="sandbox-approve" href="([^"]+)"/.exec(shown) ?? []
    const approve = new URL(String(href).replaceAll('&amp;', '&'), page)
    t.ok(approve.href.startsWith('http://127.0.0.1:8443/repull/connect/airbnb?'), approve.href)
    t.notMatch(shown, /<form[^>]*action/, 'a form posts to the address of its page')
    const picked = new URL(`/repull/connect?session=${page.searchParams.get('session')}`, page)
    const moved = await fetch(inner(picked), { headers, redirect: 'manual' })
    t.equal(moved.status, 303)
    t.ok(new URL(String(moved.headers.get('location')), picked).pathname.startsWith('/repull/connect/airbnb'))
    child.kill('SIGTERM')
    t.equal(await ended, 0)
  },
)
