import { Readable } from 'node:stream'
import { ApiError } from '../errors/api-error.js'
import { isOpen } from '../sessions/model.js'
import type { FoundSession } from '../sessions/service.js'

/** What a page shows of the time of its session. It changes when somebody changes the clock or the session, and by itself never. */
export function timeKey({ session, workspace }: Pick<FoundSession, 'session' | 'workspace'>): string {
  const { offsetMs, frozenAtMs } = workspace.clock.setting
  return `${session.expiresAt}.${offsetMs}.${frozenAtMs ?? ''}`
}

export interface TimeStreamOptions {
  /** The session as it is now. Throws `not_found` when it is not there any more. */
  readonly find: () => Promise<FoundSession>
  /** Calls `hear` whenever the session or its clock may have changed; returns what ends that. */
  readonly watch: (hear: () => void) => () => void
  /** What the page shows, by its key. */
  readonly shown: string
}

/** The time of a session as server-sent events: how much is left, whenever that has changed; `over` once it is not open. */
export class TimeStream extends Readable {
  readonly #options: TimeStreamOptions
  readonly #stop: () => void
  #shown: string
  #isWanted = false
  #isLooking = false
  #hasNews = true
  #isOver = false

  constructor(options: TimeStreamOptions) {
    super({ highWaterMark: 256 })
    this.#options = options
    this.#shown = options.shown
    this.#stop = options.watch(() => {
      this.#hasNews = true
      if (this.#isWanted) this._read()
    })
    this.push(': repull-mock\n\n')
  }

  /** Ends it for its page, which opens another one. */
  end(): void {
    this.#isOver = true
    this.push(null)
  }

  override _read(): void {
    this.#isWanted = true
    // Where the store is away the page comes back by itself.
    this.#look().catch(() => this.destroy())
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#isOver = true
    this.#stop()
    done(error)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    while (this.#isWanted && this.#hasNews && !this.#isOver) {
      this.#hasNews = false
      const text = await this.#news()
      if (text !== null && !this.#isOver) this.#isWanted = this.push(text)
    }
    this.#isLooking = false
  }

  /** The event that tells what has changed; null when nothing has. */
  async #news(): Promise<string | null> {
    const found = await this.#options.find().catch(noneWhereNotFound)
    if (found === null || !isOpen(found.session, found.nowMs)) return 'event: over\ndata: \n\n'
    const { session, workspace, nowMs } = found
    const key = timeKey(found)
    if (key === this.#shown) return null
    this.#shown = key
    const { frozen } = workspace.clock.read()
    return `data: ${JSON.stringify({ leftMs: session.expiresAt - nowMs, frozen })}\n\n`
  }
}

function noneWhereNotFound(error: unknown): null {
  if (error instanceof ApiError && error.code === 'not_found') return null
  throw error
}
