import { getHeapStatistics } from 'node:v8'
import type { LogOptions, Typed } from './journal-log.js'
import { createMemoryStores, type Stores } from './stores.js'

/** Which stores are meant. */
export interface StoresSettings {
  /** Null for the memory of this server. */
  readonly STORE_URL: string | null
  readonly STORE_PREFIX: string
  readonly MAX_SESSIONS: number
  /** In bytes; null for half of what the heap may have. */
  readonly MAX_MEMORY: number | null
}

/** The log of the server. */
export interface StoresLog {
  info(text: string): void
  warn(found: object, text: string): void
}

/**
 * Opens the stores that the settings name. A store that is away is no error: the server goes on trying to reach it.
 *
 * @param timeoutMs a call to a store of Redis that takes longer has failed: its caller hears so within two seconds.
 * @throws {StoreError} when the store is there and will never do.
 */
export async function openStores<Event extends Typed>(
  { STORE_URL: url, STORE_PREFIX: prefix, MAX_SESSIONS: maxSessions, MAX_MEMORY }: StoresSettings,
  journal: LogOptions<Event>,
  log: StoresLog,
  timeoutMs = 1500,
): Promise<Stores<Event>> {
  if (url === null)
    return createMemoryStores(maxSessions, journal, MAX_MEMORY ?? getHeapStatistics().heap_size_limit / 2)
  const { openRedisStores } = await import('./redis-stores.js')
  let lastReason: string | undefined
  return openRedisStores({
    url,
    prefix,
    maxSessions,
    journal,
    timeoutMs,
    changed: (isUp) => {
      lastReason = undefined
      if (isUp) log.info('the store is there')
    },
    // Each attempt to reach it fails with the same reason, which is worth one line.
    failed: (reason) => {
      // A call that finds no connection says nothing new of why there is none.
      if (reason === 'closed' && lastReason !== undefined) return
      if (reason !== lastReason) log.warn({ reason }, 'the store is not available')
      lastReason = reason
    },
  })
}
