import t, { type Test } from 'tap'
import type { Connection } from '../../../src/connect/connection.js'
import type { Session } from '../../../src/connect/session.js'
import type { Forgetting } from '../../../src/connect/store.js'
import type { Link } from '../../../src/stores/redis/link.js'
import type { RedisStore, RedisStoreOptions } from '../../../src/stores/redis/sessions.js'
import { testStore } from '../../contract/store.js'
import { adminOf, newPrefix, noRedis, openLink, storeUrl } from '../../helpers/redis.js'
import { session } from '../../helpers/session.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)
const keepAll: Forgetting = { isForgotten: () => false, mayForget: () => false }

async function storeOn(link: Link, options: Partial<RedisStoreOptions> = {}): Promise<RedisStore> {
  const { RedisStore } = await import('../../../src/stores/redis/sessions.js')
  return new RedisStore(link, { maxSessions: 10, ...options })
}

function connectionOf(id: string): Connection {
  return {
    id,
    workspaceId: 'one',
    version: 1,
    provider: 'airbnb',
    account: { id: 'account', name: 'Lidia' },
    accessType: null,
    rooms: {},
    createdAt: 0,
  }
}

/** The stores of two servers that share one Redis, and what they share. */
async function twoStores(t: Test, options: Partial<RedisStoreOptions> = {}) {
  const prefix = newPrefix()
  const [link, other] = [await openLink(t, { url, prefix }), await openLink(t, { url, prefix })]
  const stores = [await storeOn(link, options), await storeOn(other, options)] as const
  const admin = await adminOf(t, url)
  const keys = async () => (await admin.keys(`${prefix}*`)).map((key) => key.slice(prefix.length))
  return { stores, admin, keys, prefix }
}

testStore('redis', async (maxSessions, t) => storeOn(await openLink(t, { url }), { maxSessions }), { skip })

t.test(
  'what may go is judged by clocks that were asked for, whatever is added meanwhile',
  { skip },
  async (t) => {
    const { stores } = await twoStores(t, { maxSessions: 100 })
    const [store] = stores
    let count = 0
    const add = (forgetting: Forgetting) => {
      const id = `s${++count}`
      return store.addSession(session(id, { workspaceId: `of ${id}` }), forgetting)
    }
    const strangers: string[] = []
    const forgetting: Forgetting = {
      ...keepAll,
      asOfNow: async (ids) => {
        await add(keepAll)
        const isForgotten = ({ workspaceId }: { workspaceId: string }) => {
          if (!ids.includes(workspaceId)) strangers.push(workspaceId)
          return false
        }
        return { ...keepAll, isForgotten }
      },
    }
    for (let round = 0; round < 10; round++) t.equal(await add(round < 3 ? keepAll : forgetting), 'added')
    t.strictSame(strangers, [])
  },
)

t.test(
  'a session that a snapshot has put elsewhere is not forgotten for what it was',
  { skip },
  async (t) => {
    const { stores } = await twoStores(t)
    const [a, b] = stores
    await a.addSession(session('s', { workspaceId: 'old' }), keepAll)
    await a.addSession(session('t', { workspaceId: 'old' }), keepAll)
    const of = (sessions: readonly Session[]) => ({ sessions, connections: [], sandbox: null })
    await b.replaceWorkspace('old', of([]), keepAll)
    await b.replaceWorkspace('new', of([session('s', { workspaceId: 'new' })]), keepAll)
    const isForgotten = ({ workspaceId }: { workspaceId: string }) => workspaceId === 'old'
    t.equal(await a.addSession(session('u'), { ...keepAll, isForgotten }), 'added')
    t.match(await b.findSession('s'), { workspaceId: 'new' })
  },
)

t.test('of changes that race on two servers one wins, and the bound holds for both', { skip }, async (t) => {
  const { stores } = await twoStores(t)
  const [a, b] = stores
  await a.addSession(session('s'), keepAll)
  const wins = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      (at % 2 ? a : b).replaceSession(session('s', { version: 2, state: `${at}` })),
    ),
  )
  t.equal(wins.filter(Boolean).length, 1)
  t.match(await b.findSession('s'), { state: `${wins.indexOf(true)}` })
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, at) => (at % 2 ? a : b).addSession(session(`n${at}`), keepAll)),
  )
  t.equal(outcomes.filter((one) => one === 'added').length, 9)
  t.equal((await a.listSessions('one')).length, 10)
})

t.test('a session that has changed since it was judged is not forgotten', { skip }, async (t) => {
  const { stores } = await twoStores(t, { maxSessions: 2 })
  const [a, b] = stores
  for (const id of ['s', 't']) await a.addSession(session(id), keepAll)
  await b.replaceSession(session('s', { version: 2 }))
  t.equal(await a.addSession(session('n'), { ...keepAll, isForgotten: ({ id }) => id === 's' }), 'full')
  let judged = 0
  const mayForget = ({ id, version }: Session) => {
    if (id !== 's') return false
    if (++judged === 1) void a.replaceSession(session('s', { version: version + 1 }))
    return judged < 3
  }
  t.equal(await a.addSession(session('n'), { ...keepAll, mayForget }), 'added')
  t.equal(judged, 2, 'judged anew, and only then forgotten')
  await b.replaceSession(session('n', { version: 2 }))
  judged = 0
  const contents = { sessions: [session('x', { workspaceId: 'two' })], connections: [], sandbox: null }
  const mayGo = ({ id, version }: Session) => {
    if (id === 'n' && ++judged === 1) void a.replaceSession(session('n', { version: version + 1 }))
    return id === 'n' && judged === 1
  }
  t.equal(await a.replaceWorkspace('two', contents, { ...keepAll, mayForget: mayGo }), 'full')
  t.equal(judged, 2)
  t.match(await a.findSession('n'), { version: 3 })
})

t.test('each write puts off the forgetting of all that belongs to the workspace', { skip }, async (t) => {
  const lateMs = 60_000
  const { stores, admin, keys, prefix } = await twoStores(t, { lateMs })
  const [store] = stores
  const renews = async (name: string, write: () => Promise<unknown>) => {
    for (const key of await keys()) await admin.pexpire(prefix + key, 1000)
    await write()
    const left = await Promise.all((await keys()).map((key) => admin.pttl(prefix + key)))
    t.ok(left.length > 0 && left.every((ms) => ms > lateMs - 5000 && ms <= lateMs), `${name}: ${left}`)
  }
  const connection = connectionOf('c')
  await renews('addSession', () => store.addSession(session('s'), keepAll))
  await renews('saveConnection', () => store.saveConnection(connection))
  await renews('replaceSession', () => store.replaceSession(session('s', { version: 2 })))
  await renews('saveSandbox', () => store.saveSandbox({ workspaceId: 'one', seededAt: 1 }, []))
  t.strictSame((await keys()).sort(), [
    'all',
    'connections:one',
    'meta',
    'owners',
    'sessions:one',
    'workspace:one',
  ])
  await renews('removeConnection', () => store.removeConnection('one', 'c'))
  await renews('removeSandbox', () => store.removeSandbox('one', []))
  const contents = { sessions: [session('r')], connections: [{ connection, position: 4 }], sandbox: null }
  await renews('replaceWorkspace', () => store.replaceWorkspace('one', contents, keepAll))
})

t.test('what is left of a workspace that the store forgot takes no room', { skip }, async (t) => {
  const { stores, admin, keys, prefix } = await twoStores(t, { maxSessions: 3 })
  const [store] = stores
  const ids = ['a', 'b', 'c']
  for (const id of ids) await store.addSession(session(id, { workspaceId: 'old' }), keepAll)
  await admin.del(`${prefix}sessions:old`)
  t.equal(await store.findSession('a'), undefined)
  t.equal(await store.isEmpty('old'), true)
  t.equal(
    await store.addSession(session('a', { workspaceId: 'new' }), keepAll),
    'added',
    'an id of it is free',
  )
  for (const id of ['d', 'e']) t.equal(await store.addSession(session(id), keepAll), 'added')
  t.strictSame((await admin.zrange(`${prefix}all`, 0, -1)).sort(), ['a', 'd', 'e'])
  t.strictSame((await admin.hkeys(`${prefix}owners`)).sort(), ['a', 'd', 'e'])
  t.equal(await store.addSession(session('f'), keepAll), 'full')
  await admin.del(`${prefix}sessions:one`, `${prefix}owners`)
  const contents = { sessions: ids.map((id) => session(id)), connections: [], sandbox: null }
  t.equal(await store.replaceWorkspace('one', contents, keepAll), 'replaced')
  t.equal((await store.listSessions('one')).length, 3)
  t.notOk((await keys()).includes('sessions:old'))
})

t.test('a full store of many sessions is searched to its end', { skip }, async (t) => {
  const { stores } = await twoStores(t, { maxSessions: 1200 })
  const [a, b] = stores
  const sessions = Array.from({ length: 1200 }, (_, at) => session(`s${at}`, { workspaceId: 'many' }))
  await a.replaceWorkspace('many', { sessions, connections: [], sandbox: null }, keepAll)
  const mayForget = ({ id }: Session) => id === 's1199'
  const outcomes = await Promise.all(
    [a, b, a, b].map((store, at) => store.addSession(session(`n${at}`), { ...keepAll, mayForget })),
  )
  t.equal(outcomes.filter((one) => one === 'added').length, 1)
})
