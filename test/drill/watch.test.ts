import t from 'tap'
import { untilSettled } from '../../src/drill/settled.js'
import { type RunState, watchRun } from '../../src/drill/watch.js'
import type { MockEndpoint } from '../../src/index.js'

/** A machine whose time passes when it is told to. */
function machine() {
  let nowMs = 0
  let due: { readonly atMs: number; readonly ring: () => void } | null = null
  return {
    clock: { now: () => nowMs },
    alarm: (delayMs: number, ring: () => void) => {
      due = { atMs: nowMs + delayMs, ring }
      return () => {
        due = null
      }
    },
    isWaiting: () => due !== null,
    async pass(ms: number) {
      const untilMs = nowMs + ms
      while (due !== null && due.atMs <= untilMs) {
        const { atMs, ring }: { atMs: number; ring: () => void } = due
        due = null
        nowMs = atMs
        ring()
        await new Promise(setImmediate)
      }
      nowMs = untilMs
    },
  }
}

const limits = { timeoutMs: 1000, beforeMs: 3000, mostHits: 50 }
const before: RunState = { isReached: false, hits: 0 }
const behind: RunState = { isReached: true, hits: 1 }

t.test('the time of a run counts from its failure on', async (t) => {
  const world = machine()
  let state = before
  const { signal } = watchRun(async () => state, limits, world)
  await world.pass(2000)
  state = behind
  await world.pass(1000)
  t.notOk(signal.aborted)
  await world.pass(200)
  t.ok(signal.aborted)
})

t.test('a run that never meets its failure ends, too', async (t) => {
  const world = machine()
  const { signal } = watchRun(async () => before, limits, world)
  await world.pass(2800)
  t.notOk(signal.aborted)
  await world.pass(200)
  t.ok(signal.aborted)
})

t.test('a run that meets a failure again and again is stopped soon', async (t) => {
  const world = machine()
  let hits = 50
  const { signal } = watchRun(async () => ({ isReached: true, hits }), limits, world)
  await world.pass(200)
  t.notOk(signal.aborted)
  hits = 51
  await world.pass(200)
  t.ok(signal.aborted)
})

t.test(
  'a run that has ended is not looked at, and one whose server is away is looked at again',
  async (t) => {
    const world = machine()
    let looks = 0
    const { signal, stop } = watchRun(
      async () => {
        looks++
        throw new Error('away')
      },
      limits,
      world,
    )
    await world.pass(400)
    t.equal(looks, 2)
    stop()
    t.notOk(world.isWaiting())
    t.notOk(signal.aborted)
    let answer = (_: RunState) => {}
    const slow = watchRun(() => new Promise<RunState>((resolve) => (answer = resolve)), limits, world)
    await world.pass(200)
    slow.stop()
    answer(behind)
    await new Promise(setImmediate)
    t.notOk(world.isWaiting(), 'what comes later says nothing')
  },
)

t.test('a run ends with its drill', async (t) => {
  const world = machine()
  const drill = new AbortController()
  const { signal } = watchRun(async () => before, limits, { ...world, signal: drill.signal })
  drill.abort()
  t.ok(signal.aborted)
  t.notOk(world.isWaiting())
  t.ok(watchRun(async () => before, limits, { ...world, signal: drill.signal }).signal.aborted)
})

t.test('deliveries are waited for until none is due, or nobody waits any more', async (t) => {
  const world = machine()
  const states = [[false], [true, false], [true, true]]
  const webhooks = { endpoints: async () => (states.shift() ?? []).map((idle) => ({ idle }) as MockEndpoint) }
  const control = { webhooks } as never // It asks for nothing else.
  let isDone = false
  const waiting = untilSettled(control, world.alarm, () => false).then(() => {
    isDone = true
  })
  await new Promise(setImmediate)
  await world.pass(5)
  t.notOk(isDone)
  await world.pass(5)
  await waiting
  states.push([false])
  await untilSettled(control, world.alarm, () => true)
  t.equal(states.length, 0)
})
