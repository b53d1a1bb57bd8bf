import type { Entry } from '../data/entries.js'
import { EventText } from '../data/event-text.js'
import { Pace } from '../data/pace.js'
import { type Api, CallFailure } from './api.js'
import { Calm } from './calm.js'

/** Busy: the server has more calls than the page follows. */
export type LiveState = 'connecting' | 'live' | 'busy'

export interface LiveOptions {
  readonly api: Api
  /** The id of the workspace; null for all. */
  readonly workspace: string | null
  /** Takes what came, in order. */
  readonly take: (entries: readonly Entry[]) => void
  readonly onState: (state: LiveState) => void
  /** Called each time that the server is there and refuses. */
  readonly onRefused: (failure: CallFailure) => void
}

/** No server gives this id to an entry: one that does not know it begins with the oldest that it has. */
const beforeAll = 'jrn_all_0'

/** How long a page that nobody sees rests between two looks, in milliseconds. */
const restMs = 5000

/** A page that nobody sees has read what there is once nothing came for so long, in milliseconds. */
const quietMs = 200

/**
 * The stream of events from the oldest that the server has. It comes back when it is cut, and goes on where it was. While
 * the server is busy it is closed, so that a page that is left open costs a load test nothing. While nobody sees the page, it
 * is opened now and then: a browser has six connections to a server for all tabs, and whoever needs a seventh would wait for ever.
 */
export class Live {
  readonly #options: LiveOptions
  readonly #calm: Calm
  #isOver = false
  #reading = new AbortController()
  #quiet: ReturnType<typeof setTimeout> | undefined
  #endRest: () => void = () => {}
  #last = beforeAll
  #failures = 0
  /** Whether the state that was told is still that of the page. */
  #isTold = false

  constructor(options: LiveOptions) {
    this.#options = options
    this.#calm = new Calm(options.api, options.workspace)
    document.addEventListener('visibilitychange', this.#seen)
    void this.#run()
  }

  end(): void {
    this.#isOver = true
    document.removeEventListener('visibilitychange', this.#seen)
    this.#reading.abort()
    this.#calm.end()
    this.#endRest()
  }

  /** Follows a busy server again. */
  resume(): void {
    this.#calm.end()
  }

  readonly #seen = (): void => {
    this.#leaveSoon()
    if (!document.hidden) this.#endRest()
  }

  /** Lets go of the stream in a moment, unless somebody sees the page or something comes. */
  #leaveSoon(): void {
    clearTimeout(this.#quiet)
    if (document.hidden) this.#quiet = setTimeout(() => this.#reading.abort(), quietMs)
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      if (!document.hidden) this.#isTold = false
      this.#tell('connecting')
      this.#reading = new AbortController()
      try {
        const isTooFast = await this.#read()
        this.#failures = 0
        if (isTooFast) {
          this.#isTold = false
          this.#tell('busy')
          await this.#calm.wait()
          continue
        }
      } catch (error) {
        const isLeft = this.#reading.signal.aborted
        if (!isLeft) this.#failures++
        if (error instanceof CallFailure) this.#options.onRefused(error)
      }
      // Soon at first, because a server that is started anew is back in a moment.
      await this.#rest(document.hidden ? restMs : Math.min(5000, 250 * 2 ** this.#failures))
    }
  }

  /** Waits, at the longest until somebody sees the page again. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#endRest = resolve
      setTimeout(resolve, ms)
    })
  }

  /** Nobody sees what a look does meanwhile. */
  #tell(state: LiveState): void {
    if (!this.#isTold) this.#options.onState(state)
    if (state === 'live') this.#isTold = true
  }

  /** Reads until the stream ends. Returns whether it was left because too much came. */
  async #read(): Promise<boolean> {
    const { api, workspace, take } = this.#options
    const { signal } = this.#reading
    const init = { headers: this.#headers(), signal, cache: 'no-store' } as const
    const answer = await api.send('GET', 'events', { workspace }, init)
    this.#tell('live')
    this.#failures = 0
    const pace = new Pace(performance.now())
    const events = new EventText()
    const reader = (answer.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .getReader()
    for (;;) {
      this.#leaveSoon()
      const { done, value } = await reader.read()
      if (done || this.#isOver) return false
      const entries = events.read(value).map(({ data }) => JSON.parse(data) as Entry)
      const last = entries.at(-1)
      if (last === undefined) continue
      this.#last = last.id
      take(entries)
      if (pace.isTooFast(entries.length, performance.now())) {
        await reader.cancel()
        return true
      }
    }
  }

  #headers(): Record<string, string> {
    const { token } = this.#options.api
    return {
      accept: 'text/event-stream',
      'last-event-id': this.#last,
      ...(token && { authorization: `Bearer ${token}` }),
    }
  }
}
