import t, { type Test } from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

/** A workspace with the three listings of the sandbox, on a plan. */
async function onPlan(t: Test, PLAN: string, more = {}): Promise<Mock> {
  const mock = await createMock(t, { settings: { PLAN, ...more } })
  t.equal((await mock.call('POST', '/v1/sandbox/seed')).status, 200)
  return mock
}

t.test('over the plan every keyed call is 402, and says how to go on', async (t) => {
  const { call } = await onPlan(t, 'free')
  const calls: readonly [string, string, object?][] = [
    ['GET', '/v1/connect'],
    ['GET', '/v1/connect/airbnb'],
    ['POST', '/v1/connect', { redirectUrl: 'https://app.example/' }],
    ['POST', '/v1/connect/airbnb', {}],
    ['POST', '/v1/connect/guesty/credentials', { credentials: { clientId: 'a', clientSecret: 'b' } }],
    ['GET', '/v1/connect/sessions/cs_none'],
    ['POST', '/v1/sandbox/seed'],
    ['GET', '/v1/listings'],
    ['GET', '/v1/reservations/900000201'],
    ['GET', '/v1/properties'],
    ['GET', '/v1/channels/airbnb/connection'],
    ['GET', '/v1/channels/vrbo/listings'],
  ]
  for (const [method, path, body] of calls) {
    const { status, headers, body: answer } = await call(method, path, { body })
    t.equal(status, 402, `${method} ${path}`)
    t.match(answer.error, {
      code: 'listings_limit_exceeded',
      tier: 'free',
      limit: 2,
      active_listings: 3,
      upgrade_url: 'https://repull.dev/pricing',
    })
    t.match(answer.planNotice, {
      code: 'listings_held_back',
      listingsHeldBack: 1,
      activeListingLimit: 2,
      message: answer.error.message,
      billingUrl: 'https://repull.dev/dashboard/billing',
    })
    t.equal(headers['x-repull-listings-held-back'], '1')
    t.equal(headers['retry-after'], undefined)
    t.equal(headers['x-ratelimit-limit'], '600')
  }
  t.equal((await call('GET', '/v1/listings', { key: 'sk_test_other' })).status, 200)
})

t.test('what needs no key, DELETE and the reset are served over the plan', async (t) => {
  const mock = await createMock(t, { settings: { PLAN: 'free' } })
  const { call } = mock
  const sessionId = await mock.open('booking')
  const picker = await mock.open(null)
  await call('POST', '/v1/sandbox/seed')
  t.equal((await call('GET', '/v1/connect')).status, 402)
  for (const path of ['/v1/health', '/v1/connect/providers']) t.equal((await call('GET', path)).status, 200)
  const body = { sessionId, hotelId: '1234567' }
  t.equal((await call('POST', '/v1/connect/booking/verify', { body })).status, 200)
  t.equal((await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`)).status, 200)
  const select = `/v1/connect/sessions/${picker}/select-provider`
  t.equal((await call('POST', select, { body: { provider: 'airbnb' } })).status, 200)
  t.equal((await call('DELETE', '/v1/connect/airbnb')).status, 200)
  t.equal((await call('GET', '/_mock/sessions')).status, 200)
  t.equal((await call('POST', '/v1/sandbox/reset')).status, 200)
  t.equal((await call('GET', '/v1/connect')).status, 200, 'within the plan again')
})

t.test('within the plan nothing is refused', async (t) => {
  for (const plan of ['custom', 'starter', 'free:3'])
    t.equal((await (await onPlan(t, plan)).call('GET', '/v1/listings')).status, 200, plan)
  t.equal((await (await onPlan(t, 'free:0')).call('GET', '/v1/listings')).body.error.limit, 0)
})

t.test('the plan comes after key and rate limit, and before Prefer, faults, slug and query', async (t) => {
  const { call } = await onPlan(t, 'free', { RATE_LIMIT: 'on' })
  t.equal((await call('GET', '/v1/connect', { key: null })).code, 'unauthorized')
  await call('POST', '/_mock/faults', { body: { respond: { status: 503 } } })
  const headers = { prefer: 'error=session_expired' }
  t.equal((await call('GET', '/v1/connect/nonsense?x=1', { headers })).code, 'listings_limit_exceeded')
  for (let count = 0; count < 600; count++) await call('GET', '/v1/connect')
  t.equal((await call('GET', '/v1/connect')).code, 'rate_limit_exceeded')
})

t.test('a tester who prefers 402 gets what clients read of it', async (t) => {
  const { call } = await createMock(t)
  const { body, headers } = await call('GET', '/v1/connect', { headers: { prefer: 'code=402' } })
  t.match(body.error, { tier: 'free', active_listings: 3, upgrade_url: 'https://repull.dev/pricing' })
  t.equal(headers['retry-after'], undefined)
})
