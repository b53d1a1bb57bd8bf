import { getHeapStatistics } from 'node:v8'
import { type Directory, MemoryDirectory } from './directory.js'
import type { JournalLog, LogOptions, Typed } from './journal-log.js'
import { MemoryRecordStore } from './memory.js'
import { MemoryJournalLog } from './memory-journal-log.js'
import { MemoryRateWindow, type RateWindow } from './rate-window.js'
import type { RecordStore } from './records.js'

/** Everything that a server remembers. */
export interface Stores<Event extends Typed> {
  readonly records: RecordStore
  /** Which workspace each session belongs to. */
  readonly sessionIds: Directory
  readonly journal: JournalLog<Event>
  readonly rates: RateWindow
  /** Why the store does not serve at the moment; null when it does, as far as is known. */
  trouble(): string | null
  close(): Promise<void>
}

/** Stores in the memory of this server, which end with it. */
export function createMemoryStores<Event extends Typed>(
  maxSessions: number,
  journal: LogOptions<Event>,
): Stores<Event> {
  return {
    records: new MemoryRecordStore(),
    sessionIds: new MemoryDirectory(maxSessions),
    journal: new MemoryJournalLog({
      ...journal,
      // A small heap has room for other things, too.
      maxTotalSize: Math.min(journal.maxTotalSize, getHeapStatistics().heap_size_limit / 4),
    }),
    rates: new MemoryRateWindow(),
    trouble: () => null,
    close: async () => {},
  }
}
