import t, { type Test } from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { ApiError } from '../../src/errors/api-error.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { createMock, type MockOptions } from '../helpers/mock.js'
import { observed } from '../helpers/observed.js'
import { newPrefix, noRedis, storeUrl } from '../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

type Settings = NonNullable<MockOptions['settings']>

/** Two servers in this process on one store, each with a clock of its own. */
async function createPair(t: Test, settings: Settings = {}) {
  const { openRedisStores } = await import('../../src/storage/redis-stores.js')
  const prefix = newPrefix()
  const create = async () => {
    const maxSessions = Number(settings.MAX_SESSIONS ?? 1000)
    const stores = await openRedisStores({
      url,
      prefix,
      timeoutMs: 10_000,
      maxSessions,
      journal: journalOptions,
    })
    return createMock(t, { settings, stores })
  }
  return [await create(), await create()] as const
}

t.test('a server knows the workspaces that another has in use', { skip }, async (t) => {
  const [one, other] = await createPair(t, { MAX_WORKSPACES: '1' })
  for (const key of ['sk_test_a', 'sk_test_b', 'sk_test_c']) await one.open('airbnb', {}, { key })
  t.equal((await other.call('GET', '/_mock/workspaces', { key: null })).body.data.length, 3)
  await other.call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
  t.match((await one.call('GET', '/_mock/clock', { key: null })).body, { offsetMs: 3_600_000 })
  t.match((await one.call('GET', '/_mock/clock', { key: 'sk_test_a' })).body, { offsetMs: 3_600_000 })
  await other.call('POST', '/_mock/reset', { key: null })
  t.strictSame((await one.call('GET', '/_mock/workspaces', { key: null })).body.data, [])
})

t.test('whether a session may go is judged by its own clock, whoever has moved it', { skip }, async (t) => {
  const [one, other] = await createPair(t, { MAX_SESSIONS: '2', SESSION_TTL: '10m' })
  const early = await one.open('airbnb', {}, { key: 'sk_test_early' })
  const late = await one.open('airbnb', {}, { key: 'sk_test_late' })
  t.equal((await other.call('POST', '/v1/connect/airbnb')).code, 'capacity_exceeded')
  await one.call('POST', '/_mock/clock/advance', { key: 'sk_test_late', body: { by: '11m' } })
  t.equal((await other.call('POST', '/v1/connect/airbnb')).status, 200, 'the expired one made room')
  const statusOf = async (id: string, key: string) =>
    (await other.call('GET', `/v1/connect/sessions/${id}`, { key })).status
  t.equal(await statusOf(early, 'sk_test_early'), 200)
  t.equal(await statusOf(late, 'sk_test_late'), 404)
})

t.test(
  'a call that needs no key tells what is left, and counts nothing, on each server',
  { skip },
  async (t) => {
    const [one, other] = await createPair(t)
    const id = await one.open(null)
    const body = { provider: 'airbnb' }
    for (const { call } of [one, other]) {
      const { headers } = await call('POST', `/v1/connect/sessions/${id}/select-provider`, {
        key: null,
        body,
      })
      t.equal(headers['x-ratelimit-remaining'], '599')
    }
  },
)

t.test('while the store is away, calls that need none of it are answered', async (t) => {
  const stores = createMemoryStores(10, journalOptions)
  const records = observed(stores.records, {
    before: () => {
      throw new ApiError('store_unavailable')
    },
  })
  const { call } = await createMock(t, { stores: { ...stores, records, trouble: () => 'unreachable' } })
  t.match((await call('GET', '/v1/health', { key: null })).body, { status: 'degraded' })
  t.equal((await call('GET', '/v1/connect/providers', { key: null })).status, 200)
  t.match(await call('GET', '/v1/connect'), { status: 503, code: 'store_unavailable' })
})

t.test('no call from before a reset of all counts after it', { skip }, async (t) => {
  const [one, other] = await createPair(t)
  const left = async () => (await other.call('GET', '/v1/connect')).headers['x-ratelimit-remaining']
  await one.call('POST', '/_mock/reset')
  t.equal(await left(), '599')
  t.equal(await left(), '598')
  await one.call('POST', '/_mock/reset')
  t.equal(await left(), '599')
  // The workspace begins anew with a number that it had before.
  await one.call('POST', '/_mock/reset', { key: null })
  t.equal(await left(), '599')
})
