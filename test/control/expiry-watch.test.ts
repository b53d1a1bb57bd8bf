import t from 'tap'
import { ExpiryWatch } from '../../src/control/expiry-watch.js'
import { bounds } from '../../src/lib/bounds.js'
import { open, type Session } from '../../src/sessions/model.js'
import { sessionRecords } from '../../src/sessions/records.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { initialState } from '../../src/workspaces/state.js'
import { Workspace } from '../../src/workspaces/workspace.js'
import { realTime, WorkspaceClock } from '../../src/workspaces/workspace-clock.js'

/** A watch of sessions that are in the store, whose clock stands in the tester's hand. */
function setUp() {
  const records = new MemoryRecordStore()
  const time = { nowMs: 0 }
  const clock = new WorkspaceClock({ now: () => time.nowMs }, realTime)
  const events: string[] = []
  let looks = 0
  const missed: (() => void)[] = []
  const watch = new ExpiryWatch({
    records: {
      read: (id, refs) => records.read(id, refs),
      watch: (listener, hearMissed = () => {}) => {
        missed.push(hearMissed)
        return records.watch(listener)
      },
    },
    workspaces: {
      peek: (id) => {
        looks++
        return new Workspace(id, initialState, 1, clock, '2026-10')
      },
    },
    journal: {
      record: (workspaceId, _atMs, what) =>
        events.push(`${workspaceId} ${what.type === 'session' && what.change}`),
    },
    alarm: () => () => {},
    failed: (error) => t.fail(String(error)),
  })
  const announce = (id: string) => records.commit(id, { expected: [], writes: [], isAnnounced: true })
  const put = (id: string, session: Session) =>
    records.commit(id, {
      expected: [],
      writes: [{ kind: 'put', collection: sessionRecords, id: session.id, value: session }],
    })
  return { watch, now: { clock, generation: 0 }, events, time, announce, put, missed, looks: () => looks }
}

const session = (id: string) => open(id, { provider: 'airbnb' }, 0, 1000)
const settle = async () => {
  for (let count = 0; count < 20; count++) await new Promise(setImmediate)
}

t.test('past the bound of all workspaces the oldest session of the first one is not watched', async (t) => {
  const { watch, now, events, time, announce, put } = setUp()
  const { maxItems } = bounds.allWatchedSessions
  const perWorkspace = bounds.watchedSessions.maxItems
  for (let at = 0; at <= maxItems; at++)
    watch.hear(`w${Math.floor(at / perWorkspace)}`, now, 'created', session(`cs_${at}`))
  for (const [id, at] of [
    ['w0', 0],
    ['w0', 1],
    ['w100', maxItems],
  ] as const)
    put(id, session(`cs_${at}`))
  await settle()
  time.nowMs = 1000
  for (const id of ['w0', 'w100']) announce(id)
  await settle()
  t.strictSame(events.sort(), ['w0 expired', 'w100 expired'])
  await watch.close()
})

t.test('whoever wakes it while it looks lets it look once more', async (t) => {
  const { watch, now, announce, looks } = setUp()
  watch.hear('w', now, 'created', session('cs_1'))
  announce('w')
  announce('w')
  await settle()
  t.equal(looks(), 2)
  announce('other')
  await settle()
  t.equal(looks(), 2)
  await watch.close()
})

t.test('a clock that was moved while the store could not say so is seen later', async (t) => {
  const { watch, now, events, time, put, missed } = setUp()
  for (let at = 0; at < 120; at++) {
    put(`w${at}`, session(`cs_${at}`))
    watch.hear(`w${at}`, now, 'created', session(`cs_${at}`))
  }
  time.nowMs = 1000
  await settle()
  t.equal(events.length, 0)
  for (const hear of missed) hear()
  for (let rounds = 0; rounds < 5; rounds++) await settle()
  t.equal(events.length, 120)
  await watch.close()
})
