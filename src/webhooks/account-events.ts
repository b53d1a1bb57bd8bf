import { type Connection, type DisconnectReason, idOfConnection } from '../connections/model.js'
import { isoTime } from '../lib/clock.js'
import { isCompleted, type Session } from '../sessions/model.js'
import { connectedAs } from '../sessions/sign-in.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { EventAccount, WebhookEvent } from './model.js'

/** An event without its id, which only one that is delivered gets. */
export type EventDraft = Omit<WebhookEvent, 'id'>

/**
 * The event that webhooks get for a change; undefined when there is none. A completed session has one each time, a
 * connection only when it is new or lost, whether it was removed or went bad (published OpenAPI of 2026-10).
 *
 * @param nowMs the time of the workspace, in epoch milliseconds.
 */
export function eventOf(workspaceId: string, event: DomainEvent, nowMs: number): EventDraft | undefined {
  if (event.type === 'session') return sessionCompleted(workspaceId, event.session, nowMs)
  const { change, connection, reason } = event
  if (reason !== undefined) return accountDisconnected(workspaceId, connection, reason, nowMs)
  return change === 'created' ? accountCreated(workspaceId, connection, nowMs) : undefined
}

/** The account of a connection, as events name it. */
export function accountOf(connectionId: string, provider: string, externalAccountId: string): EventAccount {
  return { id: numberOf(connectionId), provider, externalAccountId }
}

function sessionCompleted(workspaceId: string, session: Session, nowMs: number): EventDraft | undefined {
  if (!isCompleted(session)) return undefined
  const { id: sessionId, state, accountId } = session
  const provider = connectedAs(session, accountId)
  const account = accountOf(idOfConnection(workspaceId, provider, accountId), provider, accountId)
  return {
    type: 'connect.session.completed',
    createdAt: nowMs,
    account,
    data: {
      sessionId,
      state,
      provider,
      externalAccountId: accountId,
      connectionId: account.id,
      purpose: 'connect',
      completedAt: isoTime(nowMs),
    },
  }
}

function accountCreated(workspaceId: string, connection: Connection, nowMs: number): EventDraft {
  const { id, provider, account, accessType, createdAt } = connection
  return {
    type: 'account.created',
    createdAt: nowMs,
    account: accountOf(id, provider, account.id),
    data: {
      workspaceId,
      accountId: account.id,
      provider,
      // Published without null: a provider that knows no tiers has no such member.
      ...(accessType !== null && { accessType }),
      createdAt: isoTime(createdAt),
    },
  }
}

function accountDisconnected(
  workspaceId: string,
  { id, provider, account }: Connection,
  reason: DisconnectReason,
  nowMs: number,
): EventDraft {
  return {
    type: 'account.disconnected',
    createdAt: nowMs,
    account: accountOf(id, provider, account.id),
    data: {
      workspaceId,
      accountId: account.id,
      provider,
      connectionId: id,
      disconnectedAt: isoTime(nowMs),
      reason,
    },
  }
}

/** An id as a number, where it is one: those of the sandbox are, the others are UUIDs. */
function numberOf(id: string): number | null {
  return /^\d+$/.test(id) ? Number(id) : null
}
