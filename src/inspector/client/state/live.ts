import type { Entry } from '../data/entries.js'
import { EventText } from '../data/event-text.js'
import type { Api } from './api.js'

export interface LiveOptions {
  readonly api: Api
  /** The id of the workspace; null for all. */
  readonly workspace: string | null
  /** Takes what came, in order. */
  readonly take: (entries: readonly Entry[]) => void
  readonly onState: (state: 'connecting' | 'live') => void
}

/** No server gives this id to an entry: one that does not know it begins with the oldest that it has. */
const beforeAll = 'jrn_all_0'

/** The stream of events from the oldest that the server has. It comes back when it is cut, and goes on where it was. */
export class Live {
  readonly #options: LiveOptions
  readonly #stop = new AbortController()
  #last = beforeAll
  #failures = 0

  constructor(options: LiveOptions) {
    this.#options = options
    void this.#run()
  }

  end(): void {
    this.#stop.abort()
  }

  async #run(): Promise<void> {
    const { onState } = this.#options
    while (!this.#stop.signal.aborted) {
      onState('connecting')
      try {
        await this.#read()
        this.#failures = 0
      } catch {
        this.#failures++
      }
      // Soon at first, because a server that is started anew is back in a moment.
      const waitMs = Math.min(5000, 250 * 2 ** this.#failures)
      await new Promise((resume) => setTimeout(resume, waitMs))
    }
  }

  async #read(): Promise<void> {
    const { api, workspace, take, onState } = this.#options
    const answer = await api.send(
      'GET',
      'events',
      { workspace },
      { headers: this.#headers(), signal: this.#stop.signal, cache: 'no-store' },
    )
    onState('live')
    this.#failures = 0
    const events = new EventText()
    const reader = (answer.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || this.#stop.signal.aborted) return
      const entries = events.read(value).map(({ data }) => JSON.parse(data) as Entry)
      const last = entries.at(-1)
      if (last === undefined) continue
      this.#last = last.id
      take(entries)
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
