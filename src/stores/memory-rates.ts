import { RateWindow } from '../storage/rate-window.js'
import { type Counted, type RatedWorkspace, type Rates, rateLimit, type Tally } from '../storage/rates.js'

/** Counts calls in this process. */
export class MemoryRates implements Rates {
  readonly #windows = new Map<string, { readonly generation: number; readonly calls: RateWindow }>()

  count({ id, generation, clock }: RatedWorkspace, isRefusing: boolean): Counted {
    const nowMs = clock.now()
    const calls = this.#windowOf(id, generation, nowMs)
    const isOver = calls.count >= rateLimit.calls
    if (!isOver || !isRefusing) {
      calls.add(nowMs)
      if (isOver) calls.dropOldest()
    }
    return { count: calls.count, oldestMs: calls.oldest as number, isOver }
  }

  look({ id, generation, clock }: RatedWorkspace): Tally {
    const { count, oldest = null } = this.#windowOf(id, generation, clock.now())
    return { count, oldestMs: oldest }
  }

  forget(workspaceId: string): void {
    this.#windows.delete(workspaceId)
  }

  #windowOf(id: string, generation: number, nowMs: number): RateWindow {
    const before = this.#windows.get(id)
    const calls = before?.generation === generation ? before.calls : new RateWindow()
    if (calls !== before?.calls) this.#windows.set(id, { generation, calls })
    // A tester may have turned the clock back: what is still to come has not been called yet.
    calls.keepBetween(nowMs - rateLimit.windowMs, nowMs)
    return calls
  }
}
