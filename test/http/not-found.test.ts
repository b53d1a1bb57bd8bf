import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { browser, post, visit } from '../helpers/pages.js'

t.test('an unknown path is 404 and names the nearest one', async (t) => {
  const { call } = await createMock(t)
  for (const [path, meant] of [
    ['/v1/conect', '/v1/connect'],
    ['/V1/Connect', '/v1/connect'],
    ['/v1//connect', '/v1/connect'],
    ['/v1/helth', '/v1/health'],
    ['/v1/connect/airbnb/credential', '/v1/connect/airbnb/credentials'],
    ['/v1/connect/booking/verfy', '/v1/connect/booking/verify'],
    ['/v1/connect/booking/map_rooms', '/v1/connect/booking/map-rooms'],
    ['/v1/connect/session/cs_1/complete', '/v1/connect/sessions/cs_1/complete'],
    ['/openapi.jso', '/openapi.json'],
    ['/webhooks', '/v1/webhooks'],
    ['/health', '/v1/health'],
    ['/listings/42', '/v1/listings/42'],
    ['/v1/v1/webhooks', '/v1/webhooks'],
    ['/api/repull/v1/connect/airbnb', '/v1/connect/airbnb'],
    ['/reviews', '/v1/reviews'],
    ['/v1/providers', '/v1/connect/providers'],
    ['/providers', '/v1/connect/providers'],
    ['/v1/sessions', '/v1/connect/sessions'],
    ['/v1/sessions/cs_1/complete', '/v1/connect/sessions/cs_1/complete'],
    ['/v1/airbnb', '/v1/connect/airbnb'],
    ['/v1/booking/map-rooms', '/v1/connect/booking/map-rooms'],
  ] as const) {
    const { status, code, body } = await call('POST', `${path}?x=1`, { key: null })
    t.equal(status, 404, path)
    t.equal(code, 'not_found', path)
    t.equal(body.error.did_you_mean, meant, path)
    t.match(body.error.fix, meant, path)
    t.equal(body.error.value_received, path, 'the query is left out')
  }
})

t.test('a path near to nothing names none', async (t) => {
  const { call } = await createMock(t)
  for (const path of [
    '/nothing-like-it',
    '/v1/airbnbpro/rooms',
    '/v1/airbnb/nothing-like-it',
    `/${'x'.repeat(1000)}`,
    '/v2/reservations/42/messages',
  ]) {
    const { status, body } = await call('GET', path)
    t.equal(status, 404, path)
    t.equal(body.error.did_you_mean, undefined, path)
    t.match(body.error.fix, '/openapi.json', path)
    t.ok(body.error.value_received.length <= 201, 'a long path is cut')
  }
})

t.test('a path is never said to be near to itself', async (t) => {
  const { call } = await createMock(t)
  for (const path of ['/v1/connect/resume/credentials', '/v1/connect/providers/credentials']) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { status, body } = await call(method, path)
      t.equal(status, 404, path)
      t.not(body.error.did_you_mean, path)
    }
  }
})

t.test('an answer repeats no key that stands in an unknown path', async (t) => {
  const { call } = await createMock(t)
  for (const path of [
    '/v1/connect/sk_test_secret/credentialz',
    '/v1/sk_live_secret',
    '/v1/connect/sessions/sk_test_secret/completes',
    '/v1/connect/sessions/x_sk_test_secret/completes',
    '/v1/connect/sessions/x%20sk_test_secret/completes',
  ]) {
    const { status, body } = await call('POST', path)
    t.equal(status, 404, path)
    t.notMatch(JSON.stringify(body), 'secret', path)
  }
})

t.test('a path that has other methods is 405, and Allow says which', async (t) => {
  const { call } = await createMock(t)
  for (const [method, path, allow] of [
    ['PUT', '/v1/connect', 'GET, HEAD, POST, OPTIONS'],
    ['PATCH', '/v1/connect/airbnb', 'GET, HEAD, POST, DELETE, OPTIONS'],
    ['DELETE', '/v1/connect', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/v1/health', 'GET, HEAD, OPTIONS'],
    ['GET', '/v1/connect/booking/verify', 'POST, OPTIONS'],
    ['HEAD', '/v1/connect/booking/map-rooms', 'POST, OPTIONS'],
    ['POST', '/v1/connect/booking/rooms', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/v1/connect/sessions/cs_1', 'GET, HEAD, OPTIONS'],
    ['GET', '/v1/connect/sessions/cs_1/complete', 'POST, OPTIONS'],
    ['POST', '/openapi.json', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/v1/connect', 'GET, HEAD, POST, OPTIONS'],
    ['TRACE', '/v1/health', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const shown = `${method} ${path}`
    const { status, code, headers, body } = await call(method, path, { key: null })
    t.equal(status, 405, shown)
    t.equal(headers.allow, allow, shown)
    if (method === 'HEAD') continue
    t.equal(code, 'method_not_allowed', shown)
    t.strictSame(body.error.valid_values, allow.split(', '), shown)
    t.equal(body.error.value_received, method, shown)
    t.match(body.error.message, method, shown)
  }
})

t.test('a method that nobody knows is 404 where there is nothing', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('PROPFIND', '/v1/nonsense')).status, 404)
  t.equal((await call('TRACE', '/nothing')).status, 404)
})

t.test('the reserved words are never slugs', async (t) => {
  const { call } = await createMock(t)
  for (const [method, path, status, allow] of [
    ['POST', '/v1/connect/providers', 405, 'GET, HEAD, OPTIONS'],
    ['DELETE', '/v1/connect/providers', 405, 'GET, HEAD, OPTIONS'],
    ['GET', '/v1/connect/sessions', 405, 'POST, OPTIONS'],
    ['HEAD', '/v1/connect/sessions', 405, 'POST, OPTIONS'],
    ['DELETE', '/v1/connect/sessions', 405, 'POST, OPTIONS'],
    ['DELETE', '/v1/connect/sessions/', 405, 'POST, OPTIONS'],
    ['GET', '/v1/connect/resume', 400, undefined],
    ['POST', '/v1/connect/resume', 405, 'GET, HEAD, OPTIONS'],
    ['DELETE', '/v1/connect/resume', 405, 'GET, HEAD, OPTIONS'],
    ['POST', '/v1/connect/resume/credentials', 404, undefined],
    ['POST', '/v1/connect/providers/credentials', 404, undefined],
    ['POST', '/v1/connect/sessions/credentials', 405, 'GET, HEAD, OPTIONS'],
  ] as const) {
    for (const key of [null, 'sk_test_a']) {
      const answer = await call(method, path, { key })
      t.equal(answer.status, status, `${method} ${path}`)
      t.equal(answer.headers.allow, allow, `${method} ${path}`)
    }
  }
})

t.test('an unknown path is 404 whatever body comes along', async (t) => {
  const { call } = await createMock(t)
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', ';;']) {
    const { code } = await call('POST', '/v1/nonsense', { body: '{', headers: { 'content-type': type } })
    t.equal(code, 'not_found', type)
    const method = await call('PUT', '/v1/connect', { body: '{', headers: { 'content-type': type } })
    t.equal(method.code, 'method_not_allowed', type)
    const reserved = await call('POST', '/v1/connect/resume', {
      body: '{',
      headers: { 'content-type': type },
    })
    t.equal(reserved.code, 'method_not_allowed', type)
  }
  const huge = 'x'.repeat(1024 * 1024 + 1)
  t.equal((await call('POST', '/v1/nonsense', { body: huge })).code, 'not_found')
})

t.test('a call under /connect that wants no page and names no session has forgotten its /v1', async (t) => {
  const mock = await createMock(t)
  for (const [method, path, meant] of [
    ['POST', '/connect/airbnb', '/v1/connect/airbnb'],
    ['POST', '/connect', '/v1/connect'],
    ['GET', '/connect/', '/v1/connect/'],
    ['GET', '/connect/airbnb?limit=1', '/v1/connect/airbnb'],
    ['DELETE', '/connect/airbnb', '/v1/connect/airbnb'],
    ['PUT', '/connect/airbnb', '/v1/connect/airbnb'],
    ['GET', '/connect/providers', '/v1/connect/providers'],
    [
      'GET',
      '/connect/sessions/cs_00000000000000000000000000',
      '/v1/connect/sessions/cs_00000000000000000000000000',
    ],
    ['POST', '/connect/booking/verfy', '/v1/connect/booking/verify'],
  ] as const) {
    for (const accept of [undefined, '*/*', 'application/json']) {
      const { status, code, body } = await mock.call(method, path, {
        headers: accept === undefined ? {} : { accept },
        ...(method === 'POST' && { body: {} }),
      })
      t.match({ status, code }, { status: 404, code: 'not_found' }, `${method} ${path} ${accept}`)
      t.equal(body.error.did_you_mean, meant, `${method} ${path} ${accept}`)
    }
  }
  t.equal((await mock.call('HEAD', '/connect/airbnb')).status, 404)
  t.equal((await mock.call('OPTIONS', '/connect/airbnb')).status, 204)
  const { data } = (await mock.call('GET', '/_mock/requests?path=/connect/airbnb&method=POST')).body
  t.equal(data[0].nearest, 'POST /v1/connect/airbnb', 'the journal says it too')
})

t.test('a browser, and whoever names a session, still gets the page', async (t) => {
  const mock = await createMock(t)
  const html = 'text/html; charset=utf-8'
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  const page = await mock.call('GET', path, { key: null })
  t.match(page, { status: 200, headers: { 'content-type': html } })
  t.match(await visit(mock, '/connect/airbnb'), { status: 400, headers: { 'content-type': html } })
  t.match(await post(mock, '/connect/airbnb', {}), { status: 400, headers: { 'content-type': html } })
  const unknown = await mock.call('GET', '/connect/sessions/cs_1', { headers: browser })
  t.match(unknown, { status: 404, headers: { 'content-type': html } })
})

t.test('an escaped path is answered as the path that it means', async (t) => {
  const mock = await createMock(t)
  const unknown = `session=cs_${'0'.repeat(26)}`
  const cases: readonly (readonly [string, string, number, 'html' | 'json'])[] = [
    ['GET', `/%63onnect/airbnb?${unknown}`, 404, 'html'],
    ['GET', `/connect/%61irbnb?${unknown}`, 404, 'html'],
    ['GET', `/%63onnect?${unknown}`, 404, 'html'],
    ['GET', '/d%6Fcs/errors/none', 404, 'html'],
    ['GET', '/docs/%65rrors/none', 404, 'html'],
    ['GET', '/%76%31/nothing', 404, 'json'],
    ['DELETE', '/v%31/health', 405, 'json'],
    ['GET', '/connectors', 404, 'json'],
    ['GET', '/connect%2Fairbnb', 404, 'json'],
  ]
  for (const [method, path, status, kind] of cases) {
    const answer = await mock.call(method, path, { key: null, headers: browser })
    t.equal(answer.status, status, `${method} ${path}`)
    t.match(answer.headers['content-type'], kind, `${method} ${path}`)
  }
  const foreign = { origin: 'https://evil.example' }
  t.equal((await mock.call('GET', '/%5Fmock/clock', { headers: foreign })).status, 403)
  const control = await mock.call('GET', '/%5Fm%6Fck/clock')
  t.equal(control.status, 200)
  t.equal(control.headers['access-control-allow-origin'], undefined)
  const id = await mock.open('airbnb')
  const page = await visit(mock, `/%63onnect/%61irbnb?session=${id}`)
  t.equal(page.status, 200)
  t.equal((await mock.call('GET', `/v%31/connect/sessions/${id}`)).status, 200)
  t.equal((await mock.call('GET', '/v%31/connect', { key: null })).status, 401)
})
