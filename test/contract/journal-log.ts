import t, { type Test } from 'tap'
import type { JournalLog, LogEntry, LogOptions } from '../../src/storage/journal-log.js'

export interface TestEvent {
  readonly type: 'call' | 'tick'
  readonly text: string
}

interface Options {
  readonly skip?: string | false
}

export const logOptions: LogOptions<TestEvent> = {
  maxEntries: 100,
  maxBytes: 1_000_000,
  sizeOf: ({ text }) => text.length,
  idOf: (workspaceId, number) => `${workspaceId ?? 'nobody'}_${number}`,
}

export const tick: TestEvent = { type: 'tick', text: 'x'.repeat(100) }
const call: TestEvent = { type: 'call', text: 'y'.repeat(100) }

/** Adds an entry, and waits until it is there. */
export async function record(
  log: JournalLog<TestEvent>,
  workspaceId: string | null,
  { count = 1, what = tick }: { count?: number; what?: TestEvent } = {},
): Promise<void> {
  for (let at = 0; at < count; at++) log.record(workspaceId, at, what)
  await log.settled()
}

export const idsOf = (entries: readonly LogEntry<TestEvent>[]) => entries.map(({ id }) => id)

/**
 * What every journal log must do.
 *
 * @param make a new, empty one.
 */
export function testJournalLog(
  name: string,
  make: (t: Test, options: LogOptions<TestEvent>) => JournalLog<TestEvent> | Promise<JournalLog<TestEvent>>,
  { skip = false }: Options = {},
): void {
  const test = (
    title: string,
    more: Partial<LogOptions<TestEvent>>,
    run: (t: Test, log: JournalLog<TestEvent>) => Promise<void>,
  ) => t.test(`${name}: ${title}`, { skip }, async (t) => run(t, await make(t, { ...logOptions, ...more })))

  test('entries are in order, of each workspace and of none', {}, async (t, log) => {
    t.strictSame(await log.list('a'), [])
    t.strictSame(await log.list(null), [])
    for (const id of ['a', null, 'b', 'a']) await record(log, id, { what: call })
    t.match(await log.list('a'), [
      { id: 'a_1', order: 1, atMs: 0, workspaceId: 'a', what: call },
      { id: 'a_2', order: 4, atMs: 0, workspaceId: 'a', what: call },
    ])
    t.strictSame(idsOf(await log.list(null)), ['a_1', 'nobody_1', 'b_1', 'a_2'])
    t.equal((await log.list(null))[1]?.workspaceId, null)
    t.ok((await log.list('a')).every(({ size }) => size >= 100))
  })

  test('the oldest entries of a workspace are evicted first', { maxEntries: 2 }, async (t, log) => {
    await record(log, 'a', { count: 4 })
    await record(log, 'b')
    t.strictSame(idsOf(await log.list(null)), ['a_3', 'a_4', 'b_1'])
  })

  test('of too much those of quiet workspaces are evicted first', { maxBytes: 4000 }, async (t, log) => {
    await record(log, 'quiet', { count: 3 })
    await record(log, 'loud', { count: 60 })
    t.strictSame(await log.list('quiet'), [])
    const kept = (await log.list('loud')).length
    t.ok(kept > 10 && kept < 50, `${kept} have room`)
    await log.forget(null)
    await record(log, 'loud', { count: 5 })
    t.equal((await log.list('loud')).length, 5, 'what is forgotten makes room')
  })

  test('an entry that is larger than all room is not kept', { maxBytes: 10 }, async (t, log) => {
    await record(log, 'a')
    t.strictSame(await log.list(null), [])
  })

  test('events of one type are forgotten, or all, of a workspace or of everybody', {}, async (t, log) => {
    const fill = async () => {
      for (const id of ['a', 'b']) for (const what of [tick, call]) await record(log, id, { what })
    }
    await fill()
    await log.forget('a', 'call')
    t.strictSame(idsOf(await log.list(null)), ['a_1', 'b_1', 'b_2'])
    await log.forget(null, 'call')
    t.strictSame(idsOf(await log.list(null)), ['a_1', 'b_1'])
    await log.forget('a')
    t.strictSame(idsOf(await log.list(null)), ['b_1'])
    await log.forget(null)
    t.strictSame(await log.list(null), [])
    await fill()
    t.strictSame(idsOf(await log.list('a')), ['a_3', 'a_4'], 'no id comes twice')
  })
}
