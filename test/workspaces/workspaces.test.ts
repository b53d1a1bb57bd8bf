import t from 'tap'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { createMock, unbounded } from '../helpers/mock.js'
import { type Around, observed, once } from '../helpers/observed.js'

const minute = 60_000

t.test(
  'at the bound a workspace that was reset and not called since is forgotten',
  { skip: unbounded },
  async (t) => {
    const { call, open } = await createMock(t, { settings: { MAX_WORKSPACES: '2' } })
    const session = await open('airbnb', {}, { key: 'sk_test_used' })
    for (const key of ['sk_test_b', 'sk_test_c', 'sk_test_d']) {
      t.equal((await call('GET', '/v1/connect', { key })).status, 200)
      await call('POST', '/_mock/reset', { key })
    }
    await call('GET', '/v1/connect', { key: 'sk_test_d' })
    t.equal((await call('GET', '/v1/connect', { key: 'sk_test_e' })).code, 'capacity_exceeded', 'd is called')
    const read = await call('GET', `/v1/connect/sessions/${session}`, { key: 'sk_test_used' })
    t.equal(read.status, 200, 'its session is still there')
    t.equal(
      (await call('GET', '/v1/connect', { key: 'sk_test_used' })).headers['x-ratelimit-remaining'],
      '597',
    )
  },
)

t.test(
  'the longest idle workspace makes room, with all that is kept of it',
  { skip: unbounded },
  async (t) => {
    const { call, open, clock } = await createMock(t, {
      settings: { MAX_WORKSPACES: '2', WORKSPACE_IDLE: '10m' },
    })
    const key = 'sk_test_a'
    const session = await open('airbnb', {}, { key })
    clock.advance(1000)
    await open('airbnb', {}, { key: 'sk_test_b' })
    const refused = await call('GET', '/v1/connect', { key: 'sk_test_c' })
    t.match(refused, { status: 503, code: 'capacity_exceeded' })
    t.match(refused.body.error.message, '10m')
    t.match(refused.body.error.fix, 'MAX_WORKSPACES')
    clock.advance(10 * minute - 1001)
    t.equal((await call('GET', '/v1/connect', { key: 'sk_test_c' })).status, 503)
    await call('GET', '/_mock/workspaces', { key: null })
    clock.advance(1)
    t.equal(
      (await call('GET', '/v1/connect', { key: 'sk_test_c' })).status,
      200,
      'a list of all is no call of it',
    )
    const ids = (await call('GET', '/_mock/workspaces', { key: null })).body.data
    t.equal(ids.length, 2)
    t.equal((await call('GET', `/connect/${session}`, { key: null })).status, 404)
    t.equal((await call('GET', '/v1/connect', { key })).status, 503, 'b was called later')
    clock.advance(1000)
    t.equal((await call('GET', '/v1/connect', { key })).headers['x-ratelimit-remaining'], '599')
    t.equal((await call('GET', '/_mock/requests', { key })).body.data.length, 1, 'it has a new journal')
    t.equal((await call('GET', `/v1/connect/sessions/${session}`, { key })).status, 404)
  },
)

t.test('a call keeps a workspace from being the longest idle', { skip: unbounded }, async (t) => {
  const { call, open, clock } = await createMock(t, { settings: { MAX_WORKSPACES: '2' } })
  const session = await open('airbnb', {}, { key: 'sk_test_a' })
  await open('airbnb', {}, { key: 'sk_test_b' })
  clock.advance(9 * minute)
  await call('GET', '/v1/connect', { key: 'sk_test_a' })
  clock.advance(2 * minute)
  await call('GET', `/connect/${session}`, { key: null })
  clock.advance(9 * minute)
  t.equal((await call('GET', '/v1/connect', { key: 'sk_test_c' })).status, 200)
  t.equal((await call('GET', `/v1/connect/sessions/${session}`, { key: 'sk_test_a' })).status, 200)
})

t.test('a workspace that is called while it is being evicted stays', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const { call, open, clock } = await createMock(t, {
    parts: { records },
    settings: { MAX_WORKSPACES: '2', SEED: 'one' },
  })
  const session = await open('airbnb', {}, { key: 'sk_test_a' })
  clock.advance(30 * minute - 1000)
  await call('GET', '/v1/connect', { key: 'sk_test_b' })
  clock.advance(1000)
  const path = `/v1/connect/sessions/${session}`
  let found: number | undefined
  around.before = once(async () => {
    found = (await call('GET', path, { key: 'sk_test_a' })).status
  })
  t.equal((await call('GET', '/v1/connect', { key: 'sk_test_c' })).code, 'capacity_exceeded')
  t.equal(found, 410, 'it was called meanwhile')
  t.equal((await call('GET', path, { key: 'sk_test_a' })).status, 410, 'its session is still there')
  t.equal((await call('GET', '/v1/connect', { key: 'sk_test_b' })).status, 200)
})

t.test('a full server takes no session until one ends or expires', async (t) => {
  const mock = await createMock(t, { settings: { MAX_SESSIONS: '2' } })
  const first = await mock.open('airbnb')
  mock.clock.advance(60_000)
  const second = await mock.open('airbnb')
  const refused = await mock.call('POST', '/v1/connect/airbnb')
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match(refused.body.error.fix, 'MAX_SESSIONS')
  await mock.call('POST', `/v1/connect/sessions/${second}/complete`, { body: { provider: 'airbnb' } })
  await mock.open('airbnb')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${second}`)).status, 404, 'the ended one made room')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${first}`)).status, 200, 'the open one stays')
  mock.clock.advance(1_740_000)
  await mock.open('airbnb', {}, { key: 'sk_test_other' })
  t.equal((await mock.call('GET', `/v1/connect/sessions/${first}`)).status, 404, 'the expired one made room')
})

t.test(
  'an ended or expired session keeps its answer until its retention is over, to the millisecond',
  async (t) => {
    const { call, open, clock } = await createMock(t, {
      settings: { SESSION_TTL: '1s', SESSION_RETENTION: '10s' },
    })
    const expired = await open('airbnb')
    const ended = await open('airbnb')
    await call('POST', `/v1/connect/sessions/${ended}/complete`, { body: { provider: 'airbnb' } })
    clock.advance(10_999)
    t.equal((await call('GET', `/v1/connect/sessions/${expired}`)).status, 410)
    t.equal((await call('GET', `/v1/connect/sessions/${ended}`)).status, 409)
    clock.advance(1)
    t.equal((await call('GET', `/v1/connect/sessions/${expired}`)).status, 404)
    t.equal((await call('GET', `/v1/connect/sessions/${ended}`)).status, 404)
  },
)

t.test('with a seed the same calls of a key give the same ids, whatever other keys do', async (t) => {
  const ids = async (settings: { SEED?: string }, others: number) => {
    const { open } = await createMock(t, { settings })
    const own: string[] = []
    for (let count = 0; count < 70; count++) {
      for (let other = 0; other < others; other++) await open('airbnb', {}, { key: `sk_test_${other}` })
      own.push(await open('airbnb', {}, { key: 'sk_test_own' }))
    }
    return own
  }
  const seeded = await ids({ SEED: 'a' }, 0)
  t.equal(new Set(seeded).size, 70)
  t.strictSame(await ids({ SEED: 'a' }, 2), seeded)
  t.notSame(await ids({ SEED: 'b' }, 0), seeded)
  t.notSame(await ids({}, 0), await ids({}, 0))
})
