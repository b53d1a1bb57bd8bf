import t from 'tap'
import { createMock } from '../helpers/mock.js'

const path = '/v1/connect/airbnb'

t.test('a bad key is answered with its header and what is wrong, and not repeated', async (t) => {
  const { call } = await createMock(t)
  for (const [key, reason, remedy] of [
    ['"sk_test_canary"', 'quotation mark', /without quotation marks\. Docker/],
    ["'sk_test_canary", 'quotation mark', /without quotation marks/],
    ['undefined', 'the word undefined', /Set the variable/],
    ['null', 'the word null', /Set the variable/],
    ['$' + '{REPULL_KEY}', 'placeholder', /sk_test_demo/],
    ['<key>', 'placeholder', /sk_test_demo/],
    ['pk_test_canary', 'sk_test_ or sk_live_ and then', /begins with sk_test_/],
  ] as const) {
    for (const [field, headers] of [
      ['Authorization', { authorization: `Bearer ${key}` }],
      ['x-api-key', { 'x-api-key': key }],
    ] as const) {
      const { body } = await call('GET', path, { key: null, headers })
      const { code, message, fix } = body.error
      t.match({ code, field: body.error.field }, { code: 'invalid_api_key', field }, key)
      t.match(message, `Invalid API key: `, key)
      t.match(message, reason, key)
      t.match(fix, remedy, key)
      t.notMatch(JSON.stringify(body), 'canary')
    }
  }
  for (const [key, reason] of [
    ['Bearer sk_test_canary', 'begins with the word Bearer'],
    ['sk_test_canary, sk_test_canary', 'more than once'],
  ] as const) {
    const { body } = await call('GET', path, { key: null, headers: { 'x-api-key': key } })
    t.match(body.error, { code: 'invalid_api_key', field: 'x-api-key' })
    t.match(body.error.message, reason)
    t.notMatch(JSON.stringify(body), 'canary')
  }
})

t.test('with API_KEYS, quotation marks around one of them are named', async (t) => {
  const { call } = await createMock(t, { settings: { API_KEYS: 'sk_test_a' } })
  t.match((await call('GET', path, { key: '"sk_test_a"' })).body.error.message, 'quotation mark')
  t.match((await call('GET', path, { key: 'sk_test_b' })).body.error, {
    field: 'Authorization',
    message: 'none of the keys',
  })
})

t.test('a key in a header or parameter that is not read is found there', async (t) => {
  const { call } = await createMock(t)
  for (const [place, query, headers] of [
    ['header api-key', '', { 'api-key': 'sk_test_canary' }],
    ['header x-repull-key', '', { 'x-repull-key': 'Bearer sk_live_canary' }],
    ['query parameter api_key', '?api_key=sk_test_canary', {}],
  ] as const) {
    const { code, body } = await call('GET', path + query, { key: null, headers })
    t.equal(code, 'unauthorized')
    t.match(body.error, { field: place.split(' ').at(-1), did_you_mean: 'x-api-key' })
    t.match(body.error.message, place)
    t.match(body.error.fix, 'x-api-key')
    t.notMatch(JSON.stringify(body), 'canary')
  }
  const { body } = await call('GET', `${path}?state=sk_test&state=b`, { key: null })
  t.notOk(body.error.field, 'and nothing else is taken for one')
})

t.test('an Authorization header of another scheme is told from one without a scheme', async (t) => {
  const { call } = await createMock(t)
  for (const [authorization, said] of [
    ['Basic c2tfdGVzdF9h', /begins with Basic\.$/],
    ['Bearer: sk_test_canary', /begins with Bearer:\.$/],
    ['sk_test_canary', /has the key alone\.$/],
    ['Bearer sk_test_canary b', /"Bearer <key>"\.$/],
    ['canary', /"Bearer <key>"\.$/],
  ] as const) {
    const { body } = await call('GET', path, { key: null, headers: { authorization } })
    t.match(body.error, { code: 'unauthorized', field: 'Authorization' }, authorization)
    t.match(body.error.message, said, authorization)
    t.notMatch(JSON.stringify(body), 'canary')
  }
})

t.test('a fork to a key that is none names the field of the body', async (t) => {
  const { call } = await createMock(t)
  t.match((await call('POST', '/_mock/fork', { body: { to: 'undefined' } })).body.error, {
    code: 'invalid_api_key',
    field: 'to',
  })
})

t.test('beside a control token, a bad key is one of x-api-key', async (t) => {
  const { call } = await createMock(t, { settings: { CONTROL_TOKEN: 'abc' } })
  const headers = { authorization: 'Bearer abc', 'x-api-key': 'null' }
  const { body } = await call('GET', '/_mock/clock', { key: null, headers })
  t.match(body.error, { code: 'invalid_api_key', field: 'x-api-key', message: 'the word null' })
})
