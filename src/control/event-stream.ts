import { Readable } from 'node:stream'
import { bounds } from '../lib/bounds.js'
import type { Turns } from '../lib/turns.js'
import type { Journal, JournalEntry, Scope } from './journal.js'

/** How much is made before its reader has taken it, in bytes. */
const highWaterMark = 16 * 1024

export interface EventStreamOptions {
  readonly journal: Journal
  readonly scope: Scope
  readonly turns: Turns
  /** The order behind which it begins. */
  readonly after: number
  /** The order of the latest entry: what comes up to it is the past. */
  readonly past: number
  readonly isWanted: (entry: JournalEntry) => boolean
  /** An entry as a server-sent event. */
  readonly write: (entry: JournalEntry) => string
}

/**
 * The entries of a scope from some place on, as server-sent events. It keeps that place and no entry: each is read from the
 * journal once its reader has taken those before. A reader is cut off who is too many bytes behind what is recorded
 * meanwhile. The past may take as long as it takes, while something of it is taken.
 */
export class EventStream extends Readable {
  readonly #options: EventStreamOptions
  readonly #stop: () => void
  #after: number
  /** Bytes that were recorded and not taken. */
  #behind = 0
  #isWanted = false
  #isReading = false
  #hasNews = true
  #isOver = false

  constructor(options: EventStreamOptions) {
    super({ highWaterMark })
    this.#options = options
    this.#after = options.after
    const { journal, scope } = options
    const stop = journal.listen(scope, (entry) => this.#hear(entry))
    // With all workspaces that of the scope is gone, and its journal, so that there is nothing more to read.
    const stopAll = scope === null ? () => {} : journal.listen(null, (entry) => this.#hearOfAll(entry))
    this.#stop = () => {
      stop()
      stopAll()
    }
    this.push(': repull-mock\n\n')
  }

  /** Ends it for its reader, who may come back. */
  end(): void {
    this.#isOver = true
    this.push(null)
  }

  override _read(): void {
    this.#isWanted = true
    this.#pump().catch((error) => this.destroy(error))
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#isOver = true
    this.#stop()
    done(error)
  }

  #hearOfAll(entry: JournalEntry): void {
    if (entry.workspaceId !== null || this.#isOver) return
    const isReset = entry.what.type === 'reset'
    if (isReset && this.#options.isWanted(entry)) this.#send(entry)
  }

  #hear(entry: JournalEntry): void {
    if (!this.#options.isWanted(entry)) return
    this.#hasNews = true
    this.#behind += entry.size
    if (this.#behind > bounds.eventBacklog.maxSize) this.destroy()
    else if (this.#isWanted) this._read()
  }

  /** Reads page after page while there are entries and somebody takes them. */
  async #pump(): Promise<void> {
    const { journal, scope, turns, isWanted } = this.#options
    if (this.#isReading) return
    this.#isReading = true
    while (this.#isWanted && this.#hasNews && !this.#isOver) {
      this.#hasNews = false
      for (const entry of await journal.after(scope, this.#after)) {
        this.#hasNews = true
        if (turns.isOver) await turns.next()
        if (this.#isOver || !this.#isWanted) break
        if (isWanted(entry)) this.#send(entry)
        else this.#after = entry.order
      }
    }
    this.#isReading = false
  }

  #send(entry: JournalEntry): void {
    const { past, write } = this.#options
    this.#after = entry.order
    this.#behind = entry.order <= past ? 0 : Math.max(0, this.#behind - entry.size)
    if (!this.push(write(entry))) this.#isWanted = false
  }
}
