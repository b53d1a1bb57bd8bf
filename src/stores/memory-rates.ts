import { RateWindow } from '../limits/rate-window.js'
import { type Counted, type RatedWorkspace, type Rates, rateLimit, type Tally } from '../limits/rates.js'
import type { Era } from '../workspaces/workspace.js'

/** Counts calls in this process. */
export class MemoryRates implements Rates {
  readonly #windows = new WeakMap<Era, RateWindow>()

  count({ era, clock }: RatedWorkspace, isRefusing: boolean): Counted {
    const nowMs = clock.now()
    const calls = this.#windowOf(era, nowMs)
    const isOver = calls.count >= rateLimit.calls
    if (!isOver || !isRefusing) {
      calls.add(nowMs)
      if (isOver) calls.dropOldest()
    }
    return { count: calls.count, oldestMs: calls.oldest as number, isOver }
  }

  look({ era, clock }: RatedWorkspace): Tally {
    const { count, oldest = null } = this.#windowOf(era, clock.now())
    return { count, oldestMs: oldest }
  }

  #windowOf(era: Era, nowMs: number): RateWindow {
    const before = this.#windows.get(era)
    const calls = before ?? new RateWindow()
    if (before === undefined) this.#windows.set(era, calls)
    // A tester may have turned the clock back: what is still to come has not been called yet.
    calls.keepBetween(nowMs - rateLimit.windowMs, nowMs)
    return calls
  }
}
