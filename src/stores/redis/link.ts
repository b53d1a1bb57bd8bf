import type { Redis } from 'iovalkey'
import { ApiError } from '../../errors/api-error.js'
import { clearTimeout, setTimeout } from '../../node-globals.js'
import { type Connect, end, loadClient } from './connection.js'
import type { Reply, Script } from './script.js'
import { failureOf, isUnknownScript, wordOf } from './store-failure.js'
import { Subscriptions } from './subscriptions.js'

export interface LinkOptions {
  /** `redis://…` or `rediss://…`; it may have a password. */
  readonly url: string
  /** What every key and channel begins with. */
  readonly prefix: string
  /** A call that takes longer has failed. */
  readonly timeoutMs: number
  /** Hears each time the store goes away or comes back. */
  readonly changed?: (isUp: boolean) => void
  /** Hears why the store was not available, in a word that is fit for a log: `ECONNREFUSED`, `timeout`, `OOM`. */
  readonly failed?: (word: string) => void
}

/**
 * A link to the Redis or Valkey that several servers share. It connects again by itself, for ever. A call is never sent
 * twice and never waits for a store that is away.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #redis: Redis
  readonly #subscriptions: Subscriptions
  #isUp = false

  private constructor(options: LinkOptions, connect: Connect) {
    this.#options = options
    this.#redis = connect()
    this.#redis.on('ready', () => this.#change(true))
    this.#redis.on('close', () => this.#change(false))
    this.#redis.on('error', (error) => this.#tell(error))
    this.#subscriptions = new Subscriptions(connect, (error) => this.#tell(error))
  }

  /** Resolves when the store is there, or was not at the first try. Loads the client, which nobody else needs. */
  static async open(options: LinkOptions): Promise<Link> {
    const link = new Link(options, await loadClient(options.url, options.timeoutMs))
    await link.#firstTry()
    return link
  }

  /** Whether the store was there when it was last heard of. */
  get isUp(): boolean {
    return this.#isUp
  }

  /**
   * Runs a script with nothing between its steps. The keys get the prefix.
   *
   * @throws {ApiError} `store_unavailable` when the store is away, too slow, or does not serve at the moment. Whether the
   * script ran is not known then.
   */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[] = [],
  ): Promise<Reply> {
    const { prefix } = this.#options
    const call = [keys.length, ...keys.map((key) => prefix + key), ...args] as const
    try {
      return await this.#evaluate(script, call)
    } catch (error) {
      const failure = failureOf(error)
      if (failure instanceof ApiError) this.#tell(error)
      throw failure
    }
  }

  /**
   * Hears the messages of a channel, those of this server too, from some moment on. What is told while the store is away
   * is lost.
   *
   * @returns what ends it.
   */
  subscribe(channel: string, listener: (message: string) => void): () => void {
    return this.#subscriptions.add(this.#options.prefix + channel, listener)
  }

  /** Ends everything; calls under way fail. */
  async close(): Promise<void> {
    // So that nobody hears of it as of a store that went away.
    this.#isUp = false
    await Promise.all([end(this.#redis), this.#subscriptions.close()])
  }

  /** By the name of the script that the store knows already, else by its text. */
  async #evaluate({ sha, lua }: Script, call: readonly [number, ...(string | number)[]]): Promise<Reply> {
    try {
      return (await this.#redis.call('evalsha', [sha, ...call])) as Reply
    } catch (error) {
      if (!isUnknownScript(error)) throw error
      return (await this.#redis.call('eval', [lua, ...call])) as Reply
    }
  }

  #firstTry(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.timeoutMs)
      for (const event of ['ready', 'close']) {
        this.#redis.once(event, () => {
          clearTimeout(timer)
          resolve()
        })
      }
    })
  }

  #change(isUp: boolean): void {
    if (this.#isUp === isUp) return
    this.#isUp = isUp
    this.#options.changed?.(isUp)
  }

  #tell(error: unknown): void {
    this.#options.failed?.(wordOf(error))
  }
}
