import t, { type Test } from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

const connection = '/v1/channels/airbnb/connection'
const listings = '/v1/channels/airbnb/listings'

async function seeded(t: Test): Promise<Mock> {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/sandbox/seed')
  return mock
}

/** Connects an account with an id. */
async function connect({ call, open }: Mock, accountId: string) {
  const body = { provider: 'airbnb', accountId, accountName: 'Noor' }
  return (await call('POST', `/v1/connect/sessions/${await open('airbnb')}/complete`, { body })).body
}

t.test('Airbnb that was never connected says so, and lists nothing', async (t) => {
  const { call } = await createMock(t)
  const { status, body } = await call('GET', connection)
  t.equal(status, 200)
  t.match(body.data, { status: 'never_connected', hostCount: 0, hosts: [], fixUrl: /^https?:/ })
  const list = await call('GET', listings)
  t.equal(list.status, 200)
  t.strictSame(list.body.data, [])
  const { fixUrl } = body.data
  const stale = { stale: true, reason: 'never_connected' }
  t.strictSame(list.body.dataFreshness, { lastSyncedAt: null, ...stale, fixUrl, accounts: [] })
  t.strictSame(list.body.data_freshness, { last_synced_at: null, ...stale, fix_url: fixUrl })
  t.equal(
    (await call('GET', fixUrl.replace(/^https?:\/\/[^/]*/, ''))).status,
    200,
    'the link leads somewhere',
  )
})

t.test('nothing is sent to Airbnb for an account that cannot be used', async (t) => {
  const { call } = await seeded(t)
  const sent = async () => {
    const { data } = (await call('GET', listings)).body
    const [{ active, syncEnabled, writable }] = data[0].connections
    return [data[0].listingId, active, syncEnabled, writable]
  }
  t.strictSame(await sent(), ['900000101', true, true, true])
  await call('POST', '/_mock/connections/900000301/break')
  t.strictSame(await sent(), ['900000101', true, false, false])
  t.match((await call('GET', `${listings}/900000101`)).body.connections, [{ writable: false }])
  await call('POST', '/_mock/connections/900000301/heal')
  t.strictSame(await sent(), ['900000101', true, true, true])
  await call('DELETE', '/v1/connect/airbnb')
  t.strictSame(await sent(), ['900000101', true, false, false], 'Booking.com keeps the listing active')
})

t.test('Airbnb that was disconnected keeps its host, and its last known listings', async (t) => {
  const { call, clock } = await seeded(t)
  t.match((await call('GET', connection)).body.data, { status: 'connected', fixUrl: null })
  clock.advance(60_000)
  t.strictSame((await call('DELETE', '/v1/connect/airbnb')).body.listingsDeactivated, ['900000102'])
  const { data } = (await call('GET', connection)).body
  t.match(data, {
    status: 'disconnected',
    hostCount: 1,
    fixUrl: /^https?:/,
    hosts: [
      {
        airbnbUserId: '900000301',
        name: 'Lidia',
        isConnected: false,
        deactivatedAt: '2026-11-21T09:01:00.000Z',
        lastDisconnectReason: 'manual_disconnect',
      },
    ],
  })
  const { body } = await call('GET', `${listings}?status=all`)
  t.match(body.data, [{ listingId: '900000101' }, { listingId: '900000102' }])
  const stale = { stale: true, reason: 'disconnected', fixUrl: data.fixUrl }
  t.strictSame(body.dataFreshness, {
    lastSyncedAt: '2026-11-21T09:00:00.000Z',
    ...stale,
    accounts: [
      { accountId: '900000301', accountName: 'Lidia', lastSyncedAt: '2026-11-21T09:00:00.000Z', ...stale },
    ],
  })
  t.match(body.data_freshness, { last_synced_at: '2026-11-21T09:00:00.000Z', stale: true })
  t.equal((await call('GET', `${listings}/900000101`)).code, 'no_connection', 'one listing needs it')
})

t.test('one of several accounts that is off asks for a reconnect', async (t) => {
  const mock = await seeded(t)
  const { call } = mock
  const other = await connect(mock, 'host-2')
  t.match((await call('GET', connection)).body.data, { status: 'connected', hostCount: 2, fixUrl: null })
  await call('DELETE', '/v1/connect/airbnb?accountId=host-2')
  const { data } = (await call('GET', connection)).body
  t.match(data, { status: 'reconnect_required', hosts: [{ isConnected: true }, { isConnected: false }] })
  t.match(data.fixUrl, /^https?:/)
  await connect(mock, 'host-2')
  t.equal((await call('GET', connection)).body.data.status, 'connected', 'it was connected again')
  await call('POST', `/_mock/connections/${other.id}/break`)
  const { fixUrl } = (await call('GET', '/v1/connect')).body.data.find(
    ({ id }: { id: string }) => id === other.id,
  )
  const broken = (await call('GET', connection)).body.data
  t.match(broken, {
    status: 'reconnect_required',
    fixUrl,
    hosts: [{ airbnbUserId: 'host-2', isConnected: false, lastDisconnectReason: 'auth_expired' }, {}],
  })
  const fresh = (await call('GET', listings)).body.dataFreshness
  t.match(fresh, {
    stale: true,
    reason: 'reauth_required',
    fixUrl,
    accounts: [{ stale: true }, { stale: false }],
  })
  await call('POST', `/_mock/connections/${other.id}/break`, { body: { reason: 'needs_permissions' } })
  t.equal((await call('GET', connection)).body.data.hosts[0].lastDisconnectReason, 'needs_permissions')
  await call('POST', `/_mock/connections/${other.id}/heal`)
  t.equal((await call('GET', listings)).body.dataFreshness.stale, false)
})

t.test('lists are asked for one account, and refuse an unknown one', async (t) => {
  const mock = await seeded(t)
  const { call } = mock
  await connect(mock, 'host-2')
  for (const path of [listings, '/v1/channels/airbnb/reservations']) {
    const own = (await call('GET', `${path}?account_id=900000301`)).body
    t.equal(own.data.length, 2)
    t.match(own.data[0].connections ?? [own.data[0]], [{ accountId: '900000301', accountName: 'Lidia' }])
    t.match(own.dataFreshness.accounts, { length: 1 })
    const other = (await call('GET', `${path}?account_id=host-2`)).body
    t.strictSame(other.data, [])
    t.match(other.dataFreshness, { lastSyncedAt: null, accounts: [{ accountId: 'host-2' }] })
    const unknown = await call('GET', `${path}?account_id=nobody`)
    t.match(unknown, { status: 404, code: 'not_found' })
    t.match(unknown.body.error, { field: 'account_id', valid_values: ['host-2', '900000301'] })
  }
})

t.test('an account that is no longer known has no name', async (t) => {
  const { call } = await seeded(t)
  await call('DELETE', '/v1/connect/airbnb')
  const { body } = await call('GET', '/_mock/snapshot')
  await call('PUT', '/_mock/snapshot', { body: { ...body, disconnectedAccounts: [] } })
  const list = (await call('GET', listings)).body
  t.match(list.data, [{ connections: [{ accountId: '900000301', accountName: null }] }])
  t.match(list.dataFreshness, { lastSyncedAt: '2026-11-21T09:00:00.000Z', reason: 'never_connected' })
})

t.test('optional parts of a listing on Airbnb come when they are asked for', async (t) => {
  const { call } = await seeded(t)
  const [plain] = (await call('GET', listings)).body.data
  t.notOk('thumbnailUrl' in plain || 'amenities' in plain.connections[0])
  const [full] = (await call('GET', `${listings}?include=amenities,thumbnail`)).body.data
  t.equal(full.thumbnailUrl, null)
  t.match(full.connections[0], { amenities: [{ id: 'wifi' }], syncCategory: 'sync_all', lockedFields: [] })
})

t.test('of many accounts the newest 100 are shown, and those that a call asks for beside them', async (t) => {
  const mock = await seeded(t)
  const { call } = mock
  for (let at = 0; at < 101; at++) await connect(mock, `host-${at}`)
  const { data } = (await call('GET', connection)).body
  t.match(data, { hostCount: 102, pagination: { hasMore: true, total: 102 } })
  t.equal(data.hosts.length, 100)
  t.match((await call('GET', listings)).body.data, [{ listingId: '900000101' }, { listingId: '900000102' }])
  const ofOldest = await call('GET', `${listings}?account_id=host-0`)
  t.equal(ofOldest.status, 200)
  t.match(ofOldest.body.dataFreshness.accounts, [{ accountId: 'host-0' }])
  t.equal((await call('GET', `${listings}?account_id=nobody`)).status, 404)
  const first = (await call('GET', '/v1/connect/airbnb?limit=2')).body
  const last = (await call('GET', '/v1/connect/airbnb?limit=2&offset=100&include_total=false')).body
  t.equal(last.accounts.length, 2)
  t.match(last.accounts[0], { externalAccountId: 'host-0' })
  t.equal(last.id, first.id, 'the newest connection is told on every page')
})
