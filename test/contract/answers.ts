import t, { type Test } from 'tap'
import type { Answers, Attempt, KeptAnswer, KeyedCall } from '../../src/idempotency/answers.js'
import { WorkspaceClock } from '../../src/workspaces/workspace-clock.js'

const day = 24 * 60 * 60 * 1000

export function answer(payload: string): KeptAnswer {
  return { status: 200, headers: { 'content-type': 'text/plain' }, payload, sessionId: null }
}

/** Calls on answers, with a clock of their own, that tests change as they like. */
export function callsOn(answers: Answers) {
  const clock = new WorkspaceClock({ now: () => 0 })
  const call: KeyedCall = {
    workspace: { era: { id: '1' }, clock },
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

/**
 * What all answers must do.
 *
 * @param make new, empty ones for one test.
 * @param options.skip why these tests do not run.
 */
export function testAnswers(
  name: string,
  make: (t: Test) => Answers | Promise<Answers>,
  { skip = false }: { skip?: string | false } = {},
): void {
  const setUp = async (t: Test) => callsOn(await make(t))

  t.test(`${name}: what was answered is answered again, for the same call alone`, { skip }, async (t) => {
    const { answers, call, attempt, kindOf } = await setUp(t)
    await (await attempt()).finish(answer('done'))
    t.strictSame(await answers.begin(call), { kind: 'repetition', answer: answer('done') })
    t.equal(await kindOf({ body: { a: 2 } }), 'conflict')
    t.equal(await kindOf({ route: 'POST /v1/b' }), 'attempt')
    t.equal(await kindOf({ sessionId: 'cs_1' }), 'attempt')
    t.equal(await kindOf({ key: 'two' }), 'attempt')
    t.equal(await kindOf({ workspace: { era: { id: '2' }, clock: call.workspace.clock } }), 'attempt')
  })

  t.test(`${name}: an answer is kept for 24 hours, and as long as a clock is behind`, { skip }, async (t) => {
    const { clock, attempt, kindOf } = await setUp(t)
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

  t.test(`${name}: calls at once wait for the first, and get its answer`, { skip }, async (t) => {
    const { answers, call, attempt, kindOf } = await setUp(t)
    const first = await attempt()
    const others = Promise.all(Array.from({ length: 5 }, () => answers.begin(call)))
    t.equal(await kindOf({ body: {} }), 'conflict', 'another body need not wait')
    await first.finish(answer('done'))
    for (const outcome of await others) t.strictSame(outcome, { kind: 'repetition', answer: answer('done') })
  })

  t.test(
    `${name}: when the first fails one other does the work, and the rest wait for it`,
    { skip },
    async (t) => {
      const { answers, call, attempt } = await setUp(t)
      const first = await attempt()
      let attempts = 0
      const others = Promise.all(
        Array.from({ length: 5 }, async () => {
          const outcome = await answers.begin(call)
          if (outcome.kind === 'attempt')
            await outcome.attempt.finish(++attempts === 1 ? null : answer('done'))
          return outcome
        }),
      )
      await first.finish(null)
      const repetitions = (await others).filter(({ kind }) => kind !== 'attempt')
      t.equal(attempts, 2)
      t.strictSame(repetitions, Array(3).fill({ kind: 'repetition', answer: answer('done') }))
    },
  )

  t.test(`${name}: an attempt is finished once`, { skip }, async (t) => {
    const { answers, call, attempt, kindOf } = await setUp(t)
    const first = await attempt()
    await first.finish(answer('done'))
    await first.finish(null)
    await first.finish(answer('twice'))
    t.strictSame(await answers.begin(call), { kind: 'repetition', answer: answer('done') })
    const given = await attempt({ key: 'two' })
    await given.finish(null)
    await given.finish(answer('late'))
    t.equal(await kindOf({ key: 'two' }), 'attempt')
  })

  t.test(`${name}: an attempt that is finished late does not end the one after it`, { skip }, async (t) => {
    const { attempt, kindOf } = await setUp(t)
    const first = await attempt()
    await first.finish(null)
    const second = await attempt()
    await first.finish(answer('late'))
    const third = kindOf()
    await second.finish(null)
    t.equal(await third, 'attempt')
  })

  t.test(`${name}: of many calls at once one does the work`, { skip }, async (t) => {
    const { answers, call } = await setUp(t)
    let attempts = 0
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const outcome = await answers.begin(call)
        if (outcome.kind === 'attempt') await outcome.attempt.finish(answer(`${++attempts}`))
        return outcome
      }),
    )
    t.equal(attempts, 1)
    const repetition = { kind: 'repetition', answer: answer('1') }
    t.strictSame(
      outcomes.filter(({ kind }) => kind !== 'attempt'),
      Array(49).fill(repetition),
    )
  })

  t.test(
    `${name}: answers come back as they were, and belong to a body whatever the order of its fields`,
    { skip },
    async (t) => {
      const { answers, call, attempt } = await setUp(t)
      const odd = { status: 201, headers: {}, payload: '{"é":"\\u0000\n"}', sessionId: 'cs_1' }
      await (await attempt({ body: { a: 1, b: [] } })).finish(odd)
      t.strictSame(await answers.begin({ ...call, body: { b: [], a: 1 } }), {
        kind: 'repetition',
        answer: odd,
      })
      await (await attempt({ key: '', body: undefined })).finish(answer(''))
      t.strictSame(await answers.begin({ ...call, key: '', body: undefined }), {
        kind: 'repetition',
        answer: answer(''),
      })
    },
  )
}
