import type { Pause } from '../../clock.js'
import type { Stores } from '../stores.js'
import { RedisAnswers } from './answers.js'
import { RedisDocuments } from './documents.js'
import { RedisJournal } from './journal.js'
import { Link, type LinkOptions } from './link.js'
import { RedisRates } from './rates.js'
import { RedisStore } from './sessions.js'
import { RedisWebhooks } from './webhooks.js'

export interface RedisStoresOptions extends LinkOptions {
  readonly maxSessions: number
  readonly pause: Pause
}

/** Stores in Redis or Valkey, which all servers with the same url and prefix share. */
export async function openRedisStores({
  maxSessions,
  pause,
  ...options
}: RedisStoresOptions): Promise<Stores> {
  const link = await Link.open(options)
  return {
    store: new RedisStore(link, { maxSessions }),
    webhooks: new RedisWebhooks(link),
    answers: new RedisAnswers(link, { pause }),
    journal: new RedisJournal(link),
    standings: new RedisDocuments(link, 'standings'),
    faults: new RedisDocuments(link, 'faults'),
    lanes: new RedisDocuments(link, 'lanes'),
    rates: new RedisRates(link),
    secrets: new RedisDocuments(link, 'secrets'),
    isUp: () => link.isUp,
    close: () => link.close(),
  }
}
