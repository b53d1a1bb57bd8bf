import t from 'tap'
import {
  type AnswersLimits,
  type Attempt,
  type KeyedCall,
  MemoryAnswers,
} from '../../src/idempotency/answers.js'
import { WorkspaceClock } from '../../src/workspaces/workspace-clock.js'

const day = 24 * 60 * 60 * 1000
const answer = (payload: string) => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  payload,
  sessionId: null,
})

/** Answers, and a call that tests change as they like. */
function setUp(limits?: AnswersLimits) {
  const answers = new MemoryAnswers(limits)
  const clock = new WorkspaceClock({ now: () => 0 })
  const call: KeyedCall = {
    workspace: { era: {}, clock },
    route: 'POST /v1/a',
    sessionId: null,
    key: 'one',
    body: { a: 1 },
  }
  const attempt = async (more: Partial<KeyedCall> = {}): Promise<Attempt> => {
    const outcome = await answers.begin({ ...call, ...more })
    if (outcome.kind !== 'attempt') throw new Error(`${outcome.kind} instead of an attempt`)
    return outcome.attempt
  }
  const kindOf = async (more: Partial<KeyedCall> = {}) => (await answers.begin({ ...call, ...more })).kind
  return { answers, clock, call, attempt, kindOf }
}

t.test('what was answered is answered again, for the same call alone', async (t) => {
  const { answers, call, attempt, kindOf } = setUp()
  await (await attempt()).finish(answer('done'))
  t.strictSame(await answers.begin(call), { kind: 'repetition', answer: answer('done') })
  t.equal(await kindOf({ body: { a: 2 } }), 'conflict')
  t.equal(await kindOf({ route: 'POST /v1/b' }), 'attempt')
  t.equal(await kindOf({ sessionId: 'cs_1' }), 'attempt')
  t.equal(await kindOf({ key: 'two' }), 'attempt')
  t.equal(await kindOf({ workspace: { era: {}, clock: call.workspace.clock } }), 'attempt')
})

t.test('an answer is kept for 24 hours, and as long as a clock is behind', async (t) => {
  const { clock, attempt, kindOf } = setUp()
  clock.set({ nowMs: 10 * day, frozen: true })
  await (await attempt()).finish(answer('done'))
  clock.set({ nowMs: 0 })
  t.equal(await kindOf(), 'repetition')
  clock.set({ nowMs: 11 * day - 1 })
  t.equal(await kindOf(), 'repetition')
  clock.set({ nowMs: 11 * day })
  await (await attempt()).finish(answer('anew'))
  t.equal(await kindOf(), 'repetition', 'and then another day')
})

t.test('calls at once wait for the first, and get its answer', async (t) => {
  const { answers, call, attempt, kindOf } = setUp()
  const first = await attempt()
  const others = Promise.all(Array.from({ length: 5 }, () => answers.begin(call)))
  t.equal(await kindOf({ body: {} }), 'conflict', 'another body need not wait')
  await first.finish(answer('done'))
  for (const outcome of await others) t.strictSame(outcome, { kind: 'repetition', answer: answer('done') })
})

t.test('when the first fails the next one does the work, and the others wait for it', async (t) => {
  const { answers, call, attempt } = setUp()
  const first = await attempt()
  const order: string[] = []
  const others = Promise.all(
    ['second', 'third', 'fourth'].map(async (name) => {
      const outcome = await answers.begin(call)
      order.push(`${name} ${outcome.kind}`)
      if (outcome.kind === 'attempt') await outcome.attempt.finish(name === 'second' ? null : answer(name))
    }),
  )
  await first.finish(null)
  await others
  t.strictSame(order, ['second attempt', 'third attempt', 'fourth repetition'])
})

t.test('an attempt is finished once', async (t) => {
  const { answers, call, attempt } = setUp()
  const first = await attempt()
  await first.finish(answer('done'))
  await first.finish(null)
  await first.finish(answer('twice'))
  t.strictSame(await answers.begin(call), { kind: 'repetition', answer: answer('done') })
})

t.test('an attempt that is finished late does not end the one after it', async (t) => {
  const { attempt, kindOf } = setUp()
  const first = await attempt()
  await first.finish(null)
  const second = await attempt()
  await first.finish(answer('late'))
  const third = kindOf()
  await second.finish(null)
  t.equal(await third, 'attempt')
})

t.test('of too many answers, or too long ones, the oldest are forgotten', async (t) => {
  for (const limits of [
    { records: 3, bytes: 1e9 },
    { records: 1000, bytes: 5000 },
  ]) {
    const { attempt, kindOf } = setUp(limits)
    for (const key of ['1', '2', '3', '4']) await (await attempt({ key })).finish(answer('x'.repeat(1000)))
    t.equal(await kindOf({ key: '1' }), 'attempt')
    t.strictSame(await Promise.all(['2', '3', '4'].map((key) => kindOf({ key }))), [
      'repetition',
      'repetition',
      'repetition',
    ])
  }
})

t.test('those who wait get also an answer that is too long to be kept', async (t) => {
  const { answers, call, attempt, kindOf } = setUp({ records: 10, bytes: 10 })
  const first = await attempt()
  const second = answers.begin(call)
  await first.finish(answer('x'.repeat(1000)))
  t.equal((await second).kind, 'repetition')
  t.equal(await kindOf(), 'attempt')
})

t.test('what is forgotten makes room', async (t) => {
  const { clock, attempt, kindOf } = setUp({ records: 2, bytes: 1e9 })
  await (await attempt({ key: 'old' })).finish(answer('x'))
  clock.advance(day)
  await (await attempt({ key: 'old' })).finish(null)
  for (const key of ['1', '2']) await (await attempt({ key })).finish(answer('x'))
  t.equal(await kindOf({ key: '1' }), 'repetition')
})
