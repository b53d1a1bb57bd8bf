import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { refuse } from '../helpers/pages.js'

async function claimed(t: Parameters<typeof createMock>[0], hotelId = '1234567') {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { key: null, body: { sessionId, hotelId } })
  const map = (mappings: unknown) =>
    mock.call('POST', '/v1/connect/booking/map-rooms', { key: null, body: { sessionId, mappings } })
  const rooms = () => mock.call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`, { key: null })
  return { ...mock, sessionId, map, rooms }
}

for (const hotelId of [
  '12345',
  '',
  '12345a',
  '１２３４５６',
  ' 123456',
  '-123456',
  1234567,
  null,
  ['1234567'],
  undefined,
]) {
  t.test(`the hotel id ${JSON.stringify(hotelId)} is refused`, async (t) => {
    const { call, open } = await createMock(t)
    const sessionId = await open('booking')
    const { status, code, body } = await call('POST', '/v1/connect/booking/verify', {
      body: { sessionId, hotelId },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
    t.equal(body.error.field, 'hotelId')
    t.equal((await call('GET', `/v1/connect/sessions/${sessionId}`)).body.sessionStatus, 'pending')
  })
}

t.test('six digits are enough for a hotel id', async (t) => {
  const { rooms } = await claimed(t, '123456')
  t.equal((await rooms()).body.hotelId, '123456')
})

t.test('a room of another hotel is forbidden, and nothing changes', async (t) => {
  const { call, sessionId, map, rooms } = await claimed(t)
  const answer = await map([
    { roomId: '123456701', listingId: '800000001' },
    { roomId: '765432101', listingId: '800000002' },
  ])
  t.equal(answer.status, 403)
  t.equal(answer.code, 'forbidden')
  t.match(answer.body.error, {
    field: 'mappings[1].roomId',
    value_received: '765432101',
    valid_values: ['123456701', '123456702', '123456703'],
  })
  t.equal((await call('GET', '/v1/connect/booking')).body.connected, false)
  t.equal(
    (await call('GET', `/v1/connect/sessions/${sessionId}`)).body.sessionStatus,
    'awaiting_room_mapping',
  )
  for (const room of (await rooms()).body.rooms) t.equal(room.currentListingId, null)
  t.equal((await map([{ roomId: '123456701', listingId: '800000001' }])).status, 200)
})

t.test('a room of another hotel is forbidden even to unmap', async (t) => {
  const { map } = await claimed(t)
  for (const roomId of ['765432101', '__proto__', '']) {
    t.equal((await map([{ roomId, listingId: null }])).code, 'forbidden')
  }
})

t.test('an unknown listing is refused with the known ones, and nothing changes', async (t) => {
  const { call, map, rooms } = await claimed(t)
  const answer = await map([
    { roomId: '123456701', listingId: '800000001' },
    { roomId: '123456702', listingId: '1' },
  ])
  t.equal(answer.status, 400)
  t.equal(answer.code, 'invalid_body')
  const { listingOptions } = (await rooms()).body
  t.match(answer.body.error, { field: 'mappings[1].listingId', value_received: '1' })
  t.strictSame(
    answer.body.error.valid_values,
    listingOptions.map(({ id }: { id: string }) => id),
  )
  t.equal((await call('GET', '/v1/connect/booking')).body.connected, false)
})

t.test('a room named twice is refused, and nothing changes', async (t) => {
  const { call, map } = await claimed(t)
  const answer = await map([
    { roomId: '123456701', listingId: '800000001' },
    { roomId: '123456702' },
    { roomId: '123456701', listingId: null },
  ])
  t.equal(answer.status, 400)
  t.equal(answer.code, 'invalid_body')
  t.match(answer.body.error, { field: 'mappings[2].roomId', value_received: '123456701' })
  t.equal((await call('GET', '/v1/connect/booking')).body.connected, false)
})

t.test('two rooms may be mapped to one listing', async (t) => {
  const { map } = await claimed(t)
  const { body } = await map([
    { roomId: '123456701', listingId: '800000001' },
    { roomId: '123456702', listingId: '800000001' },
  ])
  t.equal(body.mapped, 2)
})

t.test('rooms without a listing are counted as unmapped', async (t) => {
  const { map, rooms } = await claimed(t)
  const { body } = await map([{ roomId: '123456701' }, { roomId: '123456702', listingId: null }])
  t.match(body, { mapped: 0, unmapped: 2 })
  t.strictSame(
    (await rooms()).body.rooms.map((room: { currentListingId: string | null }) => room.currentListingId),
    [null, null, null],
  )
})

for (const { mappings, field } of [
  { mappings: undefined, field: 'mappings' },
  { mappings: null, field: 'mappings' },
  { mappings: {}, field: 'mappings' },
  { mappings: [null], field: 'mappings[0]' },
  { mappings: ['123456701'], field: 'mappings[0]' },
  { mappings: [{}], field: 'mappings[0].roomId' },
  { mappings: [{ roomId: 123456701 }], field: 'mappings[0].roomId' },
  { mappings: [{ roomId: '123456701', listingId: 5 }], field: 'mappings[0].listingId' },
]) {
  t.test(`the mappings ${JSON.stringify(mappings)} are refused`, async (t) => {
    const { map } = await claimed(t)
    const { status, code, body } = await map(mappings)
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
    t.equal(body.error.field, field)
  })
}

t.test('a warning names a misspelt field within a mapping', async (t) => {
  const { map } = await claimed(t)
  const { status, headers } = await map([{ roomId: '123456701', listing_id: '800000001' }])
  t.equal(status, 200)
  t.match(headers['x-repull-mock-warning'], /listing_id/)
})

t.test('each room and listing has what a page needs to show it', async (t) => {
  const { rooms } = await claimed(t)
  const { body } = await rooms()
  for (const room of body.rooms) {
    t.match(room.roomId, /^1234567\d\d$/)
    t.ok(room.roomName.length > 0)
    t.ok(room.maxGuests >= 1)
    t.ok(room.numberOfRooms >= 1)
  }
  for (const listing of body.listingOptions) {
    t.match(listing.id, /^\d+$/)
    t.ok(listing.name.length > 0)
    t.ok(listing.city.length > 0)
  }
  t.equal(new Set(body.rooms.map(({ roomId }: { roomId: string }) => roomId)).size, 3)
})

t.test('a cancelled claim shows no rooms', async (t) => {
  const { call, sessionId, rooms } = await claimed(t)
  await refuse({ call }, 'booking', sessionId)
  const { status, code } = await rooms()
  t.equal(status, 409)
  t.equal(code, 'session_terminal')
})

t.test('the rooms of a completed claim are shown until its retention is over', async (t) => {
  const { clock, map, rooms } = await claimed(t)
  await map([{ roomId: '123456701' }])
  clock.advance(30 * 60_000)
  t.equal((await rooms()).body.status, 'completed')
  clock.advance(24 * 3_600_000)
  t.equal((await rooms()).status, 404)
})

t.test('disconnecting a hotel removes its mapping', async (t) => {
  const { call, map, rooms } = await claimed(t)
  await map([{ roomId: '123456701', listingId: '800000001' }])
  await call('DELETE', '/v1/connect/booking?accountId=1234567')
  t.equal((await rooms()).body.rooms[0].currentListingId, null)
})

t.test('a callback takes any JSON object, without a key', async (t) => {
  const { call } = await createMock(t)
  const post = (body: unknown) => call('POST', '/v1/connect/booking/callback', { key: null, body })
  for (const body of [{}, { event: 'x', nested: { list: [1] } }]) {
    const { status, headers, body: answer } = await post(body)
    t.match({ status, answer }, { status: 200, answer: undefined })
    t.notOk(headers['x-repull-mock-warning'])
  }
  for (const body of [[], '"text"', '{', undefined, '7'])
    t.match(await post(body), { status: 400, code: 'invalid_body' })
})

t.test('a hotel that lacks a capability says so in both steps', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('booking')
  const verified = await call('POST', '/v1/connect/booking/verify', {
    body: { sessionId, hotelId: '12345403' },
  })
  t.match(verified, { status: 200, body: { missingCapabilities: ['content'] } })
  const rooms = await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`)
  t.strictSame(rooms.body.missingCapabilities, ['content'])
})
