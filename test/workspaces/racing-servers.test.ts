import t, { type Test } from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import type { RecordStore } from '../../src/storage/records.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { type Around, observed } from '../helpers/observed.js'
import { newPrefix, noRedis, storeUrl } from '../helpers/redis.js'

const url = noRedis ? '' : await storeUrl(t)

const hour = 3_600_000
const all = { key: null }
const byOneHour = { key: null, body: { by: '1h' } }
const never = { match: { path: '/v1/never' }, respond: { status: 503 } }
const forAll = { key: null, body: never }

/** Two servers on one store, or one that is both. What `around` says happens around the calls of the second to its store. */
interface Pair {
  readonly one: Mock
  readonly other: Mock
  readonly around: Around
}

async function createInMemory(t: Test): Promise<Pair> {
  const around: Around = {}
  const stores = createMemoryStores(1000, journalOptions)
  const mock = await createMock(t, { stores: { ...stores, records: observed(stores.records, around) } })
  return { one: mock, other: mock, around }
}

async function createOnRedis(t: Test): Promise<Pair> {
  const { openRedisStores } = await import('../../src/storage/redis-stores.js')
  const around: Around = {}
  const options = { url, prefix: newPrefix(), timeoutMs: 10_000, maxSessions: 1000, journal: journalOptions }
  const [first, second] = [await openRedisStores(options), await openRedisStores(options)]
  const records = observed<RecordStore>(second.records, around)
  return {
    one: await createMock(t, { stores: first }),
    other: await createMock(t, { stores: { ...second, records } }),
    around,
  }
}

/** Sets something for all workspaces, and what a workspace must show once that is done. */
interface ChangeOfAll {
  readonly name: string
  readonly before: (mock: Mock) => Promise<unknown>
  readonly set: (mock: Mock) => Promise<unknown>
  readonly offsetMs: number
  readonly faults: number
}

const advance = (mock: Mock) => mock.call('POST', '/_mock/clock/advance', byOneHour)
const addFault = (mock: Mock) => mock.call('POST', '/_mock/faults', forAll)
const resetAll = (mock: Mock) => mock.call('POST', '/_mock/reset', all)

const changes: readonly ChangeOfAll[] = [
  { name: 'the clock is advanced', before: resetAll, set: advance, offsetMs: hour, faults: 0 },
  { name: 'a fault is set', before: resetAll, set: addFault, offsetMs: 0, faults: 1 },
  {
    name: 'the faults are removed',
    before: async (mock) => {
      await resetAll(mock)
      await addFault(mock)
    },
    set: (mock) => mock.call('DELETE', '/_mock/faults', all),
    offsetMs: 0,
    faults: 0,
  },
  {
    name: 'everything is reset',
    before: async (mock) => {
      await resetAll(mock)
      await advance(mock)
      await addFault(mock)
    },
    set: resetAll,
    offsetMs: 0,
    faults: 0,
  },
  {
    name: 'everything is reset and the clock advanced',
    before: async (mock) => {
      await resetAll(mock)
      await advance(mock)
      await advance(mock)
      await addFault(mock)
    },
    set: async (mock) => {
      await resetAll(mock)
      await advance(mock)
    },
    offsetMs: hour,
    faults: 0,
  },
]

/** Calls by which a workspace begins, or which replace what it holds. */
const calls: Readonly<Record<string, (mock: Mock, key: string) => Promise<{ readonly status: number }>>> = {
  'opens a session': (mock, key) => mock.call('POST', '/v1/connect/airbnb', { key }),
  'turns its clock to where it is': (mock, key) =>
    mock.call('PUT', '/_mock/clock', { key, body: { frozen: false } }),
  'is reset': (mock, key) => mock.call('POST', '/_mock/reset', { key }),
}

/** Lets something happen once, before a call of the store. Returns whether there were so many calls. */
async function interrupted(
  around: Around,
  at: number,
  happen: () => Promise<unknown>,
  call: () => Promise<{ readonly status: number }>,
): Promise<boolean> {
  let left = at
  let isDone = false
  around.before = async () => {
    if (left-- !== 0) return
    delete around.before
    await happen()
    isDone = true
  }
  await call()
  delete around.before
  return isDone
}

for (const [where, create, skip] of [
  ['in memory', createInMemory, false],
  ['on two servers', createOnRedis, noRedis],
] as const) {
  for (const { name, before, set, offsetMs, faults } of changes) {
    for (const [what, call] of Object.entries(calls)) {
      for (const isKnown of [true, false]) {
        const which = isKnown ? 'that is used' : 'that the server has used before a reset'
        t.test(`${name} for all while a workspace ${which} ${what}, ${where}`, { skip }, async (t) => {
          const pair = await create(t)
          const { one, other, around } = pair
          let isReached = true
          for (let at = 0; isReached; at++) {
            const key = `sk_test_${at}`
            await call(other, key)
            await before(one)
            if (isKnown) await call(other, key)
            isReached = await interrupted(
              around,
              at,
              () => set(one),
              () => call(other, key),
            )
            for (const mock of [other, one]) {
              if (!isReached) continue
              const clock = (await mock.call('GET', '/_mock/clock', { key })).body
              const { data } = (await mock.call('GET', '/_mock/faults', { key })).body
              t.strictSame(
                [clock.offsetMs, data.length],
                [offsetMs, faults],
                `before call ${at} of the store`,
              )
            }
          }
        })
      }
    }
  }
}

const removeFaults = (mock: Mock) => mock.call('DELETE', '/_mock/faults', all)

for (const [where, create, skip] of [
  ['in memory', createInMemory, false],
  ['on two servers', createOnRedis, noRedis],
] as const)
  t.test(
    `after two changes of the faults for all at once each workspace has those, ${where}`,
    { skip },
    async (t) => {
      const { one, other, around } = await create(t)
      for (const [change, interrupt] of [
        [addFault, removeFaults],
        [removeFaults, addFault],
        [addFault, resetAll],
      ] as const) {
        let isReached = true
        for (let at = 0; isReached; at++) {
          await resetAll(one)
          await addFault(one)
          const keys = ['sk_test_before', 'sk_test_between', 'sk_test_after']
          const faultsOf = async (key: string | null) =>
            (await one.call('GET', '/_mock/faults', { key })).body.data.map(({ id }: { id: string }) => id)
          await faultsOf('sk_test_before')
          const happen = async () => {
            await interrupt(one)
            await faultsOf('sk_test_between')
          }
          isReached = await interrupted(around, at, happen, () => change(other))
          for (const key of keys)
            t.strictSame(await faultsOf(key), await faultsOf(null), `${key}, before call ${at}`)
        }
      }
    },
  )
