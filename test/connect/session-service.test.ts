import t from 'tap'
import type { Announcement } from '../../src/connect/announcement.js'
import { bind, end } from '../../src/connect/session.js'
import { type Completion, SessionService } from '../../src/connect/session-service.js'
import { MemoryStore } from '../../src/stores/memory.js'
import { HandClock } from '../helpers/mock.js'
import { createWorkspaces } from '../helpers/workspaces.js'

/** A session of a second, which is remembered for two more, and what is announced of it. */
async function createSession() {
  const clock = new HandClock()
  const store = new MemoryStore(10)
  const workspaces = createWorkspaces({ clock })
  const announced: Announcement[] = []
  const limits = { sessionTtlMs: 1000, sessionRetentionMs: 2000 }
  const sessions = new SessionService(store, workspaces, limits, async (_, one) => void announced.push(one))
  const workspace = await workspaces.ofKey('sk_test_tests')
  const session = await sessions.open(workspace, { provider: 'airbnb' })
  announced.length = 0
  return { clock, store, sessions, workspace, session, announced }
}

const completion: Completion = {
  bound: (session) => bind(session, 'airbnb'),
  account: () => ({ id: 'a', name: 'A' }),
}

for (const [lateMs, code] of [
  [1000, 'session_expired'],
  [2999, 'session_expired'],
  [3000, 'not_found'],
] as const) {
  t.test(
    `a session that is ${lateMs} ms old when its connection is made gets ${code} and none`,
    async (t) => {
      const { clock, store, sessions, workspace, session, announced } = await createSession()
      store.findConnection = async () => void clock.advance(lateMs)
      await t.rejects(sessions.connect({ workspace, session }, completion), { code })
      t.strictSame(await store.listConnections(workspace.id), [])
      t.equal((await store.findSession(session.id))?.status, 'pending')
      t.strictSame(announced, [])
    },
  )
}

t.test('a session is found together with the time by which it is judged', async (t) => {
  const { clock, sessions, workspace, session } = await createSession()
  clock.advance(999)
  const found = await sessions.find(session.id, 'id')
  const [listed] = await sessions.list(workspace)
  clock.advance(1)
  t.equal(found.nowMs, session.expiresAt - 1)
  t.equal(listed?.nowMs, session.expiresAt - 1)
})

t.test('a session that ended before its time was over has ended, whoever holds it still', async (t) => {
  const { clock, sessions, workspace, session } = await createSession()
  await sessions.connect({ workspace, session }, completion)
  clock.advance(1000)
  await t.rejects(
    sessions.change({ workspace, session }, (one) => end(one, 'cancelled')),
    { code: 'session_terminal' },
  )
})
