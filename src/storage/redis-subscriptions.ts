import { type Connection, end } from './redis-connection.js'

type Listener = (message: string) => void

/** Who listens to which channel, on a connection of its own that is made for the first of them. */
export class Subscriptions {
  readonly #connect: () => Connection
  readonly #failed: (error: unknown) => void
  readonly #listeners = new Map<string, Set<Listener>>()
  #connection: Connection | null = null

  /** @param failed hears of channels that could not be subscribed to. */
  constructor(connect: () => Connection, failed: (error: unknown) => void) {
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
      this.#connection?.unsubscribe(channel).catch(() => {})
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    if (this.#connection !== null) await end(this.#connection)
  }

  #begin(channels: readonly string[]): void {
    this.#connection ??= this.#open()
    if (this.#connection.status === 'ready') this.#connection.subscribe(...channels).catch(this.#failed)
  }

  #open(): Connection {
    const connection = this.#connect()
    connection.on('error', () => {})
    connection.on('ready', () => {
      if (this.#listeners.size > 0) this.#begin([...this.#listeners.keys()])
    })
    connection.on('message', (channel, message) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message)
    })
    return connection
  }
}
