import t, { type Test } from 'tap'
import type { Caller, RateWindow } from '../../src/storage/rate-window.js'

interface Options {
  readonly skip?: string | false
}

const limit = { calls: 60, windowMs: 60_000 }

/** A caller whose time the test sets. */
class HandCaller implements Caller {
  readonly id: string
  readonly generation: number
  readonly clock = { now: () => this.nowMs }
  nowMs = 1_000_000

  constructor(id: string, generation = 0) {
    this.id = id
    this.generation = generation
  }
}

/**
 * What every rate window must do.
 *
 * @param make a new, empty one.
 */
export function testRateWindow(
  name: string,
  make: (t: Test) => RateWindow | Promise<RateWindow>,
  { skip = false }: Options = {},
): void {
  t.test(`${name}: calls are counted within the window, to the millisecond`, { skip }, async (t) => {
    const rates = await make(t)
    const caller = new HandCaller('a')
    t.strictSame(await rates.look(caller, limit), { count: 0, oldestMs: null })
    t.strictSame(await rates.count(caller, limit, true), { count: 1, oldestMs: 1_000_000, isOver: false })
    caller.nowMs += limit.windowMs - 1
    t.match(await rates.count(caller, limit, true), { count: 2, oldestMs: 1_000_000 })
    caller.nowMs += 1
    t.match(await rates.look(caller, limit), { count: 1, oldestMs: 1_000_000 + limit.windowMs - 1 })
    caller.nowMs -= limit.windowMs
    t.match(await rates.look(caller, limit), { count: 0 }, 'calls that are still to come are not counted')
    t.match(await rates.look(new HandCaller('b'), limit), { count: 0 })
    await rates.count(caller, limit, true)
    const next = new HandCaller('a', 1)
    t.match(await rates.look(next, limit), { count: 0 }, 'each generation is counted anew')
    t.match(await rates.look(caller, limit), { count: 1 })
    t.match(await rates.count(next, limit, true), { count: 1 })
    t.match(await rates.look(caller, limit), { count: 0 })
    await rates.forget('a')
    t.match(
      await rates.look(next, limit),
      { count: 0 },
      'what was forgotten is not there in the same generation',
    )
  })

  t.test(`${name}: one too many is refused, or pushes the oldest out`, { skip }, async (t) => {
    const rates = await make(t)
    const caller = new HandCaller('a')
    for (let at = 0; at < limit.calls; at++) {
      await rates.count(caller, limit, true)
      caller.nowMs += 1
    }
    const { calls } = limit
    t.match(await rates.count(caller, limit, true), { count: calls, oldestMs: 1_000_000, isOver: true })
    t.match(await rates.count(caller, limit, false), { count: calls, oldestMs: 1_000_001, isOver: true })
  })
}
