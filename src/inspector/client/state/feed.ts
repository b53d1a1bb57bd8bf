import type { Entry } from '../data/entries.js'
import { type Log, maxRows } from '../data/log.js'
import { changesOf } from './changes.js'
import type { Loads } from './loads.js'
import type { Store } from './state.js'

/** Brings what comes into the log, once a frame however much it is, and not while the page is paused. */
export class Feed {
  readonly #log: Log
  readonly #store: Store
  readonly #loads: Loads
  #pending: Entry[] = []
  #isPlanned = false

  constructor(log: Log, store: Store, loads: Loads) {
    this.#log = log
    this.#store = store
    this.#loads = loads
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) store.set({ unseen: 0 })
    })
  }

  take(entries: readonly Entry[]): void {
    for (const entry of entries) this.#pending.push(entry)
    if (this.#pending.length > maxRows) this.#pending.splice(0, this.#pending.length - maxRows)
    if (this.#isPlanned) return
    this.#isPlanned = true
    const flush = () => {
      this.#isPlanned = false
      this.flush()
    }
    // A page that nobody sees gets no frames.
    if (document.hidden) setTimeout(flush, 250)
    else requestAnimationFrame(flush)
  }

  flush(): void {
    if (this.#store.state.isPaused) {
      this.#store.set({ withheld: this.#pending.length })
      return
    }
    const added = this.#log.add(this.#pending.splice(0))
    const { unseen } = this.#store.state
    this.#store.set({
      unseen: document.hidden ? unseen + added.length : 0,
      withheld: 0,
      ...changesOf(this.#store.state, added, this.#loads),
      logVersion: this.#store.state.logVersion + 1,
    })
  }

  /** Drops what waits. */
  clear(): void {
    this.#pending = []
  }
}
