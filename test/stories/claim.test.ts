import t from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import { createMock, type Mock } from '../helpers/mock.js'

/** The three calls of a claim, without a key: the session is the capability. */
function claimOf({ call }: Mock, sessionId: string) {
  return {
    verify: (hotelId: unknown) =>
      call('POST', '/v1/connect/booking/verify', { key: null, body: { sessionId, hotelId } }),
    rooms: () => call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`, { key: null }),
    map: (mappings: unknown) =>
      call('POST', '/v1/connect/booking/map-rooms', { key: null, body: { sessionId, mappings } }),
  }
}

t.test('a host claims a hotel and maps its rooms', async (t) => {
  const mock = await createMock(t)
  const { call, open } = mock
  const sessionId = await open('booking', { redirectUrl: 'https://app.example/callback' })
  const { verify, rooms, map } = claimOf(mock, sessionId)

  const verified = await verify('1234567')
  t.equal(verified.status, 200)
  t.match(verified.body, { valid: true, sessionId, hotelId: '1234567' })
  for (const name of ['hotelName', 'hotelType', 'country', 'city']) {
    t.type(verified.body[name], 'string', `the hotel has a ${name}`)
  }
  const open1 = await call('GET', `/v1/connect/sessions/${sessionId}`)
  t.equal(open1.body.sessionStatus, 'awaiting_room_mapping')
  t.equal(
    (await call('GET', '/v1/connect/booking')).body.connected,
    false,
    'not connected before the mapping',
  )

  const listed = await rooms()
  t.equal(listed.status, 200)
  t.match(listed.body, { status: 'ready', sessionId, hotelId: '1234567' })
  t.equal(listed.body.rooms.length, 3)
  t.equal(listed.body.listingOptions.length, 3)
  t.ok(listed.body.rooms.every((room: AnyBody) => room.currentListingId === null))
  const [first, second, third] = listed.body.rooms.map(({ roomId }: { roomId: string }) => roomId)
  const [listing] = listed.body.listingOptions.map(({ id }: { id: string }) => id)

  const mapped = await map([
    { roomId: first, listingId: listing },
    { roomId: second, listingId: null },
  ])
  t.equal(mapped.status, 200)
  t.strictSame(mapped.body, {
    success: true,
    mapped: 1,
    unmapped: 1,
    reservationsImported: 0,
    reservationsFound: 0,
    sessionId,
    connectionId: verified.body.connectionId,
  })

  const done = await rooms()
  t.equal(done.status, 200, 'the rooms of a completed session can still be read')
  t.equal(done.body.status, 'completed')
  t.equal(done.body.hotelId, '1234567')
  t.strictSame(
    done.body.rooms.map(({ roomId, currentListingId }: AnyBody) => [roomId, currentListingId]),
    [
      [first, listing],
      [second, null],
      [third, null],
    ],
  )
  t.match((await call('GET', '/v1/connect/booking')).body, {
    connected: true,
    id: verified.body.connectionId,
    externalAccountId: '1234567',
    host: null,
    accounts: [{ externalAccountId: '1234567', name: verified.body.hotelName, connected: true }],
  })
  t.equal((await verify('1234567')).code, 'session_terminal')
  t.equal((await map([{ roomId: first }])).code, 'session_terminal')
})

t.test('the same id names the same hotel everywhere', async (t) => {
  const mock = await createMock(t)
  const hotel = async (hotelId: string) => {
    const { verify, rooms } = claimOf(mock, await mock.open('booking'))
    const { hotelName, hotelType, city, country } = (await verify(hotelId)).body
    return { hotelName, hotelType, city, country, rooms: (await rooms()).body.rooms }
  }
  t.strictSame(await hotel('7654321'), await hotel('7654321'))
  t.notSame((await hotel('7654321')).rooms, (await hotel('1234567')).rooms)
})

for (const { ending, status, code } of [
  { ending: '412', status: 412, code: 'designation_pending' },
  { ending: '502', status: 502, code: 'booking_error' },
  { ending: '503', status: 503, code: 'provider_unavailable' },
]) {
  t.test(`a hotel id that ends in ${ending} answers ${status}, and another may be tried`, async (t) => {
    const mock = await createMock(t)
    const sessionId = await mock.open('booking')
    const { verify, rooms } = claimOf(mock, sessionId)
    const refused = await verify(`777${ending}`)
    t.equal(refused.status, status)
    t.equal(refused.code, code)
    t.equal((await rooms()).code, 'claim_pending', 'nothing is claimed')
    t.equal((await mock.call('GET', `/v1/connect/sessions/${sessionId}`)).body.sessionStatus, 'pending')
    t.equal((await verify(`${ending}777`)).status, 200, 'only the ending counts')
  })
}

t.test('a hotel id that ends in 425 answers importing to exactly two polls', async (t) => {
  const mock = await createMock(t)
  const { verify, rooms, map } = claimOf(mock, await mock.open('booking'))
  t.equal((await verify('777425')).status, 200)
  const early = await map([{ roomId: '77742501' }])
  t.equal(early.status, 425)
  t.equal(early.code, 'claim_pending')
  t.equal(early.headers['retry-after'], String(early.body.error.retry_after))
  for (const poll of [1, 2]) {
    const { status, body } = await rooms()
    t.equal(status, 200, `poll ${poll} answers`)
    t.match(body, { status: 'importing', hotelId: '777425' })
    t.strictSame(body.rooms, [])
  }
  const ready = await rooms()
  t.equal(ready.body.status, 'ready')
  t.equal(ready.body.rooms.length, 3)
  t.equal((await verify('777425')).status, 200, 'verifying the same hotel again')
  t.equal((await rooms()).body.status, 'ready', 'does not begin the import anew')
  t.equal((await map([{ roomId: ready.body.rooms[0].roomId }])).status, 200)
})

t.test('map-rooms is refused until the second poll has answered', async (t) => {
  const mock = await createMock(t)
  const { verify, rooms, map } = claimOf(mock, await mock.open('booking'))
  await verify('888425')
  await rooms()
  t.equal((await map([{ roomId: '88842501' }])).code, 'claim_pending')
  await rooms()
  t.equal((await map([{ roomId: '88842501' }])).status, 200)
})

t.test('verifying another hotel begins its own import', async (t) => {
  const mock = await createMock(t)
  const { verify, rooms } = claimOf(mock, await mock.open('booking'))
  await verify('777425')
  await rooms()
  await verify('778425')
  const states = [await rooms(), await rooms(), await rooms()].map(({ body }) => body.status)
  t.strictSame(states, ['importing', 'importing', 'ready'])
})

t.test('rooms and map-rooms before any verify are 425', async (t) => {
  const mock = await createMock(t)
  const { rooms, map } = claimOf(mock, await mock.open('booking'))
  for (const { status, code, headers } of [await rooms(), await map([{ roomId: '1' }])]) {
    t.equal(status, 425)
    t.equal(code, 'claim_pending')
    t.match(headers['retry-after'], /^\d+$/)
  }
})

t.test('connecting the hotel again keeps what was mapped', async (t) => {
  const mock = await createMock(t)
  const listings = async (mappings: object[]) => {
    const { verify, rooms, map } = claimOf(mock, await mock.open('booking'))
    await verify('1234567')
    t.equal((await map(mappings)).status, 200)
    return (await rooms()).body.rooms.map(({ currentListingId }: AnyBody) => currentListingId)
  }
  t.strictSame(
    await listings([
      { roomId: '123456701', listingId: '800000001' },
      { roomId: '123456702', listingId: '800000002' },
    ]),
    ['800000001', '800000002', null],
  )
  t.strictSame(
    await listings([
      { roomId: '123456702', listingId: null },
      { roomId: '123456703', listingId: '800000003' },
    ]),
    ['800000001', null, '800000003'],
    'null unmaps, and a room that is left out stays as it was',
  )
  t.equal((await mock.call('GET', '/v1/connect/booking')).body.accounts.length, 1)
})

t.test('a tester completes a claim in any state, and its rooms stay unmapped', async (t) => {
  const mock = await createMock(t)
  const complete = async (hotelId: string | null, extra: object = {}) => {
    const sessionId = await mock.open('booking')
    const { verify, rooms } = claimOf(mock, sessionId)
    if (hotelId !== null) await verify(hotelId)
    const answer = await mock.call('POST', `/v1/connect/sessions/${sessionId}/complete`, {
      body: { provider: 'booking', ...extra },
    })
    return { answer, rooms }
  }
  const claimed = await complete('1234567')
  t.equal(claimed.answer.body.externalAccountId, '1234567')
  const { body } = await claimed.rooms()
  t.equal(body.status, 'completed')
  t.ok(body.rooms.every((room: AnyBody) => room.currentListingId === null))

  const named = await complete(null, { credentials: { hotelId: '2345678' } })
  t.equal(named.answer.body.externalAccountId, '2345678')
  const unnamed = await complete(null)
  t.match(unnamed.answer.body.externalAccountId, /^\d{6,20}$/)
  t.equal((await unnamed.rooms()).body.hotelId, unnamed.answer.body.externalAccountId)
  const byAccount = await complete(null, { accountId: '3456789' })
  t.equal(byAccount.answer.body.externalAccountId, '3456789')
  const importing = await complete('777425')
  t.equal(importing.answer.status, 200, 'even while the rooms are being imported')
})

for (const { hotelId, status } of [
  { hotelId: '777412', status: 412 },
  { hotelId: '777502', status: 502 },
  { hotelId: '777503', status: 503 },
  { hotelId: 'invalid', status: 401 },
  { hotelId: 'unavailable', status: 503 },
]) {
  t.test(`completing a claim with the hotel ${hotelId} answers ${status}`, async (t) => {
    const mock = await createMock(t)
    const sessionId = await mock.open('booking')
    const complete = (body: object) =>
      mock.call('POST', `/v1/connect/sessions/${sessionId}/complete`, {
        body: { provider: 'booking', ...body },
      })
    t.equal((await complete({ credentials: { hotelId } })).status, status)
    t.equal((await complete({})).status, 200, 'the session stays usable')
  })
}
