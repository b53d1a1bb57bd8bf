import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** The pauses that the garbage collector made in this process. Times as `performance.now()` tells them. */
export class GarbagePauses {
  readonly #pauses: PerformanceEntry[] = []

  constructor() {
    new PerformanceObserver((list) => this.#pauses.push(...list.getEntries())).observe({ entryTypes: ['gc'] })
  }

  /** How much of a stretch of time the garbage collector took, in milliseconds. It waits until that is known. */
  async within(began: number, ended: number): Promise<number> {
    await nextTurn()
    await nextTurn()
    return this.#pauses
      .map(({ startTime, duration }) => Math.min(ended, startTime + duration) - Math.max(began, startTime))
      .filter((sharedMs) => sharedMs > 0)
      .reduce((sum, sharedMs) => sum + sharedMs, 0)
  }
}
