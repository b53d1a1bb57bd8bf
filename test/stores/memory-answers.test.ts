import t from 'tap'
import { type AnswersLimits, MemoryAnswers } from '../../src/stores/memory-answers.js'
import { answer, callsOn, testAnswers } from '../contract/answers.js'

const day = 24 * 60 * 60 * 1000
const setUp = (limits?: AnswersLimits) => callsOn(new MemoryAnswers(limits))

testAnswers('memory', () => new MemoryAnswers())

t.test('those that wait go on in the order in which they came', async (t) => {
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
