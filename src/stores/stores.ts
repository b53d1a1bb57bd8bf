import type { Store } from '../connect/store.js'
import type { FaultList } from '../control/fault-list.js'
import type { Journal } from '../control/journal.js'
import type { Documents } from '../documents.js'
import type { Answers } from '../idempotency/answers.js'
import type { Rates } from '../limits/rates.js'
import type { Lane } from '../webhooks/lane.js'
import type { WebhookStore } from '../webhooks/store.js'
import type { Standing } from '../workspaces/standings.js'
import { MemoryStore } from './memory.js'
import { MemoryAnswers } from './memory-answers.js'
import { MemoryDocuments } from './memory-documents.js'
import { MemoryJournal } from './memory-journal.js'
import { MemoryRates } from './memory-rates.js'
import { MemoryWebhooks } from './memory-webhooks.js'

/** Everything that a server remembers. */
export interface Stores {
  readonly store: Store
  readonly webhooks: WebhookStore
  readonly answers: Answers
  readonly journal: Journal
  readonly standings: Documents<Standing>
  readonly faults: Documents<FaultList>
  readonly lanes: Documents<Lane>
  readonly rates: Rates
  /** Secrets of the server by what they are for. */
  readonly secrets: Documents<string>
  /** Whether they can be reached, as far as is known. */
  isUp(): boolean
  close(): Promise<void>
}

/** Stores in the memory of this server, which end with it. */
export function createMemoryStores(maxSessions: number): Stores {
  return {
    store: new MemoryStore(maxSessions),
    webhooks: new MemoryWebhooks(),
    answers: new MemoryAnswers(),
    journal: new MemoryJournal(),
    standings: new MemoryDocuments(),
    faults: new MemoryDocuments(),
    lanes: new MemoryDocuments(),
    rates: new MemoryRates(),
    secrets: new MemoryDocuments(),
    isUp: () => true,
    close: async () => {},
  }
}
