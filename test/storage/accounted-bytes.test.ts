import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import t from 'tap'
import { MemoryBudget, recordBytes } from '../../src/storage/memory-budget.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import type { Change, Write } from '../../src/storage/records.js'
import { put, things } from '../contract/records.js'

const workspaces = Array.from({ length: 20 }, (_, at) => `w${at}`)
const collections = [
  things('refusing', { maxItems: 20, maxSize: 20_000 }),
  things('dropping', { maxItems: 20, maxSize: 20_000, overflow: 'drop-oldest' }),
  things('other', { maxItems: 1000, maxSize: 1e6 }),
]
const maxBytes = 400_000

const texts = fc
  .tuple(fc.constantFrom('x', 'é', '一', '"', '😀'), fc.integer({ min: 0, max: 3000 }))
  .map(([character, length]) => character.repeat(length))
const ids = fc.constantFrom(...Array.from({ length: 40 }, (_, at) => `id-${at}`))
const collection = fc.constantFrom(...collections)
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(collection, ids, texts).map(([one, id, text]) => put(one, id, text)) },
  fc.record({ kind: fc.constant('delete' as const), collection, id: ids }),
)
const change: fc.Arbitrary<Change> = fc.record({
  expected: fc.constant([]),
  writes: fc.uniqueArray(write, {
    maxLength: 8,
    selector: ({ collection, id }) => `${collection.name} ${id}`,
  }),
  cleared: fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, fc.subarray(collections)),
  isReplacing: fc.oneof({ weight: 19, arbitrary: fc.constant(false) }, fc.constant(true)),
})
const step = fc.record({
  id: fc.constantFrom(...workspaces),
  change: fc.option(change, { freq: 30, nil: 'forget' as const }),
})

/** What the records of a store take, counted one by one. */
async function recount(store: MemoryRecordStore): Promise<number> {
  let bytes = 0
  for (const id of store.workspaces()) {
    const contents = await store.readAll(id)
    for (const collection of collections)
      for (const { id, value } of contents.of(collection))
        bytes += recordBytes(id, collection.codec.encode(value))
  }
  return bytes
}

t.test(
  'random operations never make the accounted bytes differ from a recount, nor pass a bound',
  async (t) => {
    let refused = 0
    let committed = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 100, maxLength: 300, size: 'max' }), async (steps) => {
        const budget = new MemoryBudget(maxBytes)
        const store = new MemoryRecordStore(budget)
        for (const { id, change } of steps) {
          if (change === 'forget') store.forget(id)
          else if ((await store.commit(id, change)).kind === 'committed') committed++
          else refused++
          if (budget.bytes > maxBytes + 3000 * 2) throw new Error(`${budget.bytes} bytes`)
          const contents = await store.readAll(id)
          for (const { name, maxItems, maxSize } of collections) {
            const records = contents.of(things(name))
            if (records.length > maxItems) throw new Error(`${records.length} of ${name}`)
            const size = records.reduce((sum, { value }) => sum + JSON.stringify(value).length, 0)
            if (size > maxSize) throw new Error(`${size} characters of ${name}`)
          }
        }
        // Workspaces and collections have a fixed part each, which the recount leaves out.
        const own = store.workspaces().reduce((sum, id) => sum + store.bytesOf(id), 0)
        if (own !== budget.bytes) throw new Error(`${budget.bytes} bytes, of workspaces ${own}`)
        const counted = await recount(store)
        const most = store.workspaces().length * (1000 + 320 * collections.length)
        if (budget.bytes < counted || budget.bytes > counted + most)
          throw new Error(`${budget.bytes} bytes, counted ${counted}`)
      }),
      { numRuns: 60 },
    )
    t.ok(refused > 50 && committed > 1000, `${committed} committed, ${refused} refused`)
  },
)

t.test('the accounted bytes are about those that the heap takes', async (t) => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const heapUsed = () => {
    gc()
    gc()
    return process.memoryUsage().heapUsed
  }
  const large = things('large', { maxItems: 1e6, maxSize: 1e9 })
  // Kept, so that nothing of before is freed meanwhile.
  const stores: MemoryRecordStore[] = []
  for (const [count, length, character] of [
    [60_000, 100, 'x'],
    [20_000, 1000, 'x'],
    [10_000, 1000, '一'],
    [15_000, 60, 'x'],
  ] as const) {
    const before = heapUsed()
    const budget = new MemoryBudget()
    const store = new MemoryRecordStore(budget)
    stores.push(store)
    for (let at = 0; at < count; at++) {
      const id = `cs_${String(at).padStart(26, '0')}`
      store.commit('w', { expected: [], writes: [put(large, id, `${at}${character.repeat(length)}`)] })
    }
    const share = budget.bytes / (heapUsed() - before)
    t.comment(`${count} records of ${length}: accounted ${(share * 100).toFixed(1)} % of the heap`)
    t.ok(share > 0.7 && share < 1.3, `${count} records of ${length}: ${share}`)
  }
  t.equal(stores.length, 4)
})
