import t from 'tap'
import { MemoryRateWindow } from '../../src/storage/rate-window.js'
import { createMock, key, type Mock } from '../helpers/mock.js'

const minute = 60_000

/** Uses up the limit of the default key. */
async function exhaust({ call }: Mock): Promise<void> {
  for (let count = 0; count < 600; count++) await call('GET', '/v1/connect/airbnb')
}

/** Completes a session as a tester would. */
async function complete({ call }: Mock, id: string, provider: string, more: object = {}): Promise<void> {
  await call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider, ...more } })
}

t.test('an unknown route is 404 before anybody asks for a key', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/v1/nonsense', { key: null })).code, 'not_found')
  t.equal((await call('GET', '/v1/nonsense', { key: 'rubbish' })).code, 'not_found')
})

t.test('a wrong method is 405 before anybody asks for a key, or looks at the slug', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('PUT', '/v1/connect', { key: null })).code, 'method_not_allowed')
  t.equal((await call('PUT', '/v1/connect/nonsense', { key: null })).code, 'method_not_allowed')
  t.equal((await call('POST', '/v1/connect/providers', { key: null })).code, 'method_not_allowed')
})

t.test('the key is checked before the rate limit', async (t) => {
  const mock = await createMock(t, { settings: { RATE_LIMIT: 'on' } })
  await exhaust(mock)
  const headers = { authorization: 'Basic nonsense', 'x-api-key': key }
  t.equal((await mock.call('GET', '/v1/connect', { key: null, headers })).code, 'unauthorized')
  t.equal((await mock.call('GET', '/v1/connect')).code, 'rate_limit_exceeded')
})

t.test('the key is checked before the slug and before the session', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/v1/connect/nonsense', { key: null })).code, 'unauthorized')
  t.equal((await call('POST', '/v1/connect/nonsense', { key: null, body: '{' })).code, 'unauthorized')
  t.equal((await call('GET', '/v1/connect/sessions/cs_none', { key: null })).code, 'unauthorized')
})

t.test('the rate limit is checked before slug and query', async (t) => {
  const mock = await createMock(t, { settings: { RATE_LIMIT: 'on' } })
  await exhaust(mock)
  t.equal((await mock.call('GET', '/v1/connect/nonsense')).code, 'rate_limit_exceeded')
  t.equal((await mock.call('GET', '/v1/connect?nonsense=1')).code, 'rate_limit_exceeded')
  t.equal((await mock.call('POST', '/v1/connect', { body: '{' })).code, 'rate_limit_exceeded')
})

t.test('the slug is checked before the query', async (t) => {
  const { call } = await createMock(t)
  for (const method of ['GET', 'POST', 'DELETE']) {
    t.equal((await call(method, '/v1/connect/nonsense?nonsense=1')).code, 'invalid_provider', method)
  }
  const credentials = await call('POST', '/v1/connect/airbnb/credentials?nonsense=1', { key: null })
  t.equal(credentials.code, 'invalid_provider', 'a provider without credentials counts as a bad slug')
})

t.test('a bad slug wins over a bad body and over an absent one', async (t) => {
  const { call } = await createMock(t)
  const bodies = ['{', '[]', '"text"', '{"redirectUrl":5}', undefined]
  for (const body of bodies) {
    t.equal((await call('POST', '/v1/connect/Airbnb', { body })).code, 'invalid_provider', String(body))
    const { code } = await call('POST', '/v1/connect/nonsense/credentials', { body })
    t.equal(code, 'invalid_provider', `credentials with ${body}`)
  }
  const headers = { 'content-type': 'text/plain' }
  t.equal((await call('POST', '/v1/connect/nonsense', { body: 'x', headers })).code, 'invalid_provider')
})

t.test('the query is checked before the syntax of the body', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('POST', '/v1/connect/airbnb?nonsense=1', { body: '{' })).code, 'unknown_params')
  t.equal((await call('POST', '/v1/connect?nonsense=1', { body: '{' })).code, 'unknown_params')
  t.equal((await call('POST', '/v1/connect?nonsense=1')).code, 'unknown_params', 'and before its presence')
  const verify = await call('POST', '/v1/connect/booking/verify?nonsense=1', { body: '{', key: null })
  t.equal(verify.code, 'unknown_params')
})

t.test('the syntax of the body is checked before the session is looked up', async (t) => {
  const { call } = await createMock(t)
  const path = '/v1/connect/sessions/cs_none'
  for (const body of ['{', undefined]) {
    t.equal((await call('POST', `${path}/complete`, { body })).code, 'invalid_body', `complete with ${body}`)
    t.equal((await call('POST', `${path}/select-provider`, { body })).code, 'invalid_body', 'select')
  }
  t.equal((await call('POST', `${path}/complete`, { body: {} })).code, 'not_found')
  t.equal((await call('POST', `${path}/select-provider`, { body: {} })).code, 'not_found')
})

t.test('a session that the caller may not see is 404, whatever it has become', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await complete(mock, id, 'airbnb')
  const other = { key: 'sk_test_other' }
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).code, 'session_terminal')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`, other)).code, 'not_found')
  const body = { provider: 'vrbo' }
  t.equal(
    (await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { ...other, body })).code,
    'not_found',
  )
  mock.clock.advance(24.5 * 60 * minute)
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).code, 'not_found', 'nor after its retention')
})

t.test('a completed session stays 409 after its lifetime, on every endpoint of sessions', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('booking')
  await complete(mock, id, 'booking', { accountId: '7654321' })
  mock.clock.advance(31 * minute)
  const path = `/v1/connect/sessions/${id}`
  const hotelId = '7654321'
  const body = { sessionId: id, hotelId, mappings: [{ roomId: '1' }], provider: 'booking' }
  const calls: [string, string, object?][] = [
    ['GET', path],
    ['POST', `${path}/complete`, { body }],
    ['POST', `${path}/select-provider`, { body }],
    ['POST', '/v1/connect/booking/verify', { body }],
    ['POST', '/v1/connect/booking/map-rooms', { body }],
    ['POST', '/v1/connect/guesty/credentials', { body: { sessionId: id, credentials: {} } }],
  ]
  for (const [method, url, options] of calls) {
    const answer = await mock.call(method, url, options)
    t.equal(answer.status, 409, url)
    t.equal(answer.code, 'session_terminal', url)
    t.equal(answer.body.error.session_status, 'completed', url)
    t.match(answer.body.error.message, 'completed', url)
  }
})

t.test('an expired session is 410 even when the provider is wrong too', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  mock.clock.advance(30 * minute)
  const body = { sessionId: id, hotelId: '1234567', mappings: [], credentials: {}, provider: 'vrbo' }
  for (const path of [
    '/v1/connect/booking/verify',
    '/v1/connect/booking/map-rooms',
    '/v1/connect/guesty/credentials',
    `/v1/connect/sessions/${id}/complete`,
  ]) {
    t.equal((await mock.call('POST', path, { body })).code, 'session_expired', path)
  }
  const rooms = await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${id}`)
  t.equal(rooms.code, 'session_expired')
  t.equal(rooms.status, 410)
  const select = await mock.call('POST', `/v1/connect/sessions/${id}/select-provider`, {
    body: { provider: 'nonsense' },
  })
  t.equal(select.code, 'session_expired')
})

t.test('a terminal or expired session wins over bad fields', async (t) => {
  const mock = await createMock(t)
  const done = await mock.open('airbnb')
  const late = await mock.open('airbnb')
  await complete(mock, done, 'airbnb')
  const body = { provider: 5, accountId: [] }
  t.equal(
    (await mock.call('POST', `/v1/connect/sessions/${done}/complete`, { body })).code,
    'session_terminal',
  )
  mock.clock.advance(30 * minute)
  t.equal(
    (await mock.call('POST', `/v1/connect/sessions/${late}/complete`, { body })).code,
    'session_expired',
  )
})

t.test('the provider of the session is checked before the fields', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  const picker = await mock.open(null)
  const bad = { sessionId: id, hotelId: 'no number', mappings: 'none', credentials: 5, accountId: 5 }
  const calls = [
    ['/v1/connect/booking/verify', bad],
    ['/v1/connect/booking/map-rooms', bad],
    ['/v1/connect/guesty/credentials', bad],
    [`/v1/connect/sessions/${id}/complete`, { ...bad, provider: 'vrbo' }],
    [`/v1/connect/sessions/${picker}/complete`, { ...bad, provider: 'vrbo' }],
  ] as const
  for (const [path, body] of calls) {
    const { status, code } = await mock.call('POST', path, { body })
    t.equal(status, 400, path)
    t.equal(code, 'invalid_provider', path)
  }
})

t.test('a missing provider in complete is a missing field', async (t) => {
  const mock = await createMock(t)
  for (const session of ['airbnb', null]) {
    const path = `/v1/connect/sessions/${await mock.open(session)}/complete`
    for (const body of [{}, { accountId: '1' }]) {
      const { code, body: answer } = await mock.call('POST', path, { body })
      t.equal(code, 'invalid_body')
      t.equal(answer.error.field, 'provider')
    }
    t.equal((await mock.call('POST', path, { body: { provider: 5 } })).code, 'invalid_body')
    t.equal((await mock.call('POST', path, { body: [] })).code, 'invalid_body')
    t.equal((await mock.call('POST', path, { body: 'null' })).code, 'invalid_body')
  }
})

t.test('fields are checked before the state: 425 comes after them', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  const send = (mappings: unknown) =>
    mock.call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId, mappings } })
  t.equal((await send('none')).code, 'invalid_body')
  t.equal((await send([{ roomId: 5 }])).code, 'invalid_body')
  t.equal((await send([{ roomId: '1', listingId: 'unknown' }])).code, 'invalid_body')
  t.equal((await send([{ roomId: '1' }, { roomId: '1' }])).code, 'invalid_body')
  t.equal((await send([{ roomId: '1' }])).code, 'claim_pending')
})

t.test('fields are checked before the state: 403 comes after them', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '1234567' } })
  const send = (mappings: unknown) =>
    mock.call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId, mappings } })
  t.equal((await send([{ roomId: 'foreign', listingId: 5 }])).code, 'invalid_body')
  t.equal((await send([{ roomId: 'foreign', listingId: 'unknown' }])).code, 'invalid_body')
  t.equal((await send([{ roomId: 'foreign' }])).code, 'forbidden')
})

t.test('fields are checked before the state: 412 comes after them', async (t) => {
  const mock = await createMock(t)
  const path = `/v1/connect/sessions/${await mock.open('booking')}/complete`
  const body = { provider: 'booking', accountId: '1000412' }
  t.equal((await mock.call('POST', path, { body: { ...body, accountName: 5 } })).code, 'invalid_body')
  t.equal((await mock.call('POST', path, { body })).code, 'designation_pending')
})

t.test('without a key, a call that names no session is 401; with one it is 400', async (t) => {
  const { call } = await createMock(t)
  const paths = ['verify', 'map-rooms'].map((name) => `/v1/connect/booking/${name}`)
  for (const path of [...paths, '/v1/connect/guesty/credentials']) {
    const rest = { hotelId: '1234567', mappings: [{ roomId: '1' }], credentials: { clientId: 'a' } }
    for (const body of [{}, rest, { ...rest, sessionId: null }, { ...rest, sessionId: '' }]) {
      const shown = `${path} with ${JSON.stringify(body)}`
      t.equal((await call('POST', path, { body, key: null })).code, 'unauthorized', shown)
      t.equal((await call('POST', path, { body, key: 'rubbish' })).code, 'invalid_api_key', shown)
      t.equal((await call('POST', path, { body })).code, 'invalid_body', shown)
    }
  }
})

t.test('a call that needs no key with a session asks for the session first', async (t) => {
  const { call } = await createMock(t)
  const refused = async (method: 'GET' | 'POST', path: string, body?: object) =>
    (await call(method, path, { key: null, ...(body && { body }) })).body.error
  const none = await refused('POST', '/v1/connect/vrbo-login/session', { action: 'login' })
  t.equal(none.message, 'The request carries neither a sessionId nor an API key.')
  t.match(none.fix, /^Send sessionId in the body: it stands for the key\./)
  t.equal(none.did_you_mean, undefined)
  const body = await refused('POST', '/v1/connect/booking/verify', { session_id: 'cs_1', hotelId: '1234567' })
  t.match({ ...body }, { field: 'sessionId', did_you_mean: 'sessionId' })
  t.match(body.fix, /The body has session_id; rename it\.$/)
  const query = await refused('GET', '/v1/connections/vrbo:1/units?session_id=cs_1')
  t.match(query.fix, /^Send sessionId in the query: .* The query has session_id; rename it\.$/)
  t.equal((await refused('GET', '/v1/connect')).message, 'The request carries no API key.')
})

t.test('without a key, rooms of no session is 401; with one it is 400', async (t) => {
  const { call } = await createMock(t)
  for (const path of ['/v1/connect/booking/rooms', '/v1/connect/booking/rooms?sessionId=']) {
    t.equal((await call('GET', path, { key: null })).code, 'unauthorized', path)
    t.equal((await call('GET', path, { key: 'rubbish' })).code, 'invalid_api_key', path)
    const { code, body } = await call('GET', path)
    t.equal(code, 'invalid_params', path)
    t.equal(body.error.field, 'sessionId', path)
  }
})

t.test('a session id that is no text is a bad field, with and without a key', async (t) => {
  const { call } = await createMock(t)
  for (const apiKey of [key, null]) {
    const { code } = await call('POST', '/v1/connect/booking/verify', {
      key: apiKey,
      body: { sessionId: 42, hotelId: '1234567' },
    })
    t.equal(code, 'invalid_body')
    const twice = await call('GET', '/v1/connect/booking/rooms?sessionId=a&sessionId=b', { key: apiKey })
    t.equal(twice.code, 'invalid_params')
  }
})

t.test('where the session is the capability, any key that comes along is ignored', async (t) => {
  const mock = await createMock(t)
  for (const apiKey of [null, 'sk_test_other', 'rubbish']) {
    const sessionId = await mock.open('booking')
    const hotelId = '1234567'
    const verify = await mock.call('POST', '/v1/connect/booking/verify', {
      key: apiKey,
      body: { sessionId, hotelId },
    })
    t.equal(verify.status, 200)
    const rooms = await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`, { key: apiKey })
    t.equal(rooms.body.status, 'ready')
    const mappings = [{ roomId: rooms.body.rooms[0].roomId, listingId: rooms.body.listingOptions[0].id }]
    const mapped = await mock.call('POST', '/v1/connect/booking/map-rooms', {
      key: apiKey,
      body: { sessionId, mappings },
    })
    t.equal(mapped.status, 200)
    const picker = await mock.open(null)
    const selected = await mock.call('POST', `/v1/connect/sessions/${picker}/select-provider`, {
      key: apiKey,
      body: { provider: 'guesty' },
    })
    t.equal(selected.status, 200)
    const connected = await mock.call('POST', '/v1/connect/guesty/credentials', {
      key: apiKey,
      body: { sessionId: picker, credentials: { clientId: 'a', clientSecret: 'b' } },
    })
    t.equal(connected.status, 200)
  }
  const own = await mock.call('GET', '/v1/connect')
  t.equal(own.body.data.length, 2, 'all of it happened in the workspace of the sessions')
  t.equal((await mock.call('GET', '/v1/connect', { key: 'sk_test_other' })).body.data.length, 0)
})

t.test('a malformed Authorization header does not matter where the session is the capability', async (t) => {
  const mock = await createMock(t)
  const headers = { authorization: 'Basic nonsense' }
  const id = await mock.open(null)
  const { status } = await mock.call('POST', `/v1/connect/sessions/${id}/select-provider`, {
    key: null,
    headers,
    body: { provider: 'airbnb' },
  })
  t.equal(status, 200)
})

t.test('rooms of a completed booking session are 200, of another completed session 409', async (t) => {
  const mock = await createMock(t)
  const booking = await mock.open('booking')
  const airbnb = await mock.open('airbnb')
  await complete(mock, booking, 'booking', { accountId: '7654321' })
  await complete(mock, airbnb, 'airbnb')
  mock.clock.advance(31 * minute)
  const rooms = await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${booking}`, { key: null })
  t.equal(rooms.status, 200)
  t.equal(rooms.body.status, 'completed')
  t.equal(rooms.body.hotelId, '7654321')
  const other = await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${airbnb}`, { key: null })
  t.equal(other.code, 'session_terminal')
})

t.test('a session is judged by the time at which it was found', async (t) => {
  const rates = new MemoryRateWindow()
  const mock = await createMock(t, { parts: { rates } })
  const sessionId = await mock.open('airbnb')
  const { look } = rates
  // What is left of the limit is looked up between the two.
  rates.look = (...of) => {
    mock.clock.advance(30 * minute)
    return look.call(rates, ...of)
  }
  const verify = () =>
    mock.call('POST', '/v1/connect/booking/verify', { key: null, body: { sessionId, hotelId: '1234567' } })
  t.equal((await verify()).code, 'invalid_provider', 'it was open then')
  t.equal((await verify()).code, 'session_expired')
})
