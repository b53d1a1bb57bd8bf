import type { Clock } from '../lib/clock.js'

/** An id that has had no record for so long belongs to no session that is being opened. In milliseconds of real time. */
const orphanMs = 10_000

const maxOrphans = 1000

/** An orphan that was not looked at again for so long may be replaced by another. In milliseconds of real time. */
const staleOrphanMs = 3 * orphanMs

/** Ids of sessions without a record, as a server that died leaves them. */
export class Orphans {
  readonly #clock: Clock
  /** When each was first seen so. */
  readonly #seenMs = new Map<string, number>()

  /** @param clock real time. */
  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether an id that has no record has had none for so long that none is to come. */
  isOrphan(id: string): boolean {
    const nowMs = this.#clock.now()
    const since = this.#seenMs.get(id)
    if (since === undefined) {
      if (this.#seenMs.size >= maxOrphans) this.#dropStale(nowMs)
      if (this.#seenMs.size < maxOrphans) this.#seenMs.set(id, nowMs)
      return false
    }
    if (nowMs - since < orphanMs) return false
    this.#seenMs.delete(id)
    return true
  }

  #dropStale(nowMs: number): void {
    for (const [id, since] of this.#seenMs) {
      if (nowMs - since < staleOrphanMs) return
      this.#seenMs.delete(id)
    }
  }
}
