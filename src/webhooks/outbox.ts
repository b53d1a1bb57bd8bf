import type { DisconnectReason } from '../connections/model.js'
import { isoTime } from '../lib/clock.js'
import { type MaybePromise, then } from '../lib/maybe-promise.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Webhook, WebhookEvent } from './model.js'
import { firstDelivery, type QueuedDelivery, queueIdOf, queuePositionOf } from './queue.js'
import { queueOf, webhookRecords } from './records.js'

/** Hears of an event that a webhook does not get, because its queue is full. */
export type OnDropped = (event: WebhookEvent, webhook: Webhook) => void

/**
 * Puts the deliveries of an event into the transaction in which it happens (transactional outbox): they are committed with
 * the change or not at all. Sessions and refreshed connections have none. A connection that is lost, whether it was removed
 * or went bad, carries a reason.
 */
export function planDeliveries(
  tx: Transaction,
  event: DomainEvent,
  onDropped: OnDropped,
): MaybePromise<void> {
  if (event.type !== 'connection') return
  const { change, connection, reason } = event
  const createdAt = tx.clock.now()
  if (reason !== undefined) {
    const data = disconnectedData(tx.workspaceId, connection, reason, createdAt)
    return plan(tx, { type: 'account.disconnected', createdAt, data }, onDropped)
  }
  if (change !== 'created') return
  return plan(
    tx,
    { type: 'account.created', createdAt, data: createdData(tx.workspaceId, connection) },
    onDropped,
  )
}

/** Delivers an event to the active webhooks that are subscribed to its type. */
function plan(tx: Transaction, event: Omit<WebhookEvent, 'id'>, onDropped: OnDropped): MaybePromise<void> {
  return then(tx.peekAll(webhookRecords), (all) => {
    const webhooks = all.map(({ value }) => value)
    const subscribed = webhooks.filter(
      ({ status, events }) => status === 'active' && events.includes(event.type),
    )
    return subscribed.length === 0 ? undefined : planFor(tx, event, subscribed, onDropped)
  })
}

async function planFor(
  tx: Transaction,
  event: Omit<WebhookEvent, 'id'>,
  subscribed: readonly Webhook[],
  onDropped: OnDropped,
): Promise<void> {
  const webhookEvent = { id: await tx.randomSource.uuid(), ...event }
  for (const webhook of subscribed)
    enqueue(tx, webhook.id, firstDelivery(webhookEvent), () => onDropped(webhookEvent, webhook))
  tx.announce()
}

/**
 * Puts a delivery into the queue of a webhook.
 *
 * @param whenFull is called, and the delivery is left out, when the queue has no room; without it the transaction fails.
 */
export function enqueue(
  tx: Transaction,
  webhookId: string,
  delivery: QueuedDelivery,
  whenFull?: () => void,
): void {
  const options = { position: queuePositionOf(delivery), ...(whenFull && { whenFull }) }
  tx.put(queueOf(webhookId), queueIdOf(delivery), delivery, options)
}

type ConnectionOfEvent = Extract<DomainEvent, { type: 'connection' }>['connection']

function createdData(workspaceId: string, connection: ConnectionOfEvent): WebhookEvent['data'] {
  const { account, provider, accessType, createdAt } = connection
  return { workspaceId, accountId: account.id, provider, accessType, createdAt: isoTime(createdAt) }
}

function disconnectedData(
  workspaceId: string,
  { id, account, provider }: ConnectionOfEvent,
  reason: DisconnectReason,
  nowMs: number,
): WebhookEvent['data'] {
  const disconnectedAt = isoTime(nowMs)
  return { workspaceId, accountId: account.id, provider, connectionId: id, disconnectedAt, reason }
}
