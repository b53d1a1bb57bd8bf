import { Readable } from 'node:stream'
import { bounds } from '../lib/bounds.js'
import type { Alarm } from '../lib/clock.js'
import { setImmediate } from '../lib/node-globals.js'
import { othersFirst } from '../lib/steps.js'
import type { Turns } from '../lib/turns.js'
import type { Journal, JournalEntry, Scope } from './journal.js'

/** How much is made before its reader has taken it, in bytes. */
const highWaterMark = 16 * 1024

/** How long a reader who is too far behind may take nothing, in milliseconds. */
const patienceMs = 3000

export interface EventStreamOptions {
  readonly journal: Pick<Journal, 'after' | 'listen'>
  readonly scope: Scope
  readonly turns: Pick<Turns, 'isOver' | 'next'>
  readonly alarm: Alarm
  /** The order behind which it begins. */
  readonly after: number
  readonly isWanted: (entry: JournalEntry) => boolean
  /** An entry as a server-sent event. */
  readonly write: (entry: JournalEntry) => Uint8Array
}

/**
 * The entries of a scope from some place on, as server-sent events. It keeps that place and a piece of
 * what comes next: more is read from the journal once its reader has taken that. A reader is cut off who takes nothing while too many
 * bytes are recorded. Whoever takes something is not, however long an entry or the past is, and however late it comes.
 */
export class EventStream extends Readable {
  readonly #options: EventStreamOptions
  readonly #stop: () => void
  #after: number
  /** What was read and is not handed over. */
  #rest: Uint8Array = Buffer.of()
  /** The last reset of all workspaces, until it is sent. */
  #reset: JournalEntry | null = null
  /** How many bytes were recorded since its reader has taken something. */
  #behind = 0
  #cancelCut: (() => void) | null = null
  #isWanted = false
  #isReading = false
  #isSoon = false
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
    this.#behind = 0
    this.#keep()
    this.#flush()
    this.#goOn()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#isOver = true
    this.#keep()
    this.#stop()
    done(error)
  }

  #hearOfAll(entry: JournalEntry): void {
    if (entry.workspaceId !== null || entry.what.type !== 'reset') return
    if (this.#options.isWanted(entry)) this.#reset = entry
    this.#hear(entry)
  }

  #hear(entry: JournalEntry): void {
    if (!this.#options.isWanted(entry)) return
    this.#hasNews = true
    if (this.#isWanted) {
      this.#goOnSoon()
      return
    }
    this.#behind += entry.size
    if (this.#behind > bounds.eventBacklog.maxSize) this.#cancelCut ??= this.#cutLater()
  }

  /** Cuts its reader off who takes nothing until then. */
  #cutLater(): () => void {
    return this.#options.alarm(patienceMs, async () => {
      // What has become free while the process was busy is seen first.
      await othersFirst()
      if (this.#cancelCut !== null) this.destroy()
    })
  }

  #keep(): void {
    this.#cancelCut?.()
    this.#cancelCut = null
  }

  /** What is recorded in one turn goes out in one piece. */
  #goOnSoon(): void {
    if (this.#isSoon) return
    this.#isSoon = true
    setImmediate(() => {
      this.#isSoon = false
      this.#goOn()
    })
  }

  #goOn(): void {
    this.#pump().catch((error) => this.destroy(error))
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
        this.#sendReset(entry.order)
        if (this.#isOver || !this.#isWanted) break
        this.#after = entry.order
        if (isWanted(entry)) this.#send(entry)
      }
      if (!this.#hasNews) this.#sendReset()
      this.#flush()
    }
    this.#isReading = false
  }

  /** Sends the reset of all workspaces at its place among the entries of one. */
  #sendReset(before = Number.POSITIVE_INFINITY): void {
    const reset = this.#reset
    if (reset === null || reset.order > before || !this.#isWanted || this.#isOver) return
    this.#reset = null
    this.#send(reset)
  }

  #send(entry: JournalEntry): void {
    this.#rest = Buffer.concat([this.#rest, this.#options.write(entry)])
    if (this.#rest.length >= highWaterMark) this.#flush()
  }

  /** Hands over a piece, and the next once it is taken: so it shows that a long entry is read. */
  #flush(): void {
    while (this.#rest.length > 0 && this.#isWanted && !this.#isOver) {
      const piece = this.#rest.subarray(0, highWaterMark)
      this.#rest = this.#rest.subarray(highWaterMark)
      this.#isWanted = this.push(piece)
    }
  }
}
