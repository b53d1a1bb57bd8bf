import t from 'tap'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import type { AnyBody } from '../helpers/answers.js'
import { type Answer, createMock, type Mock } from '../helpers/mock.js'
import { type Around, observed, once } from '../helpers/observed.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

/** Calls about the units of a connection, with a session or without one. */
function about(mock: Mock, id: string, sessionId?: string) {
  const base = `/v1/connections/${encodeURIComponent(id)}`
  const key = sessionId === undefined ? {} : { key: null }
  const query = sessionId === undefined ? '' : `sessionId=${sessionId}`
  return {
    units: () => mock.call('GET', `${base}/units?${query}`, key),
    map: (mappings: unknown) =>
      mock.call('POST', `${base}/mappings`, { ...key, body: { sessionId, mappings } }),
    automap: (body: object = {}) =>
      mock.call('POST', `${base}/mappings/automap`, { ...key, body: { sessionId, ...body } }),
    search: (more = '') => mock.call('GET', `${base}/listing-options?${query}${more}`, key),
  }
}

/** A host who has signed in at Vrbo. */
async function atVrbo(mock: Mock, email = 'trusted@example.com', more: object = {}) {
  const sessionId = await mock.open('vrbo')
  const body = { sessionId, action: 'login', email, password: 'p1', ...more }
  const { accountId } = (await mock.call('POST', '/v1/connect/vrbo-login/session', { body })).body
  const enter = () =>
    mock.call('POST', '/v1/connect/vrbo-login/session', {
      body: { sessionId, action: 'otp', code: '123456' },
    })
  return { sessionId, accountId, enter, ...about(mock, `vrbo:${accountId}`, sessionId) }
}

/** A host who has signed in at the Extranet. */
async function atExtranet(mock: Mock, email = 'noor@example.com') {
  const sessionId = await mock.open('booking')
  const path = '/v1/connect/booking-extranet-login'
  const body = { sessionId, email, password: 'p1' }
  const { accountId } = (await mock.call('POST', `${path}/session`, { body })).body
  const status = () => mock.call('GET', `${path}/status?sessionId=${sessionId}&accountId=${accountId}`)
  return { sessionId, accountId, status, ...about(mock, `booking_extranet:${accountId}`, sessionId) }
}

t.test('the units of a host who has signed in, before the connection is made', async (t) => {
  const mock = await createMock(t)
  const { accountId, units } = await atVrbo(mock)
  const { status, body } = await units()
  t.equal(status, 200)
  t.match(body, {
    connection_id: `vrbo:${accountId}`,
    channel: 'vrbo',
    status: 'ready',
    missing_capabilities: [],
    listing_options_total: 3,
  })
  t.equal(body.units.length, 3)
  t.strictSame(
    body.units.map((unit: AnyBody) => unit.current_listing_id),
    [null, null, null],
  )
  for (const unit of body.units) {
    t.match(unit, { unit_id: /^vrbo-\d+-[123]$/, grain: 'listing' })
    t.match(unit.meta, { city: /./, country: /^[A-Z]{2}$/, max_guests: Number, calendar_sync: true })
  }
  const [, second] = body.listing_options
  t.equal(body.units[1].unit_name, second.name)
  t.equal(body.units[1].suggested_listing_id, second.id)
  t.equal(body.units[0].suggested_listing_id, null)
  t.strictSame((await units()).body, body)
})

t.test('mapping the units makes the connection, completes the session and begins the import', async (t) => {
  const mock = await createMock(t)
  const { url, received } = await createReceiver(t)
  await subscribe(mock, url, ['account.created', 'connect.session.completed'])
  const { accountId, sessionId, units, map } = await atVrbo(mock)
  const [first, second, third] = (await units()).body.units.map((unit: AnyBody) => unit.unit_id)
  const { status, body } = await map([
    { unitId: first, listingId: 800000001 },
    { unitId: second, listingId: null },
    { unitId: third, create: true, calendarSync: false },
  ])
  t.equal(status, 200)
  t.strictSame(body, {
    connection_id: `vrbo:${accountId}`,
    channel: 'vrbo',
    results: [
      { unit_id: first, listing_id: 800000001, created: false, ok: true, error: null },
      { unit_id: second, listing_id: null, created: false, ok: true, error: null },
      { unit_id: third, listing_id: 900001001, created: true, ok: true, error: null },
    ],
  })
  const done = await units()
  t.equal(done.body.status, 'completed')
  t.strictSame(
    done.body.units.map((unit: AnyBody) => [unit.current_listing_id, unit.meta.calendar_sync]),
    [
      [800000001, true],
      [null, true],
      [900001001, false],
    ],
  )
  t.equal((await map([{ unitId: first, listingId: null }])).code, 'session_terminal')
  const progress = await mock.call('GET', `/v1/connect/vrbo-login/session?sessionId=${sessionId}`)
  t.match(progress.body, { accountId, state: 'imported' })
  await sent(mock, 2)
  t.strictSame(received.map(({ body }) => [body.type, body.data.provider]).sort(), [
    ['account.created', 'vrbo'],
    ['connect.session.completed', 'vrbo'],
  ])
  const created = (await mock.call('GET', '/v1/listings/900001001')).body
  t.match(created, { id: '900001001', channels: [], status: 'active' })
  t.match((await mock.call('GET', '/v1/properties/900001001')).body, { accounts: [] })
})

t.test('each item has a result of its own', async (t) => {
  const mock = await createMock(t)
  const { units, map } = await atVrbo(mock)
  const [first, second, third] = (await units()).body.units.map((unit: AnyBody) => unit.unit_id)
  const { body } = await map([
    { unitId: first, listingId: 800000001 },
    { unitId: first, listingId: null },
    { unitId: second, listingId: 1 },
    { unitId: 'vrbo-1-1', listingId: null },
    { unitId: third, listingId: 800000002, create: true },
  ])
  t.strictSame(
    body.results.map(({ ok, error, listing_id }: AnyBody) => [ok, error, listing_id]),
    [
      [true, null, 800000001],
      [false, 'repeated_unit', null],
      [false, 'unknown_listing', null],
      [false, 'unknown_unit', null],
      [false, 'create_with_listing', null],
    ],
  )
  t.strictSame(
    (await units()).body.units.map((unit: AnyBody) => unit.current_listing_id),
    [800000001, null, null],
  )
})

t.test('where no item can be done, nothing changes', async (t) => {
  const mock = await createMock(t)
  const { units, map } = await atVrbo(mock)
  const { status, body } = await map([{ unitId: 'nothing', listingId: null }])
  t.equal(status, 200)
  t.match(body.results, [{ ok: false, error: 'unknown_unit' }])
  t.equal((await mock.call('GET', '/v1/connect/vrbo')).body.connected, false)
  t.equal((await units()).body.status, 'ready')
})

t.test('a connection is mapped anew with the key', async (t) => {
  const mock = await createMock(t)
  const { accountId, units, map } = await atVrbo(mock)
  const ids = (await units()).body.units.map((unit: AnyBody) => unit.unit_id)
  await map([{ unitId: ids[0], create: true }])
  const keyed = about(mock, `vrbo:${accountId}`)
  t.equal((await keyed.units()).body.status, 'ready')
  const { body, headers } = await keyed.map([
    { unitId: ids[0], create: true },
    { unitId: ids[1], create: true, calendarSync: true },
  ])
  t.notOk(headers['x-repull-mock-warning'], 'with full access, calendars are written')
  t.strictSame(
    body.results.map(({ listing_id, created }: AnyBody) => [listing_id, created]),
    [
      [900001001, false],
      [900001002, true],
    ],
    'a unit that has a listing keeps it',
  )
  await keyed.map([{ unitId: ids[1], listingId: null, calendarSync: false }])
  t.strictSame(
    (await keyed.units()).body.units.map((unit: AnyBody) => [
      unit.current_listing_id,
      unit.meta.calendar_sync,
    ]),
    [
      [900001001, true],
      [null, false],
      [null, true],
    ],
  )
  t.match((await keyed.map([{ unitId: 'nothing' }])).body.results, [{ ok: false }])
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 1)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
  t.match((await keyed.units()).body.units, [{ current_listing_id: 900001001 }])
})

t.test('a unit gets the listing again that was created for it, until that is removed', async (t) => {
  const mock = await createMock(t)
  const { accountId, units, map } = await atVrbo(mock)
  const [unit] = (await units()).body.units
  const item = { unitId: unit.unit_id, create: true }
  t.match((await map([item])).body.results, [{ listing_id: 900001001, created: true }])
  const keyed = about(mock, `vrbo:${accountId}`)
  await keyed.map([{ unitId: unit.unit_id, listingId: null }])
  t.match((await keyed.map([item])).body.results, [{ listing_id: 900001001, created: false }])
  await mock.call('POST', '/v1/sandbox/reset')
  const [left] = (await keyed.units()).body.units
  t.equal(left.current_listing_id, null, 'a listing that is gone counts as none')
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.match((await keyed.map([item])).body.results, [{ listing_id: 900001001, created: true }])
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  const [, other] = (await keyed.units()).body.units
  await keyed.map([{ unitId: other.unit_id, create: true }])
  t.match(
    (await keyed.units()).body.units,
    [{ current_listing_id: null }, { current_listing_id: 900001001 }],
    'and the id is that of the listing of another unit now',
  )
})

t.test('an app that may only write messages writes no calendar', async (t) => {
  const mock = await createMock(t)
  const { accountId, units, map } = await atVrbo(mock, 'trusted@example.com', { accessType: 'messaging' })
  const [unit] = (await units()).body.units
  t.equal(unit.meta.calendar_sync, false, 'before the connection is made, too')
  const { headers } = await map([{ unitId: unit.unit_id, listingId: null, calendarSync: true }])
  t.equal(
    headers['x-repull-mock-warning'],
    'calendarSync is not used without the accessType full_access',
    'and is told so',
  )
  t.equal((await units()).body.units[0].meta.calendar_sync, false)
  const keyed = about(mock, `vrbo:${accountId}`)
  const off = await keyed.map([{ unitId: unit.unit_id, calendarSync: false }])
  t.notOk(off.headers['x-repull-mock-warning'], 'a calendar that is not to be written is not')
})

t.test('units of the same name as a listing are mapped to it', async (t) => {
  const mock = await createMock(t)
  const { sessionId, units, automap, enter } = await atVrbo(mock, 'noor@example.com')
  t.equal((await automap()).code, 'claim_pending', 'not before the host has signed in')
  await enter()
  const [first, second, third] = (await units()).body.units.map((unit: AnyBody) => unit.unit_id)
  const none = { created: false, ok: false, error: 'no_exact_match', listing_id: null }
  const results = [
    { unit_id: first, ...none },
    { unit_id: second, listing_id: 800000002, created: false, ok: true, error: null },
    { unit_id: third, ...none },
  ]
  const shown = await automap()
  t.match(shown.body, { channel: 'vrbo', applied: false })
  t.strictSame(shown.body.results, results)
  t.equal((await units()).body.status, 'ready', 'it was only shown')
  const applied = await automap({ apply: true })
  t.equal(applied.body.applied, true)
  t.strictSame(applied.body.results, results)
  t.match((await units()).body, { status: 'completed', units: [{}, { current_listing_id: 800000002 }] })
  t.equal((await mock.call('GET', `/_mock/sessions/${sessionId}`)).body.status, 'completed')
})

t.test('of the seeded listings, one has the name of a unit', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/sandbox/seed')
  const { automap } = await atVrbo(mock)
  const { body } = await automap({ apply: true })
  t.strictSame(
    body.results.map(({ listing_id }: AnyBody) => listing_id),
    [900000101, null, null],
  )
})

t.test('nothing is applied where no listing has the name of a unit', async (t) => {
  const mock = await createMock(t)
  const body = { provider: 'booking', accountId: '1234567' }
  await mock.call('POST', `/v1/connect/sessions/${await mock.open('booking')}/complete`, { body })
  const { automap, units } = about(mock, 'booking:1234567')
  const before = (await units()).body
  const shown = await automap({ apply: true })
  t.equal(shown.body.applied, false)
  for (const result of shown.body.results) t.match(result, { ok: false, error: 'no_exact_match' })
  t.strictSame((await units()).body, before)
})

t.test('two listings of one name suggest none, and a unit that is mapped stays so', async (t) => {
  const mock = await createMock(t)
  const first = await atVrbo(mock)
  const [, unit] = (await first.units()).body.units
  await first.map([{ unitId: unit.unit_id, create: true }])
  const { units, automap } = await atVrbo(mock)
  t.match((await units()).body.units[1], { current_listing_id: 900001001, suggested_listing_id: null })
  const { body } = await automap({ apply: true })
  t.match(body.results[1], { unit_id: unit.unit_id, ok: true, listing_id: 900001001, created: false })
  t.equal(body.applied, true)
  const other = await atVrbo(mock, 'noor@example.com')
  await other.enter()
  t.match((await other.automap()).body.results[1], { ok: false, error: 'no_exact_match' })
})

t.test('an account that is still importing has no units for two calls', async (t) => {
  const mock = await createMock(t)
  const { units, map, automap, enter } = await atVrbo(mock, 'importing@example.com')
  t.equal((await units()).code, 'claim_pending')
  await enter()
  t.equal((await map([{ unitId: 'x' }])).code, 'claim_pending')
  for (const _ of [1, 2]) t.match((await units()).body, { status: 'importing', units: [] })
  t.equal((await units()).body.units.length, 3)
  t.equal((await automap({ apply: true })).body.applied, true)
})

t.test('before the host has signed in, the remedy is the step that is next', async (t) => {
  const mock = await createMock(t)
  const remedy = async (answer: Promise<Answer>) => (await answer).body.error.fix
  const coded = await atVrbo(mock, 'noor@example.com')
  t.match(await remedy(coded.units()), 'Send the one-time code')
  const pending = await atVrbo(mock, 'pending@example.com')
  t.match(await remedy(pending.units()), 'Log in again')
  const begun = await atExtranet(mock)
  t.match(await remedy(begun.units()), 'until awaitingMapping is true')
  const refused = await atExtranet(mock, 'blocked@example.com')
  const { status, body } = await refused.units()
  t.equal(status, 412)
  t.match(body.error, { code: 'designation_pending', message: 'has refused', fix: 'sign in again' })
})

t.test('the Extranet: rooms, once the host has given access', async (t) => {
  const mock = await createMock(t)
  const { accountId, sessionId, status, units, map } = await atExtranet(mock, 'importing@example.com')
  const early = await units()
  t.equal(early.status, 412)
  t.equal(early.code, 'designation_pending')
  await status()
  for (const _ of [1, 2]) t.equal((await units()).body.status, 'importing')
  const { body } = await units()
  t.match(body, {
    connection_id: `booking_extranet:${accountId}`,
    channel: 'booking_extranet',
    status: 'ready',
  })
  t.match(body.units[0], { grain: 'room', unit_id: `extranet-${accountId}-1` })
  t.notOk('calendar_sync' in body.units[0].meta)
  const mapped = await map([{ unitId: body.units[0].unit_id, create: true, calendarSync: true }])
  t.match(mapped.headers['x-repull-mock-warning'], 'calendarSync is not used by booking_extranet')
  t.match(mapped.body.results, [{ listing_id: 900001001, created: true }])
  const page = await mock.call('GET', `/_mock/sessions/${sessionId}`)
  t.match(page.body, { status: 'completed', accountId: String(accountId) })
  const { id } = (await mock.call('GET', '/v1/connect/booking-extranet-login')).body
  t.match((await mock.call('GET', '/v1/properties/900001001')).body.accounts, [
    { provider: 'booking', externalAccountId: String(accountId), connectionId: id },
  ])
  await mock.call('POST', '/v1/sandbox/seed')
  const gone = await mock.call('DELETE', `/_mock/connections/${id}`)
  t.strictSame(gone.body.listingsDeactivated, ['900001001'], 'and no seeded one')
  t.equal((await units()).code, 'not_found')
  t.equal(
    (await mock.call('POST', '/v1/sandbox/reset')).body.deleted.listings,
    4,
    'its listing goes without it',
  )
})

t.test('the listing of a unit stays active when a hotel with the same id is disconnected', async (t) => {
  const mock = await createMock(t)
  const { accountId, status, units, map } = await atExtranet(mock)
  await status()
  await map([{ unitId: (await units()).body.units[0].unit_id, create: true }])
  const body = { provider: 'booking', accountId: String(accountId) }
  await mock.call('POST', `/v1/connect/sessions/${await mock.open('booking')}/complete`, { body })
  t.strictSame((await mock.call('DELETE', '/v1/connect/booking')).body.listingsDeactivated, [])
  t.equal((await mock.call('GET', '/v1/listings/900001001')).status, 200)
  await mock.call('POST', '/_mock/fork', { body: { to: 'sk_test_copy' } })
  const copy = { key: 'sk_test_copy' }
  const { id } = (await mock.call('GET', '/v1/connect/booking-extranet-login', copy)).body
  t.match((await mock.call('GET', '/v1/properties/900001001', copy)).body.accounts, [{ connectionId: id }])
})

t.test('a hotel that is connected by its claim has its rooms as units', async (t) => {
  const mock = await createMock(t)
  const body = { provider: 'booking', accountId: '1234567' }
  await mock.call('POST', `/v1/connect/sessions/${await mock.open('booking')}/complete`, { body })
  const { units, map } = about(mock, 'booking:1234567')
  t.match((await units()).body.units, [{ unit_id: '123456701', grain: 'room' }])
  await map([{ unitId: '123456701', listingId: 800000001 }])
  const { body: hotels } = await mock.call('GET', '/v1/channels/booking/properties')
  t.match(hotels, [{ mappingStatus: 'mapped', listings: [{ listingId: '800000001', roomId: '123456701' }] }])
})

t.test('the session of another account, of a claim, or of another channel opens nothing', async (t) => {
  const mock = await createMock(t)
  const vrbo = await atVrbo(mock)
  const extranet = await atExtranet(mock)
  t.equal((await about(mock, 'vrbo:1', vrbo.sessionId).units()).code, 'not_found')
  t.equal((await about(mock, `vrbo:${vrbo.accountId}`, extranet.sessionId).units()).code, 'invalid_provider')
  t.equal((await about(mock, `booking:${extranet.accountId}`, extranet.sessionId).units()).code, 'not_found')
  const claimed = await mock.open('booking')
  const claim = { sessionId: claimed, hotelId: '1234567' }
  await mock.call('POST', '/v1/connect/booking/verify', { body: claim })
  t.equal((await about(mock, 'booking:1234567', claimed).units()).code, 'not_found')
  const approved = await mock.open('vrbo')
  await mock.call('POST', `/_mock/sessions/${approved}/approve`, { body: {} })
  t.equal((await about(mock, 'vrbo:1', approved).units()).code, 'not_found')
})

t.test('without a session it needs the key of the workspace', async (t) => {
  const mock = await createMock(t)
  const { accountId, automap } = await atVrbo(mock)
  await automap({ apply: true })
  const base = `/v1/connections/vrbo:${accountId}`
  t.equal((await mock.call('GET', `${base}/units`, { key: null })).code, 'unauthorized')
  t.equal((await mock.call('GET', `${base}/units`, { key: 'sk_test_other' })).code, 'not_found')
  t.equal((await mock.call('GET', `${base}/units`)).status, 200)
  t.equal((await mock.call('POST', `${base}/mappings/automap`)).body.applied, false, 'without a body')
  for (const [method, path] of [
    ['GET', 'units'],
    ['GET', 'listing-options'],
    ['POST', 'mappings/automap'],
  ] as const)
    t.equal((await mock.call(method, `/v1/connections/vrbo:1/${path}`)).code, 'not_found', path)
})

for (const id of ['vrbo', 'vrbo:', 'airbnb:12', 'VRBO:12', ':12', 'vrbo-12']) {
  t.test(`${id} names no connection`, async (t) => {
    const mock = await createMock(t)
    const { status, code, body } = await about(mock, id).units()
    t.equal(status, 400)
    t.equal(code, 'invalid_param')
    t.match(body.error, { field: 'id', value_received: id })
    const session = await mock.open('vrbo')
    t.equal((await about(mock, id, session).units()).code, 'invalid_param')
  })
}

for (const mappings of [[], 'x', [{}], [{ unitId: 'a', listingId: 'x' }], [{ unitId: 1.5, create: 'yes' }]]) {
  t.test(`the mappings ${JSON.stringify(mappings)} are refused`, async (t) => {
    const mock = await createMock(t)
    const { map } = await atVrbo(mock)
    t.equal((await map(mappings)).code, 'invalid_body')
  })
}

t.test('listings are searched by a part of their names', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/sandbox/seed')
  const { search, sessionId, accountId } = await atVrbo(mock)
  const all = (await search()).body
  t.equal(all.total, 3)
  t.match(all.data[0], { id: Number, name: String, city: String })
  t.match((await search('&q=OCEAN')).body, { data: [{ id: 900000101 }], total: 1 })
  t.match((await search('&limit=1')).body, { data: { length: 1 }, total: 3 })
  t.strictSame((await search('&q=nothing')).body, { data: [], total: 0 })
  for (const limit of ['0', '51', 'x']) t.equal((await search(`&limit=${limit}`)).code, 'invalid_params')
  t.strictSame(
    (await mock.call('GET', `/v1/connect/sessions/${sessionId}/listing-options?q=ocean`, { key: null })).body,
    (await search('&q=ocean')).body,
  )
  mock.clock.advance(30 * 60_000)
  t.equal((await search()).code, 'session_expired')
  const path = `/v1/connect/sessions/${sessionId}/listing-options`
  t.equal((await mock.call('GET', path, { key: null })).code, 'session_expired')
  t.ok(accountId)
})

t.test('faults of a provider apply to its connections', async (t) => {
  const mock = await createMock(t)
  const { accountId, automap } = await atVrbo(mock)
  await automap({ apply: true })
  const fault = { match: { provider: 'vrbo' }, respond: { status: 503 } }
  await mock.call('POST', '/_mock/faults', { body: fault })
  t.equal((await about(mock, `vrbo:${accountId}`).units()).status, 503)
  t.equal((await about(mock, 'booking:1').units()).status, 404)
  t.equal((await about(mock, 'nothing').units()).status, 400)
  const { body } = await mock.call('POST', '/_mock/faults/preview', { body: fault })
  t.ok(body)
})

t.test('two mappings at once: one makes the connection', async (t) => {
  const mock = await createMock(t)
  const { units, map } = await atVrbo(mock)
  const [unit] = (await units()).body.units
  const item = [{ unitId: unit.unit_id, create: true }]
  const answers = await Promise.all([map(item), map(item)])
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 409])
  t.equal((await mock.call('GET', '/v1/listings')).body.data.length, 1)
})

t.test('a connection that is removed meanwhile is not found', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const mock = await createMock(t, { parts: { records } })
  const { accountId, units, automap } = await atVrbo(mock)
  await automap({ apply: true })
  const [unit] = (await units()).body.units
  const { id } = (await mock.call('GET', '/v1/connect/vrbo')).body
  around.before = once(() => mock.call('DELETE', `/_mock/connections/${id}`))
  const { map } = about(mock, `vrbo:${accountId}`)
  t.equal((await map([{ unitId: unit.unit_id, create: true }])).code, 'not_found')
  const { data } = (await mock.call('GET', '/v1/listings?status=all')).body
  t.strictSame(data, [], 'and no listing was created')
})

t.test('a mapping with an Idempotency-Key is made once', async (t) => {
  const mock = await createMock(t)
  const { accountId, sessionId, units } = await atVrbo(mock)
  const [unit] = (await units()).body.units
  const send = () =>
    mock.call('POST', `/v1/connections/vrbo:${accountId}/mappings`, {
      key: null,
      headers: { 'idempotency-key': 'once' },
      body: { sessionId, mappings: [{ unitId: unit.unit_id, create: true }] },
    })
  const first = await send()
  const second = await send()
  t.equal(second.headers['idempotency-status'], 'cached')
  t.strictSame(second.body, first.body)
})
