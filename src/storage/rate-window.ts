import type { Clock } from '../lib/clock.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { Queue } from '../lib/queue.js'

/** How many calls may be made in any `windowMs`. */
export interface RateLimit {
  readonly calls: number
  readonly windowMs: number
}

/** Who makes calls. They are counted anew in each generation. */
export interface Caller {
  readonly id: string
  readonly generation: number
  readonly clock: Clock
}

/** The calls within the window that ends now. */
export interface Tally {
  readonly count: number
  /** When the oldest of them was made, in epoch milliseconds of the caller's clock; null when there is none. */
  readonly oldestMs: number | null
}

export interface Counted extends Tally {
  readonly isOver: boolean
}

/** Counts calls in a sliding window of their caller's time. */
export interface RateWindow {
  /**
   * Counts a call of now. One too many is left out where such calls are refused; else the oldest makes room for it.
   *
   * @returns the calls, and whether this one was too many.
   */
  count(caller: Caller, limit: RateLimit, isRefusing: boolean): MaybePromise<Counted>
  look(caller: Caller, limit: RateLimit): MaybePromise<Tally>
  /** Forgets the calls of a caller. */
  forget(callerId: string): MaybePromise<void>
}

/** Counts calls in this process. Redis counts by the same rule in a script, because a call to it is one step. */
export class MemoryRateWindow implements RateWindow {
  readonly #windows = new Map<string, { readonly generation: number; readonly calls: Queue<number> }>()

  count(caller: Caller, limit: RateLimit, isRefusing: boolean): Counted {
    const nowMs = caller.clock.now()
    const calls = this.#callsOf(caller, limit, nowMs)
    const isOver = calls.count >= limit.calls
    if (!isOver || !isRefusing) {
      calls.add(nowMs)
      if (isOver) calls.dropOldest()
    }
    return { count: calls.count, oldestMs: calls.oldest as number, isOver }
  }

  look(caller: Caller, limit: RateLimit): Tally {
    const { count, oldest = null } = this.#callsOf(caller, limit, caller.clock.now())
    return { count, oldestMs: oldest }
  }

  forget(callerId: string): void {
    this.#windows.delete(callerId)
  }

  #callsOf({ id, generation }: Caller, { windowMs }: RateLimit, nowMs: number): Queue<number> {
    const known = this.#windows.get(id)
    const calls = known?.generation === generation ? known.calls : new Queue<number>()
    if (calls !== known?.calls) this.#windows.set(id, { generation, calls })
    while ((calls.oldest ?? nowMs) <= nowMs - windowMs) calls.dropOldest()
    // The clock may have been turned back: calls that are still to come have not been made yet.
    while ((calls.newest ?? nowMs) > nowMs) calls.dropNewest()
    return calls
  }
}
