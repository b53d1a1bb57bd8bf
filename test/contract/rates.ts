import t, { type Test } from 'tap'
import { type RatedWorkspace, type Rates, rateLimit } from '../../src/storage/rates.js'
import { realTime, WorkspaceClock } from '../../src/workspaces/workspace-clock.js'

interface Options {
  readonly skip?: string | false
}

const { calls, windowMs } = rateLimit

/** A workspace whose time stands where the test puts it. */
class Hand {
  nowMs = 1_000_000
  readonly workspace: RatedWorkspace

  constructor(id: string, generation = 0) {
    this.workspace = { id, generation, clock: new WorkspaceClock({ now: () => this.nowMs }, realTime) }
  }
}

/**
 * What every store of rates must do.
 *
 * @param make a new, empty one.
 */
export function testRates(
  name: string,
  make: (t: Test) => Rates | Promise<Rates>,
  { skip = false }: Options = {},
): void {
  t.test(`${name}: calls are counted within the window, to the millisecond`, { skip }, async (t) => {
    const rates = await make(t)
    const hand = new Hand('a')
    t.strictSame(await rates.look(hand.workspace), { count: 0, oldestMs: null })
    t.strictSame(await rates.count(hand.workspace, true), { count: 1, oldestMs: 1_000_000, isOver: false })
    hand.nowMs += windowMs - 1
    t.match(await rates.count(hand.workspace, true), { count: 2, oldestMs: 1_000_000 })
    hand.nowMs += 1
    t.match(await rates.look(hand.workspace), { count: 1, oldestMs: 1_000_000 + windowMs - 1 })
    hand.nowMs -= windowMs
    t.match(await rates.look(hand.workspace), { count: 0 }, 'what is still to come has not been called')
    t.match(await rates.look(new Hand('b').workspace), { count: 0 })
    hand.nowMs += windowMs
    const { clock } = hand.workspace
    t.match(await rates.look({ id: 'a', generation: 1, clock }), { count: 0 }, 'its contents were replaced')
  })

  t.test(`${name}: one too many is refused, or pushes the oldest out`, { skip }, async (t) => {
    const rates = await make(t)
    const hand = new Hand('a')
    for (let at = 0; at < calls; at++) {
      await rates.count(hand.workspace, true)
      hand.nowMs += 1
    }
    t.match(await rates.count(hand.workspace, true), { count: calls, oldestMs: 1_000_000, isOver: true })
    t.match(await rates.count(hand.workspace, false), { count: calls, oldestMs: 1_000_001, isOver: true })
  })
}
