import type { Entry } from '../data/entries.js'
import { EventText } from '../data/event-text.js'
import { Pace } from '../data/pace.js'
import type { Api } from './api.js'
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
}

/** No server gives this id to an entry: one that does not know it begins with the oldest that it has. */
const beforeAll = 'jrn_all_0'

/**
 * The stream of events from the oldest that the server has. It comes back when it is cut, and goes on where it was. While
 * the server is busy it is closed, so that a page that is left open costs a load test nothing.
 */
export class Live {
  readonly #options: LiveOptions
  readonly #calm: Calm
  readonly #stop = new AbortController()
  #last = beforeAll
  #failures = 0

  constructor(options: LiveOptions) {
    this.#options = options
    this.#calm = new Calm(options.api, options.workspace)
    void this.#run()
  }

  end(): void {
    this.#stop.abort()
    this.#calm.end()
  }

  /** Follows a busy server again. */
  resume(): void {
    this.#calm.end()
  }

  async #run(): Promise<void> {
    const { onState } = this.#options
    while (!this.#stop.signal.aborted) {
      onState('connecting')
      try {
        const isTooFast = await this.#read()
        this.#failures = 0
        if (isTooFast) {
          onState('busy')
          await this.#calm.wait()
          continue
        }
      } catch {
        this.#failures++
      }
      // Soon at first, because a server that is started anew is back in a moment.
      const waitMs = Math.min(5000, 250 * 2 ** this.#failures)
      await new Promise((resume) => setTimeout(resume, waitMs))
    }
  }

  /** Reads until the stream ends. Returns whether it was left because too much came. */
  async #read(): Promise<boolean> {
    const { api, workspace, take, onState } = this.#options
    const answer = await api.send(
      'GET',
      'events',
      { workspace },
      { headers: this.#headers(), signal: this.#stop.signal, cache: 'no-store' },
    )
    onState('live')
    this.#failures = 0
    const pace = new Pace(performance.now())
    const events = new EventText()
    const reader = (answer.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || this.#stop.signal.aborted) return false
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
