import type { InjectOptions } from 'fastify'
import t from 'tap'
import { createMock, key, type Mock } from '../helpers/mock.js'

const ours = /^req_[0-9A-HJKMNP-TV-Z]{26}$/
const json = 'application/json; charset=utf-8'
const listed = (text: string | undefined) => (text ?? '').split(/,\s*/).map((name) => name.toLowerCase())

/** Opens a session for airbnb and returns the url of its page. */
async function urlOf({ app }: Mock, options: InjectOptions = {}): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/connect/airbnb',
    ...options,
    headers: { authorization: `Bearer ${key}`, ...options.headers },
  })
  return answer.json().url ?? `${answer.statusCode} ${answer.json().error.code}`
}

t.test('a request id of the right form is echoed, in the header and in the envelope', async (t) => {
  const { call } = await createMock(t)
  for (const id of ['a', 'my-request.1_2', '0'.repeat(128)]) {
    const headers = { 'x-request-id': id }
    t.equal((await call('GET', '/v1/health', { headers })).headers['x-request-id'], id)
    const refused = await call('GET', '/v1/nonsense', { headers })
    t.equal(refused.headers['x-request-id'], id)
    t.equal(refused.body.error.request_id, id)
  }
})

t.test('any other request id is replaced', async (t) => {
  const { call } = await createMock(t)
  const seen = new Set<string | undefined>()
  const hostile = [
    '',
    '0'.repeat(129),
    'a b',
    'a,b',
    '<script>',
    'a;b',
    'é',
    '%0d%0aSet-Cookie: a=b',
    '{}',
    'a/b',
    'a"',
  ]
  for (const id of hostile) {
    const { body, headers } = await call('GET', '/v1/nonsense', { headers: { 'x-request-id': id } })
    t.match(headers['x-request-id'], ours, id)
    t.equal(body.error.request_id, headers['x-request-id'], id)
    seen.add(headers['x-request-id'])
  }
  t.equal(seen.size, hostile.length, 'each request gets an id of its own')
  t.match((await call('GET', '/v1/health')).headers['x-request-id'], ours)
})

t.test('two X-Request-ID headers are none', async (t) => {
  const { app } = await createMock(t)
  const { headers } = await app.inject({ url: '/v1/health', headers: { 'x-request-id': ['a', 'b'] } })
  t.match(headers['x-request-id'], ours)
})

t.test('every answer is marked as the mock’s', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  for (const [method, path] of [
    ['GET', '/v1/health'],
    ['GET', '/v1/nonsense'],
    ['PUT', '/v1/connect'],
    ['OPTIONS', '/v1/connect'],
    ['GET', '/v1/connect/nonsense'],
    ['GET', '/%zz'],
    ['GET', `/connect/airbnb?session=${id}`],
    ['GET', '/connect/airbnb?session=nonsense'],
    ['GET', '/openapi.json'],
  ] as const) {
    t.equal((await mock.call(method, path)).headers['x-repull-mock'], '0.0.0-test', `${method} ${path}`)
  }
})

t.test('a preflight succeeds without a key, on any path', async (t) => {
  const { call } = await createMock(t)
  for (const path of [
    '/v1/connect',
    '/v1/connect/airbnb',
    '/v1/connect/nonsense',
    '/v1/nonsense',
    '/',
    '/connect',
  ]) {
    const { status, headers, body } = await call('OPTIONS', path, {
      key: null,
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'DELETE',
        'access-control-request-headers': 'authorization, content-type',
      },
    })
    t.equal(status, 204, path)
    t.equal(body, undefined, path)
    t.equal(headers['access-control-allow-origin'], '*', path)
    t.equal(headers['access-control-allow-credentials'], undefined, 'no credentials')
    t.strictSame(
      new Set(listed(headers['access-control-allow-methods'])),
      new Set(['get', 'head', 'post', 'put', 'patch', 'delete']),
      path,
    )
    t.strictSame(
      new Set(listed(headers['access-control-allow-headers'])),
      new Set([
        'authorization',
        'content-type',
        'x-api-key',
        'idempotency-key',
        'x-request-id',
        'x-schema',
        'x-workspace-id',
        'x-account-id',
        'prefer',
      ]),
      path,
    )
    t.match(headers['x-request-id'], ours, path)
  }
})

t.test('a plain OPTIONS succeeds too', async (t) => {
  const { call } = await createMock(t)
  for (const path of ['/v1/connect', '/v1/nonsense', '*', '/v1/connect/nonsense?x=1']) {
    const { status, headers } = await call('OPTIONS', path, { key: null })
    t.equal(status, 204, path)
    t.equal(headers['access-control-allow-origin'], '*', path)
  }
})

t.test('any origin may read every answer, and the headers that matter', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  const headers = { origin: 'https://app.example' }
  for (const path of [
    '/v1/health',
    '/v1/connect/airbnb',
    '/v1/nonsense',
    '/v1/connect/nonsense',
    `/connect/airbnb?session=${id}`,
  ]) {
    const answer = await mock.call('GET', path, { headers })
    t.equal(answer.headers['access-control-allow-origin'], '*', path)
    t.equal(answer.headers['access-control-allow-credentials'], undefined, path)
    t.strictSame(
      new Set(listed(answer.headers['access-control-expose-headers'])),
      new Set([
        'x-request-id',
        'x-ratelimit-limit',
        'x-ratelimit-remaining',
        'x-ratelimit-reset',
        'x-ratelimit-policy',
        'retry-after',
        'idempotency-status',
        'preference-applied',
        'x-repull-mock',
        'x-repull-mock-warning',
      ]),
      path,
    )
  }
})

t.test('an escape that is no escape gets an answer that any origin may read', async (t) => {
  for (const CONTROL of ['on', 'off']) {
    const { call } = await createMock(t, { settings: { CONTROL } })
    const { status, code, headers } = await call('GET', '/v1/connect/%zz')
    t.equal(status, 400)
    t.equal(code, 'invalid_request')
    t.equal(headers['access-control-allow-origin'], '*')
    t.equal(headers['content-type'], json)
  }
})

t.test('the API answers JSON and pages are HTML, whatever Accept says', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  for (const accept of [
    'text/html',
    'application/json',
    'application/xml',
    'image/*;q=0.1',
    'nonsense',
    '',
  ]) {
    const headers = { accept }
    for (const path of ['/v1/health', '/v1/nonsense', '/v1/connect/nonsense', '/v1/connect/providers']) {
      t.equal((await mock.call('GET', path, { headers })).headers['content-type'], json, `${path} ${accept}`)
    }
    for (const path of [
      `/connect/airbnb?session=${id}`,
      '/connect?session=',
      '/docs/errors',
      '/docs/errors/not_found',
      '/docs/errors/nonsense',
      '/demo/callback?status=connected',
    ]) {
      const page = await mock.call('GET', path, { headers })
      t.equal(page.headers['content-type'], 'text/html; charset=utf-8', `${path} ${accept}`)
    }
  }
})

t.test('HEAD works wherever GET does, with the same headers and no body', async (t) => {
  const mock = await createMock(t)
  const booking = await mock.open('booking')
  for (const path of [
    '/v1/health',
    '/v1/connect',
    '/v1/connect/providers',
    '/v1/connect/airbnb',
    `/v1/connect/sessions/${booking}`,
    `/v1/connect/booking/rooms?sessionId=${booking}`,
    `/connect/booking?session=${booking}`,
    '/openapi.json',
    '/openapi.yaml',
    '/llms.txt',
    '/favicon.ico',
    '/demo/callback?status=connected',
    '/docs/errors',
    '/docs/errors/nonsense',
    '/v1/connect/nonsense',
    '/v1/connect?nonsense=1',
  ]) {
    const get = await mock.call('GET', path)
    const head = await mock.call('HEAD', path)
    t.equal(head.status, get.status, path)
    t.equal(head.body, undefined, path)
    t.equal(head.headers['content-type'], get.headers['content-type'], path)
    t.equal(head.headers['content-length'], get.headers['content-length'], path)
  }
})

t.test('HEAD of what has no body is answered, too', async (t) => {
  const { call } = await createMock(t)
  const { headers } = await call('GET', '/v1/connect/providers')
  const known = { headers: { 'if-none-match': headers.etag ?? '' } }
  const unchanged = await call('HEAD', '/v1/connect/providers', known)
  t.match(unchanged, { status: 304, body: undefined })
  // It would be the length of the list, which is not empty.
  t.equal(unchanged.headers['content-length'], undefined)
})

t.test('HEAD is recorded as HEAD, also where its address cannot be read', async (t) => {
  const mock = await createMock(t)
  for (const path of ['/v1/health', '/v1/nonsense', '/v1/%zz']) await mock.call('HEAD', path)
  const { body } = await mock.call('GET', '/_mock/requests')
  const { data } = body as { data: { method: string; path: string }[] }
  t.strictSame(data.map(({ method, path }) => `${method} ${path}`).sort(), [
    'HEAD /v1/%zz',
    'HEAD /v1/health',
    'HEAD /v1/nonsense',
  ])
})

t.test('HEAD asks for a key like GET does', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('HEAD', '/v1/connect/airbnb', { key: null })).status, 401)
  t.equal((await call('HEAD', '/v1/connect/airbnb', { key: 'rubbish' })).status, 401)
})

t.test('a slash at the end changes nothing', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  const paths = [
    '/v1/health/',
    '/v1/connect/',
    '/v1/connect/providers/',
    '/v1/connect/airbnb/',
    `/v1/connect/sessions/${id}/`,
  ]
  for (const path of paths) t.equal((await mock.call('GET', path)).status, 200, path)
  t.equal((await mock.call('GET', '/v1/connect/airbnb/?')).status, 200)
  t.equal((await mock.call('POST', '/v1/connect/airbnb/')).status, 200)
  t.equal((await mock.call('GET', `/connect/airbnb/?session=${id}`)).status, 200)
  t.equal((await mock.call('PUT', '/v1/connect/')).status, 405)
  t.equal((await mock.call('GET', '/v1/connect/nonsense/')).code, 'invalid_provider')
})

t.test('everything is reachable under the base path too', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  const { call } = mock
  for (const base of ['', '/api/repull']) {
    t.equal((await call('GET', `${base}/v1/health`)).status, 200, base)
    t.equal((await call('GET', `${base}/v1/connect/airbnb`)).status, 200, base)
    t.equal((await call('GET', `${base}/v1/nonsense`)).code, 'not_found', base)
    t.equal((await call('GET', `${base}/v1/connect/nonsense`)).code, 'invalid_provider', base)
    t.equal((await call('PUT', `${base}/v1/connect`)).code, 'method_not_allowed', base)
    t.equal((await call('GET', `${base}/v1/connect/airbnb?x=1`)).code, 'unknown_params', base)
    t.equal((await call('OPTIONS', `${base}/v1/connect`, { key: null })).status, 204, base)
    t.equal((await call('GET', `${base}/openapi.json`)).status, 200, base)
  }
  for (const path of ['/api/repull', '/api/repull/', '/api/repull?a=1'])
    t.equal((await call('GET', path)).body.name, 'repull-mock', path)
  for (const path of ['/api/repullv1/health', '/api/v1/health'])
    t.equal((await call('GET', path)).status, 404, path)
  t.equal((await call('GET', '/api/repull/api/repull/v1/health')).status, 404, 'but not twice')
})

t.test('a url lies under the base path when the request did, and leads to a page', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  const under = await urlOf(mock, { url: '/api/repull/v1/connect/airbnb' })
  t.match(under, /^http:\/\/localhost(:80)?\/api\/repull\/connect\/airbnb\?session=cs_/)
  const beside = await urlOf(mock)
  t.match(beside, /^http:\/\/localhost(:80)?\/connect\/airbnb\?session=cs_/)
  for (const url of [under, beside]) {
    t.equal((await mock.call('GET', url.replace(/^http:\/\/[^/]+/, ''))).status, 200, url)
  }
})

t.test('without a base path nothing is stripped', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/api/repull/v1/health')).status, 404)
})

t.test('PUBLIC_URL is where urls lead, whatever the request says', async (t) => {
  const settings = { PUBLIC_URL: 'https://mock.example/repull/', TRUST_PROXY: '127.0.0.1' }
  const mock = await createMock(t, { settings })
  for (const headers of [{}, { host: 'other.example' }, { 'x-forwarded-host': 'other.example' }]) {
    t.match(await urlOf(mock, { headers }), /^https:\/\/mock\.example\/repull\/connect\/airbnb\?session=cs_/)
  }
})

t.test('without it the Host of the request is, so that port mapping works', async (t) => {
  const mock = await createMock(t)
  for (const host of [
    'localhost:8080',
    '127.0.0.1:7855',
    'my_mock.internal',
    '[::1]:9000',
    'MOCK.example:1',
  ]) {
    t.ok((await urlOf(mock, { headers: { host } })).startsWith(`http://${host}/connect/airbnb?`), host)
  }
})

t.test('url, oauthUrl and the picker’s urls all say the same host', async (t) => {
  const mock = await createMock(t)
  const headers = { host: 'localhost:8080' }
  const bound = (await mock.call('POST', '/v1/connect/airbnb', { headers })).body
  t.equal(bound.oauthUrl, bound.url)
  const body = { redirectUrl: 'https://app.example/' }
  const picker = (await mock.call('POST', '/v1/connect', { headers, body })).body
  t.equal(picker.url, `http://localhost:8080/connect?session=${picker.id}`)
  const path = `/v1/connect/sessions/${picker.id}`
  t.equal((await mock.call('GET', path, { headers })).body.url, picker.url)
  const selected = await mock.call('POST', `${path}/select-provider`, { headers, body: { provider: 'vrbo' } })
  t.equal(selected.body.nextUrl, `http://localhost:8080/connect/vrbo?session=${picker.id}`)
})

t.test('forwarded headers count only from trusted proxies', async (t) => {
  const headers = { host: 'inner:7855', 'x-forwarded-host': 'outer.example', 'x-forwarded-proto': 'https' }
  const trusting = await createMock(t, { settings: { TRUST_PROXY: '10.0.0.0/8, 192.0.2.7, ::1' } })
  for (const remoteAddress of ['10.1.2.3', '192.0.2.7', '::1']) {
    t.match(
      await urlOf(trusting, { headers, remoteAddress }),
      /^https:\/\/outer\.example\/connect\//,
      remoteAddress,
    )
  }
  for (const remoteAddress of ['11.1.2.3', '192.0.2.8', '127.0.0.1']) {
    t.match(
      await urlOf(trusting, { headers, remoteAddress }),
      /^http:\/\/inner:7855\/connect\//,
      remoteAddress,
    )
  }
  const wary = await createMock(t)
  t.match(await urlOf(wary, { headers, remoteAddress: '127.0.0.1' }), /^http:\/\/inner:7855\/connect\//)
})

t.test(
  'a forwarded host or protocol that is none is refused or ignored, never repeated in a url',
  async (t) => {
    const mock = await createMock(t, { settings: { TRUST_PROXY: '127.0.0.1' } })
    for (const host of ['outer.example/path', 'a b', 'user@outer.example', '"', 'a?b', '<b>']) {
      t.equal(await urlOf(mock, { headers: { 'x-forwarded-host': host } }), '400 invalid_request', host)
    }
    for (const protocol of ['javascript', 'ftp', 'https://evil.example/#', '']) {
      const url = await urlOf(mock, { headers: { 'x-forwarded-proto': protocol } })
      t.match(url, /^https?:\/\/localhost(:80)?\/connect\/|^400 invalid_request$/, protocol)
    }
  },
)

t.test('a hostile Host is refused before anything else is looked at', async (t) => {
  const { call } = await createMock(t)
  for (const host of [
    'evil.example/path',
    'a b',
    'user@evil.example',
    'evil.example?x',
    'evil.example#x',
    '<script>alert(1)</script>',
    'a"b',
    'a\\b',
    'a:b',
    'a:123456',
    '127.0.0.1:99999',
    '256.0.0.1',
    '[:::]',
    '[::1',
    '::1',
    'a,b',
  ]) {
    const page = await call('GET', '/connect', { headers: { host } })
    t.equal(page.status, 400, `a page for ${host}`)
    for (const path of ['/v1/health', '/v1/nonsense', '/v1/connect/airbnb']) {
      const { status, headers, body } = await call('GET', path, { headers: { host }, key: null })
      t.equal(status, 400, `${path} ${host}`)
      t.equal(headers['x-repull-mock'], '0.0.0-test', `${path} ${host}`)
      t.match(body.error, { code: 'invalid_request', field: 'Host' }, `${path} ${host}`)
    }
  }
})

t.test('two answers to two callers do not mix', async (t) => {
  const { call } = await createMock(t)
  const ids = Array.from({ length: 50 }, (_, at) => `caller-${at}`)
  const answers = await Promise.all(
    ids.map((id) => call('GET', `/v1/connect/nonsense${id}`, { headers: { 'x-request-id': id } })),
  )
  answers.forEach(({ body, headers }, at) => {
    t.equal(headers['x-request-id'], ids[at])
    t.equal(body.error.value_received, `nonsense${ids[at]}`)
  })
})
