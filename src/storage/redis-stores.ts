import { systemClock } from '../lib/clock.js'
import type { LogOptions, Typed } from './journal-log.js'
import { RedisDirectory } from './redis-directory.js'
import { RedisJournalLog } from './redis-journal-log.js'
import { Link, type LinkOptions } from './redis-link.js'
import { RedisRateWindow } from './redis-rate-window.js'
import { RedisRecordStore } from './redis-records.js'
import { StoreError } from './store-error.js'
import type { Stores } from './stores.js'

export interface RedisStoresOptions<Event extends Typed> extends LinkOptions {
  readonly maxSessions: number
  readonly journal: LogOptions<Event>
}

/** How records are kept. Another number means that neither version can read what the other wrote. */
const format = '2'

/** Keys of the first format, which named none. */
const oldKeys = ['meta', 'standings', 'versions', 'journal']

/**
 * Stores in Redis or Valkey, which all servers with the same url and prefix share.
 *
 * @throws {StoreError} when the store is there and will never do.
 */
export async function openRedisStores<Event extends Typed>({
  maxSessions,
  journal,
  ...options
}: RedisStoresOptions<Event>): Promise<Stores<Event>> {
  const link = await Link.open(options)
  if (link.isUp) await requireFormat(link).catch((error) => closeAndRefuse(link, error))
  return {
    records: new RedisRecordStore(link, systemClock),
    sessionIds: new RedisDirectory(link, maxSessions),
    journal: new RedisJournalLog(link, journal),
    rates: new RedisRateWindow(link),
    trouble: () => {
      if (!link.isUp) return 'away'
      const { trouble } = link
      // It may be over, and a server that is said to be ill may get no call that would show it.
      if (trouble !== null) void link.probe()
      return trouble
    },
    close: () => link.close(),
  }
}

/** @throws {StoreError} when the store has keys of another format under the prefix. */
async function requireFormat(link: Link): Promise<void> {
  const found = await link.read<string | null>('get', ['format'])
  if (found === format) return
  const old =
    found === null ? await Promise.all(oldKeys.map((one) => link.read<number>('exists', [one]))) : [1]
  if (old.some((count) => count > 0)) {
    throw new StoreError(
      'the store has keys of another version of repull-mock under this prefix; choose another by REPULL_MOCK_STORE_PREFIX, or delete them',
    )
  }
  await link.write('set', ['format'], [format])
}

/** A store that has gone away again is no error: the server goes on trying to reach it. */
async function closeAndRefuse(link: Link, error: unknown): Promise<void> {
  if (!(error instanceof StoreError)) return
  await link.close()
  throw error
}
