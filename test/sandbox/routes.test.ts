import t, { type Test } from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import { checkFilters, walkList } from '../helpers/lists.js'
import { createMock, type Mock } from '../helpers/mock.js'

/** Seeded at 2026-11-21T09:00Z. */
async function seeded(t: Test): Promise<Mock> {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/sandbox/seed')
  return mock
}

const idOf = ({ id }: AnyBody): string => id

t.test('each list can be paged', async (t) => {
  const mock = await seeded(t)
  await walkList(t, mock, '/v1/listings')
  await walkList(t, mock, '/v1/properties')
  await walkList(t, mock, '/v1/reservations')
})

t.test('listings are filtered', async (t) => {
  await checkFilters(t, await seeded(t), '/v1/listings', idOf, [
    ['q=OCEAN', '1'],
    ['q=nothing', ''],
    ['status=active', '123'],
    ['status=all', '123'],
    ['include=thumbnail', '123'],
    ['status=inactive', ''],
    ['channel=airbnb', '12'],
    ['channel=booking', '13'],
    ['channel=booking.com', '13'],
    ['channel=vrbo', ''],
    ['channel=booking&q=house', '3'],
  ])
})

t.test('properties are filtered', async (t) => {
  await checkFilters(t, await seeded(t), '/v1/properties', idOf, [
    ['q=loft', '2'],
    ['status=all', '123'],
    ['status=inactive', ''],
    ['account=airbnb:900000301', '12'],
    ['account=booking:900000302', '13'],
    ['account=booking:900000301', ''],
    ['updated_since=2026-11-21', '123'],
    ['updated_since=2026-11-21T09:00:00Z', '123'],
    ['updated_since=2026-11-21T09:00:00.001Z', ''],
    ['lifecycle_status=live', '123'],
    ['lifecycle_status=draft', ''],
    ['channel=booking', '13'],
  ])
})

t.test('reservations are filtered, in each spelling', async (t) => {
  await checkFilters(t, await seeded(t), '/v1/reservations', idOf, [
    ['status=confirmed', '124'],
    ['status=CONFIRMED', '124'],
    ['status=Pending', '5'],
    ['status=completed', ''],
    ['account=airbnb:900000301', '25'],
    ['account=airbnb:1', ''],
    ['updated_since=2026-11-19', '125'],
    ['listing_id=900000103', '34'],
    ['from=2026-12-06', '24'],
    ['to=2026-12-04', '35'],
    ['from=2026-12-01&to=2026-12-05', '15'],
    ['platform=airbnb', '25'],
    ['platform=booking', '134'],
    ['platform=booking.com', '134'],
    ['platform=vrbo', ''],
    ['listingId=900000103', '34'],
    ['listingId=5', ''],
    ['check_in_after=2026-12-05', '124'],
    ['checkInAfter=2026-12-05', '124'],
    ['checkInFrom=2026-12-06', '24'],
    ['check_in_after=2026-12-05T23:00:00Z', '124'],
    ['check_in_before=2026-12-05', '135'],
    ['checkInBefore=2026-12-04', '35'],
    ['checkInTo=2026-12-04', '35'],
    ['check_out_after=2026-12-16', '24'],
    ['checkOutAfter=2026-12-17', '4'],
    ['check_out_before=2026-12-03', '35'],
    ['checkOutBefore=2026-12-02', '3'],
    ['check_in_after=2026-12-01&checkInTo=2026-12-05', '15'],
    ['checkInFrom=2026-12-01&checkInAfter=2026-12-12', '24'],
    ['check_in_before=2026-12-05&checkInTo=2026-12-04', '35'],
    ['check_out_after=2026-12-16&checkOutAfter=2026-12-17', '4'],
  ])
})

t.test('a value that is not a day is refused by the name of its parameter', async (t) => {
  const { call } = await seeded(t)
  for (const value of ['garbage', '2026-02-30', '20261121']) {
    const { code, body } = await call('GET', `/v1/reservations?check_in_after=${value}`)
    t.equal(code, 'invalid_params', value)
    t.match(body.error, { field: 'check_in_after', value_received: value, fix: /2026-11-21/ })
  }
})

t.test('the query chooses the optional parts of a listing', async (t) => {
  const { call } = await seeded(t)
  const plain = (await call('GET', '/v1/listings/900000101')).body
  t.match(plain, { id: '900000101', status: 'active', address: { city: 'Lisbon' } })
  for (const part of ['content', 'details', 'amenities']) t.notOk(part in plain, part)
  const two = (await call('GET', '/v1/listings/900000101?include=content,details')).body
  t.equal(two.content.title, 'Oceanview Suite')
  t.equal(two.details.personCapacity, 4)
  t.notOk('amenities' in two)
  const listed = (await call('GET', '/v1/listings?include=amenities')).body.data[0]
  t.match(listed.amenities[0], { amenityKey: 'wifi', isPresent: true })
  const property = (await call('GET', '/v1/properties/900000103?include=amenities')).body
  t.match(property, { id: '900000103', channels: ['booking'], amenities: [{ amenityKey: 'wifi' }] })
  t.notOk('amenities' in (await call('GET', '/v1/properties/900000103')).body)
  for (const [path, values] of [
    ['/v1/listings?include=photos', ['content', 'details', 'amenities', 'thumbnail']],
    ['/v1/properties/900000103?include=photos', ['amenities']],
    ['/v1/channels/airbnb/listings?include=photos', ['amenities', 'thumbnail']],
  ] as const)
    t.match((await call('GET', path)).body.error, { field: 'include', valid_values: values }, path)
})

t.test('a reservation has its published members', async (t) => {
  const { call } = await seeded(t)
  const { body } = await call('GET', '/v1/reservations/900000201')
  t.match(body, {
    id: '900000201',
    listingId: '900000101',
    checkIn: '2026-12-05',
    checkOut: '2026-12-08',
    source: 'booking.com',
    totalPrice: '420.00',
    financials: { totalPrice: 420, currency: 'EUR' },
    occupancy: { total: 3 },
    createdAt: '2026-11-20T09:00:00.000Z',
    updatedAt: '2026-11-20T09:00:00.000Z',
  })
  t.match((await call('GET', '/v1/reservations/900000202')).body, {
    createdAt: '2026-11-09T09:00:00.000Z',
    bookedAt: '2026-11-09T09:00:00.000Z',
    updatedAt: '2026-11-19T09:00:00.000Z',
  })
})

t.test('ids are whole numbers; unknown ones are 404, also those of another workspace', async (t) => {
  const { call } = await seeded(t)
  for (const kind of ['listings', 'properties', 'reservations']) {
    const bad = await call('GET', `/v1/${kind}/abc`)
    t.match(bad, {
      status: 400,
      code: 'invalid_param',
      body: { error: { field: 'id', value_received: 'abc' } },
    })
    t.match(await call('GET', `/v1/${kind}/1`), { code: 'not_found', body: { error: { field: 'id' } } })
    const id = kind === 'reservations' ? '900000201' : '900000101'
    t.equal((await call('GET', `/v1/${kind}/${id}`)).status, 200)
    t.equal((await call('GET', `/v1/${kind}/${id}`, { key: 'sk_test_other' })).code, 'not_found')
  }
})

t.test('a misspelt channel is refused and not an empty list', async (t) => {
  const { call } = await createMock(t)
  for (const [query, field] of [
    ['listings?channel=airbmb', 'channel'],
    ['properties?channel=airbmb', 'channel'],
    ['reservations?platform=airbmb', 'platform'],
  ] as const) {
    const { code, body } = await call('GET', `/v1/${query}`)
    t.match({ code, ...body.error }, { code: 'invalid_params', field, did_you_mean: 'airbnb' }, query)
  }
})
