import t from 'tap'
import { providerSlugs } from '../../src/providers/providers.js'
import { createMock } from '../helpers/mock.js'

const wrong: readonly [string, string | undefined][] = [
  ['Airbnb', 'airbnb'],
  ['airbnbpro', 'airbnb'],
  ['airbnb-v2', 'airbnb'],
  ['airbmb', 'airbnb'],
  ['booking.com', 'booking'],
  ['booking-sync', 'bookingsync'],
  ['bookingsync2', 'bookingsync'],
  ['abnb', 'airbnb'],
  ['homeaway', 'vrbo'],
  ['airbnb%20', 'airbnb'],
  ['guesty%2Fhostaway', 'guesty'],
  ['%5Bobject%20Object%5D', undefined],
  ['undefined', undefined],
  ['__proto__', undefined],
  ['constructor', undefined],
  ['toString', undefined],
  ['%00', undefined],
  ['%F0%9F%8F%A0', undefined],
]
for (const [slug, meant] of wrong) {
  t.test(`${slug} is refused with GET, POST and DELETE, with and without a body`, async (t) => {
    const { call } = await createMock(t)
    for (const [method, body] of [['GET'], ['POST'], ['POST', {}], ['DELETE']] as const) {
      const { status, body: answer } = await call(method, `/v1/connect/${slug}`, { body })
      t.equal(status, 400, method)
      const received = decodeURIComponent(slug)
      t.equal(answer.error.message, `Unknown provider: ${received}`)
      t.match(answer.error, { code: 'invalid_provider', field: 'provider', value_received: received })
      t.strictSame(answer.error.valid_values, providerSlugs)
      t.equal(answer.error.did_you_mean, meant)
    }
  })
}

t.test('a slug of 10 kB is refused and cut at 200 characters', async (t) => {
  const { call } = await createMock(t)
  const { status, body } = await call('POST', `/v1/connect/${'x'.repeat(10_240)}`)
  t.equal(status, 400)
  t.equal(body.error.message, `Unknown provider: ${'x'.repeat(200)}…`)
  t.equal(body.error.value_received, `${'x'.repeat(200)}…`)
})

t.test('an API key in the place of a slug is not repeated', async (t) => {
  const { call, log } = await createMock(t)
  const answer = await call('GET', '/v1/connect/sk_live_verysecret')
  t.match(answer.body.error, { code: 'invalid_provider', value_received: 'sk_live_…' })
  t.notMatch(JSON.stringify([answer, log]), 'verysecret')
})

t.test('the published example of an unknown provider: airbnbpro', async (t) => {
  const { app } = await createMock(t)
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/connect/airbnbpro',
    headers: { authorization: 'Bearer sk_test_YOUR_KEY' },
  })
  t.equal(answer.statusCode, 400)
  const { error } = answer.json()
  t.equal(error.code, 'invalid_provider')
  t.equal(error.message, 'Unknown provider: airbnbpro')
  t.equal(error.docs_url, 'https://repull.dev/docs/errors/invalid_provider')
  t.equal(error.did_you_mean, 'airbnb')
})

t.test('a session for airbnb cannot be completed as booking', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb')
  const complete = (provider: string) =>
    call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider } })
  const { status, code, body } = await complete('booking')
  t.equal(status, 400)
  t.equal(code, 'invalid_provider')
  t.match(body.error, {
    field: 'provider',
    value_received: 'booking',
    valid_values: ['airbnb'],
    did_you_mean: 'airbnb',
  })
  t.equal((await complete('airbnb')).status, 200, 'the session is still usable')
})

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
    t.equal(body.error.did_you_mean, 'airbnb')
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
      t.match(answer.body.error, { field: 'provider', value_received: provider })
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
