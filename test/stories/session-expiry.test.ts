import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { press } from '../helpers/pages.js'

const redirectUrl = 'https://app.example/callback'
const sessionMs = 30 * 60_000

/** Every call that takes a session, with what it needs besides. */
const sessionCalls: Record<
  string,
  { provider: string; call: (mock: Mock, id: string) => ReturnType<Mock['call']> }
> = {
  'GET session': { provider: 'airbnb', call: ({ call }, id) => call('GET', `/v1/connect/sessions/${id}`) },
  'select-provider': {
    provider: 'airbnb',
    call: ({ call }, id) =>
      call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: 'airbnb' } }),
  },
  complete: {
    provider: 'airbnb',
    call: ({ call }, id) =>
      call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } }),
  },
  credentials: {
    provider: 'guesty',
    call: ({ call }, sessionId) =>
      call('POST', '/v1/connect/guesty/credentials', {
        key: null,
        body: { sessionId, credentials: { clientId: 'a', clientSecret: 'b' } },
      }),
  },
  verify: {
    provider: 'booking',
    call: ({ call }, sessionId) =>
      call('POST', '/v1/connect/booking/verify', { key: null, body: { sessionId, hotelId: '1234567' } }),
  },
  rooms: {
    provider: 'booking',
    call: ({ call }, id) => call('GET', `/v1/connect/booking/rooms?sessionId=${id}`, { key: null }),
  },
  'map-rooms': {
    provider: 'booking',
    call: ({ call }, sessionId) =>
      call('POST', '/v1/connect/booking/map-rooms', {
        key: null,
        body: { sessionId, mappings: [{ roomId: '123456701' }] },
      }),
  },
}

for (const [name, { provider, call }] of Object.entries(sessionCalls)) {
  t.test(`${name} answers 410 from the instant of expiry on`, async (t) => {
    const mock = await createMock(t)
    const id = await mock.open(provider, { redirectUrl })
    mock.clock.advance(sessionMs)
    const { status, code, body } = await call(mock, id)
    t.equal(status, 410)
    t.equal(code, 'session_expired')
    t.equal(body.error.docs_url, 'https://repull.dev/docs/errors/session_expired')
    t.equal(body.error.session_status, 'expired')
    t.match(body.error.fix, /POST \/v1\/connect\/\{provider\}/)
    t.equal((await call(mock, id)).status, 410, 'retrying does not help')
  })

  t.test(`${name} does not answer 410 a millisecond before`, async (t) => {
    const mock = await createMock(t)
    const id = await mock.open(provider, { redirectUrl })
    mock.clock.advance(sessionMs - 1)
    const { status } = await call(mock, id)
    t.ok(status === 200 || status === 425, `it answers ${status}`)
  })

  t.test(`${name} answers 409 for a session that has ended, also after its lifetime`, async (t) => {
    const mock = await createMock(t)
    const id = await mock.open(provider, { redirectUrl })
    await press(mock, `/connect${provider === null ? '' : `/${provider}`}?session=${id}`, 'cancel')
    for (const later of [0, sessionMs]) {
      mock.clock.advance(later)
      const { status, code, body } = await call(mock, id)
      t.equal(status, 409)
      t.equal(code, 'session_terminal')
      t.equal(body.error.session_status, 'cancelled')
      t.match(body.error.message, /cancelled/)
    }
  })

  t.test(`${name} answers 404 for an unknown session`, async (t) => {
    const mock = await createMock(t)
    const { status, code } = await call(mock, 'cs_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4')
    t.equal(status, 404)
    t.equal(code, 'not_found')
  })
}

t.test('an expired session answers 410 also for another provider and for a bad body', async (t) => {
  const { call, clock, open } = await createMock(t)
  const id = await open('airbnb')
  clock.advance(sessionMs)
  const complete = (body: object) => call('POST', `/v1/connect/sessions/${id}/complete`, { body })
  t.equal((await complete({ provider: 'booking' })).status, 410)
  t.equal((await complete({})).status, 410)
  const verify = await call('POST', '/v1/connect/booking/verify', { body: { sessionId: id } })
  t.equal(verify.status, 410)
  const credentials = await call('POST', '/v1/connect/guesty/credentials', { body: { sessionId: id } })
  t.equal(credentials.status, 410)
})

t.test('after expiry a fresh session with the same redirectUrl works', async (t) => {
  const { call, clock, open } = await createMock(t)
  const stale = await open('airbnb', { redirectUrl })
  clock.advance(sessionMs)
  t.equal((await call('GET', `/v1/connect/sessions/${stale}`)).status, 410)
  const fresh = await open('airbnb', { redirectUrl })
  t.not(fresh, stale)
  const { status } = await call('POST', `/v1/connect/sessions/${fresh}/complete`, {
    body: { provider: 'airbnb' },
  })
  t.equal(status, 200)
  t.equal((await call('GET', `/v1/connect/sessions/${stale}`)).status, 410, 'the old one stays expired')
})
