import { isoTime } from '../lib/clock.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Webhook, WebhookEvent } from './model.js'
import { firstDelivery, type QueuedDelivery, queueIdOf, queuePositionOf } from './queue.js'
import { queueOf, webhookRecords } from './records.js'

/** Hears of an event that a webhook does not get, because its queue is full. */
export type OnDropped = (event: WebhookEvent, webhook: Webhook) => void

/**
 * Puts the deliveries of an event into the transaction in which it happens (transactional outbox): they are committed with
 * the change or not at all. Sessions and refreshed connections have none.
 */
export async function planDeliveries(
  tx: Transaction,
  event: DomainEvent,
  onDropped: OnDropped,
): Promise<void> {
  if (event.type !== 'connection' || event.change === 'refreshed') return
  const type = event.change === 'created' ? 'account.created' : 'account.disconnected'
  const webhooks = (await tx.peekAll(webhookRecords)).map(({ value }) => value)
  const subscribed = webhooks.filter(({ status, events }) => status === 'active' && events.includes(type))
  if (subscribed.length === 0) return
  const createdAt = tx.clock.now()
  const data = dataOf(event, tx.workspaceId, createdAt)
  const webhookEvent = { id: await tx.randomSource.uuid(), type, createdAt, data } as const
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

type ConnectionEvent = Extract<DomainEvent, { type: 'connection' }>

function dataOf(
  { change, connection }: ConnectionEvent,
  workspaceId: string,
  nowMs: number,
): WebhookEvent['data'] {
  const { id, account, provider, accessType, createdAt } = connection
  const common = { workspaceId, accountId: account.id, provider }
  return change === 'created'
    ? { ...common, accessType, createdAt: isoTime(createdAt) }
    : { ...common, connectionId: id, disconnectedAt: isoTime(nowMs), reason: 'manual_disconnect' }
}
