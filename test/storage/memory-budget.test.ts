import t from 'tap'
import { MemoryDirectory } from '../../src/storage/directory.js'
import { MemoryBudget, recordBytes } from '../../src/storage/memory-budget.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import type { Change, Write } from '../../src/storage/records.js'
import { put, things } from '../contract/records.js'

const many = things('many', { maxItems: 1e6, maxSize: 1e9 })
const change = (...writes: Write[]): Change => ({ expected: [], writes })
const text = (length: number) => 'x'.repeat(length)
const outOf = (per: 'workspace' | 'server') => ({ kind: 'no-memory', per })
const committed = { kind: 'committed' }

/** Workspaces that take a budget together, as far as they may; the first takes half of it. */
function createFull() {
  const budget = new MemoryBudget(100_000)
  const store = new MemoryRecordStore(budget)
  const directory = new MemoryDirectory(1000, budget)
  store.commit('a', change(put(many, 'large', text(46_000))))
  store.commit('b', change(put(many, 'large', text(30_000)), put(many, 'small', 'x')))
  store.commit('c', change(put(many, 'large', text(14_000))))
  return { budget, store, directory }
}

t.test('new work is refused near the end of the room, and the rest goes on', async (t) => {
  const { budget, store } = createFull()
  t.notOk(budget.isFull)
  t.strictSame(store.commit('c', change(put(many, 'a', text(4000)))), outOf('server'))
  t.ok(budget.isFull)
  t.strictSame(
    store.commit('b', change(put(many, 'small', text(100)))),
    committed,
    'a little more of a record',
  )
  t.strictSame(store.commit('b', change(put(many, 'small', text(3000)))), outOf('server'), 'much more of it')
  const gone = { kind: 'delete', collection: many, id: 'small' } as const
  const none = { kind: 'delete', collection: many, id: 'none' } as const
  t.strictSame(store.commit('b', change(none, put(many, 'b', text(3000)))), outOf('server'))
  t.strictSame(store.commit('b', change(gone, put(many, 'b', text(3000)))), committed, 'what deletes some')
  t.ok(budget.bytes > 95_000)
  t.strictSame(store.commit('b', { ...change(put(many, 'a')), isReplacing: true }), committed, 'a reset')
  t.notOk(budget.isFull, 'there is room again')
  t.strictSame(store.commit('c', change(put(many, 'a', text(4000)))), committed)
})

t.test('at the very end nothing grows, not even a little', async (t) => {
  const { budget, store } = createFull()
  const small = things('small', { maxSize: 1024 })
  let count = 0
  while ((await store.commit('b', change(put(small, `${count}`, text(10))))).kind === 'committed') count++
  t.ok(count > 10)
  t.ok(budget.bytes <= 100_000 && budget.bytes > 99_500, `${budget.bytes} bytes`)
})

t.test('the few records of the server itself need no room', async (t) => {
  const { store } = createFull()
  const own = { ...things('own'), per: 'server' as const }
  t.strictSame(store.commit('*', change(put(own, 'a', text(3000)))), committed)
})

t.test('one workspace takes half of the room, and leaves the rest to others', async (t) => {
  const { budget, store } = createFull()
  store.forget('b')
  t.strictSame(store.commit('a', change(put(many, 'a', text(4000)))), outOf('workspace'))
  t.notOk(budget.isFull)
  t.strictSame(store.commit('b', change(put(many, 'a', text(4000)))), committed)
})

t.test('what is cleared or replaced makes room for what comes in its place', async (t) => {
  const { store } = createFull()
  const writes = [put(many, 'other', text(46_000))]
  t.strictSame(store.commit('a', { expected: [], cleared: [many], writes }), committed)
  t.strictSame(store.commit('a', { expected: [], isReplacing: true, writes }), committed)
  const none = things('none', { maxItems: 1e6, maxSize: 1e9 })
  t.strictSame(
    store.commit('a', { expected: [], cleared: [none], writes: [put(none, 'a', text(9000))] }),
    outOf('workspace'),
  )
})

t.test('nothing is left of what was forgotten', async (t) => {
  const { budget, store, directory } = createFull()
  store.register('c')
  store.register('c')
  const before = budget.bytes
  directory.claim('a', ['one', 'two'])
  directory.claim('a', ['two'])
  t.ok(budget.bytes > before)
  directory.release(['one', 'two', 'none'])
  t.equal(budget.bytes, before)
  for (const id of ['a', 'b', 'c', 'none']) store.forget(id)
  t.equal(budget.bytes, 0)
})

t.test('characters beyond Latin-1 take two bytes each', async (t) => {
  const narrow = recordBytes('a', 'é'.repeat(1000))
  t.equal(recordBytes('a', `${'é'.repeat(999)}一`) - narrow, 1000)
  t.equal(recordBytes('a'.repeat(11), 'é'.repeat(1000)) - narrow, 10)
})

t.test('a large replacement that is prepared in slices counts as any other', async (t) => {
  const budget = new MemoryBudget(400_000)
  const store = new MemoryRecordStore(budget)
  const replace = (id: string, length: number) => {
    const writes = Array.from({ length: 501 }, (_, at) => put(many, `${at}`, text(length)))
    return store.commit(id, { ...change(...writes), isReplacing: true })
  }
  store.commit('a', change(put(many, 'large', text(150_000))))
  t.strictSame(await replace('b', 100), committed)
  const before = budget.bytes
  t.ok(before > 250_000, `${before} bytes`)
  t.strictSame(await replace('c', 150), outOf('server'))
  t.strictSame(await replace('b', 400), outOf('workspace'))
  t.equal(budget.bytes, before, 'nothing was changed')
  t.strictSame(await replace('b', 1), committed)
  t.equal(budget.bytes, store.bytesOf('a') + store.bytesOf('b'))
  t.ok(budget.bytes < before)
})
