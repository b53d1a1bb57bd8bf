import type { Contents } from '../storage/records.js'
import { refuseSnapshot, type SnapshotPart, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Delivery, Webhook } from './model.js'
import { enqueue } from './outbox.js'
import { type DueDelivery, queued } from './queue.js'
import { deletedWebhooks, logOf, queueOf, webhookRecords } from './records.js'
import { WebhooksSnapshot } from './snapshot-schema.js'

/** What a snapshot holds of webhooks. */
export interface KeptWebhooks {
  /** Each with its position among the webhooks of its workspace. */
  readonly webhooks: readonly (Webhook & { readonly position: number })[]
  /** Those that were deleted while deliveries waited for them, likewise. */
  readonly deleted: readonly (Webhook & { readonly position: number })[]
  /** The logs of all webhooks. */
  readonly deliveries: readonly Delivery[]
  /** The queues of all webhooks. */
  readonly due: readonly (DueDelivery & { readonly webhookId: string })[]
}

/** Reads the webhooks of a workspace with their logs and queues. A delivery on its way counts as waiting. */
export function takeWebhooks(contents: Contents): KeptWebhooks {
  const webhooks = contents.of(webhookRecords)
  const deleted = contents.of(deletedWebhooks)
  const withPosition = ({ value, position }: (typeof webhooks)[number]) => ({ ...value, position })
  return {
    webhooks: webhooks.map(withPosition),
    deleted: deleted.map(withPosition),
    deliveries: webhooks.flatMap(({ id }) => contents.of(logOf(id)).map(({ value }) => value)),
    due: [...webhooks, ...deleted].flatMap(({ id: webhookId }) =>
      contents
        .of(queueOf(webhookId))
        .map(({ value: { lease, lastNumber, ...due } }) => ({ webhookId, ...due })),
    ),
  }
}

/** Writes webhooks as a part of what replaces a workspace. What belongs to no webhook among them is left out. */
export function putWebhooks(tx: Transaction, { webhooks, deleted, deliveries, due }: KeptWebhooks): void {
  for (const { position, ...webhook } of webhooks) tx.put(webhookRecords, webhook.id, webhook, { position })
  for (const { position, ...webhook } of deleted) tx.put(deletedWebhooks, webhook.id, webhook, { position })
  const ids = new Set(webhooks.map(({ id }) => id))
  for (const delivery of deliveries.filter(({ webhookId }) => ids.has(webhookId)))
    tx.put(logOf(delivery.webhookId), delivery.id, delivery, { position: delivery.position })
  const lastNumbers = lastReplayNumbers(due)
  for (const { id } of deleted) ids.add(id)
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

/** How deep the data of an event may be nested (ours). */
const maxDepth = 64

/** Whether a JSON value is nested no deeper than this. Without recursion, which could exhaust the stack. */
function isShallow(value: unknown, maxDepth: number): boolean {
  const rest = [{ value, depth: 0 }]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, depth } = next
    if (typeof value !== 'object' || value === null) continue
    if (depth === maxDepth) return false
    for (const member of Object.values(value)) rest.push({ value: member, depth: depth + 1 })
  }
  return true
}

/** What a snapshot holds of webhooks. */
export const webhooksPart: SnapshotPart<KeptWebhooks, typeof WebhooksSnapshot> = {
  schema: WebhooksSnapshot,
  none: { webhooks: [], deleted: [], deliveries: [], due: [] },
  take: takeWebhooks,
  put: putWebhooks,
  present: ({ webhooks, deleted, deliveries, due }) => ({
    webhooks: webhooks.map(withTexts),
    deleted: deleted.map(withTexts),
    deliveries: deliveries.map((one) => ({ ...withTexts(one), event: withTexts(one.event) })),
    due: due.map((one) => ({ ...withTexts(one), event: withTexts(one.event) })),
  }),
  read: ({ webhooks, deleted = [], deliveries, due }) => ({
    webhooks: webhooks.map(withNumbers),
    deleted: deleted.map(withNumbers),
    deliveries: deliveries.map((one) => ({ ...withNumbers(one), event: withNumbers(one.event) })),
    due: due.map((one) => ({ ...withNumbers(one), event: withNumbers(one.event) })),
  }),
  requireValid(kept) {
    for (const name of ['deliveries', 'due'] as const) {
      const at = kept[name].findIndex(({ event }) => !isShallow(event.data, maxDepth))
      if (at >= 0) refuseSnapshot(`webhooks.${name}[${at}].event.data`, `is nested deeper than ${maxDepth}`)
    }
  },
}
