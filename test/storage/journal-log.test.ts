import t from 'tap'
import { MemoryJournalLog } from '../../src/storage/memory-journal-log.js'
import {
  entriesOf,
  idsIn,
  logOptions,
  record,
  type TestEvent,
  testJournalLog,
} from '../contract/journal-log.js'

testJournalLog('memory', (_t, options) => new MemoryJournalLog<TestEvent>(options))

t.test('the bytes of all are counted as they come and go', async (t) => {
  const log = new MemoryJournalLog<TestEvent>({ ...logOptions, maxEntries: 7, sizeOf: () => 3000 })
  t.equal(log.size, 0)
  for (let round = 0; round < 20; round++)
    for (const id of ['a', 'b', null]) await record(log, id, { count: round % 4 })
  const count = (await entriesOf(log, null)).length
  t.equal(count, 21)
  const perWorkspace = (log.size - count * 3000) / 3
  t.ok(perWorkspace > 0 && perWorkspace < 5000, 'a workspace takes something, too')
  await log.forget('a')
  t.equal(log.size, 2 * perWorkspace + 14 * 3000)
  await log.forget(null, 'tick')
  t.equal(log.size, 0)
})

t.test('one of many workspaces is not searched for', async (t) => {
  const log = new MemoryJournalLog<TestEvent>({ ...logOptions, maxTotalSize: 50_000_000, sizeOf: () => 3000 })
  for (let at = 0; at < 12_000; at++) log.record(`w${at}`, at, { type: 'tick', text: '' })
  log.record('w7', 0, { type: 'tick', text: '' })
  t.ok(log.size > 47_000_000)
  log.forget(null)
  log.record('w1999', 0, { type: 'tick', text: '' })
  log.record('w2001', 0, { type: 'tick', text: '' })
  t.strictSame(
    await idsIn(log, null),
    ['w1999_1', 'w2001_2'],
    'the numbers of the last 10,000 are remembered',
  )
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
  for (const stop of stops) stop()
  await record(log, 'a')
  t.equal(heard.length, 5)
  t.strictSame(await idsIn(log, 'a'), ['a_1', 'a_2'])
})
