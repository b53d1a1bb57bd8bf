import type { RecordedRequest } from '../data/entries.js'
import type { Api } from './api.js'

/** A server with fewer calls between two looks is calm. */
const maxCalls = 400

/** How long after a look the next one is, in milliseconds. */
const lookMs = 8000

/** Looks at a busy server, which costs it little, until it is calm. */
export class Calm {
  readonly #api: Api
  readonly #workspace: string | null
  #end: () => void = () => {}

  constructor(api: Api, workspace: string | null) {
    this.#api = api
    this.#workspace = workspace
  }

  /** Ends a wait. */
  end(): void {
    this.#end()
  }

  /** Resolves when the server is calm, or when `end` is called. Rejects when it does not answer. */
  async wait(): Promise<void> {
    let isOver = false
    const ended = new Promise<void>((resolve) => {
      this.#end = () => {
        isOver = true
        resolve()
      }
    })
    for (let latest = await this.#latest(); !isOver; ) {
      await Promise.race([ended, new Promise((resume) => setTimeout(resume, lookMs))])
      if (isOver || latest === undefined || (await this.#countSince(latest)) < maxCalls) return
      latest = await this.#latest()
    }
  }

  async #latest(): Promise<string | undefined> {
    const workspace = this.#workspace
    const query = { limit: '1' }
    const { data } = await this.#api.get<{ data: RecordedRequest[] }>('requests', { query, workspace })
    return data[0]?.id
  }

  /** Counts no further than it needs to know. */
  async #countSince(id: string): Promise<number> {
    const workspace = this.#workspace
    const query = { since: id, limit: String(maxCalls) }
    return (await this.#api.get<{ count: number }>('requests/count', { query, workspace })).count
  }
}
