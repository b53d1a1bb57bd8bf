import t, { type Test } from 'tap'
import type {
  JournalEntry as Entry,
  JournalEvent as Happening,
  Journal,
  JournalLimits,
  RecordedRequest,
} from '../../../src/control/journal.js'
import { newPrefix, noRedis, openLink, RedisServer, storeUrl } from '../../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

async function journalOn(t: Test, prefix = newPrefix(), limits?: JournalLimits, at = url): Promise<Journal> {
  const { RedisJournal } = await import('../../../src/stores/redis/journal.js')
  return new RedisJournal(await openLink(t, { url: at, prefix, timeoutMs: 500 }), limits)
}

const clock: Happening = { type: 'clock', clock: { nowMs: 0, frozen: false, offsetMs: 0 } }
const request: Happening = { type: 'request', request: { path: '/v1/a' } as RecordedRequest }
/** Adds an entry, and waits until it is there. */
async function record(journal: Journal, ...entry: Parameters<Journal['record']>): Promise<void> {
  journal.record(...entry)
  await journal.settled()
}

const idsOf = (entries: readonly Entry[]) => entries.map(({ id }) => id)

t.test('servers write one journal, in order, of each workspace and of none', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await journalOn(t, prefix), await journalOn(t, prefix)]
  await record(one, 'a', 5, clock)
  await record(other, 'a', 6, request)
  await record(one, null, 7, clock)
  await record(other, 'b', 8, clock)
  t.match(await other.list('a'), [
    { id: 'jrn_a_1', order: 1, atMs: 5, workspaceId: 'a', what: clock },
    { id: 'jrn_a_2', order: 2, atMs: 6, workspaceId: 'a', what: request },
  ])
  t.strictSame(idsOf(await one.list(null)), ['jrn_a_1', 'jrn_a_2', 'jrn_server_1', 'jrn_b_1'])
  t.equal((await one.list(null))[2]?.workspaceId, null)
})

t.test('the oldest go first, and of too much those of quiet workspaces', { skip }, async (t) => {
  const few = await journalOn(t, newPrefix(), { entries: 2, bytes: 1_000_000 })
  for (let at = 0; at < 4; at++) await record(few, 'a', at, clock)
  t.strictSame(idsOf(await few.list('a')), ['jrn_a_3', 'jrn_a_4'])
  const small = await journalOn(t, newPrefix(), { entries: 100, bytes: 1000 })
  for (let at = 0; at < 3; at++) await record(small, 'quiet', at, clock)
  for (let at = 0; at < 20; at++) await record(small, 'loud', at, clock)
  t.strictSame(await small.list('quiet'), [])
  const kept = await small.list('loud')
  t.ok(kept.length > 3 && kept.length < 12, `${kept.length} have room`)
  await small.forget(null)
  for (let at = 0; at < 5; at++) await record(small, 'loud', at, clock)
  t.equal((await small.list('loud')).length, 5, 'what is forgotten makes room')
})

t.test(
  'one entry that is larger than all room is not kept, and takes nothing with it',
  { skip },
  async (t) => {
    const journal = await journalOn(t, newPrefix(), { entries: 100, bytes: 10 })
    await record(journal, 'a', 0, clock)
    t.strictSame(await journal.list(null), [])
  },
)

t.test('requests are forgotten alone, and all of a workspace or of everybody', { skip }, async (t) => {
  const journal = await journalOn(t)
  const fill = async () => {
    for (const id of ['a', 'b']) for (const what of [clock, request]) await record(journal, id, 0, what)
  }
  await fill()
  await journal.clearRequests('a')
  t.strictSame(idsOf(await journal.list(null)), ['jrn_a_1', 'jrn_b_1', 'jrn_b_2'])
  await journal.clearRequests(null)
  t.strictSame(idsOf(await journal.list(null)), ['jrn_a_1', 'jrn_b_1'])
  await journal.forget('a')
  t.strictSame(idsOf(await journal.list(null)), ['jrn_b_1'])
  await journal.forget(null)
  t.strictSame(await journal.list(null), [])
  await fill()
  t.strictSame(idsOf(await journal.list('a')), ['jrn_a_3', 'jrn_a_4'], 'no id comes twice')
})

t.test('who listens on one server hears what happens on another', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await journalOn(t, prefix), await journalOn(t, prefix)]
  const heard: string[] = []
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      const stop = one.listen(null, () => {
        if (heard.length < count) return
        stop()
        resolve()
      })
    })
  const stop = one.listen('a', ({ id }) => heard.push(`a ${id}`))
  one.listen(null, ({ id }) => heard.push(`all ${id}`))
  // Subscriptions begin some time after they were made.
  const first = until(1)
  while (heard.length === 0) {
    await record(other, 'a', 0, clock)
    await new Promise(setImmediate)
  }
  await first
  stop()
  heard.length = 0
  const two = until(2)
  await record(other, 'b', 0, clock)
  await record(other, 'b', 0, clock)
  await two
  t.ok(heard.every((text) => text.startsWith('all ')))
})

t.test('while the store is away, nothing is remembered, and nobody fails for it', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const journal = await journalOn(t, newPrefix(), undefined, server.url)
  await server.kill()
  await record(journal, 'a', 0, clock)
  await t.rejects(Promise.resolve(journal.list('a')), { code: 'store_unavailable' })
})
