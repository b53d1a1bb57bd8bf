import { monitorEventLoopDelay } from 'node:perf_hooks'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { systemClock } from '../../src/lib/clock.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import type { Change, RecordStore, Write } from '../../src/storage/records.js'
import { put, testRecords, things } from '../contract/records.js'
import { adminOf, newPrefix, noRedis, openLink, storeUrl } from '../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)
const dayMs = 24 * 60 * 60 * 1000

interface Options {
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly clock?: { now(): number }
}

async function openStore(t: Test, { clock = systemClock, ...options }: Options = {}): Promise<RecordStore> {
  const { RedisRecordStore } = await import('../../src/storage/redis-records.js')
  return new RedisRecordStore(await openLink(t, { url, ...options }), clock)
}

/** Two servers on one store. */
async function openPair(t: Test): Promise<readonly [RecordStore, RecordStore]> {
  const prefix = newPrefix()
  return [await openStore(t, { prefix }), await openStore(t, { prefix })]
}

const first = things('first')
const many = things('many', { maxItems: 1_000_000, maxSize: 1e12 })
const changeOf = (...writes: Write[]): Change => ({ expected: [], writes })
const remove = (id: string, collection = first): Write => ({ kind: 'delete', collection, id })

testRecords('redis', openStore, { skip })

t.test('two servers see the same records, and of their racing commits one is made', { skip }, async (t) => {
  const [one, other] = await openPair(t)
  t.equal(one.isShared, true)
  await one.commit('w', changeOf(put(first, 'a', '0')))
  for (let round = 0; round < 20; round++) {
    const { version } = await other.list('w', first)
    const outcomes = await Promise.all(
      [one, other].map((store, at) =>
        store.commit('w', {
          expected: [{ collection: first, version }],
          writes: [put(first, 'a', `${round} ${at}`)],
        }),
      ),
    )
    t.strictSame(outcomes.map(({ kind }) => kind).sort(), ['committed', 'conflict'])
    const won = outcomes.findIndex(({ kind }) => kind === 'committed')
    const [found] = await one.read('w', [{ collection: first, id: 'a' }])
    t.equal(found?.value.text, `${round} ${won}`)
  }
})

t.test('a workspace that another server forgot is known again after a commit', { skip }, async (t) => {
  const [one, other] = await openPair(t)
  await one.commit('w', changeOf(put(first, 'a')))
  const [before] = await one.read('w', [{ collection: first, id: 'a' }])
  await other.forget('w')
  t.strictSame(await one.workspaces(), [])
  t.strictSame(await one.commit('w', changeOf(put(first, 'a'))), { kind: 'committed' })
  t.strictSame(await other.workspaces(), ['w'])
  const [after] = await one.read('w', [{ collection: first, id: 'a' }])
  t.ok(Number(after?.version) > Number(before?.version), 'in another life nothing has the same version')
})

t.test('what nobody writes to for a week is let go of, and taken off the list', { skip }, async (t) => {
  const prefix = newPrefix()
  const admin = await adminOf(t, url)
  let nowMs = systemClock.now()
  const clock = { now: () => nowMs }
  const [one, other] = [await openStore(t, { prefix, clock }), await openStore(t, { prefix, clock })]
  const expireAll = async (name: string) => {
    const keys = await admin.keys(`${prefix}{workspace:${name}}:*`)
    t.equal(keys.length, 3)
    for (const key of keys) {
      const leftMs = await admin.pttl(key)
      t.ok(leftMs > 7 * dayMs - 60_000 && leftMs <= 7 * dayMs, `${key} ${leftMs}`)
    }
    await admin.del(...keys)
  }
  await one.commit('old', changeOf(put(first, 'a')))
  await one.commit('busy', changeOf(put(first, 'a')))
  for (let day = 0; day < 9; day++) {
    nowMs += dayMs
    await one.commit('busy', changeOf(put(first, 'a')))
  }
  await expireAll('old')
  t.strictSame(await other.workspaces(), ['busy'])
  t.strictSame(await admin.zrange(`${prefix}workspaces`, 0, -1), ['busy'])
  await one.commit('old', changeOf(put(first, 'b')))
  t.strictSame([...(await other.workspaces())].sort(), ['busy', 'old'])
})

t.test('a server registers more workspaces than it remembers', { skip }, async (t) => {
  const store = await openStore(t, { timeoutMs: 5000 })
  for (let at = 0; at < 10_100; at += 100)
    await Promise.all(Array.from({ length: 100 }, (_, more) => store.register(`w${at + more}`)))
  await store.commit('w0', changeOf(put(first, 'a')))
  t.equal((await store.workspaces()).length, 10_100)
})

t.test('what a caller asks for is one call, whatever it changes', { skip }, async (t) => {
  const prefix = newPrefix()
  const store = await openStore(t, { prefix })
  const admin = await adminOf(t, url)
  const calls: string[] = []
  const monitor = await admin.monitor()
  t.teardown(() => monitor.disconnect())
  monitor.on('monitor', (_time: string, [name = '', ...args]: string[], source: string) => {
    if (source !== 'lua' && args.some((one) => one.includes(prefix))) calls.push(name.replace('sha', ''))
  })
  /** What is sent for one call. */
  const sentBy = async (call: () => unknown) => {
    const seen = async (marker: 'get' | 'strlen') => {
      await admin[marker](prefix)
      while (calls.at(-1) !== marker) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await seen('get')
    await call()
    await seen('strlen')
    return calls.slice(calls.lastIndexOf('get') + 1, -1)
  }
  await store.commit('v', changeOf())
  await store.list('v', first)
  const registered = ['zadd', 'zremrangebyscore', 'pexpire']
  t.strictSame(await sentBy(() => store.commit('w', changeOf(put(first, 'a'), put(many, 'b')))), [
    ...registered,
    'eval',
  ])
  for (const change of [
    { ...changeOf(put(first, 'a'), put(many, 'b')), cleared: [many] },
    { ...changeOf(put(first, 'a')), isReplacing: true, isAnnounced: true },
  ])
    t.strictSame(await sentBy(() => store.commit('w', change)), ['eval'])
  t.strictSame(await sentBy(() => store.read('w', [{ collection: first, id: 'a' }])), ['hmget'])
  t.strictSame(await sentBy(() => store.list('w', first)), ['eval'])
  t.strictSame(await sentBy(() => store.readAll('w')), ['eval'])
  t.strictSame(await sentBy(async () => store.sizes('w')), ['hgetall'])
  t.strictSame(await sentBy(() => store.workspaces()), ['zrangebyscore'])
})

t.test('a large commit is made at once, and lets others of this process go on', { skip }, async (t) => {
  const prefix = newPrefix()
  const store = await openStore(t, { prefix, timeoutMs: 3000 })
  const reader = await openStore(t, { prefix, timeoutMs: 10_000 })
  const count = 100_000
  const text = 'x'.repeat(200)
  const writes = Array.from({ length: count }, (_, at) => put(many, `${at}`, text))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  for (const [title, change] of [
    ['new', changeOf(...writes)],
    ['changed', changeOf(...writes.slice(0, 20_000))],
    ['replaced', { ...changeOf(...writes.slice(0, 20_000)), isReplacing: true }],
    ['cleared', { ...changeOf(...writes), cleared: [many] }],
  ] as const) {
    delay.reset()
    delay.enable()
    const begun = performance.now()
    t.strictSame(await store.commit('w', change), { kind: 'committed' })
    const tookMs = Math.round(performance.now() - begun)
    delay.disable()
    const longestMs = Math.round(delay.max / 1e6)
    t.comment(
      `measured ${title}: ${change.writes.length} writes in ${tookMs} ms, longest delay ${longestMs} ms`,
    )
    if (change.writes.length >= count) t.ok(longestMs < tookMs / 2, `${longestMs} ms`)
  }
  const { records } = await reader.list('w', many)
  t.equal(records.length, count)
  t.ok(records.every(({ id }, at) => id === `${at}`))
  t.equal((await reader.readAll('w')).of(many).length, count)
  t.strictSame(
    (await reader.list('w', many, { limit: 2 })).records.map(({ id }) => id),
    ['0', '1'],
  )
})

t.test('positions go up to 2^53, and texts are counted in characters', { skip }, async (t) => {
  const store = await openStore(t)
  const furthest = 2 ** 53 - 1
  await store.commit(
    'w',
    changeOf(put(first, 'last', 'last', furthest), put(first, 'almost', 'x', furthest - 1)),
  )
  const { records } = await store.list('w', first)
  t.strictSame(
    records.map(({ id, position }) => [id, position]),
    [
      ['almost', furthest - 1],
      ['last', furthest],
    ],
  )
  const text = '😀é'.repeat(10)
  const exact = things('exact', { maxSize: JSON.stringify({ text }).length })
  t.strictSame(await store.commit('w', changeOf(put(exact, 'a', text))), { kind: 'committed' })
  t.strictSame(await store.commit('w', changeOf(put(exact, 'a', `${text}x`))), {
    kind: 'full',
    collection: 'exact',
  })
  await store.commit('w', changeOf(put(first, 'half \ud83d', 'half \ud83d')))
  const [half] = await store.read('w', [{ collection: first, id: 'half \ufffd' }])
  t.equal(half?.value.text, 'half \ud83d', 'JSON keeps even a half of a character')
})

t.test('both stores do the same with the same changes', { skip }, async (t) => {
  const collections = [
    things('refusing', { maxItems: 4, maxSize: 90 }),
    things('dropping', { maxItems: 3, maxSize: 80, overflow: 'drop-oldest' }),
    things('refusing-more', { maxItems: 2 }),
  ]
  const collection = fc.constantFrom(...collections)
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e/f')
  const write: fc.Arbitrary<Write> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(collection, id, fc.string({ maxLength: 30 }), fc.option(fc.integer({ min: 1, max: 4 })))
        .map(([collection, id, text, position]) => put(collection, id, text, position ?? undefined)),
    },
    { weight: 3, arbitrary: fc.tuple(collection, id).map(([collection, id]) => remove(id, collection)) },
  )
  const change = fc.record({
    writes: fc.uniqueArray(write, {
      maxLength: 6,
      selector: ({ collection, id }) => `${collection.name}/${id}`,
    }),
    cleared: fc.subarray(collections).filter((some) => some.length < 2),
    isReplacing: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
    expects: fc.option(fc.tuple(collection, id, fc.boolean())),
  })
  const shown = async (store: RecordStore) => {
    const contents = await store.readAll('w')
    const lists = await Promise.all(collections.map((one) => store.list('w', one)))
    return collections.map((one, at) => {
      const listed = lists[at]?.records.map(({ id, position, value }) => [id, position, value.text])
      const read = contents.of(one).map(({ id, position, value }) => [id, position, value.text])
      t.strictSame(read, listed)
      return listed
    })
  }
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const stores = [new MemoryRecordStore(), await openStore(t)] as const
      for (const { expects, ...change } of changes) {
        const outcomes = await Promise.all(
          stores.map(async (store) => {
            const expected = []
            if (expects !== null) {
              const [collection, id, isRight] = expects
              const [found] = await store.read('w', [{ collection, id }])
              expected.push({ collection, id, version: (found?.version ?? 0) + (isRight ? 0 : 1) })
            }
            return store.commit('w', { expected, ...change })
          }),
        )
        t.strictSame(outcomes[1], outcomes[0])
        const [kept, inRedis] = [await shown(stores[0]), await shown(stores[1])]
        t.strictSame(inRedis, kept)
      }
    }),
    { numRuns: 60 },
  )
})
