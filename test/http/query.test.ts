import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('a parameter that the endpoint does not have is named, with those that it has', async (t) => {
  const { call } = await createMock(t)
  const { status, code, body } = await call('GET', '/v1/connect?limit=5&ofset=1')
  t.equal(status, 422)
  t.equal(code, 'unknown_params')
  const known = ['limit', 'cursor', 'offset', 'include_total']
  t.strictSame(body.error.validParams, known)
  t.strictSame(body.error.valid_params, known)
  t.equal(body.error.endpoint, '/v1/connect')
  t.equal(body.error.field, 'ofset')
  t.equal(body.error.did_you_mean, 'offset')
  t.match(body.error.message, 'ofset')
  t.match(body.error.fix, 'include_total')
})

t.test('the endpoint is named as it is documented, not as it was called', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open(null)
  for (const [method, path, endpoint] of [
    ['POST', '/v1/connect/airbnb', '/v1/connect/{provider}'],
    ['GET', `/v1/connect/sessions/${id}`, '/v1/connect/sessions/{id}'],
    ['POST', `/v1/connect/sessions/${id}/select-provider`, '/v1/connect/sessions/{id}/select-provider'],
    ['GET', '/v1/health', '/v1/health'],
    ['GET', '/v1/connect/providers', '/v1/connect/providers'],
  ] as const) {
    const { code, body } = await mock.call(method, `${path}?nonsense=1`)
    t.equal(code, 'unknown_params', path)
    t.equal(body.error.endpoint, endpoint)
    t.strictSame(body.error.valid_params, [])
    t.strictSame(body.error.validParams, [])
    t.equal(body.error.did_you_mean, undefined)
    t.match(body.error.fix, 'without query parameters')
  }
})

t.test('names that objects inherit are unknown parameters like any other', async (t) => {
  const { call } = await createMock(t)
  for (const name of [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    '%20',
    'limit[]',
    'limit%00',
  ]) {
    const { code } = await call('GET', `/v1/connect?${name}=1`)
    t.equal(code, 'unknown_params', name)
  }
  t.equal((await call('GET', '/v1/connect?Limit=1')).body.error.did_you_mean, 'limit', 'case counts')
})

t.test('a long or hostile name is cut, and a key in it masked', async (t) => {
  const { call } = await createMock(t)
  const long = await call('GET', `/v1/connect?${'x'.repeat(5000)}=1`)
  t.equal(long.code, 'unknown_params')
  t.ok(long.body.error.field.length <= 201)
  const secret = await call('GET', '/v1/connect?sk_test_secret=1')
  t.equal(secret.code, 'unknown_params')
  t.notMatch(JSON.stringify(secret.body), 'secret')
})

t.test('a value that does not fit is named with what it was and what it may be', async (t) => {
  const { call } = await createMock(t)
  for (const [query, field, message] of [
    ['limit=0', 'limit', /limit must be 1 to 100; it is 0/],
    ['limit=101', 'limit', /limit must be 1 to 100; it is 101/],
    ['limit=-1', 'limit', /1 to 100/],
    ['limit=ten', 'limit', /limit must be a whole number; it is "ten"/],
    ['limit=1.5', 'limit', /limit must be a whole number/],
    ['offset=-1', 'offset', /0 to 10000/],
    ['offset=99999', 'offset', /0 to 10000/],
    ['offset=Infinity', 'offset', /offset must be a whole number/],
    ['include_total=yes', 'include_total', /include_total must be true or false; it is "yes"/],
    ['include_total=2', 'include_total', /true or false/],
    [`cursor=${'x'.repeat(65)}`, 'cursor', /at most 64 characters/],
    ['cursor=nonsense', 'cursor', /no cursor/],
  ] as const) {
    const { status, code, body } = await call('GET', `/v1/connect?${query}`)
    t.equal(status, 422, query)
    t.equal(code, 'invalid_params', query)
    t.equal(body.error.field, field, query)
    t.match(body.error.message, message, query)
    t.ok(body.error.fix, query)
    t.ok('value_received' in body.error, query)
  }
})

t.test('a parameter that comes twice is asked for once', async (t) => {
  const { call } = await createMock(t)
  const count = await call('GET', '/v1/connect?limit=1&limit=2')
  t.match(count.body.error, { field: 'limit', fix: 'Send limit once, as a whole number.' })
  const status = await call('GET', '/v1/reservations?status=confirmed&status=pending')
  t.match(status.body.error, {
    code: 'invalid_params',
    field: 'status',
    fix: /^Send status once, as one of confirmed,/,
  })
})

t.test('an invalid value repeats no key', async (t) => {
  const { call } = await createMock(t)
  for (const name of ['limit', 'include_total', 'cursor']) {
    const { code, body } = await call('GET', `/v1/connect?${name}=sk_live_secret`)
    t.equal(code, 'invalid_params', name)
    t.notMatch(JSON.stringify(body), 'secret', name)
  }
})

t.test('booleans are true and false, and 1 and 0', async (t) => {
  const { call } = await createMock(t)
  for (const [text, isThere] of [
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ] as const) {
    const { status, body } = await call('GET', `/v1/connect?include_total=${text}`)
    t.equal(status, 200, text)
    t.equal('total' in body.pagination, isThere, text)
  }
})

t.test('0 and 1 stay numbers where numbers are wanted', async (t) => {
  const { call } = await createMock(t)
  const { status, body } = await call('GET', '/v1/connect?limit=1&offset=0')
  t.equal(status, 200)
  t.strictSame(body.data, [])
})

t.test('what objects inherit is no boolean', async (t) => {
  const { call } = await createMock(t)
  for (const text of ['constructor', '__proto__', 'TRUE', '', '2']) {
    const { code, body } = await call('GET', `/v1/connect?include_total=${text}`)
    t.equal(code, 'invalid_params', text)
    t.match(body.error, { field: 'include_total', value_received: text })
  }
})

t.test('a whole number is written in digits, in queries and paths', async (t) => {
  const { call } = await createMock(t)
  await call('POST', '/v1/sandbox/seed')
  for (const text of ['%20', '0x10', '1e1', '10.0', '+5', '05', '%205']) {
    const { code, body } = await call('GET', `/v1/connect?offset=${text}`)
    t.equal(code, 'invalid_params', text)
    t.match(body.error, { field: 'offset', value_received: decodeURIComponent(text.replace('+', ' ')) })
  }
  for (const text of ['%20', '0x35A4E965', '900000101.0', '%20900000101', '+900000101', '0900000101']) {
    const { code, body } = await call('GET', `/v1/listings/${text}`)
    t.equal(code, 'invalid_param', text)
    t.match(body.error, { field: 'id', value_received: decodeURIComponent(text) })
  }
  t.equal((await call('GET', '/v1/listings/900000101')).status, 200)
  t.equal((await call('GET', '/v1/connect?offset=-1')).body.error.value_received, -1)
})

t.test('without a query the defaults hold', async (t) => {
  const { call } = await createMock(t)
  for (let at = 0; at < 26; at++) await call('POST', '/v1/connect/smoobu', { body: { apiKey: `key ${at}` } })
  const { status, body } = await call('GET', '/v1/connect')
  t.equal(status, 200)
  t.equal(body.data.length, 25)
  t.match(body.pagination, { hasMore: true, total: 26 })
})

t.test('a parameter given twice is refused', async (t) => {
  const { call } = await createMock(t)
  for (const query of [
    'limit=1&limit=2',
    'limit=1&limit=1',
    'include_total=1&include_total=0',
    'cursor=a&cursor=b',
  ]) {
    const { code, body } = await call('GET', `/v1/connect?${query}`)
    t.equal(code, 'invalid_params', query)
    t.equal(body.error.field, query.split('=', 1)[0], query)
  }
  t.equal((await call('DELETE', '/v1/connect/airbnb?accountId=1&accountId=2')).code, 'invalid_params')
})

t.test('an empty value is judged like any other', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('DELETE', '/v1/connect/airbnb?accountId=')).code, 'invalid_params')
  t.equal((await call('GET', '/v1/connect?limit=')).code, 'invalid_params')
  t.equal((await call('GET', '/v1/connect?limit')).code, 'invalid_params')
})

t.test('escapes and plus signs are decoded, a lone question mark is no query', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/v1/connect?%6c%69mit=%31')).status, 200)
  t.equal((await call('GET', '/v1/connect?')).status, 200)
  const { body } = await call('DELETE', '/v1/connect/airbnb?accountId=a+b%20c')
  t.equal(body.error.value_received, 'a b c')
})

t.test('a broken escape in the query breaks nothing', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/v1/connect?limit=%zz')).code, 'invalid_params')
  t.equal((await call('GET', '/v1/connect?%zz=1')).code, 'unknown_params')
})

t.test('only /v1 is strict about queries', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  t.equal((await mock.call('GET', `/connect/airbnb?session=${id}&nonsense=1`)).status, 200)
  t.equal((await mock.call('GET', '/openapi.json?nonsense=1')).status, 200)
})
