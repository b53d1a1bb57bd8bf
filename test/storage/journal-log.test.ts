import t from 'tap'
import { MemoryJournalLog } from '../../src/storage/journal-log.js'
import { idsOf, logOptions, record, type TestEvent, testJournalLog } from '../contract/journal-log.js'

testJournalLog('memory', (_t, options) => new MemoryJournalLog<TestEvent>(options))

t.test('the workspace that was appended to least recently loses its entries first', async (t) => {
  const log = new MemoryJournalLog<TestEvent>({ ...logOptions, maxBytes: 10_000, sizeOf: () => 1000 })
  await record(log, 'a', { count: 4 })
  await record(log, 'b', { count: 4 })
  await record(log, 'a')
  t.equal(log.list(null).length, 9)
  await record(log, 'c', { count: 3 })
  t.equal(log.list('a').length, 5)
  t.ok(log.list('b').length < 4)
  await record(log, null, { count: 20 })
  t.strictSame(new Set(log.list(null).map(({ workspaceId }) => workspaceId)), new Set([null]))
  t.ok(log.list(null).length <= 9)
})

t.test('what is forgotten makes room again, and so do workspaces without entries', async (t) => {
  const log = new MemoryJournalLog<TestEvent>({ ...logOptions, maxBytes: 10_000, sizeOf: () => 1000 })
  for (let round = 0; round < 5; round++) {
    await record(log, 'a', { count: 9 })
    t.equal(log.list('a').length, 9, `round ${round}`)
    log.forget(round % 2 === 0 ? 'a' : null)
    t.strictSame(log.list(null), [])
  }
  for (let at = 0; at < 100; at++) await record(log, `w${at}`)
  t.ok(log.list(null).length >= 6)
})

t.test('listeners hear entries of their workspace, or of all, until they stop', async (t) => {
  const log = new MemoryJournalLog<TestEvent>(logOptions)
  const heard: string[] = []
  const stops = [
    log.listen('a', ({ id }) => heard.push(`a: ${id}`)),
    log.listen('a', () => heard.push('second')),
    log.listen(null, ({ id }) => heard.push(`all: ${id}`)),
  ]
  for (const id of ['a', 'b', null]) await record(log, id)
  t.strictSame(heard, ['a: a_1', 'second', 'all: a_1', 'all: b_1', 'all: nobody_1'])
  for (const stop of stops) stop()
  await record(log, 'a')
  t.equal(heard.length, 5)
  t.strictSame(idsOf(log.list('a')), ['a_1', 'a_2'])
})
