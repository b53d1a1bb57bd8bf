import { isoTime } from '../lib/clock.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { WebhookEvent } from './delivery.js'
import { queued, queueIdOf, queuePositionOf } from './delivery-queue.js'
import type { EventType } from './event-types.js'
import type { Webhook } from './webhook.js'
import { queueOf, webhookRecords } from './webhook-records.js'

/** Hears of an event that a webhook is not told of, because too many wait for it already. */
export type Lost = (event: WebhookEvent, webhook: Webhook) => void

/**
 * Puts what webhooks are to hear of an event into the transaction in which it happens (transactional outbox): who was told
 * of the change is sure of its webhooks. Of a session nobody hears, nor of a connection that was refreshed.
 */
export async function planDeliveries(tx: Transaction, event: DomainEvent, lost: Lost): Promise<void> {
  if (event.type !== 'connection' || event.change === 'refreshed') return
  const { change, connection } = event
  const nowMs = tx.clock.now()
  const common = {
    workspaceId: tx.workspaceId,
    accountId: connection.account.id,
    provider: connection.provider,
  }
  if (change === 'created') {
    const data = { ...common, accessType: connection.accessType, createdAt: isoTime(connection.createdAt) }
    await spread(tx, 'account.created', data, nowMs, lost)
  } else {
    const ended = { ...common, connectionId: connection.id, disconnectedAt: isoTime(nowMs) }
    await spread(tx, 'account.disconnected', { ...ended, reason: 'manual_disconnect' }, nowMs, lost)
  }
}

async function spread(
  tx: Transaction,
  type: EventType,
  data: WebhookEvent['data'],
  nowMs: number,
  lost: Lost,
): Promise<void> {
  const all = await tx.peekAll(webhookRecords)
  const listening = all.filter(({ value }) => value.status === 'active' && value.events.includes(type))
  if (listening.length === 0) return
  const event = { id: await tx.randomSource.uuid(), type, createdAt: nowMs, data }
  for (const { value: webhook } of listening) {
    enqueue(tx, webhook.id, event, () => lost(event, webhook))
  }
}

/** Puts the first attempt at an event into the queue of a webhook, due at once. */
export function enqueue(tx: Transaction, webhookId: string, event: WebhookEvent, whenFull: () => void): void {
  const attempt = queued({ event, attempt: 1, retries: 0, dueAt: event.createdAt })
  const options = { position: queuePositionOf(attempt), whenFull }
  tx.put(queueOf(webhookId), queueIdOf(attempt), attempt, options)
  tx.announce()
}
