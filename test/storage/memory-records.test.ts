import t from 'tap'
import { MemoryDirectory } from '../../src/storage/directory.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { testDirectory } from '../contract/directory.js'
import { put, testRecords, things } from '../contract/records.js'

testRecords('memory', () => new MemoryRecordStore())
testDirectory('memory', (_t, maxIds) => new MemoryDirectory(maxIds))

t.test('a very large collection keeps its order and its records', async (t) => {
  const store = new MemoryRecordStore()
  const many = things('many', { maxItems: 100_000, maxSize: 1e9 })
  const count = 20_100
  for (let at = 0; at < count; at++) {
    await store.commit('w', { expected: [], writes: [put(many, `${at}`)] })
  }
  const { records } = await store.list('w', many)
  t.equal(records.length, count)
  t.ok(records.every(({ value }, at) => value.text === `${at}`))
  await store.commit('w', { expected: [], writes: [{ kind: 'delete', collection: many, id: '7' }] })
  t.strictSame(
    (await store.list('w', many, { limit: 9 })).records.map(({ id }) => Number(id)),
    [0, 1, 2, 3, 4, 5, 6, 8, 9],
  )
})
