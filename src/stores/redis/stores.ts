import { systemClock } from '../../lib/clock.js'
import { RedisRecordStore } from '../../storage/redis.js'
import { RedisDirectory } from '../../storage/redis-directory.js'
import { requireFormat } from '../../storage/redis-format.js'
import { Link, type LinkOptions } from '../../storage/redis-link.js'
import { StoreError } from '../../storage/store-error.js'
import type { Stores } from '../stores.js'
import { RedisJournal } from './journal.js'
import { RedisRates } from './rates.js'

export interface RedisStoresOptions extends LinkOptions {
  readonly maxSessions: number
}

/**
 * Stores in Redis or Valkey, which all servers with the same url and prefix share.
 *
 * @throws {StoreError} when the store is there and will never do.
 */
export async function openRedisStores({ maxSessions, ...options }: RedisStoresOptions): Promise<Stores> {
  const link = await Link.open(options)
  if (link.isUp) await requireFormat(link).catch((error) => closeAndRefuse(link, error))
  return {
    records: new RedisRecordStore(link, systemClock),
    sessionIds: new RedisDirectory(link, maxSessions),
    journal: new RedisJournal(link),
    rates: new RedisRates(link),
    trouble: () => (link.isUp ? link.trouble : 'away'),
    close: () => link.close(),
  }
}

/** A store that has gone away again is no error: the server goes on trying to reach it. */
async function closeAndRefuse(link: Link, error: unknown): Promise<void> {
  if (!(error instanceof StoreError)) return
  await link.close()
  throw error
}
