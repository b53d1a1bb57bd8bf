import t from 'tap'
import { catalogue, errorCodes } from '../../src/errors/catalogue.js'
import { createMock, type Mock } from '../helpers/mock.js'

/** Calls of every kind: with a key, without, by a session, with a body. Each works if nobody interferes. */
async function callsOf(mock: Mock) {
  const id = await mock.open('airbnb')
  const sessionId = await mock.open('booking')
  const picker = await mock.open(null)
  const verify = { sessionId, hotelId: '1234567' }
  const calls: [string, string, { key?: null; body?: object }][] = [
    ['GET', '/v1/health', { key: null }],
    ['GET', '/v1/connect/providers', { key: null }],
    ['GET', '/v1/connect', {}],
    ['POST', '/v1/connect', { body: { redirectUrl: 'https://app.example/' } }],
    ['POST', '/v1/connect/airbnb', {}],
    ['DELETE', '/v1/connect/airbnb', {}],
    ['GET', `/v1/connect/sessions/${id}`, {}],
    ['POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } }],
    ['POST', `/v1/connect/sessions/${picker}/select-provider`, { key: null, body: { provider: 'vrbo' } }],
    ['POST', '/v1/connect/booking/verify', { key: null, body: verify }],
    ['GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`, { key: null }],
    [
      'POST',
      '/v1/connect/guesty/credentials',
      { body: { credentials: { clientId: 'a', clientSecret: 'b' } } },
    ],
  ]
  return calls
}

t.test('every error of the catalogue can be had, on every call', async (t) => {
  const mock = await createMock(t)
  for (const [method, path, options] of await callsOf(mock)) {
    for (const code of errorCodes) {
      const answer = await mock.call(method, path, { ...options, headers: { prefer: `error=${code}` } })
      t.equal(answer.code, code, `${method} ${path}`)
      t.equal(answer.status, catalogue[code].status)
      t.equal(answer.headers['preference-applied'], `error=${code}`)
    }
  }
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 0, 'and nothing was done')
})

t.test('a status stands for the first error of the catalogue that has it', async (t) => {
  const { call } = await createMock(t)
  const statuses = new Set(errorCodes.map((code) => catalogue[code].status))
  for (const status of statuses) {
    const answer = await call('GET', '/v1/connect', { headers: { prefer: `code=${status}` } })
    t.equal(answer.status, status)
    t.equal(
      answer.code,
      errorCodes.find((code) => catalogue[code].status === status),
    )
    t.equal(answer.headers['preference-applied'], `code=${status}`)
  }
})

t.test('an error that is asked for has what clients read of it', async (t) => {
  const { call } = await createMock(t)
  const ask = (code: string) => call('GET', '/v1/connect', { headers: { prefer: `error=${code}` } })
  t.match(await ask('rate_limit_exceeded'), {
    headers: { 'retry-after': '1' },
    body: { error: { retry_after: 1, limit: 600, window_seconds: 60 } },
  })
  t.match((await ask('session_expired')).body.error, { session_status: 'expired' })
  t.match((await ask('session_terminal')).body.error, { session_status: 'completed' })
  t.match((await ask('claim_pending')).headers, { 'retry-after': '2' })
  t.match((await ask('method_not_allowed')).headers, { allow: 'OPTIONS' })
})

t.test('a delay comes first, alone or with an error', async (t) => {
  const mock = await createMock(t)
  const ask = (prefer: string) => mock.call('GET', '/v1/connect', { headers: { prefer } })
  t.match(await ask('delay=500ms'), { status: 200, headers: { 'preference-applied': 'delay=500ms' } })
  t.match(await ask('error=not_found, delay=1s'), {
    status: 404,
    headers: { 'preference-applied': 'delay=1s, error=not_found' },
  })
  t.strictSame(mock.pauses, [500, 1000])
  const both = await mock.call('POST', '/v1/connect/airbnb', { headers: { prefer: 'ttl=5s, delay=2s' } })
  t.equal(both.headers['preference-applied'], 'delay=2s, ttl=5s')
})

t.test('an error that is not in the catalogue is refused, with the one that was meant', async (t) => {
  const { call } = await createMock(t)
  const cases: [string, string, string | undefined][] = [
    ['error=sesion_expired', 'sesion_expired', 'session_expired'],
    ['error=session-expired', 'session-expired', 'session_expired'],
    ['error=', '', undefined],
    ['error=constructor', 'constructor', undefined],
    ['code=411', '411', '401'],
    ['code=200', '200', '400'],
    ['code=teapot', 'teapot', undefined],
    ['delay=5', '5', undefined],
    ['delay=6m', '6m', undefined],
  ]
  for (const [prefer, value, meant] of cases) {
    const answer = await call('GET', '/v1/connect', { headers: { prefer } })
    t.match(answer, { status: 422, code: 'invalid_params' }, prefer)
    const { field, value_received, did_you_mean } = answer.body.error
    t.strictSame([field, value_received, did_you_mean], ['Prefer', value, meant], prefer)
    t.equal(answer.headers['preference-applied'], undefined)
  }
})

t.test('the checks before it win, those behind it lose', async (t) => {
  const { call, open } = await createMock(t, { settings: { RATE_LIMIT: 'on' } })
  const headers = { prefer: 'error=booking_error' }
  const ask = (method: string, path: string, options: object = {}) =>
    call(method, path, { headers, ...options })
  t.equal((await ask('GET', '/v1/conect')).code, 'not_found', 'no route')
  t.equal((await ask('PUT', '/v1/connect')).code, 'method_not_allowed')
  t.equal((await ask('GET', '/v1/connect', { key: null })).code, 'unauthorized')
  t.equal((await ask('GET', '/v1/connect/nonsense')).code, 'booking_error', 'before the slug')
  t.equal((await ask('GET', '/v1/connect?nonsense=1')).code, 'booking_error', 'before the query')
  t.equal((await ask('POST', '/v1/connect', { body: '{' })).code, 'booking_error', 'before the body')
  t.equal((await ask('GET', '/v1/connect/sessions/cs_x')).code, 'booking_error', 'before the session')
  const select = '/v1/connect/sessions/cs_x/select-provider'
  t.equal(
    (await ask('POST', select, { key: null, body: '{' })).code,
    'invalid_body',
    'the session is in charge: body first',
  )
  t.equal(
    (await ask('POST', select, { key: null, body: {} })).code,
    'booking_error',
    'but before it is looked for',
  )
  const id = await open('airbnb')
  const page = await call('GET', `/connect/airbnb?session=${id}`, { key: null, headers })
  t.equal(page.status, 200, 'pages are not asked')
  for (let count = 0; count < 600; count++) await call('GET', '/v1/connect')
  t.equal((await ask('GET', '/v1/connect')).code, 'rate_limit_exceeded')
})
