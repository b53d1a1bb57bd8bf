import { systemRandom } from '../../src/lib/ids.js'
import { SessionEviction } from '../../src/sessions/eviction.js'
import { SessionService } from '../../src/sessions/service.js'
import { type Directory, MemoryDirectory } from '../../src/storage/directory.js'
import { MemoryBudget } from '../../src/storage/memory-budget.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import type { RecordStore } from '../../src/storage/records.js'
import { newestVersion } from '../../src/versions/api-version.js'
import type { DomainEvent } from '../../src/workspaces/domain-event.js'
import { systemRandomSource } from '../../src/workspaces/random-source.js'
import { initialState } from '../../src/workspaces/state.js'
import { Transactions } from '../../src/workspaces/transactions.js'
import { Workspaces } from '../../src/workspaces/workspaces.js'
import { HandClock } from './mock.js'
import { type Around, observed } from './observed.js'

export interface DomainOptions {
  readonly maxSessions?: number
  readonly maxWorkspaces?: number
  readonly workspaceIdleMs?: number
  readonly budget?: MemoryBudget
  readonly sessionTtlMs?: number
  readonly sessionRetentionMs?: number
}

/** Workspaces and their sessions without a server, all workspaces empty as far as they know. */
export function createDomain({
  maxSessions = 100,
  maxWorkspaces = 10,
  workspaceIdleMs = 60_000,
  budget = new MemoryBudget(),
  sessionTtlMs = 1000,
  sessionRetentionMs = 2000,
}: DomainOptions = {}) {
  const clock = new HandClock()
  const around: Around = {}
  const records = observed<RecordStore>(new MemoryRecordStore(budget), around)
  const aroundIds: Around = {}
  const directory = observed<Directory>(new MemoryDirectory(maxSessions, budget), aroundIds)
  const events: DomainEvent[] = []
  const failures: unknown[] = []
  const randomSource = systemRandomSource(systemRandom)
  const transactions: Transactions = new Transactions({
    records,
    clock,
    apiVersion: newestVersion,
    randomSourceFor: () => randomSource,
    plan: async () => {},
    reload: (id) => workspaces.ofId(id),
    evict: () => workspaces.evictIdle(),
    record: async (_tx, event) => void events.push(event),
  })
  const workspaces: Workspaces = new Workspaces({
    clock,
    records,
    apiVersion: newestVersion,
    maxWorkspaces,
    workspaceIdleMs,
    begin: async (workspace) => transactions.run(workspace, (tx) => tx.setState(initialState)),
    keepOf: async () => {},
    forgetRest: async () => {},
    forgetAll: async (id) => records.forget(id),
  })
  const failed = (error: unknown) => void failures.push(error)
  const kept = { clock, records, directory, transactions, workspaces }
  const eviction = new SessionEviction({ ...kept, maxSessions, sessionRetentionMs, failed })
  const limits = { sessionTtlMs, sessionRetentionMs }
  const sessions = new SessionService({ ...kept, eviction, limits })
  return { ...kept, around, aroundIds, eviction, sessions, events, failures }
}
