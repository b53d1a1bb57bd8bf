import { performance, setImmediate } from './node-globals.js'
import { Queue } from './queue.js'

/** How long all works together run before everything else has its turn, in milliseconds. */
const turnMs = 5

/**
 * Shares the event loop among long works. All together run for about 5 ms; then whatever else waits has its turn, and one
 * work goes on.
 *
 * @example
 * for (const entry of entries) {
 *   if (turns.isOver) await turns.next()
 *   …
 * }
 */
export class Turns {
  readonly #waiting = new Queue<() => void>()
  #beganMs: number | null = null

  /** Whether a work has to wait for its next turn before it goes on. */
  get isOver(): boolean {
    if (this.#beganMs !== null) return performance.now() - this.#beganMs >= turnMs
    this.#begin()
    return false
  }

  /** Resolves when it is a work's turn again. To be called when this one is over. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve))
  }

  #begin(): void {
    this.#beganMs = performance.now()
    setImmediate(() => {
      const goOn = this.#waiting.dropOldest()
      if (goOn === undefined) {
        this.#beganMs = null
        return
      }
      this.#begin()
      goOn()
    })
  }
}
