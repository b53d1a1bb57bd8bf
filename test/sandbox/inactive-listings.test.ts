import t, { type Test } from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import { checkFilters } from '../helpers/lists.js'
import { createMock, type Mock } from '../helpers/mock.js'

const status = '/v1/listings/status'

/** A seeded mock whose listing 900000102 is inactive, because Airbnb was disconnected. */
async function disconnected(t: Test, settings = {}): Promise<Mock> {
  const mock = await createMock(t, { settings })
  await mock.call('POST', '/v1/sandbox/seed')
  await mock.call('DELETE', '/v1/connect/airbnb')
  return mock
}

t.test('lists leave inactive listings out until they are asked for', async (t) => {
  const mock = await disconnected(t)
  const { call } = mock
  const idOf = ({ id, listingId }: AnyBody) => id ?? listingId
  for (const path of ['/v1/listings', '/v1/properties', '/v1/channels/airbnb/listings']) {
    const [active, all] = path.includes('airbnb') ? ['1', '12'] : ['13', '123']
    await checkFilters(t, mock, path, idOf, [
      ['', active],
      ['status=active', active],
      ['status=inactive', '2'],
      ['status=all', all],
    ])
    const [inactive] = (await call('GET', `${path}?status=inactive`)).body.data
    t.match(inactive, { status: 'inactive', inactiveReason: 'deactivated', name: 'Old Mill Loft' })
    const [first] = (await call('GET', path)).body.data
    t.equal(first.status, 'active')
    t.notOk('inactiveReason' in first)
  }
  const row = (await call('GET', '/v1/channels/airbnb/listings?status=inactive')).body.data[0]
  t.strictSame(Object.keys(row.connections[0]), ['id', 'airbnbId', 'hostId', 'accountId', 'accountName'])
  await checkFilters(t, mock, '/v1/reservations', ({ id }) => id, [['', '1345']])
})

t.test('an inactive listing cannot be read, nor its reservations, but an unknown one is 404', async (t) => {
  const { call, open } = await disconnected(t)
  await call('POST', `/_mock/sessions/${await open('airbnb')}/approve`)
  for (const path of [
    '/v1/listings/900000102',
    '/v1/properties/900000102',
    '/v1/reservations/900000202',
    '/v1/reservations?listing_id=900000102',
    '/v1/reservations?listingId=900000102',
    '/v1/channels/airbnb/listings/900000102',
    '/v1/channels/airbnb/reservations/HMSBX00202',
  ]) {
    const { status, code, body } = await call('GET', path)
    t.match({ status, code }, { status: 403, code: 'listing_inactive' }, path)
    t.match(body.error, { value_received: '900000102', fix: /POST \/v1\/listings\/status/ })
  }
  t.equal((await call('GET', '/v1/listings/5')).code, 'not_found')
  t.equal((await call('GET', '/v1/reservations?listing_id=5')).status, 200)
  t.equal((await call('GET', '/v1/channels/booking/properties/900000102')).code, 'invalid_provider')
})

t.test('a listing is active on those of its channels that are connected', async (t) => {
  const { call, open } = await disconnected(t)
  const sessionId = await open('booking')
  await call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '1234567' } })
  const body = { sessionId, mappings: [{ roomId: '123456701', create: true }] }
  await call('POST', '/v1/connect/booking/map-rooms', { body })
  const channelsOf = async (id: string) => {
    const { data } = (await call('GET', '/v1/listings?status=all')).body
    const { channels } = data.find((listing: AnyBody) => listing.id === id)
    return channels.map(({ platform, active, syncEnabled }: AnyBody) => [platform, active, syncEnabled])
  }
  const both = (on: boolean) => [
    ['airbnb', on, on],
    ['booking', true, true],
  ]
  t.strictSame(await channelsOf('900000101'), both(false), 'Airbnb was disconnected')
  t.match((await call('GET', '/v1/listings/900000101')).body.channels, [{ active: false }, { active: true }])
  await call('POST', `/_mock/sessions/${await open('airbnb')}/approve`)
  t.strictSame(await channelsOf('900000101'), both(true), 'and is connected again')
  t.strictSame(
    await channelsOf('900000102'),
    [['airbnb', false, false]],
    'an inactive listing is nowhere active',
  )
  t.strictSame(await channelsOf('900001001'), [['booking', true, true]])
  await call('DELETE', '/v1/connect/booking?accountId=1234567')
  await call('POST', status, { body: { listingIds: ['900001001'], active: true } })
  t.strictSame(
    await channelsOf('900001001'),
    [['booking', false, false]],
    'a created one needs its own hotel',
  )
})

t.test('listings are activated after their account is connected again', async (t) => {
  const { call } = await disconnected(t)
  const change = (listingIds: unknown[], active: boolean) =>
    call('POST', status, { body: { listingIds, active } })
  t.strictSame((await change(['900000102', 900000101], true)).body, {
    active: true,
    updated: ['900000102'],
    unchanged: ['900000101'],
  })
  t.equal((await call('GET', '/v1/listings/900000102')).status, 200)
  t.strictSame((await change(['900000102'], true)).body, {
    active: true,
    updated: [],
    unchanged: ['900000102'],
  })
  t.strictSame((await change(['900000103', '900000102'], false)).body.updated, ['900000103', '900000102'])
  t.equal((await call('GET', '/v1/channels/booking/listings/900000103/pricing')).code, 'listing_inactive')
  const hotels = (await call('GET', '/v1/channels/booking/properties?status=inactive')).body
  t.match(hotels[0].listings, [{ listingId: '900000103', inactiveReason: 'deactivated' }])
  t.equal(hotels[0].listings.length, 1)
  const [{ body: snapshot }] = [await call('GET', '/_mock/snapshot')]
  await call('POST', '/v1/sandbox/seed')
  t.equal((await call('GET', '/v1/listings')).body.data.length, 3, 'seeding activates all')
  await call('PUT', '/_mock/snapshot', { body: snapshot })
  t.equal((await call('GET', '/v1/listings')).body.data.length, 1, 'a snapshot keeps what is inactive')
})

t.test('all listings of a call are changed, or none', async (t) => {
  const { call } = await disconnected(t)
  const unknown = await call('POST', status, { body: { listingIds: ['900000102', '7', '8'], active: true } })
  t.match(unknown, { status: 404, code: 'not_found' })
  t.match(unknown.body.error, { field: 'listingIds', value_received: '7, 8' })
  t.equal((await call('GET', '/v1/listings/900000102')).code, 'listing_inactive')
  for (const body of [
    { active: true },
    { listingIds: [], active: true },
    { listingIds: ['900000102', '900000102'], active: true },
    { listingIds: ['900000102'] },
    { listingIds: [null], active: true },
    { listingIds: Array.from({ length: 501 }, (_, at) => at), active: true },
  ])
    t.equal((await call('POST', status, { body })).code, 'invalid_body', JSON.stringify(body).slice(0, 60))
  const { code } = await call('POST', status, {
    key: 'sk_test_empty',
    body: { listingIds: ['1'], active: true },
  })
  t.equal(code, 'not_found', 'in a workspace without listings')
})

t.test('a plan counts active listings alone, and is kept by activating', async (t) => {
  const { call } = await disconnected(t, { PLAN: 'free' })
  t.equal((await call('GET', '/v1/listings')).status, 200, 'two are active')
  const change = (active: boolean, listingIds = ['900000102']) =>
    call('POST', status, { body: { listingIds, active } })
  const over = await change(true)
  t.match(over, { status: 402, code: 'listings_limit_exceeded' })
  t.match(over.body.error, { active_listings: 3, limit: 2 })
  await call('POST', '/v1/sandbox/seed')
  t.equal((await call('GET', '/v1/listings')).status, 402, 'three are active')
  t.equal((await change(false)).status, 200, 'deactivating leads back')
  t.equal((await call('GET', '/v1/listings')).status, 200)
})

t.test('a listing that was created for a unit is inactive when its account at Vrbo goes', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('vrbo')
  const login = { sessionId, action: 'login', email: 'trusted@example.com', password: 'p1' }
  const { accountId } = (await call('POST', '/v1/connect/vrbo-login/session', { body: login })).body
  const body = { sessionId, mappings: [{ unitId: `vrbo-${accountId}-1`, create: true }] }
  const { results } = (await call('POST', `/v1/connections/vrbo:${accountId}/mappings`, { body })).body
  const headers = { prefer: 'api-version=2026-07' }
  const { listingsDeactivated } = (await call('DELETE', '/v1/connect/vrbo', { headers })).body
  t.strictSame(listingsDeactivated, [results[0].listing_id].map(String))
})
