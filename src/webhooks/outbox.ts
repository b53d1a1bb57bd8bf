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
 * the change or not at all. Sessions and refreshed connections have none.
 */
export function planDeliveries(
  tx: Transaction,
  event: DomainEvent,
  onDropped: OnDropped,
): MaybePromise<void> {
  if (event.type !== 'connection' || event.change === 'refreshed') return
  const type = event.change === 'created' ? 'account.created' : 'account.disconnected'
  return then(tx.peekAll(webhookRecords), (all) => {
    const webhooks = all.map(({ value }) => value)
    const subscribed = webhooks.filter(({ status, events }) => status === 'active' && events.includes(type))
    return subscribed.length === 0 ? undefined : plan(tx, event, type, subscribed, onDropped)
  })
}

async function plan(
  tx: Transaction,
  event: ConnectionEvent,
  type: WebhookEvent['type'],
  subscribed: readonly Webhook[],
  onDropped: OnDropped,
): Promise<void> {
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
