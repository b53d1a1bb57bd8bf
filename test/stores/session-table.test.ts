import t from 'tap'
import { createIds, seededRandom } from '../../src/ids.js'
import { SessionTable, shardOf } from '../../src/stores/session-table.js'
import { session } from '../helpers/session.js'

function tableOf(ids: readonly string[]): SessionTable {
  const table = new SessionTable()
  for (const id of ids) table.add(session(id, { workspaceId: id.startsWith('x') ? 'two' : 'one' }))
  return table
}

const idsOf = (rows: Iterable<{ id: string }>) => Array.from(rows, ({ id }) => id)

const remove = (table: SessionTable, ...ids: readonly string[]) => {
  for (const id of ids) {
    const row = table.find(id)
    if (row !== undefined) table.remove(row)
  }
}

t.test('whichever sessions leave, the others keep their order, in all and in their workspace', async (t) => {
  for (const gone of [['a'], ['c'], ['e'], ['x'], ['a', 'b'], ['b', 'c'], ['e', 'd'], ['a', 'c', 'e', 'x']]) {
    const table = tableOf(['a', 'b', 'x', 'c', 'd', 'e'])
    remove(table, ...gone)
    const left = ['a', 'b', 'x', 'c', 'd', 'e'].filter((id) => !gone.includes(id))
    t.strictSame(idsOf(table.all()), left, `without ${gone}`)
    t.strictSame(
      idsOf(table.of('one')),
      left.filter((id) => id !== 'x'),
    )
    t.equal(table.size, left.length)
    table.add(session('new'))
    t.strictSame(idsOf(table.all()), [...left, 'new'])
    for (const id of gone) t.equal(table.find(id), undefined)
  }
})

t.test('a workspace is there as long as it has a session', async (t) => {
  const table = tableOf(['a', 'x', 'x2'])
  remove(table, 'x')
  t.equal(table.hasOf('two'), true)
  remove(table, 'x2')
  t.equal(table.hasOf('two'), false)
  t.strictSame(idsOf(table.of('two')), [])
  t.equal(table.hasOf('one'), true)
})

t.test(
  'a cursor comes to every session that stays, again and again, whatever leaves meanwhile',
  async (t) => {
    const table = tableOf(['a', 'b', 'c', 'd', 'e'])
    const cursor = table.createCursor()
    const next = (count: number) => Array.from({ length: count }, () => cursor.next()?.id)
    t.strictSame(next(3), [undefined, 'a', 'b'], 'it begins at an end')
    remove(table, 'c')
    t.strictSame(next(1), ['d'], 'the one that was next has left')
    remove(table, 'd')
    t.strictSame(next(2), ['e', undefined], 'the one that was last has left')
    t.strictSame(next(2), ['a', 'b'])
    remove(table, 'b', 'e')
    t.strictSame(next(3), [undefined, 'a', undefined], 'the end has left')
    table.add(session('f'))
    t.strictSame(next(2), ['a', 'f'])
  },
)

t.test('a session comes back as it was, at first and changed, and as a value of its own', async (t) => {
  const table = new SessionTable()
  const fresh = session('a', {
    provider: null,
    isPicker: true,
    allowedProviders: ['vrbo', 'airbnb'],
    redirectUrl: 'https://app.example/return',
    state: 's',
    locale: 'fr',
    accessType: null,
    createdAt: 1_800_000_000_123,
    expiresAt: 1_800_001_800_123,
  })
  table.add(fresh)
  t.strictSame(table.find('a')?.session, fresh)
  const ended = session('a', {
    version: 2,
    status: 'completed',
    provider: 'vrbo',
    redirectUrl: null,
    state: 'other',
    createdAt: 5,
    expiresAt: -1e15,
    claim: { hotelId: '1234567', polls: 2 },
    accountId: '42',
  })
  const before = table.find('a')?.session
  const row = table.find('a')
  if (row) table.replace(row, ended)
  t.strictSame(table.find('a')?.session, ended)
  t.strictSame(before, fresh, 'what was read before stays as it was')
})

t.test('sessions are found by ids of any form', async (t) => {
  const table = new SessionTable()
  const ids = ['', 'a', '__proto__', '\uffff\uffff\uffff\uffff']
  for (const id of ids) table.add(session(id))
  for (const id of ids) t.equal(table.find(id)?.id, id)
  t.equal(table.find('b'), undefined)
})

t.test('ids are spread evenly, so that no part grows much larger than the others', async (t) => {
  const { session: nextId } = createIds(seededRandom('spread'))
  const sizes = new Map<number, number>()
  for (let at = 0; at < 51_200; at++) {
    const shard = shardOf(nextId(0))
    sizes.set(shard, (sizes.get(shard) ?? 0) + 1)
  }
  t.equal(sizes.size, 256)
  t.ok(Math.max(...sizes.values()) < 300, '200 is the mean')
})
