import { createHash } from 'node:crypto'
import { ApiError } from '../errors/api-error.js'
import {
  type Connect,
  type Connection,
  databaseOf,
  end,
  loadClient,
  Subscriptions,
  settled,
} from './redis-connection.js'
import {
  failureOf,
  isUnknownScript,
  refusalOf,
  refusalWordOf,
  type StoreError,
  wordOf,
} from './store-error.js'

export interface LinkOptions {
  /**
   * `redis://…` or `rediss://…`, or of a cluster `redis+cluster://…` or `rediss+cluster://…` with commas between some of
   * its nodes. It may have a password.
   */
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

/** What the store runs in one go, so that nothing comes between its steps (Lua). */
export interface Script {
  readonly lua: string
  /** By which the store knows it again. */
  readonly sha: string
  /** Whether a run with this reply has written; null for a script that never writes. */
  readonly hasWritten: ((reply: Reply) => boolean) | null
}

/** What a script returns: a number without decimals, a text, null for false, or a list of these. */
export type Reply = string | number | null | readonly Reply[]

export function script(lua: string, hasWritten: Script['hasWritten'] = () => true): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex'), hasWritten }
}

/** The arguments of a script or a command, besides its keys. */
type Argument = string | number | Buffer

/**
 * How long the store keeps what nobody writes to any more, in milliseconds of real time: a week. It is there so that
 * nothing stays for ever, and decides nothing: the clock of a workspace says what has expired.
 */
export const storeTtlMs = 7 * 24 * 60 * 60 * 1000

/** Does what all changes do, and leaves nothing. KEYS: one that nobody else has. ARGV: a channel that nobody hears. */
const probeScript = script(`
redis.call('SET', KEYS[1], '', 'PX', 1)
redis.call('PUBLISH', ARGV[1], '')
`)

/** Large calls may take so many times as long as others. */
const largeFactor = 10

/**
 * A link to the Redis or Valkey that several servers share. It connects again by itself, for ever. A call is never sent
 * twice and never waits for a store that is away.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #connect: Connect
  readonly #connection: Connection
  readonly #subscriptions: Subscriptions
  /** For large calls, because others give up their connection while one of those runs. */
  #large: Connection | null = null
  #refusal: StoreError | undefined
  #isUp = false
  #probing: Promise<void> | null = null
  #trouble: string | null = null

  private constructor(options: LinkOptions, connect: Connect) {
    this.#options = options
    this.#connect = connect
    this.#connection = this.#open(options.timeoutMs)
    this.#connection.on('ready', () => this.#change(true))
    this.#connection.on('close', () => this.#change(false))
    this.#subscriptions = new Subscriptions(
      () => connect(options.timeoutMs),
      (error) => this.#tell(error),
    )
  }

  /**
   * Resolves when the store is there, or was not at the first try. Loads the client, which nobody else needs.
   *
   * @throws {StoreError} when the store is there and says that it will never do.
   */
  static async open(options: LinkOptions): Promise<Link> {
    const link = new Link(options, await loadClient(options.url))
    await settled(link.#connection, options.timeoutMs)
    if (link.#isUp) await link.probe()
    if (link.#refusal === undefined) return link
    await link.close()
    throw link.#refusal
  }

  /** Whether the store was there when it was last heard of. */
  get isUp(): boolean {
    return this.#isUp
  }

  /** Why the store did not take the last change, in a word as `OOM`, `READONLY` or `timeout`; null when it did. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** Finds out whether the store takes changes, which `trouble` says then. Whoever asks meanwhile waits for the same call. */
  probe(): Promise<void> {
    const forget = () => {
      this.#probing = null
    }
    this.#probing ??= this.run(probeScript, ['probe'], [this.channelOf('probe')]).then(forget, forget)
    return this.#probing
  }

  /**
   * Runs a script with nothing between its steps. The keys get the prefix.
   *
   * @param isLarge whether it has very much to do, and may take ten times as long.
   * @throws {ApiError} `store_unavailable` when the store is away, too slow, or does not serve at the moment. Whether the
   * script ran is not known then.
   */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[] = [],
    isLarge = false,
  ): Promise<Reply> {
    const call = [keys.length, ...keys.map((key) => this.nameOf(key)), ...args]
    const connection = isLarge ? await this.#largeConnection() : this.#connection
    return this.#attempt(() => evaluate(connection, script, call), script.hasWritten)
  }

  /**
   * Runs a command that changes nothing, as `run` does.
   *
   * @param command in lower case, by which the client finds the keys among its arguments.
   */
  read<T>(command: string, keys: readonly string[], args: readonly Argument[] = []): Promise<T> {
    return this.#attempt(() => this.#command<T>(command, keys, args), null)
  }

  /** Runs a command that changes something, as `read` does. */
  write<T>(command: string, keys: readonly string[], args: readonly Argument[] = []): Promise<T> {
    return this.#attempt(
      () => this.#command<T>(command, keys, args),
      () => true,
    )
  }

  /** What a key is called in the store. */
  nameOf(key: string): string {
    return this.#options.prefix + key
  }

  /** What a channel is called in the store, whose databases share their channels, but no keys. */
  channelOf(channel: string): string {
    const database = databaseOf(this.#connection)
    return this.nameOf(database === 0 ? channel : `${database}:${channel}`)
  }

  /**
   * Hears the messages of a channel, those of this server too, from some moment on. Messages are lost while the connection
   * is.
   *
   * @param subscribed is called each time it begins to hear them.
   * @returns ends it.
   */
  subscribe(channel: string, listener: (message: string) => void, subscribed?: () => void): () => void {
    return this.#subscriptions.add(this.channelOf(channel), listener, subscribed)
  }

  /** Ends everything; calls under way fail. */
  async close(): Promise<void> {
    // So that nobody hears of it as of a store that went away.
    this.#isUp = false
    await Promise.all([
      end(this.#connection),
      this.#large !== null && end(this.#large),
      this.#subscriptions.close(),
    ])
  }

  async #largeConnection(): Promise<Connection> {
    // One that fails at once.
    if (!this.#isUp) return this.#connection
    this.#large ??= this.#open(this.#options.timeoutMs * largeFactor)
    if (this.#large.status !== 'ready') await settled(this.#large, this.#options.timeoutMs)
    return this.#large
  }

  #open(timeoutMs: number): Connection {
    const connection = this.#connect(timeoutMs)
    connection.on('error', (error) => this.#tell(error))
    connection.on('node error', (error) => this.#tell(error))
    return connection
  }

  async #command<T>(command: string, keys: readonly string[], args: readonly Argument[]): Promise<T> {
    return (await this.#connection.call(command, [...keys.map((key) => this.nameOf(key)), ...args])) as T
  }

  /** @param hasWritten whether something was written, by the answer; null when nothing ever is. */
  async #attempt<T>(run: () => Promise<T>, hasWritten: ((answer: T) => boolean) | null): Promise<T> {
    try {
      const answer = await run()
      if (hasWritten?.(answer)) this.#trouble = null
      return answer
    } catch (error) {
      const failure = failureOf(error)
      if (failure instanceof ApiError) {
        this.#tell(error)
        if (hasWritten !== null) this.#trouble = refusalWordOf(error) ?? this.#trouble
      }
      throw failure
    }
  }

  #change(isUp: boolean): void {
    if (this.#isUp === isUp) return
    this.#isUp = isUp
    this.#options.changed?.(isUp)
  }

  #tell(error: unknown): void {
    this.#refusal ??= refusalOf(error as Error)
    this.#options.failed?.(wordOf(error))
  }
}

/** By the name of the script that the store knows already, else by its text. */
async function evaluate(
  connection: Connection,
  { sha, lua }: Script,
  call: readonly Argument[],
): Promise<Reply> {
  try {
    return (await connection.call('evalsha', [sha, ...call])) as Reply
  } catch (error) {
    if (!isUnknownScript(error)) throw error
    return (await connection.call('eval', [lua, ...call])) as Reply
  }
}
