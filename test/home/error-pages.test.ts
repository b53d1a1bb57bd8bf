import t from 'tap'
import { catalogue, type ErrorCode, errorCodes } from '../../src/errors/catalogue.js'
import { describeError } from '../../src/errors/describe.js'
import { providerSlugs } from '../../src/providers/providers.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { attributes, visit } from '../helpers/pages.js'

const html = { 'content-type': 'text/html; charset=utf-8' }

/** What a browser shows of a page. */
function shown(body: string): string {
  return body
    .replace(/<style>[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
}

/** The addresses to which the links of a page lead. */
async function linksOf(mock: Mock, path: string): Promise<readonly string[]> {
  const page = await visit(mock, path)
  const hrefs = attributes(page, 'href').filter((href) => !href.startsWith('data:'))
  return hrefs.map((href) => new URL(href, `http://mock${path}`).pathname)
}

t.test('every error has a page that says all of it, without a key', async (t) => {
  const mock = await createMock(t)
  for (const code of errorCodes) {
    const page = await visit(mock, `/docs/errors/${code}`)
    t.match(page, { status: 200, headers: html }, code)
    t.match(page.headers['content-security-policy'], /^default-src 'none'; .*frame-ancestors 'none'$/)
    const { status, reason, message, fix, when, script, answer } = describeError(
      code,
      'http://localhost:80',
      providerSlugs,
    )
    for (const text of [`${status} ${reason}`, message, fix, ...when, script, answer])
      t.ok(shown(page.body).includes(text), `${code}: ${text}`)
    t.equal((await visit(mock, `/docs/errors/${code}/`)).status, 200, 'a slash at the end changes nothing')
    t.match(await mock.call('HEAD', `/docs/errors/${code}`), { status: 200, headers: html, body: undefined })
  }
})

t.test('a page names the setting, the remark and our own choice where there is one', async (t) => {
  const mock = await createMock(t)
  const isSaid = async (code: ErrorCode, text: string) =>
    shown((await visit(mock, `/docs/errors/${code}`)).body).includes(text)
  t.ok(await isSaid('rate_limit_exceeded', 'Start the server with REPULL_MOCK_RATE_LIMIT=on for this.'))
  t.notOk(await isSaid('session_expired', 'Start the server'))
  t.ok(await isSaid('claim_pending', 'our own choice'))
  t.notOk(await isSaid('session_expired', 'our own choice'))
  t.ok(await isSaid('internal_error', 'the Prefer header asks for it'))
  t.notOk(await isSaid('internal_error', 'CONTROL=off'))
})

t.test('with CONTROL=off, the page of an error says if its script needs control features', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL: 'off' } })
  const isSaidOn = async (code: ErrorCode) => {
    const page = await visit(mock, `/docs/errors/${code}`)
    t.equal(page.status, 200)
    return attributes(page, 'data-testid').includes('needs-control')
  }
  t.ok(await isSaidOn('session_expired'))
  t.ok(await isSaidOn('shutting_down'))
  t.notOk(await isSaidOn('session_terminal'))
  const { headers } = await mock.call('GET', '/v1/connect', { headers: { prefer: 'error=shutting_down' } })
  t.equal(headers['preference-applied'], undefined, 'and it is true')
})

t.test('the script calls the server by the address that the reader used', async (t) => {
  const based = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  const headers = { host: '[::1]:9000' }
  const scriptAt = async (path: string) => shown((await based.call('GET', path, { headers })).body)
  t.match(await scriptAt('/docs/errors/not_found'), "MOCK='http://[::1]:9000'\n")
  t.match(await scriptAt('/api/repull/docs/errors/not_found'), "MOCK='http://[::1]:9000/api/repull'\n")
  const named = await createMock(t, { settings: { PUBLIC_URL: "https://mock.example/it's;here" } })
  const page = await visit(named, '/docs/errors/not_found')
  t.match(shown(page.body), "MOCK='https://mock.example/it'\\''s;here'\n", 'no shell takes it for commands')
})

t.test('the links of the pages lead to the pages, under the base path too', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  for (const base of ['', '/api/repull']) {
    const all = [...errorCodes.map((code) => `${base}/docs/errors/${code}`), `${base}/`]
    for (const path of ['/docs/errors', '/docs/errors/', '/docs/errors/nonsense', '/docs/errors/a/b'])
      t.strictSame(await linksOf(mock, base + path), all, base + path)
    t.strictSame(await linksOf(mock, `${base}/docs/errors/not_found`), [`${base}/docs/errors`, `${base}/`])
  }
})

t.test('the index has every error with its status and message', async (t) => {
  const mock = await createMock(t)
  const page = await visit(mock, '/docs/errors')
  t.match(page, { status: 200, headers: html })
  for (const code of errorCodes) {
    t.match(shown(page.body), `${catalogue[code].status} ${code}`)
    t.match(shown(page.body), catalogue[code].message)
  }
})

t.test('an unknown code is 404, as a page that names the closest one', async (t) => {
  const mock = await createMock(t)
  for (const [given, text, meant] of [
    ['session_expird', 'session_expird', 'session_expired'],
    ['Session-Expired', 'Session-Expired', 'session_expired'],
    ['nothing-like-it', 'nothing-like-it', undefined],
    ['__proto__', '__proto__', undefined],
    ['constructor', 'constructor', undefined],
    ['%3Cscript%3Ealert(1)%3C%2Fscript%3E', '<script>alert(1)</script>', undefined],
    ['sk_test_secret', 'sk_test_…', undefined],
    ['x'.repeat(10_240), `${'x'.repeat(200)}…`, undefined],
  ] as const) {
    const page = await visit(mock, `/docs/errors/${given}`)
    t.match(page, { status: 404, headers: html }, given)
    t.match(shown(page.body), `There is no error ${text}.`)
    t.notMatch(page.body, /<script>|secret/)
    const [, found] = /Did you mean (\w+)\?/.exec(shown(page.body)) ?? []
    t.equal(found, meant, given)
    t.ok(page.body.includes('data-testid="problem" data-code="not_found"'))
  }
})

t.test('any other error at these addresses is a page too', async (t) => {
  const mock = await createMock(t)
  for (const [method, path, status, code] of [
    ['POST', '/docs/errors', 405, 'method_not_allowed'],
    ['DELETE', '/docs/errors/not_found', 405, 'method_not_allowed'],
    ['GET', '/docs/errors/a/b', 404, 'not_found'],
    ['GET', '/docs/errors/%zz', 400, 'invalid_request'],
    ['GET', `/docs/errors/${'x'.repeat(13_000)}`, 414, 'uri_too_long'],
  ] as const) {
    const page = await mock.call(method, path, { key: null })
    t.match(page, { status, headers: html }, `${method} ${path.slice(0, 40)}`)
    t.ok(page.body.includes(`data-code="${code}"`), code)
    t.match(page.headers['content-security-policy'], "default-src 'none'")
  }
  t.equal((await mock.call('POST', '/docs/errors')).headers.allow, 'GET, HEAD, OPTIONS')
  const host = await mock.call('GET', '/docs/errors/not_found', { headers: { host: 'a b' } })
  t.match(host, { status: 400, headers: html })
  t.equal((await mock.call('GET', '/docs/nonsense')).code, 'not_found', 'only pages are pages')
  t.equal((await mock.call('GET', '/docs/error')).body.error.did_you_mean, '/docs/errors')
})

t.test(
  'the pages have no limits and no faults, and the journal has them like all that is not /v1',
  async (t) => {
    const mock = await createMock(t, { settings: { RATE_LIMIT: 'on' } })
    await mock.call('POST', '/_mock/faults', { body: { respond: { error: 'internal_error' } } })
    const headers = { prefer: 'error=internal_error' }
    const page = await mock.call('GET', '/docs/errors/not_found', { headers })
    t.equal(page.status, 200)
    t.equal(page.headers['preference-applied'], undefined)
    t.equal(page.headers['x-ratelimit-limit'], undefined)
    t.equal((await mock.call('GET', '/v1/connect')).code, 'internal_error', 'a call of the API is')
    const { body } = await mock.call('GET', '/_mock/requests?path=/docs/*')
    t.match(body.data, [{ path: '/docs/errors/not_found', status: 200, fault: null }])
  },
)
