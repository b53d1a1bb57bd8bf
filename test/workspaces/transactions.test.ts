import t from 'tap'
import { type Collection, jsonCodec } from '../../src/storage/records.js'
import { initialState } from '../../src/workspaces/state.js'
import type { Transaction } from '../../src/workspaces/transaction.js'
import { createDomain } from '../helpers/domain.js'
import { once } from '../helpers/observed.js'

function things(name: string, more: Partial<Collection<number>> = {}): Collection<number> {
  const bound = { what: 'things', per: 'workspace', fix: 'Remove some.', overflow: 'refuse' } as const
  return { name, codec: jsonCodec(), ...bound, maxItems: 3, maxSize: 1000, ...more }
}

const counters = things('counters')

async function increase(tx: Transaction): Promise<number> {
  const next = ((await tx.get(counters, 'a')) ?? 0) + 1
  tx.put(counters, 'a', next)
  return next
}

async function createCounters() {
  const domain = createDomain()
  const workspace = await domain.workspaces.ofKey('sk_test_tests')
  const read = async (id = 'a') =>
    (await domain.records.read(workspace.id, [{ collection: counters, id }]))[0]?.value
  return { ...domain, workspace, read }
}

t.test('changes at once are made one after the other, and none is lost', async (t) => {
  const { transactions, workspace, read } = await createCounters()
  const numbers = await Promise.all(Array.from({ length: 20 }, () => transactions.run(workspace, increase)))
  t.strictSame(
    numbers.sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, at) => at + 1),
  )
  t.equal(await read(), 20)
})

t.test('a change runs again when something that it read was changed meanwhile', async (t) => {
  const { transactions, workspace, around, read } = await createCounters()
  let runs = 0
  const count = (tx: Transaction) => {
    runs++
    return increase(tx)
  }
  around.before = once(() => transactions.runIn(workspace.id, increase))
  t.equal(await transactions.run(workspace, count), 2)
  t.equal(runs, 2)
  around.before = once(() =>
    transactions.runIn(workspace.id, (tx) => tx.setState({ ...initialState, faultsMade: 1 })),
  )
  t.equal(await transactions.run(workspace, count), 3, 'its state is read by each')
  t.equal(runs, 4)
  around.before = once(() => transactions.runIn(workspace.id, (tx) => tx.put(things('others'), 'a', 1)))
  t.equal(await transactions.runIn(workspace.id, count), 4, 'what it has not read does not matter')
  t.equal(runs, 5)
  t.equal(await read(), 4)
})

t.test('a list is read whole, and what is only peeked at may change', async (t) => {
  const { transactions, workspace, around } = await createCounters()
  const sums: number[] = []
  const sum = (look: 'list' | 'peekAll') => async (tx: Transaction) => {
    const all = (await tx[look](counters)).reduce((total, { value }) => total + value, 0)
    sums.push(all + ((await tx.peek(counters, 'more')) ?? 0))
    tx.put(things('sums'), 'a', all)
  }
  for (const look of ['list', 'peekAll'] as const) {
    around.before = once(() => transactions.runIn(workspace.id, (tx) => tx.put(counters, look, 1)))
    await transactions.runIn(workspace.id, sum(look))
  }
  t.strictSame(sums, [0, 1, 1])
})

t.test('nothing is made of a change whose work throws', async (t) => {
  const { transactions, workspace, events, records } = await createCounters()
  const work = async (tx: Transaction) => {
    await increase(tx)
    tx.setState({ ...tx.state, hasFaults: true })
    await tx.emit({ type: 'connection', change: 'removed', connection })
    throw new Error('broken')
  }
  await t.rejects(transactions.run(workspace, work), { message: 'broken' })
  await t.rejects(
    transactions.unite(workspace, () => transactions.run(workspace, work)),
    { message: 'broken' },
  )
  t.strictSame(await records.collections(workspace.id), ['state'])
  t.strictSame(events, [])
  t.equal(workspace.transaction, null)
})

t.test('what is done together is committed together, within a request or alone', async (t) => {
  const { transactions, workspace, read } = await createCounters()
  const twice = () =>
    transactions.together(workspace, async () => {
      await transactions.run(workspace, increase)
      return transactions.run(workspace, increase)
    })
  t.equal(await twice(), 2)
  t.equal(await read(), 2)
  const broken = transactions.unite(workspace, async () => {
    t.equal(await twice(), 4)
    t.equal(await read(), 2, 'not before the request ends')
    throw new Error('broken')
  })
  await t.rejects(broken, { message: 'broken' })
  const alone = transactions.together(workspace, async () => {
    await transactions.run(workspace, increase)
    throw new Error('broken')
  })
  await t.rejects(alone, { message: 'broken' })
  t.equal(await read(), 2)
})

t.test('a change sees what it has written, deleted and cleared itself', async (t) => {
  const { transactions, workspace, records } = await createCounters()
  await transactions.run(workspace, (tx) => {
    tx.put(counters, 'a', 1)
    tx.put(counters, 'b', 2)
  })
  const own = await transactions.runIn(workspace.id, async (tx) => {
    tx.put(counters, 'a', 5)
    tx.delete(counters, 'b')
    return [await tx.get(counters, 'a'), await tx.get(counters, 'b'), await tx.get(counters, 'c')]
  })
  t.strictSame(own, [5, undefined, undefined])
  await transactions.runIn(workspace.id, (tx) => {
    tx.clear(counters)
    tx.put(counters, 'c', 7)
  })
  const { records: left } = await records.list(workspace.id, counters)
  t.match(left, [{ id: 'c', value: 7 }])
})

t.test('what a full collection need not take is left out, what it must take refuses all', async (t) => {
  const { transactions, workspace, records, read } = await createCounters()
  const small = things('small:of one', { maxItems: 1 })
  const left: string[] = []
  await transactions.run(workspace, (tx) => {
    tx.put(small, 'a', 1)
    tx.put(counters, 'a', 1)
  })
  await transactions.runIn(workspace.id, (tx) => {
    for (const id of ['b', 'c']) tx.put(small, id, 1, { whenFull: () => left.push(id) })
    tx.put(counters, 'b', 1, { whenFull: () => left.push('never') })
  })
  t.strictSame(left, ['b', 'c'])
  t.equal(await read('b'), 1, 'the rest is made')
  await t.rejects(
    transactions.runIn(workspace.id, (tx) => {
      tx.put(small, 'b', 1)
      tx.put(counters, 'c', 1)
    }),
    {
      code: 'capacity_exceeded',
      message: 'There is no room for more things: a workspace has 1 and 1000 bytes.',
      fix: 'Remove some.',
    },
  )
  t.equal(await read('c'), undefined)
  t.equal((await records.list(workspace.id, small)).records.length, 1)
})

const connection = {
  id: 'con_1',
  workspaceId: 'w',
  provider: 'smoobu',
  account: { id: 'a', name: 'A' },
  accessType: null,
  rooms: {},
  createdAt: 0,
  problem: null,
  resumeSecret: null,
} as const

t.test('who hears of events hears of them once the change is made, and once', async (t) => {
  const { transactions, workspace, around, events, read } = await createCounters()
  const found: unknown[] = []
  around.before = once(async () => {
    found.push(...events)
    await transactions.runIn(workspace.id, increase)
  })
  await transactions.run(workspace, async (tx) => {
    await increase(tx)
    await tx.emit({ type: 'connection', change: 'created', connection })
  })
  t.strictSame(found, [], 'not before')
  t.match(events, [{ type: 'connection', change: 'created' }])
  t.equal(await read(), 2)
})

t.test('the changes of a united call are one, which runs again as a whole', async (t) => {
  const { transactions, workspace, around, read } = await createCounters()
  let commits = 0
  let runs = 0
  const unite = () =>
    transactions.unite(workspace, async () => {
      runs++
      await transactions.run(workspace, increase)
      await transactions.run(workspace, increase)
      t.not(workspace.transaction, null)
      return (await read()) ?? 0
    })
  around.after = (name) => {
    if (name === 'commit') commits++
  }
  t.equal(await unite(), 0, 'nothing is made before the end')
  t.equal(commits, 1)
  t.equal(await read(), 2)
  around.before = once(() => transactions.runIn(workspace.id, increase))
  await unite()
  t.equal(runs, 3)
  t.equal(await read(), 5)
  t.equal(workspace.transaction, null)
})

t.test('a change that writes nothing commits nothing', async (t) => {
  const { transactions, workspace, around } = await createCounters()
  around.before = (name) => {
    if (name === 'commit') t.fail('a commit')
  }
  t.equal(await transactions.run(workspace, (tx) => tx.get(counters, 'a')), undefined)
  t.equal(await transactions.run(workspace, () => 5), 5)
})

t.test('a transaction knows which version of the API its workspace speaks', async (t) => {
  const { transactions, workspace } = await createCounters()
  t.equal(await transactions.run(workspace, (tx) => tx.apiVersion), '2026-10', 'that of the server')
  await transactions.run(workspace, (tx) => tx.setState({ ...tx.state, apiVersion: '2026-07' }))
  t.equal(await transactions.runIn(workspace.id, (tx) => tx.apiVersion), '2026-07')
})
