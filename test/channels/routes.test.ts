import t, { type Test } from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import { checkFilters, walkList } from '../helpers/lists.js'
import { createMock, type Mock } from '../helpers/mock.js'

const base = '/v1/channels'

/** Seeded at 2026-11-21T09:00Z. */
async function seeded(t: Test): Promise<Mock> {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/sandbox/seed')
  return mock
}

t.test('a channel without a connection is 409, whatever the id', async (t) => {
  const { call } = await createMock(t)
  await call('POST', '/v1/sandbox/seed')
  for (const channel of ['airbnb', 'booking']) await call('DELETE', `/v1/connect/${channel}`)
  for (const path of [
    'airbnb/listings/900000103',
    'airbnb/reservations',
    'airbnb/reservations/900000201',
    'booking/properties',
    'booking/properties/900000102',
    'booking/listings/1/pricing',
    'booking/reservations',
    'vrbo/listings',
    'vrbo/reservations',
    'plumguide/listings',
    'plumguide/bookings',
  ]) {
    const { status, code, body } = await call('GET', `${base}/${path}`)
    t.equal(status, 409, path)
    t.equal(code, 'no_connection', path)
    t.match(body.error.fix, `/v1/connect/${path.split('/')[0]}`)
  }
  t.equal((await call('GET', `${base}/booking/properties/abc`)).code, 'invalid_param', 'the path comes first')
})

t.test('an id of another channel is 400 and names its channel, an unknown one is 404', async (t) => {
  const { call } = await seeded(t)
  const wrong: readonly [string, string, string][] = [
    ['booking/properties/900000102', 'id', 'airbnb'],
    ['booking/listings/900000102/pricing', 'id', 'airbnb'],
    ['airbnb/listings/900000103', 'id', 'booking'],
    ['airbnb/reservations/900000201', 'code', 'booking'],
    ['airbnb/reservations/9000002011', 'code', 'booking'],
  ]
  for (const [path, field, own] of wrong) {
    const { status, body } = await call('GET', `${base}/${path}`)
    t.equal(status, 400, path)
    const value_received = /\d{9,}/.exec(path)?.[0]
    t.match(body.error, { code: 'invalid_provider', field, value_received, valid_values: [own] })
  }
  for (const path of [
    'booking/properties/1',
    'booking/listings/1/pricing',
    'airbnb/listings/abc',
    'airbnb/reservations/abc',
  ])
    t.equal((await call('GET', `${base}/${path}`)).code, 'not_found', path)
})

t.test('Airbnb: connection, listings, reservations', async (t) => {
  const mock = await seeded(t)
  const { call } = mock
  const { data } = (await call('GET', `${base}/airbnb/connection`)).body
  t.match(data, {
    status: 'connected',
    hostCount: 1,
    hosts: [{ airbnbUserId: '900000301', isConnected: true }],
  })
  const { body } = await call('GET', `${base}/airbnb/listings`)
  t.strictSame(
    body.data.map(({ listingId }: AnyBody) => listingId),
    ['900000101', '900000102'],
  )
  t.strictSame(body.pagination, { nextCursor: null, hasMore: false, total: 2 })
  t.match(body.data_freshness, { last_synced_at: '2026-11-21T09:00:00.000Z', stale: false })
  t.notOk('amenities' in body.data[0].connections[0])
  const one = (await call('GET', `${base}/airbnb/listings/900000101?include=amenities`)).body
  t.match(one, { listingId: '900000101', connections: [{ amenities: [{ id: 'wifi', is_present: true }] }] })
  await walkList(t, mock, `${base}/airbnb/listings`)
  const path = `${base}/airbnb/reservations`
  await walkList(t, mock, path)
  await checkFilters(t, mock, path, ({ confirmationCode }) => confirmationCode, [
    ['account_id=900000301', '25'],
    ['listing_id=900000102', '2'],
    ['listing_id=900000103', ''],
    ['status=accepted', '2'],
    ['status=pending', '5'],
    ['status=denied', ''],
    ['start_date=2026-12-05', '2'],
    ['end_date=2026-12-05', '5'],
  ])
  for (const code of ['HMSBX00202', '900000202'])
    t.match((await call('GET', `${path}/${code}`)).body, { confirmationCode: 'HMSBX00202', totalPrice: 380 })
})

t.test('an account that a host has connected has nothing yet', async (t) => {
  const { call, open } = await createMock(t)
  await call('POST', `/_mock/sessions/${await open('airbnb')}/approve`)
  const { body } = await call('GET', `${base}/airbnb/listings`)
  t.match(body, { data: [], data_freshness: { last_synced_at: null, stale: false } })
  for (const [slug, credentials] of [
    ['vrbo', undefined],
    ['plumguide', undefined],
  ] as const) {
    await call('POST', `/_mock/sessions/${await open(slug, { credentials })}/approve`)
  }
  for (const path of ['vrbo/reservations', 'plumguide/listings', 'plumguide/bookings'])
    t.strictSame((await call('GET', `${base}/${path}`)).body, {
      data: [],
      pagination: { nextCursor: null, hasMore: false, total: 0 },
    })
  const withoutTotal = await call('GET', `${base}/vrbo/reservations?include_total=false`)
  t.notOk('total' in withoutTotal.body.pagination)
  t.equal((await call('GET', `${base}/plumguide/bookings?listing_id=x`)).code, 'invalid_params')
})

t.test('Booking.com: properties and reservations', async (t) => {
  const mock = await seeded(t)
  const { call } = mock
  const july = { headers: { prefer: 'api-version=2026-07' } }
  const { body } = await call('GET', `${base}/booking/properties`, july)
  t.strictSame(
    body.data.map(({ id }: AnyBody) => id),
    ['900000101', '900000103'],
  )
  t.strictSame((await call('GET', `${base}/booking/properties/900000103`)).body, body.data[1])
  const { data } = (await call('GET', `${base}/booking/reservations?type=details`)).body
  t.match(data[0], { roomId: '90000030201', hotelId: '900000302', guestCount: 3, totalPrice: 420 })
  t.match(data[1], { bookedAt: '2026-11-01T09:00:00.000Z', updatedAt: '2026-11-18T09:00:00.000Z' })
  await checkFilters(t, mock, `${base}/booking/reservations`, ({ id }) => id, [
    ['', '1'],
    ['type=new', '1'],
    ['type=modified', '34'],
    ['type=details', '134'],
    ['type=details&reservation_id=900000203', '3'],
    ['type=details&reservation_id=9000002044', '4'],
    ['type=details&reservation_id=900000202', ''],
    ['type=details&hotel_id=900000302', '134'],
    ['type=details&hotel_id=900000103', '34'],
    ['type=details&hotel_id=900000102', ''],
  ])
})

t.test('Booking.com: prices by night, for the requested days and rooms', async (t) => {
  const { call } = await seeded(t)
  const path = `${base}/booking/listings/900000101/pricing`
  const { body } = await call('GET', path)
  t.match(body, { hotelId: '900000302', listingId: '900000101', days: [{ date: '2026-11-21', price: 140 }] })
  t.equal(body.days.length, 30)
  const two = (await call('GET', `${path}?startDate=2027-01-31&number_of_days=2`)).body
  t.strictSame(two.days, [
    { date: '2027-01-31', price: 140 },
    { date: '2027-02-01', price: 140 },
  ])
  const byRoom = (await call('GET', `${path}?room_level=1&number_of_days=1`)).body
  t.notOk('days' in byRoom)
  t.match(byRoom.rooms, [{ roomId: '90000030201', days: [{ price: 140 }] }])
  t.equal((await call('GET', `${path}?room_id=90000030201`)).body.days.length, 30)
  t.strictSame((await call('GET', `${path}?room_id=1&room_level=true`)).body.rooms, [])
  t.strictSame((await call('GET', `${path}?room_id=1`)).body.days, [])
  t.equal((await call('GET', `${path}?number_of_days=0`)).code, 'invalid_params')
})

t.test('Booking.com: days are calendar days, with years of four digits', async (t) => {
  const { call } = await seeded(t)
  const path = `${base}/booking/listings/900000101/pricing`
  const leap = (await call('GET', `${path}?startDate=2028-02-28&number_of_days=3`)).body
  t.strictSame(
    leap.days.map(({ date }: AnyBody) => date),
    ['2028-02-28', '2028-02-29', '2028-03-01'],
  )
  const last = (await call('GET', `${path}?startDate=9999-12-30&number_of_days=2`)).body
  t.equal(last.days[1].date, '9999-12-31')
  const value_received = '9999-12-30'
  const beyond = await call('GET', `${path}?startDate=${value_received}&number_of_days=3`)
  t.equal(beyond.code, 'invalid_params')
  t.match(beyond.body.error, { field: 'startDate', value_received, fix: /number_of_days/ })
  for (const startDate of ['0000-01-01T00:00:00%2B01:00', '9999-12-31T23:59:59-05:00', '2027-02-29'])
    t.equal((await call('GET', `${path}?startDate=${startDate}`)).body.error.field, 'startDate', startDate)
})

t.test('a fault for a provider applies to calls of its channel', async (t) => {
  const { call } = await seeded(t)
  await call('POST', '/_mock/faults', { body: { match: { provider: 'booking' }, respond: { status: 503 } } })
  t.equal((await call('GET', `${base}/booking/properties`)).status, 503)
  t.equal((await call('GET', `${base}/airbnb/listings`)).status, 200)
})

t.test(
  'reservations whose account is gone, and rooms that the hotel has no more, have no names',
  async (t) => {
    const { call } = await seeded(t)
    const snapshot = (await call('GET', '/_mock/snapshot')).body
    const connections = snapshot.connections.map((one: AnyBody) =>
      one.provider === 'airbnb'
        ? { ...one, account: { id: '77', name: 'Another host' } }
        : { ...one, rooms: { gone: '900000101' } },
    )
    t.equal((await call('PUT', '/_mock/snapshot', { body: { ...snapshot, connections } })).status, 200)
    const [reservation] = (await call('GET', `${base}/airbnb/reservations`)).body.data
    t.match(reservation, { accountId: '900000301', accountName: null })
    const [hotel] = (await call('GET', `${base}/booking/properties`)).body
    t.match(hotel.listings, [{ roomId: 'gone', roomName: null }])
  },
)

t.test('a hotel whose rooms have no listings is told from one whose rooms have some', async (t) => {
  const { call, open } = await createMock(t)
  await call('POST', `/_mock/sessions/${await open('booking')}/approve`)
  const { body } = await call('GET', `${base}/booking/properties`)
  t.match(body, [{ active: true, mappingStatus: 'unmapped', listings: { length: 0 } }])
})
