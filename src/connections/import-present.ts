import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { numberOfAccount } from '../providers/channel.js'
import type { AccessType } from '../sessions/account.js'
import { type AccountImport, type ImportState, importOf } from './import.js'
import type { VrboFreshness, VrboImport } from './import-schema.js'
import type { Connection } from './model.js'
import { fixUrlOf, type LinkBase } from './resume-link.js'

/** How many conversations of an account are imported in each state (ours). */
const conversations: Readonly<Record<ImportState, number>> = {
  not_started: 0,
  importing: 0,
  importing_history: 4,
  imported: 12,
}

/** The import of an account. Who may only read is published as `messaging`. */
export function presentImport(
  accountId: string,
  accessType: AccessType | null,
  { state, requestedAt, priorityImportedAt, historyCompletedAt }: AccountImport,
): Static<typeof VrboImport> {
  const at = (epochMs: number | null) => (epochMs === null ? null : isoTime(epochMs))
  return {
    accountId: numberOfAccount(accountId),
    state,
    accessType: accessType === 'read_only' ? 'messaging' : accessType,
    requestedAt: at(requestedAt),
    priorityImportedAt: at(priorityImportedAt),
    historyCompletedAt: at(historyCompletedAt),
    historyComplete: historyCompletedAt !== null,
    lastSyncedAt: at(historyCompletedAt ?? priorityImportedAt),
    conversationsSeen: state === 'not_started' ? 0 : conversations.imported,
    conversationsImported: conversations[state],
    // The lists of reservations have none of an account that a host connects.
    reservations: 0,
  }
}

/** What an account of Vrbo has in a status beside the others: all of it null for one that was connected by a minted pair. */
export function presentSignedIn(connection: Connection, nowMs: number) {
  const { account, accessType, email } = connection
  return {
    email: email ?? null,
    accessType,
    import: email === undefined ? null : presentImport(account.id, accessType, importOf(connection, nowMs)),
  }
}

/** How old the data of an account of Vrbo is. */
export function presentVrboFreshness(
  connection: Connection,
  nowMs: number,
  base: LinkBase,
): Static<typeof VrboFreshness> {
  const { state, historyCompletedAt, priorityImportedAt } = importOf(connection, nowMs)
  const { problem, resumeSecret } = connection
  const lack = state === 'imported' ? null : state === 'not_started' ? 'never_synced' : 'importing'
  const reason = problem ?? lack
  const syncedAt = historyCompletedAt ?? priorityImportedAt
  return {
    lastSyncedAt: syncedAt === null ? null : isoTime(syncedAt),
    stale: reason !== null,
    reason,
    fixUrl: problem === null ? null : fixUrlOf(connection, resumeSecret as string, base),
  }
}
