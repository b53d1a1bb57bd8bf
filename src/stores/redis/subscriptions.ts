import type { Redis } from 'iovalkey'
import { type Connect, end } from './connection.js'

type Listener = (message: string) => void

/** Who listens to which channel, on a connection of its own that is made for the first of them. */
export class Subscriptions {
  readonly #connect: Connect
  readonly #failed: (error: unknown) => void
  readonly #listeners = new Map<string, Set<Listener>>()
  #redis: Redis | null = null

  /** @param failed hears of channels that could not be subscribed to. */
  constructor(connect: Connect, failed: (error: unknown) => void) {
    this.#connect = connect
    this.#failed = failed
  }

  /** Returns what ends it. */
  add(channel: string, listener: Listener): () => void {
    const known = this.#listeners.get(channel)
    const listeners = known ?? new Set()
    // Another one each time, so that each is ended by itself.
    const own: Listener = (message) => listener(message)
    this.#listeners.set(channel, listeners.add(own))
    if (known === undefined) this.#begin([channel])
    return () => {
      if (!listeners.delete(own) || listeners.size > 0) return
      this.#listeners.delete(channel)
      this.#redis?.unsubscribe(channel).catch(() => {})
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    if (this.#redis !== null) await end(this.#redis)
  }

  #begin(channels: readonly string[]): void {
    this.#redis ??= this.#open()
    if (this.#redis.status === 'ready') this.#redis.subscribe(...channels).catch(this.#failed)
  }

  #open(): Redis {
    const redis = this.#connect()
    redis.on('error', () => {})
    redis.on('ready', () => {
      if (this.#listeners.size > 0) this.#begin([...this.#listeners.keys()])
    })
    redis.on('message', (channel, message) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message)
    })
    return redis
  }
}
