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

t.test('a session presented to the route of another provider is refused', async (t) => {
  const { call, open } = await createMock(t)
  const airbnb = await open('airbnb')
  const verify = await call('POST', '/v1/connect/booking/verify', {
    body: { sessionId: airbnb, hotelId: '123456' },
  })
  t.match(verify, { status: 400, body: { error: { code: 'invalid_provider', did_you_mean: 'airbnb' } } })
  t.match(await call('GET', `/v1/connect/booking/rooms?sessionId=${airbnb}`), { code: 'invalid_provider' })
  const body = { sessionId: await open('guesty'), credentials: { accountId: 'a', apiKey: 'b' } }
  t.match(await call('POST', '/v1/connect/hostaway/credentials', { body }), {
    status: 400,
    code: 'invalid_provider',
  })
})

t.test('a provider without credentials has no credentials route', async (t) => {
  const { call, open } = await createMock(t)
  for (const provider of ['airbnb', 'booking']) {
    const body = { sessionId: await open(provider), credentials: { hotelId: '123456' } }
    const answer = await call('POST', `/v1/connect/${provider}/credentials`, { body })
    t.match(answer, { status: 400, code: 'invalid_provider', body: { error: { field: 'provider' } } })
    t.equal(answer.body.error.valid_values.length, providerSlugs.length - 2)
  }
})
