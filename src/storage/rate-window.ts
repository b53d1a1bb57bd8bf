import { Queue } from '../lib/queue.js'

/** When calls were made, the oldest first. All in epoch milliseconds. */
export class RateWindow extends Queue<number> {
  /** Drops the calls until an instant, that one included, and those that are still to come after another. */
  keepBetween(startMs: number, endMs: number): void {
    while ((this.oldest ?? endMs) <= startMs) this.dropOldest()
    while ((this.newest ?? endMs) > endMs) this.dropNewest()
  }
}
