import type { Contents } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Delivery } from './delivery.js'
import { type DueAttempt, queued, queueIdOf, queuePositionOf } from './delivery-queue.js'
import type { Webhook } from './webhook.js'
import { logOf, queueOf, webhookRecords } from './webhook-records.js'

/** A webhook in its place among those of its workspace. */
export interface KeptWebhook extends Webhook {
  readonly position: number
}

/** All that a workspace holds of webhooks. */
export interface KeptWebhooks {
  readonly webhooks: readonly KeptWebhook[]
  readonly deliveries: readonly Delivery[]
  /** Attempts that are still to come. */
  readonly due: readonly (DueAttempt & { readonly webhookId: string })[]
}

export const noWebhooks: KeptWebhooks = { webhooks: [], deliveries: [], due: [] }

/** The webhooks of a workspace with their log and what waits; an attempt that is being made waits. */
export function takeWebhooks(contents: Contents): KeptWebhooks {
  const webhooks = contents.of(webhookRecords)
  const due = webhooks.flatMap(({ id: webhookId }) =>
    contents.of(queueOf(webhookId)).map(({ value: { event, attempt, retries, dueAt } }) => ({
      webhookId,
      event,
      attempt,
      retries,
      dueAt,
    })),
  )
  return {
    webhooks: webhooks.map(({ value, position }) => ({ ...value, position })),
    deliveries: webhooks.flatMap(({ id }) => contents.of(logOf(id)).map(({ value }) => value)),
    due,
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
    const attempt = { ...queued(one), lastNumber }
    tx.put(queueOf(webhookId), queueIdOf(attempt), attempt, { position: queuePositionOf(attempt) })
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
