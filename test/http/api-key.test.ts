import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('a key is taken as a bearer token or as x-api-key', async (t) => {
  const { call } = await createMock(t)
  for (const headers of [
    { authorization: 'Bearer sk_test_a' },
    { authorization: 'bearer sk_test_a' },
    { authorization: 'BEARER  sk_live_a' },
    { 'x-api-key': 'sk_test_a' },
    { 'x-api-key': 'sk_live_0' },
  ]) {
    const { status } = await call('GET', '/v1/connect/airbnb', { key: null, headers })
    t.equal(status, 200, JSON.stringify(headers))
  }
})

t.test('Authorization wins when both are there', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb', {}, { key: 'sk_test_bearer' })
  const both = { authorization: 'Bearer sk_test_bearer', 'x-api-key': 'sk_test_other' }
  const path = `/v1/connect/sessions/${id}`
  t.equal((await mock.call('GET', path, { key: null, headers: both })).status, 200)
  const swapped = { authorization: 'Bearer sk_test_other', 'x-api-key': 'sk_test_bearer' }
  t.equal((await mock.call('GET', path, { key: null, headers: swapped })).status, 404)
  const rubbish = { authorization: 'Bearer rubbish', 'x-api-key': 'sk_test_bearer' }
  t.equal((await mock.call('GET', path, { key: null, headers: rubbish })).code, 'invalid_api_key')
  const malformed = { authorization: 'sk_test_bearer', 'x-api-key': 'sk_test_bearer' }
  t.equal((await mock.call('GET', path, { key: null, headers: malformed })).code, 'unauthorized')
})

t.test('no key, or a header of another form, is unauthorized', async (t) => {
  const { call } = await createMock(t)
  const none = await call('GET', '/v1/connect/airbnb', { key: null })
  t.equal(none.status, 401)
  t.equal(none.code, 'unauthorized')
  t.match(none.body.error.fix, 'Authorization: Bearer sk_test_')
  for (const authorization of [
    '',
    'Bearer',
    'Bearer ',
    'Bearersk_test_a',
    'Basic c2tfdGVzdF9h',
    'sk_test_a',
    'Bearer sk_test_a sk_test_b',
  ]) {
    const { status, code, body } = await call('GET', '/v1/connect/airbnb', {
      key: null,
      headers: { authorization },
    })
    t.equal(status, 401, authorization)
    t.equal(code, 'unauthorized', authorization)
    t.equal(body.error.field, 'Authorization', authorization)
    t.notMatch(
      JSON.stringify(body.error.value_received ?? ''),
      'sk_test_a',
      'and the answer does not repeat it',
    )
  }
  const empty = await call('GET', '/v1/connect/airbnb', { key: null, headers: { 'x-api-key': '' } })
  t.equal(empty.code, 'unauthorized')
})

t.test('a key of another form is invalid, and the answer does not repeat it', async (t) => {
  const { call } = await createMock(t)
  for (const apiKey of [
    'rubbish',
    'sk_test_',
    'sk_live_',
    'sk_prod_a',
    'SK_TEST_a',
    'xsk_test_a',
    'pk_test_a',
  ]) {
    const bearer = await call('GET', '/v1/connect/airbnb', { key: apiKey })
    t.equal(bearer.status, 401, apiKey)
    t.equal(bearer.code, 'invalid_api_key', apiKey)
    t.match(bearer.body.error.message, 'Invalid API key', apiKey)
    t.equal(bearer.body.error.value_received, undefined)
    const headers = { 'x-api-key': apiKey }
    t.equal((await call('GET', '/v1/connect/airbnb', { key: null, headers })).code, 'invalid_api_key', apiKey)
  }
})

t.test('one character after the prefix makes a key', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/v1/connect/airbnb', { key: 'sk_test_x' })).status, 200)
  t.equal((await call('GET', '/v1/connect/airbnb', { key: `sk_live_${'x'.repeat(200)}` })).status, 200)
})

t.test('with API_KEYS set, no other key is taken', async (t) => {
  const { call } = await createMock(t, { settings: { API_KEYS: 'sk_test_one, my-own-key' } })
  t.equal((await call('GET', '/v1/connect/airbnb', { key: 'sk_test_one' })).status, 200)
  t.equal((await call('GET', '/v1/connect/airbnb', { key: 'my-own-key' })).status, 200)
  for (const apiKey of ['sk_test_two', 'sk_test_on', 'sk_test_one,', 'my-own-key2', '__proto__']) {
    const { status, code, body } = await call('GET', '/v1/connect/airbnb', { key: apiKey })
    t.equal(status, 401, apiKey)
    t.equal(code, 'invalid_api_key', apiKey)
    t.match(body.error.message, 'Invalid API key', apiKey)
    t.notMatch(body.error.fix, 'sk_test_one', 'and the keys that are taken are not given away')
  }
  t.equal((await call('GET', '/v1/connect/airbnb', { key: null })).code, 'unauthorized')
})

t.test('two keys never see each other’s sessions: 404, never 403', async (t) => {
  const mock = await createMock(t)
  const stranger = { key: 'sk_test_stranger' }
  const id = await mock.open('airbnb')
  const read = await mock.call('GET', `/v1/connect/sessions/${id}`, stranger)
  t.equal(read.status, 404)
  t.equal(read.code, 'not_found')
  const complete = await mock.call('POST', `/v1/connect/sessions/${id}/complete`, {
    ...stranger,
    body: { provider: 'airbnb' },
  })
  t.equal(complete.status, 404)
  const never = await mock.call('GET', `/v1/connect/sessions/cs_${'0'.repeat(26)}`, stranger)
  const shape = (error: object) => Object.keys(error).sort()
  t.strictSame(shape(read.body.error), shape(never.body.error), 'it looks as if it never existed')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).status, 200, 'its owner still has it')
})

t.test('two keys never see each other’s connections', async (t) => {
  const { call } = await createMock(t)
  const stranger = { key: 'sk_live_tests' }
  const body = { apiKey: 'anything' }
  const made = await call('POST', '/v1/connect/smoobu', { body })
  t.equal(made.status, 200)
  t.equal((await call('GET', '/v1/connect/smoobu', stranger)).body.connected, false)
  t.strictSame((await call('GET', '/v1/connect', stranger)).body.data, [])
  const removed = await call('DELETE', `/_mock/connections/${made.body.id}`, stranger)
  t.equal(removed.status, 404)
  t.equal((await call('GET', '/v1/connect/smoobu')).body.connected, true, 'and nobody else can remove them')
  const theirs = await call('POST', '/v1/connect/smoobu', { ...stranger, body })
  t.not(theirs.body.id, made.body.id, 'the same account is another connection in another workspace')
})

t.test('a test key and a live key with the same ending are two workspaces', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb', {}, { key: 'sk_test_same' })
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`, { key: 'sk_live_same' })).status, 404)
})

t.test(
  'a key has up to 500 characters behind its beginning, and one that is longer is told so',
  async (t) => {
    const { call } = await createMock(t)
    for (const start of ['sk_test_', 'sk_live_']) {
      const long = `${start}${'x'.repeat(500)}`
      for (const headers of [{ authorization: `Bearer ${long}` }, { 'x-api-key': long }])
        t.equal((await call('GET', '/v1/connect', { key: null, headers })).status, 200, start)
      const { status, code, body } = await call('GET', '/v1/connect', { key: `${long}y` })
      t.match({ status, code }, { status: 401, code: 'invalid_api_key' })
      t.match(body.error.message, `501 characters behind ${start}, more than 500`)
      t.notMatch(JSON.stringify(body), 'xxx', 'the key is not repeated')
    }
  },
)
