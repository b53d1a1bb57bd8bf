import type { Journal } from '../control/journal.js'
import type { Directory } from '../storage/directory.js'
import { MemoryRecordStore } from '../storage/memory.js'
import { MemoryDirectory } from '../storage/memory-directory.js'
import type { Rates } from '../storage/rates.js'
import type { RecordStore } from '../storage/records.js'
import { MemoryJournal } from './memory-journal.js'
import { MemoryRates } from './memory-rates.js'

/** Everything that a server remembers. */
export interface Stores {
  readonly records: RecordStore
  /** Which workspace each session belongs to. */
  readonly sessionIds: Directory
  readonly journal: Journal
  readonly rates: Rates
  /** Why the store does not serve at the moment; null when it does, as far as is known. */
  trouble(): string | null
  close(): Promise<void>
}

/** Stores in the memory of this server, which end with it. */
export function createMemoryStores(maxSessions: number): Stores {
  return {
    records: new MemoryRecordStore(),
    sessionIds: new MemoryDirectory(maxSessions),
    journal: new MemoryJournal(),
    rates: new MemoryRates(),
    trouble: () => null,
    close: async () => {},
  }
}
