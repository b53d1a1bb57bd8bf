import t from 'tap'
import { providerSlugs } from '../../src/providers/providers.js'
import { createMock } from '../helpers/mock.js'

t.test('the key is checked before the slug', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/v1/connect/airbnbpro', { key: null })).code, 'unauthorized')
})

for (const word of ['providers', 'sessions', 'resume']) {
  t.test(`${word} is a word of the path, never a slug`, async (t) => {
    const { call } = await createMock(t)
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { code } = await call(method, `/v1/connect/${word}`)
      t.not(code, 'invalid_provider', method)
    }
    const credentials = await call('POST', `/v1/connect/${word}/credentials`, { body: { credentials: {} } })
    t.ok(credentials.status === 404 || credentials.status === 405)
  })
}

t.test('an unknown slug is refused when it is selected', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open(null)
  for (const provider of ['airbnbpro', '__proto__', 'Airbnb', '']) {
    const { status, code, body } = await call('POST', `/v1/connect/sessions/${id}/select-provider`, {
      key: null,
      body: { provider },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_provider')
    t.equal(body.error.message, `Unknown provider: ${provider}`)
    t.equal(body.error.field, 'provider')
    t.strictSame(body.error.valid_values, providerSlugs)
  }
})

t.test('an unknown slug in allowedProviders is refused', async (t) => {
  const { call } = await createMock(t)
  for (const spelling of ['allowedProviders', 'allowed_providers']) {
    const { status, code, body } = await call('POST', '/v1/connect', {
      body: { redirectUrl: 'https://app.example/callback', [spelling]: ['airbnb', 'bookings'] },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_provider')
    t.equal(body.error.message, 'Unknown provider: bookings')
    t.equal(body.error.did_you_mean, 'booking')
  }
})

t.test('an unknown slug in complete is refused, whatever the session is bound to', async (t) => {
  const { call, open } = await createMock(t)
  for (const id of [await open('airbnb'), await open(null)]) {
    const { status, code, body } = await call('POST', `/v1/connect/sessions/${id}/complete`, {
      body: { provider: 'airbnbpro' },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_provider')
    t.equal(body.error.message, 'Unknown provider: airbnbpro')
  }
})

t.test('completing an unbound session says to select first', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open(null)
  const { code, body } = await call('POST', `/v1/connect/sessions/${id}/complete`, {
    body: { provider: 'airbnb' },
  })
  t.equal(code, 'invalid_provider')
  t.match(body.error.fix, 'select-provider')
})

t.test('an airbnb session is refused by the routes of booking', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('airbnb')
  const answers = [
    await call('POST', '/v1/connect/booking/verify', { key: null, body: { sessionId, hotelId: '1234567' } }),
    await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`, { key: null }),
    await call('POST', '/v1/connect/booking/map-rooms', {
      key: null,
      body: { sessionId, mappings: [{ roomId: '1' }] },
    }),
  ]
  for (const { status, code, body } of answers) {
    t.equal(status, 400)
    t.equal(code, 'invalid_provider')
    t.equal(body.error.value_received, 'booking')
    t.strictSame(body.error.valid_values, ['airbnb'])
  }
  t.equal((await call('GET', `/v1/connect/sessions/${sessionId}`)).body.sessionStatus, 'pending')
})

t.test('a guesty session is refused by the credentials route of hostaway, before the fields', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('guesty')
  for (const credentials of [{ accountId: 'a', apiKey: 'b' }, {}, 5]) {
    const { status, code } = await call('POST', '/v1/connect/hostaway/credentials', {
      key: null,
      body: { sessionId, credentials },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_provider')
  }
})

for (const provider of ['airbnb', 'booking']) {
  t.test(`${provider} has no credentials route`, async (t) => {
    const { call, open } = await createMock(t)
    const sessionId = await open(provider)
    for (const body of [
      { credentials: { apiKey: 'a' } },
      { sessionId, credentials: { hotelId: '1234567' } },
      {},
      'no json',
      undefined,
    ]) {
      const answer = await call('POST', `/v1/connect/${provider}/credentials`, { body })
      t.equal(answer.status, 400)
      t.equal(answer.code, 'invalid_provider')
      t.equal(answer.body.error.value_received, provider)
      t.notOk(answer.body.error.valid_values.includes(provider))
      t.equal(answer.body.error.valid_values.length, providerSlugs.length - 2)
    }
  })
}

for (const slug of ['airbnbpro', 'Airbnb', '__proto__', 'constructor']) {
  t.test(
    `${slug} is refused before the body is looked at, also by HEAD and by its credentials`,
    async (t) => {
      const { call } = await createMock(t)
      const url = `/v1/connect/${slug}`
      for (const body of [{ redirectUrl: 5 }, '{not json', [], { accessType: 'bad' }]) {
        t.equal((await call('POST', url, { body })).code, 'invalid_provider')
      }
      t.equal((await call('POST', `${url}/credentials`, { body: {} })).code, 'invalid_provider')
      t.equal((await call('HEAD', url)).status, 400)
      t.strictSame((await call('GET', '/v1/connect')).body.data, [])
    },
  )
}
