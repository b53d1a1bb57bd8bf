import { connectionId } from '../lib/ids.js'
import { eachStep, mapSteps, oneStep, type Steps } from '../lib/steps.js'
import type { Contents, StoredRecord } from '../storage/records.js'
import { type SnapshotPart, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Delivery, Webhook, WebhookEvent } from './model.js'
import { enqueue } from './outbox.js'
import { type DueDelivery, numberOf, queued } from './queue.js'
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
function* takeWebhooks(contents: Contents): Steps<KeptWebhooks> {
  const webhooks = contents.of(webhookRecords)
  const deleted = contents.of(deletedWebhooks)
  const deliveries: Delivery[] = []
  const due: (DueDelivery & { readonly webhookId: string })[] = []
  for (const { id } of webhooks)
    yield* eachStep(contents.each(logOf(id)), ({ value }) => deliveries.push(value))
  for (const { id: webhookId } of [...webhooks, ...deleted])
    yield* eachStep(contents.each(queueOf(webhookId)), ({ value }) => {
      const { lease, lastNumber, ...one } = value
      // One on its way has its number already.
      due.push({ webhookId, ...one, attempt: lease === null ? numberOf(value) : one.attempt })
    })
  return { webhooks: webhooks.map(withPosition), deleted: deleted.map(withPosition), deliveries, due }
}

function withPosition({ value, position }: StoredRecord<Webhook>) {
  return { ...value, position }
}

/** Webhooks in whose logs and queues each event is another one. */
export function* withEvents(
  kept: KeptWebhooks,
  change: (event: WebhookEvent) => WebhookEvent,
): Steps<KeptWebhooks> {
  const changed = <T extends { readonly event: WebhookEvent }>(one: T) => ({
    ...one,
    event: change(one.event),
  })
  const deliveries = yield* mapSteps(kept.deliveries, changed)
  return { ...kept, deliveries, due: yield* mapSteps(kept.due, changed) }
}

/** An event whose ids are those of a workspace, as far as they follow from it. */
function eventIn(workspaceId: string, event: WebhookEvent): WebhookEvent {
  const { account, data } = event
  // An account of the sandbox has the same connection in every workspace.
  const isConnected = account !== undefined && String(data.connectionId).startsWith('con_')
  return {
    ...event,
    data: {
      ...data,
      // A migration has a workspace of its own, whose id is published as a number.
      ...(typeof data.workspaceId === 'string' && { workspaceId }),
      ...(isConnected && {
        connectionId: connectionId(workspaceId, account.provider, account.externalAccountId),
      }),
    },
  }
}

/** Writes webhooks as a part of what replaces a workspace. What belongs to no webhook among them is left out. */
function* putWebhooks(tx: Transaction, kept: KeptWebhooks): Steps<void> {
  const own = (event: WebhookEvent) => eventIn(tx.workspaceId, event)
  const { webhooks, deleted, deliveries, due } = yield* withEvents(kept, own)
  for (const { position, ...webhook } of webhooks) tx.put(webhookRecords, webhook.id, webhook, { position })
  for (const { position, ...webhook } of deleted) tx.put(deletedWebhooks, webhook.id, webhook, { position })
  const ids = new Set(webhooks.map(({ id }) => id))
  yield* eachStep(deliveries, (delivery) => {
    if (ids.has(delivery.webhookId))
      tx.put(logOf(delivery.webhookId), delivery.id, delivery, { position: delivery.position })
  })
  const lastNumbers = yield* lastReplayNumbers(due)
  for (const { id } of deleted) ids.add(id)
  yield* eachStep(due, ({ webhookId, ...one }) => {
    if (!ids.has(webhookId)) return
    const lastNumber = one.retries === null ? 0 : (lastNumbers.get(`${webhookId} ${one.event.id}`) ?? 0)
    enqueue(tx, webhookId, { ...queued(one), lastNumber })
  })
  if (due.length > 0) tx.announce()
}

/** The last number that a replay of each event has, by webhook and event: a retry is numbered behind it. */
function* lastReplayNumbers(due: KeptWebhooks['due']): Steps<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>()
  yield* eachStep(due, ({ webhookId, event, attempt, retries }) => {
    const key = `${webhookId} ${event.id}`
    if (retries === null) numbers.set(key, Math.max(attempt, numbers.get(key) ?? 0))
  })
  return numbers
}

/** What a snapshot holds of webhooks. */
export const webhooksPart: SnapshotPart<KeptWebhooks, typeof WebhooksSnapshot> = {
  schema: WebhooksSnapshot,
  none: { webhooks: [], deleted: [], deliveries: [], due: [] },
  take: takeWebhooks,
  put: putWebhooks,
  *present({ webhooks, deleted, deliveries, due }) {
    return {
      webhooks: webhooks.map(withTexts),
      deleted: deleted.map(withTexts),
      deliveries: yield* mapSteps(deliveries, (one) => ({ ...withTexts(one), event: withTexts(one.event) })),
      due: yield* mapSteps(due, (one) => ({ ...withTexts(one), event: withTexts(one.event) })),
    }
  },
  *read({ webhooks, deleted = [], deliveries, due }) {
    return {
      webhooks: webhooks.map(withNumbers),
      deleted: deleted.map(withNumbers),
      deliveries: yield* mapSteps(deliveries, (one) => ({
        ...withNumbers(one),
        event: withNumbers(one.event),
      })),
      due: yield* mapSteps(due, (one) => ({ ...withNumbers(one), event: withNumbers(one.event) })),
    }
  },
  requireValid: () => oneStep(() => {}),
}
