import type { Connection } from './model.js'

/** How far the import of an account of Vrbo is (published OpenAPI of 2026-10). */
export const importStates = ['not_started', 'importing', 'importing_history', 'imported'] as const
export type ImportState = (typeof importStates)[number]

/** The import of an account, with instants in epoch milliseconds of the workspace. */
export interface AccountImport {
  readonly state: ImportState
  readonly requestedAt: number | null
  readonly priorityImportedAt: number | null
  readonly historyCompletedAt: number | null
}

/** How long a slow import takes until what matters most is there, and until all is (ours), in milliseconds. */
const slowImportMs = { priority: 5000, history: 10_000 } as const

/** Whether the units and the data of an account take a while to be imported: its id ends in 425 (ours). */
export function isSlowAccount(accountId: string): boolean {
  return accountId.endsWith('425')
}

/** Nothing is imported before the mapping is confirmed (published). */
export const noImport: AccountImport = {
  state: 'not_started',
  requestedAt: null,
  priorityImportedAt: null,
  historyCompletedAt: null,
}

/**
 * The import of a connection, which follows the clock of its workspace. Most are done at once (ours).
 *
 * @param nowMs epoch milliseconds of the workspace.
 */
export function importOf(connection: Connection | undefined, nowMs: number): AccountImport {
  const requestedAt = connection?.importRequestedAt
  if (connection === undefined || requestedAt === undefined) return noImport
  const isSlow = isSlowAccount(connection.account.id)
  const priorityAt = requestedAt + (isSlow ? slowImportMs.priority : 0)
  const historyAt = requestedAt + (isSlow ? slowImportMs.history : 0)
  const hasHistory = nowMs >= historyAt
  const hasPriority = nowMs >= priorityAt
  return {
    state: hasHistory ? 'imported' : hasPriority ? 'importing_history' : 'importing',
    requestedAt,
    priorityImportedAt: hasPriority ? priorityAt : null,
    historyCompletedAt: hasHistory ? historyAt : null,
  }
}
