import { bounds } from '../lib/bounds.js'
import { deliveryId } from '../lib/ids.js'
import { type MaybePromise, then } from '../lib/maybe-promise.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { Transaction } from '../workspaces/transaction.js'
import { type EventDraft, eventOf } from './account-events.js'
import { type ApplyEventFault, deliveriesOf } from './event-faults.js'
import type { Webhook, WebhookEvent } from './model.js'
import { type QueuedDelivery, queueIdOf, queuePositionOf } from './queue.js'
import { logOf, queueOf, webhookOfQueue, webhookRecords } from './records.js'

export interface PlanDeps {
  readonly applyEventFault: ApplyEventFault
  /** Hears of an event that a webhook does not get, because its queue is full. */
  readonly onDropped: (event: WebhookEvent, webhook: Webhook) => void
}

/**
 * Puts the deliveries of an event into the transaction of its change (transactional outbox): they are committed with
 * the change or not at all. Only active webhooks that are subscribed to its type get it.
 */
export function planDeliveries(tx: Transaction, event: DomainEvent, deps: PlanDeps): MaybePromise<void> {
  const draft = eventOf(tx.workspaceId, event, tx.clock.now())
  if (draft === undefined) return
  return then(tx.peekAll(webhookRecords), (all) => {
    const webhooks = all.map(({ value }) => value)
    const subscribed = webhooks.filter(
      ({ status, events }) => status === 'active' && events.includes(draft.type),
    )
    if (subscribed.length === 0) return undefined
    const mayBeFull = webhooks.length > fillingQueues
    return then(mayBeFull ? roomIn(tx) : ample, (room) => planFor(tx, draft, subscribed, room, deps))
  })
}

async function planFor(
  tx: Transaction,
  draft: EventDraft,
  subscribed: readonly Webhook[],
  room: Room,
  { applyEventFault, onDropped }: PlanDeps,
): Promise<void> {
  const event = { id: await newEventId(tx), ...draft }
  for (const webhook of subscribed) {
    const dropped = () => onDropped(event, webhook)
    for (const delivery of deliveriesOf(event, await applyEventFault(tx, event.type))) {
      if (room.take()) enqueue(tx, webhook.id, delivery, dropped)
      else dropped()
    }
  }
  tx.announce()
}

/** An id for a new event. With a seed it may be that of an event which the webhooks of a snapshot have had. */
export async function newEventId(tx: Transaction): Promise<string> {
  const id = await tx.randomSource.uuid()
  return tx.randomSource.mayRepeat && (await isKnown(tx, id)) ? newEventId(tx) : id
}

/** Whether a webhook of the workspace waits for an event, or has it in its log. */
async function isKnown(tx: Transaction, eventId: string): Promise<boolean> {
  for (const { id } of await tx.peekAll(webhookRecords)) {
    const waiting = await tx.peek(queueOf(id), eventId)
    if ((waiting ?? (await tx.peek(logOf(id), deliveryId(id, eventId, 1)))) !== undefined) return true
  }
  return false
}

/** Takes the place of one more waiting delivery. Returns false when there is none. */
interface Room {
  take(): boolean
}

/** So many full queues a workspace has room for. */
const fillingQueues = bounds.waitingOfWorkspace.maxItems / bounds.waitingDeliveries.maxItems

/** The room of a workspace with few webhooks: their own bounds are lower. */
const ample: Room = { take: () => true }

/** How many deliveries more may wait in a workspace. */
export async function roomIn(tx: Transaction): Promise<Room> {
  const { maxItems, maxSize } = bounds.waitingOfWorkspace
  let count = 0
  let size = 0
  for (const [name, queue] of await tx.sizes()) {
    if (webhookOfQueue(name) === undefined) continue
    count += queue.count
    size += queue.size
  }
  return { take: () => size < maxSize && count++ < maxItems }
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
