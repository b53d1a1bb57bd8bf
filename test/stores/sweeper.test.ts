import t from 'tap'
import type { Forgetting } from '../../src/connect/store.js'
import { MemoryStore } from '../../src/stores/memory.js'
import { session } from '../helpers/session.js'

/** A full store, with a count of the sessions that it judges. */
async function fill(maxSessions: number) {
  const store = new MemoryStore(maxSessions)
  const may = new Set<string>()
  const seen = { judged: 0 }
  const forgetting: Forgetting = {
    isForgotten: () => false,
    mayForget: ({ id }) => {
      seen.judged++
      return may.has(id)
    },
  }
  const add = (id: string) => store.addSession(session(id), forgetting)
  for (let at = 0; at < maxSessions; at++) await add(`s${at}`)
  return { store, may, seen, forgetting, add }
}

t.test(
  'an addition to a full store never looks at very many, and those refused see all in the end',
  async (t) => {
    const { may, seen, add } = await fill(10_000)
    may.add('s9999')
    const answers: string[] = []
    for (let at = 0; at < 7; at++) {
      seen.judged = 0
      answers.push(await add(`new ${at}`))
      t.ok(seen.judged <= 4000, `${seen.judged} at once`)
    }
    t.strictSame(answers.slice(0, 2), ['full', 'full'])
    t.strictSame(
      answers.filter((answer) => answer === 'added'),
      ['added'],
    )
  },
)

t.test(
  'however many that may not go come first, the search does not begin anew at each addition',
  async (t) => {
    const { store, may, seen, add } = await fill(20_000)
    for (let at = 10_000; at < 20_000; at++) may.add(`s${at}`)
    let added = 0
    for (let at = 0; at < 100; at++) if ((await add(`new ${at}`)) === 'added') added++
    t.ok(added >= 95, `${added} of 100`)
    t.equal(await store.findSession('s10000'), undefined, 'the oldest that the search came to')
    t.ok(seen.judged < 40_000, `${seen.judged} were judged for ${added}`)
  },
)

t.test('what expires in the natural order, the oldest first, is found at once', async (t) => {
  const { store, may, add } = await fill(10_000)
  for (let at = 0; at < 3; at++) t.equal(await add('early'), 'full')
  for (let at = 0; at < 20; at++) may.add(`s${at}`)
  t.equal(await add('new'), 'added')
  t.equal(await store.findSession('s0'), undefined)
})

t.test('a session that ends while the store is full makes room at once, wherever it is', async (t) => {
  const { store, may, add } = await fill(50_000)
  t.equal(await add('new'), 'full')
  for (const id of ['s30000', 's40000', 's45000']) {
    may.add(id)
    t.equal(await store.replaceSession(session(id, { version: 2, status: 'completed' })), true)
  }
  await store.replaceSession(session('s35000', { version: 2, claim: { hotelId: '1', polls: 0 } }))
  for (const id of ['a', 'b', 'c']) t.equal(await add(id), 'added')
  t.equal(await add('d'), 'full', 'the one that changed and may not go is still there')
  t.ok(await store.findSession('s35000'))
  t.equal(await store.findSession('s40000'), undefined)
})

t.test(
  'what changed and has left since makes no room, nor does what changes before the store is full',
  async (t) => {
    const { store, forgetting, may, add } = await fill(10_000)
    await store.replaceSession(session('s8000', { version: 2 }))
    const left = [...(await store.listSessions('one'))].filter(({ id }) => id !== 's8000')
    await store.replaceWorkspace('one', { sessions: left, connections: [], sandbox: null }, forgetting)
    may.add('s9000')
    await store.replaceSession(session('s9000', { version: 2 }))
    t.equal(await add('last'), 'added')
    t.equal(await add('new'), 'full')
    t.ok(await store.findSession('s9000'), 'not looked at yet')
  },
)

t.test('the changes that are remembered are bounded', async (t) => {
  const { store, seen, add } = await fill(10_000)
  for (let at = 0; at < 2000; at++) await store.replaceSession(session(`s${at}`, { version: 2 }))
  t.equal(await add('new'), 'full')
  t.ok(seen.judged <= 5000, `${seen.judged} at once`)
})

t.test(
  'a workspace is put into a full store by looking at all, and nothing goes when that is not enough',
  async (t) => {
    const { store, may, forgetting } = await fill(10_000)
    const put = (...ids: readonly string[]) =>
      store.replaceWorkspace(
        'two',
        { sessions: ids.map((id) => session(id, { workspaceId: 'two' })), connections: [], sandbox: null },
        forgetting,
      )
    may.add('s9998')
    t.equal(await put('a', 'b'), 'full')
    t.ok(await store.findSession('s9998'))
    may.add('s9999').add('s9997')
    t.equal(await put('a', 'b'), 'replaced')
    t.equal(await store.findSession('s9997'), undefined, 'the oldest of them')
    t.equal(await store.findSession('s9998'), undefined)
    t.ok(await store.findSession('s9999'), 'no more than are needed')
  },
)
