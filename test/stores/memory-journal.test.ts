import t from 'tap'
import { MemoryJournal } from '../../src/stores/memory-journal.js'

const clock = { nowMs: 0, frozen: false, offsetMs: 0 }

/** Puts so many happenings into a journal, each of 1000 bytes. */
function fill(journal: MemoryJournal, workspaceId: string | null, count: number) {
  for (let at = 0; at < count; at++) journal.record(workspaceId, at, { type: 'clock', clock }, 1000)
}

const idsOf = async (journal: MemoryJournal, scope: string | null) =>
  (await journal.list(scope)).map(({ id }) => id)

t.test('the oldest entries of a workspace are forgotten first', async (t) => {
  const journal = new MemoryJournal({ entries: 3, bytes: 1_000_000 })
  fill(journal, 'a', 5)
  t.strictSame(await idsOf(journal, 'a'), ['jrn_a_3', 'jrn_a_4', 'jrn_a_5'])
})

t.test('when all together hold too much, the workspace that was quiet for longest forgets', async (t) => {
  const journal = new MemoryJournal({ entries: 100, bytes: 10_000 })
  fill(journal, 'a', 4)
  fill(journal, 'b', 4)
  fill(journal, 'a', 1)
  t.equal((await journal.list(null)).length, 9)
  fill(journal, 'c', 3)
  t.equal((await journal.list('a')).length, 5)
  t.ok((await journal.list('b')).length < 4)
  fill(journal, null, 20)
  t.strictSame(new Set((await journal.list(null)).map(({ workspaceId }) => workspaceId)), new Set([null]))
  t.ok((await journal.list(null)).length <= 9)
})

t.test('what is forgotten makes room again', async (t) => {
  const journal = new MemoryJournal({ entries: 100, bytes: 10_000 })
  for (let round = 0; round < 5; round++) {
    fill(journal, 'a', 9)
    t.equal((await journal.list('a')).length, 9, `round ${round}`)
    await journal.forget(round % 2 === 0 ? 'a' : null)
    t.strictSame(await journal.list(null), [])
  }
  for (let at = 0; at < 100; at++) fill(journal, `w${at}`, 1)
  t.ok((await journal.list(null)).length >= 6, 'empty rings are dropped')
})

t.test('listeners hear of their workspace, or of all, until they stop', async (t) => {
  const journal = new MemoryJournal()
  const heard: string[] = []
  const stops = [
    journal.listen('a', ({ id }) => heard.push(`a: ${id}`)),
    journal.listen(null, ({ id }) => heard.push(`all: ${id}`)),
    journal.listen('a', () => heard.push('second')),
  ]
  fill(journal, 'a', 1)
  fill(journal, 'b', 1)
  fill(journal, null, 1)
  t.strictSame(heard, ['a: jrn_a_1', 'second', 'all: jrn_a_1', 'all: jrn_b_1', 'all: jrn_server_1'])
  for (const stop of stops) stop()
  fill(journal, 'a', 1)
  t.equal(heard.length, 5)
})
