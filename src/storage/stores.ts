import { type Directory, MemoryDirectory } from './directory.js'
import type { JournalLog, LogOptions, Typed } from './journal-log.js'
import { MemoryBudget } from './memory-budget.js'
import { MemoryJournalLog } from './memory-journal-log.js'
import { MemoryRecordStore } from './memory-records.js'
import { MemoryRateWindow, type RateWindow } from './rate-window.js'
import type { RecordStore } from './records.js'

/** Everything that a server remembers. */
export interface Stores<Event extends Typed> {
  readonly records: RecordStore
  /** Which workspace each session belongs to. */
  readonly sessionIds: Directory
  readonly journal: JournalLog<Event>
  readonly rates: RateWindow
  /** Why the store does not serve at the moment, or takes nothing more; null when it does, as far as is known. */
  trouble(): string | null
  close(): Promise<void>
}

/** The part of the memory that the journal may take, which never refuses anything: its oldest entries make room. */
const shareOfJournal = 0.25

/**
 * Stores in the memory of this server, which end with it.
 *
 * @param maxBytes what all of it may take, in bytes; no bound when left out.
 */
export function createMemoryStores<Event extends Typed>(
  maxSessions: number,
  journal: LogOptions<Event>,
  maxBytes: number = Number.POSITIVE_INFINITY,
): Stores<Event> {
  const journalBytes = Math.min(journal.maxTotalSize, maxBytes * shareOfJournal)
  const budget = new MemoryBudget(maxBytes - journalBytes)
  return {
    records: new MemoryRecordStore(budget),
    sessionIds: new MemoryDirectory(maxSessions, budget),
    journal: new MemoryJournalLog({ ...journal, maxTotalSize: journalBytes }),
    rates: new MemoryRateWindow(),
    trouble: () => (budget.isFull ? 'memory' : null),
    close: async () => {},
  }
}
