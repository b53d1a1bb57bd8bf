import t, { type Test } from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

const hotelId = '1234567'
const roomIds = ['123456701', '123456702', '123456703']

/** Maps the rooms of a hotel in a session of its own. */
async function map(mock: Mock, mappings: readonly object[], hotel = hotelId, headers = {}) {
  const sessionId = await mock.open('booking')
  const body = { sessionId, hotelId: hotel }
  await mock.call('POST', '/v1/connect/booking/verify', { key: null, body })
  const answer = await mock.call('POST', '/v1/connect/booking/map-rooms', {
    key: null,
    body: { sessionId, mappings },
    headers,
  })
  return { ...answer, sessionId }
}

/** A workspace in which a listing was created for the first room. */
async function created(t: Test) {
  const mock = await createMock(t)
  const mapped = await map(mock, [{ roomId: roomIds[0], create: true }, { roomId: roomIds[1] }])
  return { mock, mapped, listing: (await mock.call('GET', '/v1/listings')).body.data[0] }
}

const names = async (mock: Mock) =>
  (await mock.call('GET', '/v1/listings')).body.data.map(({ id, name }: Record<string, string>) => [id, name])

t.test('a mapping creates the listing of a room, which every call reads then', async (t) => {
  const { mock, mapped, listing } = await created(t)
  t.match(mapped, { status: 200, body: { mapped: 1, unmapped: 1 } })
  const { rooms } = (await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${mapped.sessionId}`)).body
  const room = rooms[0]
  t.match(rooms, [{ currentListingId: listing.id }, { currentListingId: null }])
  t.match(listing, { name: room.roomName, status: 'active', channels: [{ platform: 'booking' }] })
  t.ok(Number(listing.id) > 900_000_000)
  const { connectionId } = mapped.body
  const account = { provider: 'booking', externalAccountId: hotelId, connectionId }
  const { body: property } = await mock.call('GET', `/v1/properties/${listing.id}`)
  t.match(property, { name: room.roomName, latitude: null, accounts: [account] })
  t.equal((await mock.call('GET', `/v1/properties?account=booking:${hotelId}`)).body.data.length, 1)
  t.equal((await mock.call('GET', '/v1/properties?account=booking:900000302')).body.data.length, 0)
  t.match((await mock.call('GET', '/v1/channels/booking/properties')).body, [
    { hotelId, mappingStatus: 'mapped', listings: [{ listingId: listing.id, roomId: room.roomId }] },
  ])
  const { body: pricing } = await mock.call('GET', `/v1/channels/booking/listings/${listing.id}/pricing`)
  t.match(pricing, { hotelId, listingId: listing.id })
  t.equal((await mock.call('GET', `/v1/channels/booking/properties/${listing.id}`)).status, 200)
  t.equal((await mock.call('GET', `/v1/channels/airbnb/listings/${listing.id}`)).code, 'no_connection')
})

t.test('a room keeps its listing, whichever session asks to create one', async (t) => {
  const { mock, listing } = await created(t)
  const options = (await map(mock, [{ roomId: roomIds[1], listingId: '800000001' }])).sessionId
  const { listingOptions } = (await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${options}`)).body
  t.strictSame(
    listingOptions.map(({ id }: { id: string }) => id),
    ['800000001', '800000002', '800000003', listing.id],
    'the created one is offered beside the derived ones',
  )
  const again = await map(mock, [
    ...roomIds.slice(0, 2).map((roomId) => ({ roomId, create: true, listingId: null })),
    { roomId: roomIds[2], create: false, listingId: listing.id },
  ])
  t.match(again, { status: 200, body: { mapped: 3, unmapped: 0 } })
  const { rooms } = (await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${again.sessionId}`)).body
  t.match(rooms, [
    { currentListingId: listing.id },
    { currentListingId: '800000001' },
    { currentListingId: listing.id },
  ])
  t.equal((await names(mock)).length, 1)
  await map(mock, [{ roomId: roomIds[0], listingId: null }])
  await map(mock, [{ roomId: roomIds[0], create: true }])
  t.strictSame(
    await names(mock),
    [[listing.id, listing.name]],
    'nor is there another one after it was unmapped',
  )
})

t.test('create with a listing is refused, and what is refused creates nothing', async (t) => {
  const mock = await createMock(t)
  const both = await map(mock, [
    { roomId: roomIds[0], create: true },
    { roomId: roomIds[1], create: true, listingId: '800000001' },
  ])
  t.match(both, { status: 400, code: 'invalid_body', body: { error: { field: 'mappings[1].create' } } })
  const foreign = await map(mock, [
    { roomId: roomIds[0], create: true },
    { roomId: '765432101', create: true },
  ])
  t.match(foreign, { status: 403, code: 'forbidden' })
  t.strictSame(await names(mock), [])
  t.equal((await mock.call('GET', '/v1/connect/booking')).body.connected, false)
})

t.test('created listings stay over a seeding, and end with a reset, which counts them', async (t) => {
  const { mock, mapped, listing } = await created(t)
  t.match((await mock.call('POST', '/v1/sandbox/reset')).body.deleted, { listings: 1, reservations: 0 })
  t.strictSame(await names(mock), [])
  await map(mock, [{ roomId: roomIds[0], create: true }])
  t.strictSame(
    await names(mock),
    [[listing.id, listing.name]],
    'the room has no listing any more, so one is created',
  )
  await mock.call('POST', '/v1/sandbox/seed')
  t.strictSame(
    (await names(mock)).map(([id]: string[]) => id),
    [listing.id, '900000101', '900000102', '900000103'],
  )
  t.equal((await mock.call('GET', '/v1/reservations')).body.data.length, 5)
  const roomsOf = async () =>
    (await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${mapped.sessionId}`)).body.rooms
  t.ok((await roomsOf())[0].currentListingId)
  const { body } = await mock.call('POST', '/v1/sandbox/reset')
  t.equal((await roomsOf())[0].currentListingId, null, 'a listing that is gone counts as none')
  t.strictSame(body.deleted, { listings: 4, reservations: 5, connections: 2 })
})

t.test('a created listing becomes inactive with its hotel alone', async (t) => {
  const { mock, listing } = await created(t)
  const other = (await map(mock, [{ roomId: '765432101', create: true }], '7654321')).body
  const [[otherId]] = await names(mock)
  const { body } = await mock.call('DELETE', `/v1/connect/booking?accountId=${hotelId}`)
  t.strictSame(body.listingsDeactivated, [listing.id])
  t.equal((await mock.call('GET', `/v1/listings/${listing.id}`)).code, 'listing_inactive')
  t.strictSame(
    (await names(mock)).map(([id]: string[]) => id),
    [otherId],
  )
  t.match((await mock.call('GET', '/v1/channels/booking/properties')).body, [
    { connectionId: other.connectionId, listings: [{ listingId: otherId }] },
  ])
  const status = { listingIds: [listing.id], active: true }
  t.strictSame((await mock.call('POST', '/v1/listings/status', { body: status })).body.updated, [listing.id])
})

t.test('snapshots and copies have created listings, with their ids', async (t) => {
  const { mock } = await created(t)
  const before = (await mock.call('GET', '/v1/properties')).body
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.match(snapshot.sandbox, { seededAt: null, created: [{ hotelId, roomId: roomIds[0] }] })
  await mock.call('POST', '/_mock/fork', { body: { to: 'sk_test_copy' } })
  await mock.call('POST', '/_mock/reset')
  t.strictSame(await names(mock), [])
  const { id: connectionId } = (await mock.call('GET', '/v1/connect/booking', { key: 'sk_test_copy' })).body
  const [property] = before.data
  const [account] = property.accounts
  t.not(connectionId, account.connectionId)
  t.strictSame(
    (await mock.call('GET', '/v1/properties', { key: 'sk_test_copy' })).body,
    { ...before, data: [{ ...property, accounts: [{ ...account, connectionId }] }] },
    'of the connection that the copy has',
  )
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
  t.strictSame((await mock.call('GET', '/v1/properties')).body, before)
  const [one] = snapshot.sandbox.created
  const early = {
    ...snapshot,
    sandbox: { seededAt: null, created: [{ ...one, createdAt: '1960-01-01T00:00:00Z' }] },
  }
  t.match(await mock.call('PUT', '/_mock/snapshot', { body: early }), {
    code: 'invalid_body',
    body: { error: { field: 'sandbox.created[0].createdAt' } },
  })
})

t.test('a workspace takes so many created listings and no more', async (t) => {
  const { mock } = await created(t)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const [one] = snapshot.sandbox.created
  const many = Array.from({ length: 300 }, (_, at) => ({
    ...one,
    id: String(900_001_001 + at),
    roomId: `${9_000_000 + at}01`,
  }))
  await mock.call('PUT', '/_mock/snapshot', {
    body: { ...snapshot, sandbox: { seededAt: null, created: many } },
  })
  const refused = await map(mock, [{ roomId: '765432101', create: true }], '7654321')
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.equal(
    (await mock.call('GET', `/v1/connect/sessions/${refused.sessionId}`)).body.sessionStatus,
    'awaiting_room_mapping',
  )
})
