import t, { type Test } from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import { createMock, type Mock, unbounded } from '../helpers/mock.js'

const other = { key: 'sk_test_other' }
const ids = (items: AnyBody[]) => items.map(({ id }) => id)

/** A seeded mock. */
async function seeded(t: Test): Promise<Mock> {
  const mock = await createMock(t)
  t.equal((await mock.call('POST', '/v1/sandbox/seed')).status, 200)
  return mock
}

t.test('seeding makes the same data each time, in every workspace, and no duplicates', async (t) => {
  const { call, clock } = await createMock(t)
  const first = await call('POST', '/v1/sandbox/seed')
  t.equal(first.body.seededAt, '2026-11-21T09:00:00.000Z')
  t.strictSame(ids(first.body.listings), ['900000101', '900000102', '900000103'])
  t.equal(first.body.listings[0].ref, 'sbx-listing-oceanview')
  t.equal(first.body.reservations.length, 5)
  t.strictSame(first.body.connections, [
    { ref: 'sbx-connection-airbnb', id: '900000301' },
    { ref: 'sbx-connection-booking', id: '900000302' },
  ])
  const made = ['listings', 'reservations', 'connections'].flatMap((kind) => first.body[kind])
  t.equal(new Set(ids(made)).size, 10)
  t.equal(new Set(made.map(({ ref }) => ref)).size, 10)
  for (const { id } of made) t.ok(Number(id) >= 900_000_000, id)
  const connected = (await call('GET', '/v1/connect')).body
  clock.advance(3_600_000)
  const second = await call('POST', '/v1/sandbox/seed')
  t.strictSame(second.body, { ...first.body, seededAt: '2026-11-21T10:00:00.000Z' })
  t.strictSame((await call('GET', '/v1/connect')).body, connected, 'connections keep when they were made')
  t.equal((await call('GET', '/v1/listings')).body.pagination.total, 3)
  t.equal((await call('GET', '/v1/reservations')).body.pagination.total, 5)
  const theirs = await call('POST', '/v1/sandbox/seed', other)
  t.strictSame(theirs.body, { ...second.body, customerId: theirs.body.customerId })
  t.not(theirs.body.customerId, second.body.customerId)
})

t.test('seeding twice at once makes the same, once', async (t) => {
  const { call } = await createMock(t)
  const seed = () => call('POST', '/v1/sandbox/seed')
  const [one, two] = await Promise.all([seed(), seed()])
  t.strictSame(one.body, two.body)
  t.strictSame(ids((await call('GET', '/v1/connect')).body.data), ['900000302', '900000301'])
})

t.test('a reset removes and counts what was seeded, and keeps the rest', async (t) => {
  const { call, open } = await seeded(t)
  await call('POST', `/v1/connect/sessions/${await open('airbnb')}/complete`, {
    body: { provider: 'airbnb' },
  })
  await call('DELETE', '/v1/connect/airbnb?accountId=900000301')
  const { body } = await call('POST', '/v1/sandbox/reset')
  t.match(body, { resetAt: '2026-11-21T09:00:00.000Z', deleted: { listings: 3, reservations: 5 } })
  t.equal(body.deleted.connections, 1, 'one was disconnected before')
  t.equal((await call('GET', '/v1/connect')).body.data.length, 1)
  for (const path of ['/v1/listings', '/v1/properties', '/v1/reservations'])
    t.strictSame((await call('GET', path)).body.data, [], path)
  const again = await call('POST', '/v1/sandbox/reset')
  t.strictSame(again.body.deleted, { listings: 0, reservations: 0, connections: 0 })
  await call('POST', '/v1/sandbox/seed')
  t.equal((await call('POST', '/v1/sandbox/reset')).body.deleted.connections, 2)
})

t.test('a connection that a session made stays where nothing was seeded', async (t) => {
  const { call, open } = await createMock(t)
  const body = { provider: 'airbnb', accountId: '900000301' }
  const path = `/v1/connect/sessions/${await open('airbnb')}/complete`
  t.equal((await call('POST', path, { body })).body.id, '900000301')
  t.equal((await call('POST', '/v1/sandbox/reset')).body.deleted.connections, 0)
  t.equal((await call('GET', '/v1/connect')).body.data.length, 1)
})

t.test('only keys for tests have a sandbox', async (t) => {
  const { call } = await createMock(t, { settings: { API_KEYS: 'sk_live_x,own' } })
  for (const key of ['sk_live_x', 'own']) {
    for (const path of ['/v1/sandbox/seed', '/v1/sandbox/reset']) {
      const answer = await call('POST', path, { key })
      t.match(answer, { status: 403, code: 'forbidden', body: { error: { fix: /sk_test_/ } } })
      t.equal((await call('POST', `${path}?x=1`, { key })).code, 'unknown_params', 'after the query')
      t.equal((await call('POST', path, { key, body: '{' })).code, 'invalid_body', 'after the body')
    }
    t.strictSame((await call('GET', '/v1/listings', { key })).body.data, [])
  }
})

t.test('seeded connections are like any others, with one id everywhere', async (t) => {
  const { call, open } = await seeded(t)
  const status = await call('GET', '/v1/connect/airbnb')
  t.match(status.body, { connected: true, id: '900000301', externalAccountId: '900000301' })
  t.equal((await call('GET', '/v1/connect/booking')).body.id, '900000302')
  const body = { provider: 'airbnb', accountId: '900000301', accountName: 'Noor' }
  const completed = await call('POST', `/v1/connect/sessions/${await open('airbnb')}/complete`, { body })
  t.match(completed.body, { id: '900000301', host: { displayName: 'Noor' } })
  t.equal((await call('GET', '/v1/connect/airbnb')).body.accounts.length, 1, 'it was refreshed')
  const sessionId = await open('booking')
  const verify = { body: { sessionId, hotelId: '900000302' } }
  t.equal((await call('POST', '/v1/connect/booking/verify', verify)).body.connectionId, '900000302')
  const rooms = (await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`)).body
  t.strictSame(ids(rooms.listingOptions), ['900000101', '900000102', '900000103'])
  t.strictSame(
    rooms.rooms.map(({ currentListingId }: AnyBody) => currentListingId),
    ['900000101', '900000103', null],
  )
  const page = await call('GET', `/connect/booking?session=${sessionId}`)
  t.match(page.body, /Oceanview Suite/)
  const mappings = [{ roomId: rooms.rooms[2].roomId, listingId: '900000102' }]
  const mapped = await call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId, mappings } })
  t.equal(mapped.body.connectionId, '900000302')
  t.equal((await call('DELETE', '/v1/connect/booking')).body.accountId, '900000302')
  t.equal((await call('GET', '/v1/connect/booking')).body.connected, false)
})

const readingPaths = [
  '/v1/connect',
  '/v1/listings?include=content,details,amenities',
  '/v1/listings/900000101',
  '/v1/properties',
  '/v1/reservations',
  '/v1/reservations/900000205',
  '/v1/channels/airbnb/connection',
  '/v1/channels/airbnb/listings?include=amenities',
  '/v1/channels/airbnb/reservations',
  '/v1/channels/booking/properties',
  '/v1/channels/booking/reservations?type=details',
  '/v1/channels/booking/listings/900000101/pricing',
]

/** What a workspace answers to reading calls, to the byte. */
async function answers({ app }: Mock, key: string): Promise<readonly string[]> {
  const headers = { 'x-api-key': key, 'x-request-id': 'same' }
  const all = await Promise.all(readingPaths.map((url) => app.inject({ url, headers })))
  return all.map(({ statusCode, body }) => `${statusCode} ${body}`)
}

t.test('a snapshot, a fork and a reset carry the sandbox, to the byte', async (t) => {
  const mock = await seeded(t)
  const own = () => answers(mock, 'sk_test_tests')
  const before = await own()
  for (const answer of before) t.match(answer, /^200 /)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.strictSame(snapshot.sandbox, { seededAt: '2026-11-21T09:00:00.000Z', inactive: {}, created: [] })
  mock.clock.advance(86_400_000)
  await mock.call('POST', '/v1/sandbox/seed')
  t.notSame(await own(), before)
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.strictSame(await own(), before)
  await mock.call('POST', '/_mock/fork', { body: { to: other.key } })
  t.strictSame(await answers(mock, other.key), before)
  await mock.call('POST', '/_mock/reset')
  t.strictSame((await mock.call('GET', '/v1/listings')).body.data, [])
  t.strictSame(await answers(mock, other.key), before, 'the copy stays')
  const { sandbox, ...older } = snapshot
  await mock.call('PUT', '/_mock/snapshot', { ...other, body: older })
  t.strictSame((await mock.call('GET', '/v1/listings', other)).body.data, [], 'it says nothing of a sandbox')
  const early = { ...snapshot, sandbox: { seededAt: '1960-01-01T00:00:00Z' } }
  const refused = await mock.call('PUT', '/_mock/snapshot', { body: early })
  t.match(refused, { code: 'invalid_body', body: { error: { field: 'sandbox.seededAt' } } })
})

t.test('a seeded workspace is not evicted for another one', { skip: unbounded }, async (t) => {
  const { call } = await createMock(t, { settings: { MAX_WORKSPACES: '1' } })
  await call('POST', '/v1/sandbox/seed')
  await call('DELETE', '/v1/connect/airbnb')
  await call('DELETE', '/v1/connect/booking')
  t.equal((await call('GET', '/v1/listings', other)).code, 'capacity_exceeded')
  await call('POST', '/_mock/reset')
  t.equal((await call('GET', '/v1/listings', other)).status, 200)
})

t.test('a channel reads all of the sandbox or nothing while it is seeded or emptied', async (t) => {
  const mock = await createMock(t)
  const { call } = mock
  await call('POST', `/_mock/sessions/${await mock.open('booking')}/approve`)
  for (const change of ['seed', 'reset']) {
    const reads = Array.from({ length: 12 }, () =>
      call('GET', '/v1/channels/booking/reservations?type=details'),
    )
    const changed = call('POST', `/v1/sandbox/${change}`)
    const more = Array.from({ length: 12 }, () =>
      call('GET', '/v1/channels/booking/reservations?type=details'),
    )
    t.equal((await changed).status, 200)
    for (const { status, body } of await Promise.all([...reads, ...more])) {
      t.equal(status, 200, change)
      t.ok([0, 3].includes(body.data.length), change)
    }
  }
})
