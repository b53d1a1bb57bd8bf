import t, { type Test } from 'tap'
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
 * @param make a new, empty store that holds at most so many sessions, for one test.
 * @param options.skip why these tests do not run.
 */
export function testStore(
  name: string,
  make: (maxSessions: number, t: Test) => Store | Promise<Store>,
  { skip = false }: { skip?: string | false } = {},
): void {
  t.test(`${name}: a session is found as it was added, and only by its id`, { skip }, async (t) => {
    const store = await make(10, t)
    const added = session('a', { state: 'x', claim: { hotelId: '123456', polls: 1 } })
    t.equal(await store.addSession(added, keepAll), 'added')
    t.strictSame(await store.findSession('a'), added)
    for (const id of ['b', '', '__proto__', 'constructor'])
      t.equal(await store.findSession(id), undefined, id)
  })

  t.test(`${name}: a session changes only from the version that is there`, { skip }, async (t) => {
    const store = await make(10, t)
    await store.addSession(session('a'), keepAll)
    t.equal(await store.replaceSession(session('a', { version: 2, state: 'new' })), true)
    t.equal(await store.replaceSession(session('a', { version: 2, state: 'late' })), false)
    t.equal(await store.replaceSession(session('b', { version: 2 })), false, 'one that is not there')
    t.match(await store.findSession('a'), { version: 2, state: 'new' })
    t.equal(await store.findSession('b'), undefined)
  })

  t.test(`${name}: of racing changes one wins, and only its connection is saved`, { skip }, async (t) => {
    const store = await make(10, t)
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
    { skip },
    async (t) => {
      const store = await make(10, t)
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
    { skip },
    async (t) => {
      const store = await make(10, t)
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

  t.test(`${name}: workspaces do not see each other's connections`, { skip }, async (t) => {
    const store = await make(10, t)
    await store.saveConnection(connection('a'))
    t.equal(await store.findConnection('two', 'a'), undefined)
    t.strictSame(await store.listConnections('two'), [])
    t.equal(await store.removeConnection('two', 'a'), false)
    t.equal(await store.removeConnection('one', 'a'), true)
    t.equal(await store.removeConnection('one', 'a'), false)
    t.strictSame(await store.listConnections('one'), [])
  })

  t.test(`${name}: a workspace is empty until something is in it, and again after`, { skip }, async (t) => {
    const store = await make(1, t)
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
    { skip },
    async (t) => {
      const store = await make(1, t)
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

  t.test(`${name}: a sandbox goes with its connections, and leaves the others`, { skip }, async (t) => {
    const store = await make(1, t)
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

  t.test(`${name}: a workspace that was seeded is not empty, and is replaced whole`, { skip }, async (t) => {
    const store = await make(1, t)
    const sandbox = { workspaceId: 'one', seededAt: 5 }
    await store.saveSandbox(sandbox, [])
    t.equal(await store.isEmpty('one'), false)
    t.equal(await store.isEmpty('two'), true)
    await store.replaceWorkspace('one', { sessions: [], connections: [], sandbox: null }, keepAll)
    t.equal(await store.isEmpty('one'), true)
    await store.replaceWorkspace('one', { sessions: [], connections: [], sandbox }, keepAll)
    t.strictSame(await store.findSandbox('one'), sandbox)
  })

  t.test(`${name}: an id that is there is taken, and keeps its session`, { skip }, async (t) => {
    const store = await make(1, t)
    await store.addSession(session('a', { state: 'first' }), keepAll)
    t.equal(await store.addSession(session('a', { state: 'second' }), keepAll), 'taken')
    t.match(await store.findSession('a'), { state: 'first' })
  })

  t.test(
    `${name}: the sessions of a workspace are listed, oldest first, as they are now`,
    { skip },
    async (t) => {
      const store = await make(10, t)
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
    },
  )

  t.test(`${name}: everything of a workspace is replaced, and nothing of others`, { skip }, async (t) => {
    const store = await make(10, t)
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

  t.test(`${name}: a workspace is not replaced by sessions of another one`, { skip }, async (t) => {
    const store = await make(10, t)
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

  t.test(`${name}: a workspace is not replaced by more than there is room for`, { skip }, async (t) => {
    const store = await make(3, t)
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

  t.test(
    `${name}: a full store forgets the oldest that may go, and never one that may not`,
    { skip },
    async (t) => {
      const store = await make(3, t)
      for (const id of ['open', 'old', 'older']) await store.addSession(session(id), keepAll)
      t.equal(await store.addSession(session('new'), keepAll), 'full', 'none may go')
      t.equal(await store.findSession('new'), undefined)
      const mayForget = ({ id }: Session) => id !== 'open'
      t.equal(await store.addSession(session('new'), { ...keepAll, mayForget }), 'added')
      t.equal(await store.findSession('old'), undefined, 'the oldest of those')
      for (const id of ['open', 'older', 'new']) t.equal((await store.findSession(id))?.id, id)
    },
  )

  t.test(`${name}: what is forgotten leaves by itself, without the store being full`, { skip }, async (t) => {
    const store = await make(1000, t)
    const isForgotten = ({ id }: Session) => id.startsWith('gone')
    for (let at = 0; at < 20; at++) await store.addSession(session(`gone${at}`), keepAll)
    for (let at = 0; at < 40; at++) await store.addSession(session(`new${at}`), { ...keepAll, isForgotten })
    for (let at = 0; at < 20; at++) t.equal(await store.findSession(`gone${at}`), undefined)
    for (let at = 0; at < 40; at++) t.ok(await store.findSession(`new${at}`))
  })

  t.test(
    `${name}: a large full store makes room for a few at once, and needs only one that may go`,
    { skip },
    async (t) => {
      const store = await make(2000, t)
      const add = (id: string, mayGo: readonly string[] = []) =>
        store.addSession(session(id), {
          isForgotten: () => false,
          mayForget: (one) => mayGo.includes(one.id),
        })
      for (let at = 0; at < 2000; at++) await add(`s${at}`)
      t.equal(await add('new 1', ['s5']), 'added', 'one that may go is enough')
      t.equal(await add('new 2'), 'full')
      t.equal(await add('new 3', ['s7', 's8', 's9']), 'added')
      t.equal(await store.findSession('s7'), undefined)
      t.equal(await store.findSession('s8'), undefined)
      t.ok(await store.findSession('s9'), 'not all of them at once')
      t.equal(await add('new 4'), 'added', 'there is still room')
      t.equal(await add('new 5'), 'full')
    },
  )

  t.test(`${name}: records come back as they were, whatever is in them`, { skip }, async (t) => {
    const store = await make(10, t)
    const texts = ['', ' 1 2 {}', 'é\u0000\n"\\', '\ud800', '😀']
    for (const [at, state] of texts.entries()) {
      const added = session(`s${at}`, { state, allowedProviders: [], expiresAt: 253402300799999 })
      await store.addSession(added, keepAll)
      t.strictSame(await store.findSession(`s${at}`), added)
    }
    t.equal((await store.listSessions('one')).length, texts.length)
    const odd = connection('c', { rooms: { ' 5 ': null, '': 'x', '1': 'y' } })
    await store.saveConnection(odd)
    t.strictSame(await store.findConnection('one', 'c'), odd)
    await store.saveConnection({ ...odd, version: 2, rooms: {} })
    t.strictSame((await store.findConnection('one', 'c'))?.rooms, {})
  })

  t.test(`${name}: of racing additions as many succeed as there is room for`, { skip }, async (t) => {
    const store = await make(5, t)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.addSession(session(`s${at}`), keepAll)),
    )
    t.equal(outcomes.filter((one) => one === 'added').length, 5)
    t.equal((await store.listSessions('one')).length, 5)
    const more = await Promise.all(
      Array.from({ length: 5 }, (_, at) =>
        store.addSession(session(`t${at}`), { ...keepAll, mayForget: ({ id }) => id.startsWith('s') }),
      ),
    )
    t.strictSame(more, Array(5).fill('added'))
    t.strictSame((await store.listSessions('one')).map(({ id }) => id).sort(), ['t0', 't1', 't2', 't3', 't4'])
    const same = await Promise.all(Array.from({ length: 5 }, () => store.addSession(session('t0'), keepAll)))
    t.strictSame(same, Array(5).fill('taken'))
  })

  t.test(`${name}: of racing savings of a connection one wins`, { skip }, async (t) => {
    const store = await make(5, t)
    const wins = await Promise.all(
      Array.from({ length: 10 }, (_, at) => store.saveConnection(connection('c', { createdAt: at }))),
    )
    t.equal(wins.filter(Boolean).length, 1)
    t.equal((await store.findConnection('one', 'c'))?.createdAt, wins.indexOf(true))
    const removed = await Promise.all(Array.from({ length: 5 }, () => store.removeConnection('one', 'c')))
    t.equal(removed.filter(Boolean).length, 1)
  })

  t.test(`${name}: a workspace is read whole, as it was at one moment`, { skip }, async (t) => {
    const store = await make(5, t)
    t.strictSame(await store.readWorkspace('one'), { sessions: [], connections: [], sandbox: null })
    const record = { workspaceId: 'one', seededAt: 1 }
    const added = session('a')
    await store.addSession(added, keepAll)
    await store.addSession(session('b', { workspaceId: 'other' }), keepAll)
    const [, ...read] = await Promise.all([
      store.saveSandbox(record, [connection('c'), connection('d')]),
      store.readWorkspace('one'),
      store.removeSandbox('one', ['c', 'd']),
      store.readWorkspace('one'),
    ])
    t.match(read, [
      { sessions: [added], sandbox: record, connections: [{ position: 1 }, { position: 2 }] },
      2,
      { sessions: [added], sandbox: null, connections: [] },
    ])
  })

  t.test(
    `${name}: positions rise although connections go, and begin anew when none is left`,
    { skip },
    async (t) => {
      const store = await make(5, t)
      const positionOf = async (id: string) =>
        (await store.listConnections('one')).find((stored) => stored.connection.id === id)?.position
      for (const id of ['a', 'b']) await store.saveConnection(connection(id))
      await store.removeConnection('one', 'b')
      await store.saveConnection(connection('c'))
      t.equal(await positionOf('c'), 3)
      for (const id of ['a', 'c']) await store.removeConnection('one', id)
      await store.saveConnection(connection('d'))
      t.equal(await positionOf('d'), 1)
    },
  )
}
