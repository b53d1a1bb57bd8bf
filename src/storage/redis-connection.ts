import { EventEmitter } from 'node:events'
import type { Cluster, Redis, RedisOptions } from 'iovalkey'
import { clearTimeout, performance, setTimeout, URL } from '../lib/node-globals.js'
import { wordOf } from './store-error.js'

/** A connection to one store, or to all nodes of a cluster. */
export type Connection = Redis | Cluster

/** How long a connection that is given up may take to end, in milliseconds. */
const partingMs = 200

/** How often the nodes of a cluster are asked which of them has what, in milliseconds. */
const refreshMs = 2000

/** How often at most a connection to a store that became read-only is replaced by a new one, in milliseconds. */
const movingMs = 1000

/**
 * Makes one connection to the store, which tries again for ever when it breaks.
 *
 * @param timeoutMs after this long without an answer a call has failed, and its connection is given up.
 */
export type Connect = (timeoutMs: number) => Connection

/** Loads the client of the store. */
export async function loadClient(url: string): Promise<Connect> {
  const { Cluster, Redis } = await import('iovalkey')
  const nodes = nodesOf(url)
  const tls = url.startsWith('rediss') ? { tls: {} } : {}
  if (nodes === null) return (timeoutMs) => new Redis(url, optionsOf(timeoutMs))
  return (timeoutMs) =>
    new Cluster([...nodes], {
      redisOptions: { ...optionsOf(timeoutMs), ...loginOf(nodes[0]), ...tls },
      // As for a single store: each call once or not at all.
      enableOfflineQueue: false,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
      clusterRetryStrategy: retryDelay,
      slotsRefreshTimeout: timeoutMs,
      slotsRefreshInterval: refreshMs,
      // Names are looked up for each connection, so that certificates are checked against them.
      dnsLookup: (name, done) => done(null, name),
    })
}

/** Resolves when a connection is there, or its first attempt has failed, or `timeoutMs` are over. */
export function settled(connection: Connection, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer)
      connection.off('ready', settle)
      connection.off('close', settle)
      resolve()
    }
    const timer = setTimeout(settle, timeoutMs)
    connection.once('ready', settle)
    connection.once('close', settle)
  })
}

/** The number of the database that a connection is for. A cluster has only the first. */
export function databaseOf({ options }: Connection): number {
  return 'db' in options ? (options.db as number) : 0
}

/** Ends a connection, and all attempts to make it anew. */
export async function end(connection: Connection): Promise<void> {
  const ended = new Promise<void>((resolve) => connection.once('end', resolve))
  const isIdle = ['reconnecting', 'end'].includes(connection.status)
  connection.disconnect()
  if (!isIdle) await ended
}

/** Listeners of channels, on a connection of its own that is made for the first of them. */
export class Subscriptions {
  readonly #connect: () => Connection
  readonly #failed: (error: unknown) => void
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  /** Those who hear that a channel, by which it is called, was subscribed to. */
  readonly #subscribed = new EventEmitter().setMaxListeners(0)
  #connection: Connection | null = null

  /** @param failed hears of channels that could not be subscribed to. */
  constructor(connect: () => Connection, failed: (error: unknown) => void) {
    this.#connect = connect
    this.#failed = failed
  }

  /**
   * @param subscribed is called each time the channel was subscribed to: messages before may be lost.
   * @returns what ends it.
   */
  add(channel: string, listener: (message: string) => void, subscribed = () => {}): () => void {
    // Another one each time, so that each is ended by itself.
    const own = (message: string) => listener(message)
    const ownSubscribed = () => subscribed()
    this.#emitter.on(channel, own)
    this.#subscribed.on(channel, ownSubscribed)
    this.#connection ??= this.#open()
    if (this.#emitter.listenerCount(channel) === 1) this.#subscribe(channel)
    return () => {
      this.#emitter.off(channel, own)
      this.#subscribed.off(channel, ownSubscribed)
      if (this.#emitter.listenerCount(channel) === 0) this.#connection?.unsubscribe(channel).catch(() => {})
    }
  }

  async close(): Promise<void> {
    this.#emitter.removeAllListeners()
    this.#subscribed.removeAllListeners()
    if (this.#connection !== null) await end(this.#connection)
  }

  #subscribe(...channels: readonly string[]): void {
    if (this.#connection?.status !== 'ready') return
    this.#connection.subscribe(...channels).then(() => {
      for (const channel of channels) this.#subscribed.emit(channel)
    }, this.#failed)
  }

  #open(): Connection {
    const connection = this.#connect()
    connection.on('error', () => {})
    connection.on('ready', () => {
      const channels = this.#emitter.eventNames() as string[]
      if (channels.length > 0) this.#subscribe(...channels)
    })
    connection.on('message', (channel, message) => this.#emitter.emit(channel, message))
    return connection
  }
}

/** The nodes of `redis+cluster://user:password@host:port,host:port`, as URLs; null for a single store. */
function nodesOf(url: string): readonly [string, ...string[]] | null {
  const [, scheme, login = '', hosts] = /^(rediss?)\+cluster:\/\/(.*@)?([^/]+)/.exec(url) ?? []
  if (hosts === undefined) return null
  const [first = '', ...rest] = hosts.split(',').map((host) => `${scheme}://${login}${host}`)
  return [first, ...rest]
}

/** The user name and password of a URL. The client does not take those of nodes for nodes that it finds. */
function loginOf(url: string): Pick<RedisOptions, 'username' | 'password'> {
  const { username, password } = new URL(url)
  return password === ''
    ? {}
    : { username: decodeURIComponent(username), password: decodeURIComponent(password) }
}

function optionsOf(timeoutMs: number): RedisOptions {
  return {
    // Each call once or not at all: none waits for the store to come back, none is sent again.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    commandTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    disconnectTimeout: partingMs,
    maxLoadingRetryTime: 250,
    retryStrategy: retryDelay,
    reconnectOnError: leaveReadOnly(),
    keepAlive: 5000,
    // Whatever address the name has; the client's own attempts end at IPv4.
    family: 0,
    familyFallback: { enabled: false },
  }
}

function retryDelay(attempt: number): number {
  return Math.min(attempt * 50, 500)
}

/** Whether a connection is to be made anew after an error: after a failover the address may lead to another store. */
function leaveReadOnly(): (error: Error) => boolean {
  let leftMs = Number.NEGATIVE_INFINITY
  return (error) => {
    if (wordOf(error) !== 'READONLY' || performance.now() < leftMs + movingMs) return false
    leftMs = performance.now()
    return true
  }
}
