import t, { type Test } from 'tap'
import { createPause } from '../../../src/clock.js'
import type { RedisAnswers, RedisAnswersOptions } from '../../../src/stores/redis/answers.js'
import { answer, callsOn, testAnswers } from '../../contract/answers.js'
import {
  adminOf,
  newPrefix,
  noRedis,
  noRedisServer,
  openLink,
  RedisServer,
  storeUrl,
} from '../../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

async function answersOn(
  t: Test,
  {
    prefix = newPrefix(),
    on = url,
    ...options
  }: Partial<RedisAnswersOptions> & { prefix?: string; on?: string } = {},
): Promise<RedisAnswers> {
  const { RedisAnswers } = await import('../../../src/stores/redis/answers.js')
  const { pause, stop } = createPause()
  t.teardown(stop)
  return new RedisAnswers(await openLink(t, { url: on, prefix }), { pause, ...options })
}

testAnswers('redis', (t) => answersOn(t), { skip })

t.test('of the same calls to three servers one does the work, and all answer alike', { skip }, async (t) => {
  const prefix = newPrefix()
  const servers = await Promise.all([1, 2, 3].map(() => answersOn(t, { prefix })))
  const { call } = callsOn(servers[0] as RedisAnswers)
  let attempts = 0
  const outcomes = await Promise.all(
    servers.flatMap((server) =>
      Array.from({ length: 10 }, async () => {
        const outcome = await server.begin(call)
        if (outcome.kind === 'attempt') await outcome.attempt.finish(++attempts < 3 ? null : answer('done'))
        return outcome
      }),
    ),
  )
  t.equal(attempts, 3)
  t.strictSame(
    outcomes.filter(({ kind }) => kind !== 'attempt'),
    Array(27).fill({ kind: 'repetition', answer: answer('done') }),
  )
})

t.test('those that wait on another server are woken, and do not only look', { skip }, async (t) => {
  const prefix = newPrefix()
  // Nobody looks by themselves here.
  const pause = (_: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
  const [a, b] = [await answersOn(t, { prefix }), await answersOn(t, { prefix, pause })]
  const { attempt, call } = callsOn(a)
  const admin = await adminOf(t, url)
  const first = await attempt()
  const waiting = b.begin(call)
  while (((await admin.pubsub('NUMSUB', `${prefix}answers`)) as unknown[])[1] !== 1);
  await first.finish(answer('done'))
  t.equal((await waiting).kind, 'repetition')
})

t.test('those that wait look by themselves when nobody wakes them', { skip }, async (t) => {
  const prefix = newPrefix()
  const delays: number[] = []
  let firstLook = () => {}
  const hasLooked = new Promise<void>((resolve) => {
    firstLook = resolve
  })
  const pause = async (delayMs: number) => {
    delays.push(delayMs)
    firstLook()
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const answers = await answersOn(t, { prefix, pause })
  const { attempt, call } = callsOn(answers)
  await attempt()
  const waiting = answers.begin(call)
  await hasLooked
  const admin = await adminOf(t, url)
  for (const key of await admin.keys(`${prefix}running:*`)) await admin.del(key)
  t.equal((await waiting).kind, 'attempt')
  t.ok(delays.every((delayMs) => delayMs >= 100 && delayMs <= 250))
})

t.test('the work of a server that ended in the middle is taken over', { skip }, async (t) => {
  const prefix = newPrefix()
  const [a, b] = [await answersOn(t, { prefix, leaseMs: 300 }), await answersOn(t, { prefix })]
  const { attempt, call, kindOf } = callsOn(a)
  const lost = await attempt()
  const begun = performance.now()
  const outcome = await b.begin(call)
  t.equal(outcome.kind, 'attempt')
  t.ok(performance.now() - begun > 200, 'not before its time is over')
  await lost.finish(answer('late'))
  t.equal(await kindOf({ body: {} }), 'conflict', 'its late end does not end the one that took over')
  if (outcome.kind === 'attempt') await outcome.attempt.finish(answer('done'))
  t.strictSame(await a.begin(call), { kind: 'repetition', answer: answer('done') })
})

t.test('what took too long is kept all the same, if nobody took over or after that', { skip }, async (t) => {
  const prefix = newPrefix()
  const answers = await answersOn(t, { prefix })
  const { attempt, call } = callsOn(answers)
  const admin = await adminOf(t, url)
  const forgetRunning = async () => {
    for (const key of await admin.keys(`${prefix}running:*`)) await admin.del(key)
  }
  const [first, second] = [await attempt(), await forgetRunning().then(() => attempt())]
  await forgetRunning()
  await second.finish(answer('second'))
  await first.finish(answer('first'))
  t.strictSame(await answers.begin(call), { kind: 'repetition', answer: answer('second') })
})

t.test('the store keeps what is needed for some time, and no body', { skip }, async (t) => {
  const prefix = newPrefix()
  const answers = await answersOn(t, { prefix, lateMs: 60_000, leaseMs: 30_000 })
  const { attempt } = callsOn(answers)
  await attempt({ key: 'two', body: 'a secret' })
  await (await attempt()).finish(answer('done'))
  const admin = await adminOf(t, url)
  const left: Record<string, number> = {}
  for (const key of await admin.keys(`${prefix}*`)) {
    left[key.slice(prefix.length).split(':')[0] as string] = await admin.pttl(key)
    t.notMatch((await admin.dumpBuffer(key)).toString('latin1'), 'a secret')
  }
  t.strictSame(Object.keys(left).sort(), ['answer', 'attempts', 'running'])
  t.ok(Number(left.answer) > 55_000 && Number(left.answer) <= 60_000)
  t.ok(Number(left.attempts) > 55_000 && Number(left.attempts) <= 60_000)
  t.ok(Number(left.running) > 25_000 && Number(left.running) <= 30_000)
})

t.test(
  'while the store is away nobody begins, waits or fails to finish',
  { skip: noRedisServer },
  async (t) => {
    const server = await RedisServer.start(t)
    const answers = await answersOn(t, { on: server.url })
    const { attempt, call } = callsOn(answers)
    const first = await attempt()
    const waiting = t.rejects(answers.begin(call), { code: 'store_unavailable' })
    await server.kill()
    await waiting
    await t.rejects(attempt({ key: 'two' }), { code: 'store_unavailable' })
    await t.resolves(first.finish(answer('done')), 'its work is done')
  },
)

t.test('that an answer could not be kept by a bug is not hidden', { skip }, async (t) => {
  const prefix = newPrefix()
  const { attempt } = callsOn(await answersOn(t, { prefix }))
  const first = await attempt()
  const admin = await adminOf(t, url)
  for (const key of await admin.keys(`${prefix}running:*`)) {
    await admin.del(key)
    await admin.lpush(key, 'what no script puts there')
  }
  await t.rejects(first.finish(answer('done')), { name: 'Error', message: /WRONGTYPE/ })
})
