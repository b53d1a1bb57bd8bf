import t from 'tap'
import type { Connection } from '../../src/connect/connection.js'
import type { Session } from '../../src/connect/session.js'
import type { Forgetting, Store } from '../../src/connect/store.js'
import { session } from '../helpers/session.js'

const keepAll: Forgetting = { isForgotten: () => false, mayForget: () => false }

function connection(id: string, more: Partial<Connection> = {}): Connection {
  const account = { id: `account-${id}`, name: 'Lidia' }
  return {
    id,
    workspaceId: 'one',
    version: 1,
    provider: 'airbnb',
    account,
    accessType: null,
    rooms: {},
    createdAt: 0,
    ...more,
  }
}

/**
 * What every store must do.
 *
 * @param make a new, empty store that holds at most so many sessions.
 */
export function testStore(name: string, make: (maxSessions: number) => Store): void {
  t.test(`${name}: a session is found as it was added, and only by its id`, async (t) => {
    const store = make(10)
    const added = session('a', { state: 'x', claim: { hotelId: '123456', polls: 1 } })
    t.equal(await store.addSession(added, keepAll), 'added')
    t.strictSame(await store.findSession('a'), added)
    for (const id of ['b', '', '__proto__', 'constructor'])
      t.equal(await store.findSession(id), undefined, id)
  })

  t.test(`${name}: a session changes only from the version that is there`, async (t) => {
    const store = make(10)
    await store.addSession(session('a'), keepAll)
    t.equal(await store.replaceSession(session('a', { version: 2, state: 'new' })), true)
    t.equal(await store.replaceSession(session('a', { version: 2, state: 'late' })), false)
    t.equal(await store.replaceSession(session('b', { version: 2 })), false, 'one that is not there')
    t.match(await store.findSession('a'), { version: 2, state: 'new' })
    t.equal(await store.findSession('b'), undefined)
  })

  t.test(`${name}: of racing changes one wins, and only its connection is saved`, async (t) => {
    const store = make(10)
    await store.addSession(session('a'), keepAll)
    const racers = Array.from({ length: 20 }, (_, at) =>
      store.replaceSession(session('a', { version: 2, state: `${at}` }), connection(`c${at}`)),
    )
    const wins = await Promise.all(racers)
    t.equal(wins.filter(Boolean).length, 1)
    const saved = await store.listConnections('one')
    t.strictSame(
      saved.map((stored) => stored.connection.id),
      [`c${wins.indexOf(true)}`],
    )
    t.match(await store.findSession('a'), { state: `${wins.indexOf(true)}` })
  })

  t.test(
    `${name}: connections are listed in the order of their first saving, each with a rising position`,
    async (t) => {
      const store = make(10)
      for (const id of ['b', 'a', 'c']) await store.saveConnection(connection(id))
      const before = await store.listConnections('one')
      await store.saveConnection(connection('b', { version: 2, createdAt: 5 }))
      const after = await store.listConnections('one')
      t.strictSame(
        after.map((stored) => stored.connection.id),
        ['b', 'a', 'c'],
      )
      t.strictSame(
        after.map(({ position }) => position),
        before.map(({ position }) => position),
      )
      const positions = after.map(({ position }) => position)
      t.strictSame(
        positions.toSorted((a, b) => a - b),
        positions,
      )
      t.equal(new Set(positions).size, 3)
      t.equal((await store.findConnection('one', 'b'))?.createdAt, 5)
    },
  )

  t.test(
    `${name}: a connection changes only from the version that is there, and a session not without it`,
    async (t) => {
      const store = make(10)
      await store.addSession(session('a'), keepAll)
      t.equal(
        await store.saveConnection(connection('c', { version: 2 })),
        false,
        'one that is not there has version 0',
      )
      t.equal(await store.saveConnection(connection('c')), true)
      t.equal(await store.saveConnection(connection('c', { createdAt: 9 })), false)
      t.equal(
        await store.replaceSession(session('a', { version: 2 }), connection('c', { createdAt: 9 })),
        false,
      )
      t.match(await store.findSession('a'), { version: 1 })
      t.match(await store.findConnection('one', 'c'), { version: 1, createdAt: 0 })
      t.equal(await store.replaceSession(session('a', { version: 2 }), connection('c', { version: 2 })), true)
      t.match(await store.findSession('a'), { version: 2 })
      t.match(await store.findConnection('one', 'c'), { version: 2 })
    },
  )

  t.test(`${name}: workspaces do not see each other's connections`, async (t) => {
    const store = make(10)
    await store.saveConnection(connection('a'))
    t.equal(await store.findConnection('two', 'a'), undefined)
    t.strictSame(await store.listConnections('two'), [])
    t.equal(await store.removeConnection('two', 'a'), false)
    t.equal(await store.removeConnection('one', 'a'), true)
    t.equal(await store.removeConnection('one', 'a'), false)
    t.strictSame(await store.listConnections('one'), [])
  })

  t.test(`${name}: a workspace is empty until something is in it, and again after`, async (t) => {
    const store = make(1)
    t.equal(await store.isEmpty('one'), true)
    await store.saveConnection(connection('a'))
    await store.saveConnection(connection('b'))
    t.equal(await store.isEmpty('one'), false)
    await store.removeConnection('one', 'a')
    t.equal(await store.isEmpty('one'), false)
    await store.removeConnection('one', 'b')
    t.equal(await store.isEmpty('one'), true)
    await store.addSession(session('a'), keepAll)
    t.equal(await store.isEmpty('one'), false)
    await store.addSession(session('b', { workspaceId: 'two' }), {
      ...keepAll,
      mayForget: ({ id }) => id === 'a',
    })
    t.equal(await store.isEmpty('one'), true, 'its session was forgotten')
    t.equal(await store.isEmpty('two'), false)
  })

  t.test(
    `${name}: the sandbox of a workspace comes with all of its connections, or not at all`,
    async (t) => {
      const store = make(1)
      const record = { workspaceId: 'one', seededAt: 5 }
      t.equal(await store.findSandbox('one'), undefined)
      await store.saveConnection(connection('b'))
      t.equal(await store.saveSandbox(record, [connection('a'), connection('b')]), false, 'b has a version')
      t.equal(await store.findSandbox('one'), undefined)
      t.equal(await store.findConnection('one', 'a'), undefined)
      t.equal(await store.saveSandbox(record, [connection('a'), connection('b', { version: 2 })]), true)
      t.strictSame(await store.findSandbox('one'), record)
      t.equal(await store.findSandbox('two'), undefined)
      t.equal((await store.listConnections('one')).length, 2)
      const later = { ...record, seededAt: 6 }
      await store.saveSandbox(later, [])
      t.strictSame(await store.findSandbox('one'), later)
    },
  )

  t.test(`${name}: a sandbox goes with its connections, and leaves the others`, async (t) => {
    const store = make(1)
    await store.saveConnection(connection('own'))
    t.equal(await store.removeSandbox('one', ['own']), undefined, 'it was not seeded')
    t.ok(await store.findConnection('one', 'own'))
    await store.saveSandbox({ workspaceId: 'one', seededAt: 5 }, [connection('a')])
    t.equal(await store.removeSandbox('one', ['a', 'gone']), 1)
    t.strictSame(
      (await store.listConnections('one')).map((stored) => stored.connection.id),
      ['own'],
    )
    t.equal(await store.findSandbox('one'), undefined)
  })

  t.test(`${name}: a workspace that was seeded is not empty, and is replaced whole`, async (t) => {
    const store = make(1)
    const sandbox = { workspaceId: 'one', seededAt: 5 }
    await store.saveSandbox(sandbox, [])
    t.equal(await store.isEmpty('one'), false)
    t.equal(await store.isEmpty('two'), true)
    await store.replaceWorkspace('one', { sessions: [], connections: [], sandbox: null }, keepAll)
    t.equal(await store.isEmpty('one'), true)
    await store.replaceWorkspace('one', { sessions: [], connections: [], sandbox }, keepAll)
    t.strictSame(await store.findSandbox('one'), sandbox)
  })

  t.test(`${name}: an id that is there is taken, and keeps its session`, async (t) => {
    const store = make(1)
    await store.addSession(session('a', { state: 'first' }), keepAll)
    t.equal(await store.addSession(session('a', { state: 'second' }), keepAll), 'taken')
    t.match(await store.findSession('a'), { state: 'first' })
  })

  t.test(`${name}: the sessions of a workspace are listed, oldest first, as they are now`, async (t) => {
    const store = make(10)
    for (const id of ['b', 'a']) await store.addSession(session(id), keepAll)
    await store.addSession(session('c', { workspaceId: 'two' }), keepAll)
    await store.replaceSession(session('b', { version: 2 }))
    const listed = await store.listSessions('one')
    t.strictSame(
      listed.map(({ id, version }) => [id, version]),
      [
        ['b', 2],
        ['a', 1],
      ],
    )
    t.strictSame(await store.listSessions('none'), [])
  })

  t.test(`${name}: everything of a workspace is replaced, and nothing of others`, async (t) => {
    const store = make(10)
    await store.addSession(session('old'), keepAll)
    await store.addSession(session('both'), keepAll)
    await store.addSession(session('other', { workspaceId: 'two' }), keepAll)
    await store.saveConnection(connection('old'))
    await store.saveConnection(connection('other', { workspaceId: 'two' }))
    const sessions = [session('both', { state: 'new' }), session('new')]
    const connections = [
      { connection: connection('x'), position: 3 },
      { connection: connection('y'), position: 7 },
    ]
    t.equal(
      await store.replaceWorkspace('one', { sessions, connections, sandbox: null }, keepAll),
      'replaced',
    )
    t.strictSame(await store.listSessions('one'), sessions)
    t.equal(await store.findSession('old'), undefined)
    t.strictSame(await store.listConnections('one'), connections)
    await store.saveConnection(connection('z'))
    t.equal((await store.listConnections('one'))[2]?.position, 8, 'new ones come behind')
    t.ok(await store.findSession('other'))
    t.ok(await store.findConnection('two', 'other'))
    await store.replaceWorkspace('one', { sessions: [], connections: [], sandbox: null }, keepAll)
    t.equal(await store.isEmpty('one'), true)
  })

  t.test(`${name}: a workspace is not replaced by sessions of another one`, async (t) => {
    const store = make(10)
    await store.addSession(session('own'), keepAll)
    await store.addSession(session('foreign', { workspaceId: 'two' }), keepAll)
    const contents = { sessions: [session('new'), session('foreign')], connections: [], sandbox: null }
    t.equal(await store.replaceWorkspace('one', contents, keepAll), 'taken')
    t.strictSame(
      (await store.listSessions('one')).map(({ id }) => id),
      ['own'],
    )
    t.match(await store.findSession('foreign'), { workspaceId: 'two' })
  })

  t.test(`${name}: a workspace is not replaced by more than there is room for`, async (t) => {
    const store = make(3)
    await store.addSession(session('own'), keepAll)
    await store.addSession(session('ended', { workspaceId: 'two' }), keepAll)
    await store.addSession(session('open', { workspaceId: 'two' }), keepAll)
    const mayGo = { ...keepAll, mayForget: ({ id }: Session) => id !== 'open' }
    const replace = (ids: readonly string[]) =>
      store.replaceWorkspace(
        'one',
        { sessions: ids.map((id) => session(id)), connections: [], sandbox: null },
        mayGo,
      )
    t.equal(await replace(['a', 'b', 'c']), 'full')
    t.ok(await store.findSession('own'))
    t.ok(await store.findSession('ended'))
    t.equal(await replace(['a', 'b']), 'replaced')
    t.equal(await store.findSession('ended'), undefined, 'an ended one of another workspace made room')
    t.ok(await store.findSession('open'))
  })

  t.test(`${name}: a full store forgets the oldest that may go, and never one that may not`, async (t) => {
    const store = make(3)
    for (const id of ['open', 'old', 'older']) await store.addSession(session(id), keepAll)
    t.equal(await store.addSession(session('new'), keepAll), 'full', 'none may go')
    t.equal(await store.findSession('new'), undefined)
    const mayForget = ({ id }: Session) => id !== 'open'
    t.equal(await store.addSession(session('new'), { ...keepAll, mayForget }), 'added')
    t.equal(await store.findSession('old'), undefined, 'the oldest of those')
    for (const id of ['open', 'older', 'new']) t.equal((await store.findSession(id))?.id, id)
  })

  t.test(`${name}: what is forgotten leaves by itself, without the store being full`, async (t) => {
    const store = make(1000)
    const isForgotten = ({ id }: Session) => id.startsWith('gone')
    for (let at = 0; at < 20; at++) await store.addSession(session(`gone${at}`), keepAll)
    for (let at = 0; at < 40; at++) await store.addSession(session(`new${at}`), { ...keepAll, isForgotten })
    for (let at = 0; at < 20; at++) t.equal(await store.findSession(`gone${at}`), undefined)
    for (let at = 0; at < 40; at++) t.ok(await store.findSession(`new${at}`))
  })
}
