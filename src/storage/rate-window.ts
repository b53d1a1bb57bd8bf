import { bounds } from '../lib/bounds.js'
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

interface Window {
  readonly generation: number
  readonly calls: Queue<number>
}

/**
 * Counts calls in this process. Past the bound of all callers together, those of whoever called least recently are
 * forgotten. Redis counts by the same rule in a script, because a call to it is one step.
 */
export class MemoryRateWindow implements RateWindow {
  readonly #maxCalls: number
  /** By caller, the one that called least recently first. */
  readonly #windows = new Map<string, Window>()
  #last: Window | undefined
  /** How many calls are counted, of all callers. */
  #count = 0

  /** @param maxCalls how many calls are remembered, of all callers. */
  constructor(maxCalls: number = bounds.countedCalls.maxItems) {
    this.#maxCalls = maxCalls
  }

  count(caller: Caller, limit: RateLimit, isRefusing: boolean): Counted {
    const nowMs = caller.clock.now()
    const window = this.#windowOf(caller)
    const { calls } = window
    this.#trim(calls, limit, nowMs)
    const isOver = calls.count >= limit.calls
    if (!isOver || !isRefusing) {
      calls.add(nowMs)
      if (isOver) calls.dropOldest()
      else this.#count++
    }
    if (window !== this.#last || this.#count > this.#maxCalls) this.#use(caller.id, window)
    return { count: calls.count, oldestMs: calls.oldest as number, isOver }
  }

  look({ id, generation, clock }: Caller, limit: RateLimit): Tally {
    const known = this.#windows.get(id)
    if (known?.generation !== generation) return { count: 0, oldestMs: null }
    this.#trim(known.calls, limit, clock.now())
    const { count, oldest = null } = known.calls
    return { count, oldestMs: oldest }
  }

  forget(callerId: string): void {
    this.#count -= this.#windows.get(callerId)?.calls.count ?? 0
    this.#windows.delete(callerId)
    this.#last = undefined
  }

  /** The calls of a caller in this generation. */
  #windowOf({ id, generation }: Caller): Window {
    const known = this.#windows.get(id)
    if (known?.generation === generation) return known
    this.forget(id)
    return { generation, calls: new Queue() }
  }

  #trim(calls: Queue<number>, { windowMs }: RateLimit, nowMs: number): void {
    const before = calls.count
    while ((calls.oldest ?? nowMs) <= nowMs - windowMs) calls.dropOldest()
    // The clock may have been turned back: calls that are still to come have not been made yet.
    while ((calls.newest ?? nowMs) > nowMs) calls.dropNewest()
    this.#count -= before - calls.count
  }

  /** Makes the window of a caller the one that was used last, and forgets those that have no room any more. */
  #use(id: string, window: Window): void {
    this.#windows.delete(id)
    this.#windows.set(id, window)
    this.#last = window
    while (this.#count > this.#maxCalls) {
      const [oldest, { calls }] = this.#windows.entries().next().value as [string, Window]
      this.#count -= calls.count
      this.#windows.delete(oldest)
    }
  }
}
