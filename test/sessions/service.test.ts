import t from 'tap'
import { connectionRecords } from '../../src/connections/records.js'
import { bind, end } from '../../src/sessions/model.js'
import { sessionRecords } from '../../src/sessions/records.js'
import type { Completion } from '../../src/sessions/service.js'
import { createDomain } from '../helpers/domain.js'
import { once } from '../helpers/observed.js'

/** A session with a lifetime of one second and a retention of two, and the events after it was opened. */
async function createSession() {
  const domain = createDomain({ sessionTtlMs: 1000, sessionRetentionMs: 2000 })
  const workspace = await domain.workspaces.ofKey('sk_test_tests')
  const session = await domain.sessions.open(workspace, { provider: 'airbnb' })
  domain.events.length = 0
  return { ...domain, workspace, session }
}

const completion: Completion = {
  bind: (session) => bind(session, 'airbnb'),
  account: () => ({ id: 'a', name: 'A' }),
}

for (const [lateMs, code] of [
  [1000, 'session_expired'],
  [2999, 'session_expired'],
  [3000, 'not_found'],
] as const) {
  t.test(
    `completing a session that is ${lateMs} ms old fails with ${code} and makes no connection`,
    async (t) => {
      const { clock, around, records, sessions, transactions, workspace, session, events } =
        await createSession()
      // Time goes on while something else changes the session, so that the completion runs again.
      around.before = once(async () => {
        clock.advance(lateMs)
        await transactions.runIn(workspace.id, (tx) => tx.put(sessionRecords, session.id, session))
      })
      await t.rejects(async () => sessions.complete({ workspace, session }, completion), { code })
      t.strictSame((await records.list(workspace.id, connectionRecords)).records, [])
      const [kept] = await records.read(workspace.id, [{ collection: sessionRecords, id: session.id }])
      t.equal(kept?.value.status, 'pending')
      t.strictSame(events, [])
    },
  )
}

t.test('a found session comes with the time of its workspace', async (t) => {
  const { clock, sessions, workspace, session } = await createSession()
  clock.advance(999)
  const found = await sessions.find(session.id, 'id')
  const [listed] = (await sessions.list(workspace.id, {})).records
  clock.advance(1)
  t.equal(found.nowMs, session.expiresAt - 1)
  t.equal(listed?.nowMs, session.expiresAt - 1)
})

t.test('a session that ended answers session_terminal also after its lifetime', async (t) => {
  const { clock, sessions, workspace, session } = await createSession()
  await sessions.complete({ workspace, session }, completion)
  clock.advance(1000)
  await t.rejects(
    sessions.change({ workspace, session }, (one) => end(one, 'cancelled')),
    { code: 'session_terminal' },
  )
})

t.test('a taken id is replaced, and a claimed one is kept when the transaction runs again', async (t) => {
  const { around, directory, sessions, transactions, workspace } = await createSession()
  const claimed: (readonly string[])[] = []
  const { claim } = directory
  directory.claim = async (workspaceId, ids) => {
    claimed.push(ids)
    return claimed.length === 1 ? 'taken' : claim.call(directory, workspaceId, ids)
  }
  around.before = once(() =>
    transactions.runIn(workspace.id, (tx) => tx.setState({ ...tx.state, faultsMade: 1 })),
  )
  const { id } = await sessions.open(workspace, { provider: 'airbnb' })
  t.equal(claimed.length, 2)
  t.not(claimed[0]?.[0], id)
  t.strictSame(claimed[1], [id])
})
