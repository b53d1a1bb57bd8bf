import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

/** A workspace with a session in every state, connections, a fault and a clock of its own. */
async function fill(mock: Mock) {
  const { call, open } = mock
  await call('PUT', '/_mock/clock', { body: { now: '2030-01-01T00:00:00Z' } })
  const open1 = await open('airbnb', { redirectUrl: 'https://app.example/?a=1', state: 'x' })
  const picker = await open(null, { allowedProviders: ['airbnb', 'guesty'], locale: 'fr' })
  const claimed = await open('booking')
  await call('POST', '/v1/connect/booking/verify', { body: { sessionId: claimed, hotelId: '1000425' } })
  const completed = await open('booking')
  await call('POST', '/v1/connect/booking/verify', { body: { sessionId: completed, hotelId: '1234567' } })
  const { body: rooms } = await call('GET', `/v1/connect/booking/rooms?sessionId=${completed}`)
  const mappings = [{ roomId: rooms.rooms[0].roomId, listingId: rooms.listingOptions[0].id }]
  await call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId: completed, mappings } })
  const denied = await open('vrbo')
  await call('POST', `/_mock/sessions/${denied}/deny`)
  const expired = await open('airbnb')
  await call('POST', `/_mock/sessions/${expired}/expire`)
  await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  await call('POST', '/_mock/faults', { body: { respond: { status: 503 } } })
  await call('DELETE', '/_mock/faults/flt_1')
  const lodgify = await call('POST', '/v1/connect/lodgify', { body: { apiKey: 'x' } })
  await call('POST', '/v1/connect/igms', { body: { apiKey: 'x' } })
  await call('DELETE', `/_mock/connections/${lodgify.body.id}`)
  await call('POST', '/_mock/faults', {
    body: { match: { path: '/v1/never' }, times: 3, respond: { status: 503 } },
  })
  return [open1, picker, claimed, completed, denied, expired]
}

/** What a workspace answers to reading calls, to the byte. */
async function answers({ app }: Mock, ids: readonly string[], apiKey = 'sk_test_tests') {
  const paths = [
    '/v1/connect',
    '/v1/connect?limit=1',
    ...['airbnb', 'booking', 'smoobu'].map((slug) => `/v1/connect/${slug}`),
    ...ids.map((id) => `/v1/connect/sessions/${id}`),
    ...ids.map((id) => `/v1/connect/booking/rooms?sessionId=${id}`),
    ...ids.map((id) => `/_mock/sessions/${id}`),
    '/_mock/faults',
  ]
  const bodies: string[] = []
  for (const url of paths) {
    const headers = { 'x-api-key': apiKey, 'x-request-id': 'same' }
    const { statusCode, body } = await app.inject({ url, headers })
    bodies.push(`${url} ${statusCode} ${body}`)
  }
  return bodies
}

t.test('a snapshot put back gives the same answers, to the byte', async (t) => {
  const mock = await createMock(t)
  const ids = await fill(mock)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const before = await answers(mock, ids)
  mock.clock.advance(3_600_000)
  await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/approve`)
  await mock.call('POST', '/_mock/faults', { body: { respond: { status: 503 } } })
  t.notSame(await answers(mock, ids), before)
  const restored = await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.equal(restored.status, 200)
  t.strictSame(restored.body, { ...snapshot, sessions: restored.body.sessions })
  t.strictSame(restored.body.sessions[0], snapshot.sessions[0])
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.strictSame(await answers(mock, ids), before)
  t.equal(
    (await mock.call('GET', '/_mock/clock')).body.now,
    '2030-01-01T00:00:00.000Z',
    'time goes on from there',
  )
})

t.test('a snapshot can be put back after a reset, and into another server', async (t) => {
  const mock = await createMock(t)
  const ids = await fill(mock)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const before = await answers(mock, ids)
  await mock.call('POST', '/_mock/reset')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${ids[0]}`)).status, 404)
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.strictSame(await answers(mock, ids), before)
  const other = await createMock(t)
  await other.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.strictSame(await answers(other, ids), before)
})

t.test('a snapshot is of one moment, also while the workspace changes', async (t) => {
  const { call } = await createMock(t)
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn++) await Promise.resolve()
  }
  for (let count = 0; count < 40; count++) {
    const own = { key: `sk_test_${count}` }
    const seeding = call('POST', '/v1/sandbox/seed', own)
    await turns(count)
    const { body } = await call('GET', '/_mock/snapshot', own)
    t.equal(body.connections.length, body.sandbox === null ? 0 : 2, 'what seeding makes is there as a whole')
    await seeding
  }
})

t.test('a fork is a copy with new session ids, and shares nothing afterwards', async (t) => {
  const mock = await createMock(t)
  const ids = await fill(mock)
  const copy = { key: 'sk_test_copy' }
  await mock.open('airbnb', {}, copy)
  const forked = await mock.call('POST', '/_mock/fork', { body: { to: copy.key } })
  const map: Record<string, string> = forked.body.sessions
  t.strictSame(Object.keys(map), ids)
  t.equal(new Set([...Object.values(map), ...ids]).size, 2 * ids.length)
  const own = (await mock.call('GET', '/_mock/sessions')).body.data
  const theirs = (await mock.call('GET', '/_mock/sessions', copy)).body.data
  t.equal(theirs.length, own.length, 'what was there before is gone')
  t.strictSame(
    theirs.map(({ status, createdAt, state }: object & Record<string, string>) => [status, createdAt, state]),
    own.map(({ status, createdAt, state }: object & Record<string, string>) => [status, createdAt, state]),
  )
  const before = await answers(mock, ids)
  await mock.call('POST', '/_mock/clock/advance', { ...copy, body: { by: '2h' } })
  await mock.call('DELETE', '/_mock/faults', copy)
  const { data } = (await mock.call('GET', '/_mock/connections', copy)).body
  await mock.call('DELETE', `/_mock/connections/${data[0].id}`, copy)
  t.strictSame(await answers(mock, ids), before)
  const copiedAnswers = await answers(mock, Object.values(map), copy.key)
  await mock.call('POST', '/_mock/reset')
  t.strictSame(await answers(mock, Object.values(map), copy.key), copiedAnswers)
})

t.test('a snapshot that cannot be is refused, and nothing changes', async (t) => {
  const mock = await createMock(t)
  const ids = await fill(mock)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const [first, picker, claimed, completed] = snapshot.sessions
  const [connection] = snapshot.connections
  const with1 = (change: object) => ({ ...snapshot, sessions: [{ ...first, ...change }] })
  const bad: [object, string][] = [
    [{}, 'version'],
    [{ ...snapshot, version: 2 }, 'version'],
    [{ ...snapshot, more: 1 }, 'more'],
    [{ ...snapshot, clock: { now: '1960-01-01T00:00:00Z', frozen: true } }, 'clock.now'],
    [{ ...snapshot, sessions: [first, first] }, 'sessions[1].id'],
    [with1({ id: 'cs_x' }), 'sessions[0].id'],
    [with1({ status: 'expired' }), 'sessions[0].status'],
    [with1({ provider: 'airbnbb' }), 'sessions[0].provider'],
    [with1({ provider: null, accessType: null }), 'sessions[0].provider'],
    [with1({ redirectUrl: 'javascript:alert(1)' }), 'sessions[0].redirectUrl'],
    [with1({ createdAt: 'yesterday' }), 'sessions[0].createdAt'],
    [with1({ createdAt: '1960-01-01T00:00:00Z' }), 'sessions[0].createdAt'],
    [with1({ expiresAt: '1960-01-01T00:00:00Z' }), 'sessions[0].expiresAt'],
    [with1({ accessType: null }), 'sessions[0].accessType'],
    [with1({ accountId: '1' }), 'sessions[0].accountId'],
    [with1({ status: 'completed' }), 'sessions[0].accountId'],
    [with1({ status: 'awaiting_room_mapping' }), 'sessions[0].claim'],
    [{ ...snapshot, sessions: [{ ...picker, provider: 'vrbo' }] }, 'sessions[0].allowedProviders'],
    [{ ...snapshot, sessions: [{ ...picker, status: 'completed', accountId: '1' }] }, 'sessions[0].provider'],
    [
      { ...snapshot, sessions: [{ ...claimed, claim: { hotelId: 'x', polls: 0 } }] },
      'sessions[0].claim.hotelId',
    ],
    [{ ...snapshot, sessions: [{ ...claimed, status: 'pending' }] }, 'sessions[0].claim'],
    [{ ...snapshot, sessions: [{ ...completed, accountId: null }] }, 'sessions[0].accountId'],
    [{ ...snapshot, connections: [connection, connection] }, 'connections[1]'],
    [{ ...snapshot, connections: [connection, { ...connection, position: 9 }] }, 'connections[1]'],
    [{ ...snapshot, connections: [{ ...connection, provider: 'x' }] }, 'connections[0].provider'],
    [{ ...snapshot, faults: [{ id: 'flt_x' }] }, 'faults[0].match'],
    [
      {
        ...snapshot,
        faults: [
          { id: 'flt_1', match: {}, times: null, remaining: null, probability: 1, respond: { delay: '6m' } },
        ],
      },
      'faults[0].respond.delay',
    ],
  ]
  const before = await answers(mock, ids)
  for (const [body, field] of bad) {
    const answer = await mock.call('PUT', '/_mock/snapshot', { body })
    t.equal(answer.code, 'invalid_body', field)
    t.equal(answer.body.error.field, field)
  }
  t.strictSame(await answers(mock, ids), before)
})

t.test('sessions that another workspace holds cannot be taken from it', async (t) => {
  const mock = await createMock(t)
  const ids = await fill(mock)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const refused = await mock.call('PUT', '/_mock/snapshot', { key: 'sk_test_other', body: snapshot })
  t.match(refused, { status: 400, code: 'invalid_body', body: { error: { field: 'sessions', fix: /fork/ } } })
  t.strictSame((await mock.call('GET', '/_mock/sessions', { key: 'sk_test_other' })).body.data, [])
  t.equal((await mock.call('GET', `/v1/connect/sessions/${ids[0]}`)).status, 200)
})

t.test(
  'faults that were for all keep their ids in a snapshot, and new ones get ids of their own',
  async (t) => {
    const mock = await createMock(t)
    const never = { match: { path: '/v1/never' }, respond: { status: 503 } }
    await mock.call('POST', '/_mock/faults', { key: null, body: never })
    await mock.call('POST', '/_mock/faults', { body: never })
    const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
    await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
    await mock.call('POST', '/_mock/faults', { body: never })
    const ids = async () =>
      (await mock.call('GET', '/_mock/faults')).body.data.map(({ id }: { id: string }) => id)
    t.strictSame(await ids(), ['flt_all_1', 'flt_1', 'flt_2'])
    await mock.call('DELETE', '/_mock/faults/flt_all_1', { key: null })
    t.strictSame(await ids(), ['flt_1', 'flt_2'])
  },
)

t.test('a snapshot for which there is no room is refused', async (t) => {
  const large = await createMock(t)
  for (let count = 0; count < 3; count++) await large.open('airbnb')
  const { body: snapshot } = await large.call('GET', '/_mock/snapshot')
  const small = await createMock(t, { settings: { MAX_SESSIONS: '2' } })
  const id = await small.open('airbnb')
  const refused = await small.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.match(refused, { status: 503, code: 'capacity_exceeded', body: { error: { fix: /MAX_SESSIONS/ } } })
  t.equal((await small.call('GET', `/v1/connect/sessions/${id}`)).status, 200)
})

t.test('a snapshot of more than a mebibyte comes back', async (t) => {
  const mock = await createMock(t)
  for (let count = 0; count < 1400; count++) await mock.open('airbnb', { state: 'x'.repeat(500) })
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.ok(JSON.stringify(snapshot).length > 1024 * 1024)
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
})

t.test('snapshot and fork need a key; a fork goes to another one, of the right form', async (t) => {
  const { call } = await createMock(t)
  const { body } = await call('GET', '/_mock/snapshot')
  for (const answer of [
    await call('GET', '/_mock/snapshot', { key: null }),
    await call('PUT', '/_mock/snapshot', { key: null, body }),
    await call('POST', '/_mock/fork', { key: null, body: { to: 'sk_test_x' } }),
  ]) {
    t.match(answer, { status: 400, code: 'invalid_params', body: { error: { field: 'x-api-key' } } })
  }
  t.equal((await call('POST', '/_mock/fork', { body: { to: 'sk_test_tests' } })).code, 'invalid_body')
  t.equal((await call('POST', '/_mock/fork', { body: { to: 'nonsense' } })).code, 'invalid_api_key')
})

t.test('reset forgets everything of the workspace, and nothing of others', async (t) => {
  const mock = await createMock(t)
  await fill(mock)
  const other = { key: 'sk_test_other' }
  const kept = await mock.open('airbnb', {}, other)
  t.equal((await mock.call('POST', '/_mock/reset')).status, 204)
  const webhooks = { webhooks: [], deleted: [], deliveries: [], due: [] }
  const none = { sessions: [], connections: [], faults: [], disconnectedAccounts: [], writePolicies: {} }
  const empty = { version: 1, apiVersion: '2026-10', ...none, webhooks, sandbox: null }
  const { clock, origin, ...rest } = (await mock.call('GET', '/_mock/snapshot')).body
  t.strictSame(rest, empty)
  t.match(await mock.call('GET', '/_mock/clock'), { body: { frozen: false, offsetMs: 0 } })
  t.strictSame((await mock.call('GET', '/_mock/requests')).body.data, [])
  t.equal((await mock.call('GET', `/v1/connect/sessions/${kept}`, other)).status, 200)
})

t.test('reset without a key forgets all, what was set for all too', async (t) => {
  const mock = await createMock(t)
  await fill(mock)
  await mock.call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
  await mock.call('POST', '/_mock/faults', { key: null, body: { respond: { status: 503 } } })
  await mock.call('POST', '/_mock/reset', { key: null })
  t.strictSame((await mock.call('GET', '/_mock/workspaces', { key: null })).body.data, [])
  t.strictSame((await mock.call('GET', '/_mock/requests', { key: null })).body.data, [])
  t.match((await mock.call('GET', '/_mock/clock', { key: null })).body, { offsetMs: 0 })
  t.strictSame((await mock.call('GET', '/v1/connect')).body.data, [])
})

t.test('with a seed a workspace begins anew after a reset, and after a snapshot is put back', async (t) => {
  const mock = await createMock(t, { settings: { SEED: 'a' } })
  await mock.call('PUT', '/_mock/clock', { body: { now: '2030-01-01T00:00:00Z', frozen: true } })
  const first = await mock.open('airbnb')
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const after = async () => {
    await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
    return [await mock.open('airbnb'), await mock.open('airbnb')]
  }
  const ids = await after()
  t.notOk(ids.includes(first), 'never an id that is there')
  t.strictSame(await after(), ids)
  await mock.call('POST', '/_mock/reset')
  await mock.call('PUT', '/_mock/clock', { body: { now: '2030-01-01T00:00:00Z', frozen: true } })
  t.equal(await mock.open('airbnb'), first)
})
