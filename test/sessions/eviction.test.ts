import t from 'tap'
import { complete, expire } from '../../src/sessions/model.js'
import { sessionRecords } from '../../src/sessions/records.js'
import type { Workspace } from '../../src/workspaces/workspace.js'
import { createDomain, type DomainOptions } from '../helpers/domain.js'

/** A server full of open sessions of one workspace, with a count of the sessions that are read. */
async function fill(maxSessions: number, options: DomainOptions = {}) {
  const domain = createDomain({ maxSessions, ...options })
  const { workspaces, sessions, directory } = domain
  const own = await workspaces.ofKey('sk_test_own')
  const other = await workspaces.ofKey('sk_test_other')
  const ids: string[] = []
  const open = async (workspace: Workspace = own) => sessions.open(workspace, { provider: 'airbnb' })
  for (let at = 0; at < maxSessions; at++) ids.push((await open()).id)
  const at = (number: number) => ids.at(number) as string
  const end = async (number: number, workspace = own) => {
    const found = await sessions.find(at(number), 'id')
    await sessions.change({ ...found, workspace }, (session) => complete(session, 'a'))
  }
  const expireAt = async (number: number) => {
    const found = await sessions.find(at(number), 'id')
    await sessions.change(found, (session) => expire(session, found.nowMs))
  }
  /** Whether one more is taken. */
  const isTaken = (workspace = own) =>
    open(workspace).then(
      () => true,
      ({ code }) => {
        t.equal(code, 'capacity_exceeded')
        return false
      },
    )
  const isThere = async (number: number) => (await directory.find(at(number))) !== undefined
  return { ...domain, own, other, at, end, expireAt, isTaken, isThere }
}

t.test('an open session is never evicted', async (t) => {
  const { isTaken, isThere, other, directory } = await fill(1200)
  for (let count = 0; count < 5; count++) t.equal(await isTaken(other), false)
  t.equal(await directory.size(), 1200)
  t.ok((await isThere(0)) && (await isThere(1199)))
})

t.test('eviction removes the oldest first, about one in a thousand', async (t) => {
  const { end, isTaken, isThere } = await fill(2000)
  for (const number of [3, 5, 7, 9]) await end(number)
  t.equal(await isTaken(), true)
  t.strictSame(await Promise.all([3, 5, 7, 9].map(isThere)), [false, false, true, true])
  t.equal(await isTaken(), true, 'there is room already')
  t.strictSame(await Promise.all([7, 9].map(isThere)), [true, true])
})

t.test('a session that ended makes room at once, wherever it is', async (t) => {
  const { end, isTaken, isThere } = await fill(5000)
  t.equal(await isTaken(), false)
  await end(3000)
  t.equal(await isTaken(), true)
  t.equal(await isThere(3000), false)
  t.equal(await isTaken(), false)
})

t.test('an expired session is found by the first call, wherever it is', async (t) => {
  const { expireAt, isTaken, isThere } = await fill(3000)
  await expireAt(2500)
  t.equal(await isTaken(), true)
  t.equal(await isThere(2500), false)
})

t.test('soon after a search through all in vain, few sessions are looked at', async (t) => {
  const { clock, around, end, expireAt, isTaken, isThere } = await fill(3000, { sessionTtlMs: 1e6 })
  let looked = 0
  around.after = (name) => {
    if (name === 'read') looked++
  }
  around.before = () => clock.advance(1)
  t.equal(await isTaken(), false)
  t.ok(looked >= 6)
  await expireAt(2900)
  looked = 0
  t.equal(await isTaken(), false)
  t.ok(looked <= 4, `${looked} times`)
  await end(1500)
  t.equal(await isTaken(), true, 'one that ended is known')
  t.equal(await isThere(1500), false)
  clock.advance(1000)
  t.equal(await isTaken(), true, 'later all are looked at')
  t.equal(await isThere(2900), false)
})

t.test('only the sessions of one workspace are evicted for itself', async (t) => {
  const { eviction, end, own, other, directory } = await fill(600)
  await end(550)
  t.equal(await eviction.evict(other.id), false)
  t.equal(await eviction.evict(own.id), true)
  t.equal(await directory.size(), 599)
})

t.test('calls at the same time share one search', async (t) => {
  const { end, around, own, sessions } = await fill(1000)
  for (let at = 0; at < 5; at++) await end(at)
  let reads = 0
  around.before = (name) => {
    if (name === 'read') reads++
  }
  const asked = Array.from({ length: 20 }, () => sessions.open(own, { provider: 'airbnb' }))
  const outcomes = await Promise.allSettled(asked)
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 5)
  t.ok(reads < 300, `${reads} reads`)
})

t.test('a bounded number of ended sessions is remembered', async (t) => {
  const { eviction, isTaken, directory } = await fill(10)
  for (let at = 0; at < 3000; at++) eviction.noteEnd(`cs_${at}`)
  let finds = 0
  const { find } = directory
  directory.find = async (id: string) => {
    finds++
    return find.call(directory, id)
  }
  t.equal(await isTaken(), false)
  t.ok(finds <= 1000, `${finds} were looked for`)
})

t.test('each session expires by the clock of its own workspace', async (t) => {
  const { workspaces, transactions, directory, sessions } = createDomain({ maxSessions: 30 })
  const all = await Promise.all(Array.from({ length: 10 }, (_, at) => workspaces.ofKey(`sk_test_${at}`)))
  for (const workspace of [...all, ...all, ...all]) await sessions.open(workspace, { provider: 'airbnb' })
  const ahead = all[4] as Workspace
  await transactions.runIn(ahead.id, (tx) =>
    tx.setState({ ...tx.state, clock: { offsetMs: 1000, frozenAtMs: null } }),
  )
  await sessions.open(all[0] as Workspace, { provider: 'airbnb' })
  const owners = (await directory.next(30)).map(({ workspaceId }) => workspaceId)
  t.equal(owners.filter((id) => id === ahead.id).length, 2)
  t.equal(owners.length, 30)
})

t.test('sessions whose retention is over are removed while others are opened', async (t) => {
  const { clock, workspaces, sessions, directory, records } = createDomain({ maxSessions: 1000 })
  const own = await workspaces.ofKey('sk_test_own')
  for (let at = 0; at < 50; at++) await sessions.open(own, { provider: 'airbnb' })
  clock.advance(3000)
  for (let at = 0; at < 50; at++) await sessions.open(own, { provider: 'airbnb' })
  await new Promise(setImmediate)
  t.ok((await directory.size()) <= 52, `${await directory.size()} are left`)
  t.strictSame([...(await records.collections(own.id))].sort(), ['sessions', 'state'])
})

t.test('a sweep that fails is reported, and the next one goes on', async (t) => {
  const { clock, workspaces, sessions, aroundIds, failures, directory } = createDomain()
  const own = await workspaces.ofKey('sk_test_own')
  await sessions.open(own, { provider: 'airbnb' })
  aroundIds.before = (name) => {
    if (name === 'next') throw new Error('away')
  }
  for (let at = 0; at < 3; at++) await sessions.open(own, { provider: 'airbnb' })
  await new Promise(setImmediate)
  t.match(failures, [{ message: 'away' }])
  delete aroundIds.before
  clock.advance(3000)
  for (let at = 0; at < 6; at++) await sessions.open(own, { provider: 'airbnb' })
  await new Promise(setImmediate)
  t.equal(await directory.size(), 6)
})

const orphans = (name: string, count: number) => Array.from({ length: count }, (_, at) => `cs_${name}_${at}`)

t.test('very many ids without a session are removed, however often they are looked at', async (t) => {
  const { clock, own, directory, isTaken } = await fill(0, { maxSessions: 2500 })
  await directory.claim(own.id, orphans('a', 2500))
  for (let count = 0; count < 10; count++) {
    t.equal(await isTaken(), false)
    clock.advance(1000)
  }
  t.equal(await isTaken(), true)
})

t.test('remembered ids that are gone are replaced by others', async (t) => {
  const { clock, own, directory, isTaken } = await fill(0, { maxSessions: 2500 })
  await directory.claim(own.id, orphans('a', 2500))
  for (let count = 0; count < 3; count++) t.equal(await isTaken(), false)
  await directory.release(orphans('a', 2500))
  await directory.claim(own.id, orphans('b', 2500))
  clock.advance(30_000)
  t.equal(await isTaken(), false)
  clock.advance(10_000)
  t.equal(await isTaken(), true)
})

t.test('an id without a session is removed after ten seconds, and not before', async (t) => {
  const { clock, own, directory, isTaken } = await fill(1)
  await directory.release([(await directory.oldest(1))[0]?.id as string])
  await directory.claim(own.id, ['cs_orphan'])
  t.equal(await isTaken(), false)
  clock.advance(9_999)
  t.equal(await isTaken(), false)
  clock.advance(1)
  t.equal(await isTaken(), true)
  t.equal(await directory.find('cs_orphan'), undefined)
})

t.test('more ids without a session than are remembered are removed too', async (t) => {
  const maxSessions = 1200
  const { directory, workspaces, sessions, clock } = createDomain({ maxSessions })
  const own = await workspaces.ofKey('sk_test_own')
  await directory.claim(
    own.id,
    Array.from({ length: maxSessions }, (_, at) => `cs_${at}`),
  )
  let asked = 0
  let isTaken = false
  while (!isTaken && asked++ < 10) {
    isTaken = await Promise.resolve(sessions.open(own, { provider: 'airbnb' })).then(
      () => true,
      () => false,
    )
    clock.advance(10_000)
  }
  t.ok(isTaken, `${asked} calls`)
})

t.test('a session that is open again by the time of its removal stays', async (t) => {
  const { around, at, own, end, records, transactions, isTaken, isThere } = await fill(1)
  const [before] = await records.read(own.id, [{ collection: sessionRecords, id: at(0) }])
  await end(0)
  around.before = async (name) => {
    if (name !== 'commit') return
    delete around.before
    await transactions.runIn(own.id, (tx) => tx.put(sessionRecords, at(0), before?.value ?? t.fail()))
  }
  t.equal(await isTaken(), false)
  t.ok(await isThere(0))
})

t.test(
  'a restore looks at the sessions of all other workspaces, and evicts none when that is not enough',
  async (t) => {
    const { eviction, end, own, other, isThere, directory } = await fill(2000)
    await end(1998)
    t.equal(await eviction.evictBeside(2, other.id), false)
    t.ok(await isThere(1998))
    await end(1999)
    await end(1997)
    t.equal(await eviction.evictBeside(2, own.id), false, 'its own are replaced anyway')
    t.equal(await eviction.evictBeside(2, other.id), true)
    t.strictSame(await Promise.all([1997, 1998, 1999].map(isThere)), [false, false, true])
    t.equal(await directory.size(), 1998)
  },
)

t.test('very many ids of a workspace that is gone are released in parts', async (t) => {
  const { eviction, own, other, directory } = await fill(0, { maxSessions: 2500 })
  await directory.claim(own.id, orphans('a', 1200))
  await directory.claim(other.id, orphans('b', 3))
  async function* pages() {
    const ids = orphans('a', 1200)
    yield ids.slice(0, 600)
    yield ids.slice(600)
  }
  const released = eviction.releaseAll(pages())
  await new Promise(setImmediate)
  const size = await directory.size()
  t.ok(size > 3 && size < 1203, `${size} are left`)
  await released
  t.equal(await directory.size(), 3)
})
