import t from 'tap'
import {
  answerRecords,
  IdempotentCalls,
  type InFlight,
  type KeptAnswer,
  type KeyedCall,
  keptForMs,
} from '../../src/http/idempotent-calls.js'
import { createDomain } from '../helpers/domain.js'

const call: KeyedCall = {
  route: 'POST /v1/connect',
  sessionId: null,
  key: 'one',
  body: { a: 1, b: 2 },
  runsOnce: false,
}

function answer(payload: string): KeptAnswer {
  return { status: 200, headers: {}, payload, sessionId: null }
}

async function createCalls() {
  const domain = createDomain()
  const { transactions, clock } = domain
  let tokens = 0
  const calls = new IdempotentCalls({ transactions, clock, createToken: () => `${++tokens}` })
  const workspace = await domain.workspaces.ofKey('sk_test_tests')
  const begin = (more: Partial<KeyedCall> = {}) => calls.begin(workspace, { ...call, ...more })
  const begun = async (): Promise<InFlight> => {
    const beginning = await begin()
    if (beginning.kind !== 'work') throw new Error(beginning.kind)
    return beginning.inFlight
  }
  /** Does the work of a call, or finds that another one did. */
  const work = (inFlight: InFlight, payload: string) =>
    transactions.runIn(workspace.id, async (tx) => {
      const found = await calls.findAnswer(tx, inFlight)
      if (found === undefined) calls.putAnswer(tx, inFlight, answer(payload))
      return found?.payload ?? payload
    })
  return { ...domain, calls, workspace, begin, begun, work }
}

t.test('of calls at once one does the work, the others are told so, later ones get its answer', async (t) => {
  const { begin, work } = await createCalls()
  const all = await Promise.all(Array.from({ length: 10 }, () => begin()))
  t.equal(all.filter(({ kind }) => kind === 'work').length, 1)
  t.equal(all.filter(({ kind }) => kind === 'in-use').length, 9)
  for (const one of all) if (one.kind === 'work') await work(one.inFlight, 'done')
  t.match(await begin({ body: { b: 2, a: 1 } }), { kind: 'repetition', answer: { payload: 'done' } })
})

t.test('a call is told by its route, its session, its key and its body', async (t) => {
  const { begin, begun, work } = await createCalls()
  await work(await begun(), 'done')
  t.equal((await begin({ body: { a: 1 } })).kind, 'reused')
  t.equal((await begin({ key: 'two' })).kind, 'work')
  t.equal((await begin({ route: 'POST /v1/connect/airbnb' })).kind, 'work')
  t.equal((await begin({ sessionId: 'cs_1' })).kind, 'work')
})

t.test('an answer is kept for 24 hours of its workspace, to the millisecond', async (t) => {
  const { begin, begun, work, clock } = await createCalls()
  await work(await begun(), 'done')
  clock.advance(keptForMs - 1)
  t.equal((await begin()).kind, 'repetition')
  clock.advance(1)
  t.equal((await begin({ body: 'another' })).kind, 'work')
})

t.test('who is gone for two seconds has left the work to the next, and who comes first counts', async (t) => {
  const { begin, begun, work, calls, workspace, clock } = await createCalls()
  const first = await begun()
  clock.advance(1999)
  t.equal((await begin()).kind, 'in-use')
  clock.advance(1)
  const second = await begun()
  t.equal((await begin()).kind, 'in-use')
  await calls.end(workspace, first, null)
  t.equal((await begin()).kind, 'in-use', 'the first has nothing to say any more')
  t.equal(await work(first, 'of the first'), 'of the first', 'but it is not gone after all')
  t.equal(await work(second, 'of the second'), 'of the first')
  await calls.end(workspace, second, answer('late'))
  t.match(await begin(), { kind: 'repetition', answer: { payload: 'of the first' } })
})

t.test('what both do at the same moment is done once', async (t) => {
  const { begun, work, clock } = await createCalls()
  const first = await begun()
  clock.advance(2000)
  const second = await begun()
  const [one, other] = await Promise.all([work(first, 'a'), work(second, 'b')])
  t.equal(one, other)
})

t.test('a call that changed nothing ends with its answer, or leaves the work to the next', async (t) => {
  const { begin, begun, calls, workspace } = await createCalls()
  await calls.end(workspace, await begun(), null)
  await calls.end(workspace, await begun(), answer('refused'))
  t.match(await begin(), { kind: 'repetition', answer: { payload: 'refused' } })
})

t.test('the answers of a workspace are bounded, and the oldest go', async (t) => {
  const { workspace, transactions, records, begin } = await createCalls()
  const large = answer('x'.repeat(1024 * 1024))
  for (let at = 0; at < 40; at++) {
    await transactions.runIn(workspace.id, (tx) =>
      tx.put(answerRecords, `${at}`, { kind: 'answered', requestHash: '', answeredAt: 0, answer: large }),
    )
  }
  const kept = (await records.list(workspace.id, answerRecords)).records
  t.ok(kept.length >= 10 && kept.length <= 16, `${kept.length}`)
  t.equal(kept.at(-1)?.id, '39')
  t.equal((await begin()).kind, 'work')
})
