import type { Contents } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Delivery, Webhook } from './model.js'
import { enqueue } from './outbox.js'
import { type DueDelivery, queued } from './queue.js'
import { logOf, queueOf, webhookRecords } from './records.js'

/** What a snapshot holds of webhooks. */
export interface KeptWebhooks {
  /** Each with its position among the webhooks of its workspace. */
  readonly webhooks: readonly (Webhook & { readonly position: number })[]
  /** The logs of all webhooks. */
  readonly deliveries: readonly Delivery[]
  /** The queues of all webhooks. */
  readonly due: readonly (DueDelivery & { readonly webhookId: string })[]
}

export const noWebhooks: KeptWebhooks = { webhooks: [], deliveries: [], due: [] }

/** Reads the webhooks of a workspace with their logs and queues. A delivery on its way counts as waiting. */
export function takeWebhooks(contents: Contents): KeptWebhooks {
  const webhooks = contents.of(webhookRecords)
  return {
    webhooks: webhooks.map(({ value, position }) => ({ ...value, position })),
    deliveries: webhooks.flatMap(({ id }) => contents.of(logOf(id)).map(({ value }) => value)),
    due: webhooks.flatMap(({ id: webhookId }) =>
      contents
        .of(queueOf(webhookId))
        .map(({ value: { lease, lastNumber, ...due } }) => ({ webhookId, ...due })),
    ),
  }
}

/** Writes webhooks as a part of what replaces a workspace. What belongs to no webhook among them is left out. */
export function putWebhooks(tx: Transaction, { webhooks, deliveries, due }: KeptWebhooks): void {
  for (const { position, ...webhook } of webhooks) tx.put(webhookRecords, webhook.id, webhook, { position })
  const ids = new Set(webhooks.map(({ id }) => id))
  for (const delivery of deliveries.filter(({ webhookId }) => ids.has(webhookId)))
    tx.put(logOf(delivery.webhookId), delivery.id, delivery, { position: delivery.position })
  const lastNumbers = lastReplayNumbers(due)
  for (const { webhookId, ...one } of due.filter(({ webhookId }) => ids.has(webhookId))) {
    const lastNumber = one.retries === null ? 0 : (lastNumbers.get(`${webhookId} ${one.event.id}`) ?? 0)
    enqueue(tx, webhookId, { ...queued(one), lastNumber })
  }
  if (due.length > 0) tx.announce()
}

/** The last number that a replay of each event has, by webhook and event: a retry is numbered behind it. */
function lastReplayNumbers(due: KeptWebhooks['due']): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>()
  for (const { webhookId, event, attempt, retries } of due) {
    const key = `${webhookId} ${event.id}`
    if (retries === null) numbers.set(key, Math.max(attempt, numbers.get(key) ?? 0))
  }
  return numbers
}
