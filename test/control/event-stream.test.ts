import t from 'tap'
import { EventStream } from '../../src/control/event-stream.js'
import { type JournalEntry, journalOptions } from '../../src/control/journal.js'
import { bounds } from '../../src/lib/bounds.js'
import { Turns } from '../../src/lib/turns.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { realTime } from '../../src/workspaces/workspace-clock.js'

const { maxSize } = bounds.eventBacklog
const clock = { now: 0, ...realTime } as never

/** A stream of a workspace whose entries have a text of a length, and the alarm that cuts its reader off. */
function setUp({
  scope = 'w' as string | null,
  length = 10,
  turns = new Turns() as Pick<Turns, 'isOver' | 'next'>,
} = {}) {
  const { journal } = createMemoryStores(10, journalOptions)
  const alarms = new Set<() => void>()
  const stream = new EventStream({
    journal,
    scope,
    turns,
    alarm: (_delayMs, ring) => {
      alarms.add(ring)
      return () => alarms.delete(ring)
    },
    after: 0,
    isWanted: () => true,
    write: ({ order, what }: JournalEntry) => Buffer.from(`${what.type}${order}${'.'.repeat(length)}\n`),
  })
  t.teardown(() => stream.destroy())
  const record = (workspaceId: string | null = 'w') =>
    journal.record(workspaceId, 0, { type: 'clock', clock })
  const reset = () => journal.record(null, 0, { type: 'reset' })
  /** Records until the reader is too far behind. */
  const fallBehind = async () => {
    while (alarms.size === 0) {
      for (let count = 0; count < 100; count++) record()
      await turn()
    }
  }
  return { stream, journal, alarms, record, reset, fallBehind }
}

const turn = () => new Promise(setImmediate)
const ring = async (alarms: Iterable<() => void>) => {
  for (const one of [...alarms]) one()
  await turn()
  await turn()
}

t.test('who reads is not behind, however late the stream has its turn', async (t) => {
  let goOn = () => {}
  const next = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const turns = { isOver: true, next: () => next }
  const { stream, alarms, journal, record } = setUp({ turns })
  let text = ''
  stream.on('data', (piece) => {
    text += piece
  })
  await turn()
  let size = 0
  journal.listen('w', (entry) => {
    size += entry.size
  })
  while (size < 4 * maxSize) record()
  await turn()
  t.equal(alarms.size, 0)
  goOn()
  while (!text.includes(`clock${journal.last()}.`)) await turn()
  t.notOk(stream.destroyed)
})

t.test('who takes nothing while too much is recorded is cut off, who takes something is not', async (t) => {
  const { stream, alarms, fallBehind } = setUp()
  stream.read()
  await fallBehind()
  while (stream.read() !== null) await turn()
  t.equal(alarms.size, 0)
  await fallBehind()
  await ring(alarms)
  t.ok(stream.destroyed)
  t.equal(alarms.size, 0)
})

t.test('what is taken while the alarm rings is seen', async (t) => {
  const { stream, alarms, fallBehind } = setUp()
  stream.read()
  await fallBehind()
  for (const one of alarms) one()
  while (stream.read() !== null) await turn()
  t.notOk(stream.destroyed)
})

t.test('an event that is larger than all that a reader may miss arrives whole, piece by piece', async (t) => {
  const { stream, alarms, record, fallBehind } = setUp({ length: 2 * maxSize })
  record()
  record()
  let text = ''
  let most = 0
  for await (const piece of stream) {
    if (text.length === 0) await fallBehind()
    most = Math.max(most, piece.length)
    text += piece
    if (text.length > 4 * maxSize + 50) break
  }
  t.strictSame(text.match(/[^.]+/g)?.slice(0, 3), [': repull-mock\n\nclock1', '\nclock2', '\nclock3'])
  t.ok(most <= 64 * 1024)
  t.equal(alarms.size, 0)
})

t.test('a reset of all workspaces has its place among the entries of one, and comes once', async (t) => {
  const { stream, record, reset } = setUp()
  let text = ''
  record()
  reset()
  reset()
  record()
  record(null)
  reset()
  record('other')
  stream.on('data', (piece) => {
    text += piece
  })
  while (!text.includes('reset6')) await turn()
  reset()
  while (!text.includes('reset8')) await turn()
  t.strictSame(text.match(/[a-z]+\d/g), ['clock1', 'clock4', 'reset6', 'reset8'])
})

t.test('one that ends has nothing more to say', async (t) => {
  const { stream, record, reset } = setUp({ length: 40_000 })
  record()
  stream.read()
  await turn()
  stream.end()
  record()
  reset()
  let text = ''
  for await (const piece of stream) text += piece
  t.notMatch(text, 'clock2')
})
