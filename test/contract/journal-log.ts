import t, { type Test } from 'tap'
import type { JournalLog, LogEntry, LogOptions, LogScope } from '../../src/storage/journal-log.js'

export interface TestEvent {
  readonly type: 'call' | 'tick'
  readonly text: string
}

interface Options {
  readonly skip?: string | false
}

export const logOptions: LogOptions<TestEvent> = {
  counted: 'tick',
  maxEntries: 100,
  maxSize: 1_000_000,
  maxTotalSize: 10_000_000,
  sizeOf: ({ text }) => text.length,
  nameOf: (workspaceId) => workspaceId ?? 'nobody',
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

/** All entries of a scope, oldest first. */
export async function entriesOf(log: JournalLog<TestEvent>, scope: LogScope): Promise<LogEntry<TestEvent>[]> {
  const all: LogEntry<TestEvent>[] = []
  for (;;) {
    const page = await log.after(scope, all.at(-1)?.order ?? 0)
    if (page.length === 0) return all
    all.push(...page)
  }
}

/** The same, read from the other end. */
async function fromTheEnd(log: JournalLog<TestEvent>, scope: LogScope): Promise<LogEntry<TestEvent>[]> {
  const all: LogEntry<TestEvent>[] = []
  for (;;) {
    const page = await log.before(scope, all.at(-1)?.order ?? Number.POSITIVE_INFINITY)
    if (page.length === 0) return all.reverse()
    all.push(...page)
  }
}

/** The ids of all entries of a scope, oldest first. */
export async function idsIn(log: JournalLog<TestEvent>, scope: LogScope): Promise<string[]> {
  return (await entriesOf(log, scope)).map(({ id }) => id)
}

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
    t.strictSame(await entriesOf(log, 'a'), [])
    t.strictSame(await fromTheEnd(log, null), [])
    t.equal(await log.last(), 0)
    for (const id of ['a', null, 'b', 'a']) await record(log, id, { what: call })
    t.match(await entriesOf(log, 'a'), [
      { id: 'a_1', atMs: 0, workspaceId: 'a', what: call },
      { id: 'a_2', atMs: 0, workspaceId: 'a', what: call },
    ])
    const all = await entriesOf(log, null)
    t.strictSame(
      all.map(({ id }) => id),
      ['a_1', 'nobody_1', 'b_1', 'a_2'],
    )
    t.equal(all[1]?.workspaceId, null)
    t.ok(all.every(({ size }) => size >= 100))
    t.ok(all.every(({ order }, at) => at === 0 || order > (all[at - 1]?.order ?? order)))
    t.equal(await log.last(), all.at(-1)?.order)
  })

  test('they are read by pages, from both ends and from any place', { maxEntries: 1000 }, async (t, log) => {
    for (let at = 0; at < 250; at++) await record(log, at % 2 === 0 ? 'a' : 'b')
    for (const scope of ['a', null]) {
      const ids = await idsIn(log, scope)
      t.equal(ids.length, scope === null ? 250 : 125)
      t.strictSame(
        (await fromTheEnd(log, scope)).map(({ id }) => id),
        ids,
      )
      t.equal((await log.after(scope, 0)).length, 100)
    }
    const orders = (await entriesOf(log, null)).map(({ order }) => order)
    const orderAt = (at: number) => orders[at - 1] as number
    t.equal((await log.after('a', orderAt(100)))[0]?.order, orderAt(101))
    t.equal((await log.before('a', orderAt(101)))[0]?.order, orderAt(99))
    t.strictSame(await log.after('a', orderAt(249)), [])
    t.strictSame(
      (await log.before('a', orderAt(101), 2)).map(({ order }) => order),
      [orderAt(99), orderAt(97)],
    )
    t.strictSame(await log.before('b', orderAt(1)), [])
  })

  test('an entry is found by its id, while it is there and in its scope', {}, async (t, log) => {
    await record(log, 'a', { count: 2 })
    await record(log, null)
    await record(log, 'a', { what: call })
    await record(log, 'a')
    await log.forget('a', 'call')
    const all = await entriesOf(log, null)
    const orderOf = (id: string) => all.find((entry) => entry.id === id)?.order
    t.type(orderOf('a_2'), 'number')
    for (const scope of ['a', null]) t.equal(await log.orderOf(scope, 'a_2'), orderOf('a_2'))
    t.equal(await log.orderOf('a', 'a_4'), orderOf('a_4'))
    t.equal(await log.orderOf(null, 'nobody_1'), orderOf('nobody_1'))
    t.equal(await log.orderOf('b', 'a_2'), undefined)
    for (const id of ['a_3', 'a_5', 'a_0', 'a_x', 'c_1', 'nonsense', ''])
      for (const scope of ['a', null]) t.equal(await log.orderOf(scope, id), undefined, id)
  })

  test('the oldest entries of a workspace are evicted first', { maxEntries: 2 }, async (t, log) => {
    await record(log, 'a', { what: call })
    await record(log, 'a', { count: 3 })
    await record(log, 'a', { what: call })
    await record(log, 'a')
    await record(log, 'b', { count: 1 })
    await record(log, 'b', { count: 5, what: call })
    t.strictSame(await idsIn(log, 'a'), ['a_4', 'a_5', 'a_6'], 'two that count, and one between them')
    t.equal((await entriesOf(log, 'b')).length, 6)
  })

  test('a workspace has its bytes, and takes none of the others', { maxSize: 2000 }, async (t, log) => {
    await record(log, 'quiet', { count: 3, what: call })
    await record(log, 'loud', { count: 60, what: call })
    t.equal((await entriesOf(log, 'quiet')).length, 3)
    const kept = await entriesOf(log, 'loud')
    t.ok(kept.length > 8 && kept.length <= 20, `${kept.length} have room`)
    t.equal(kept.at(-1)?.id, 'loud_60')
    await record(log, 'loud', { what: { type: 'call', text: 'z'.repeat(3000) } })
    t.equal(
      (await entriesOf(log, 'loud')).length,
      kept.length,
      'one that is larger than all room is not kept',
    )
  })

  test('past all room the largest loses its oldest', { maxTotalSize: 15_000 }, async (t, log) => {
    const long: TestEvent = { type: 'call', text: 'y'.repeat(1000) }
    await record(log, 'large', { count: 12, what: long })
    await record(log, 'small', { count: 1, what: long })
    await record(log, null, { count: 6, what: long })
    t.equal((await entriesOf(log, 'small')).length, 1)
    t.ok((await entriesOf(log, null)).length < 19)
    const kept = await idsIn(log, 'large')
    t.ok(kept.length < 12, `${kept.length} are left`)
    t.equal(kept.at(-1), 'large_12')
    await log.forget(null)
    await record(log, 'small', { count: 5 })
    t.equal((await entriesOf(log, 'small')).length, 5, 'what is forgotten makes room')
  })

  test('an entry for which there is no room at all is not kept', { maxTotalSize: 10 }, async (t, log) => {
    await record(log, 'a')
    t.strictSame(await entriesOf(log, null), [])
  })

  test('events of one type are forgotten, or all, of a workspace or of everybody', {}, async (t, log) => {
    const fill = async () => {
      for (const id of ['a', 'b']) for (const what of [tick, call]) await record(log, id, { what })
    }
    await fill()
    await log.forget('a', 'call')
    t.strictSame(await idsIn(log, null), ['a_1', 'b_1', 'b_2'])
    await log.forget(null, 'call')
    t.strictSame(await idsIn(log, null), ['a_1', 'b_1'])
    await log.forget('a')
    t.strictSame(await idsIn(log, null), ['b_1'])
    await log.forget('c')
    await log.forget(null)
    t.strictSame(await entriesOf(log, null), [])
    await fill()
    t.strictSame(await idsIn(log, 'a'), ['a_3', 'a_4'], 'no id comes twice')
    await log.forget(null, 'call')
    await log.forget(null, 'tick')
    t.strictSame(await entriesOf(log, null), [])
    await fill()
    t.strictSame(await idsIn(log, 'a'), ['a_5', 'a_6'], 'nor then')
  })
}
