import { bounds } from '../lib/bounds.js'
import { type Collection, jsonCodec } from '../storage/records.js'
import type { Delivery, Webhook } from './model.js'
import type { QueuedDelivery } from './queue.js'

/** The webhooks of a workspace, by their ids. */
export const webhookRecords: Collection<Webhook> = {
  name: 'webhooks',
  codec: jsonCodec(),
  ...bounds.webhooks,
}

/** Webhooks that were deleted while deliveries waited for them. One that is dropped takes its queue with it. */
export const deletedWebhooks: Collection<Webhook> = {
  name: 'deleted-webhooks',
  codec: jsonCodec(),
  ...bounds.deletedWebhooks,
}

const queuePrefix = 'queue:'

/** The queue of a webhook: its deliveries that are still to be made, by `queueIdOf`. */
export function queueOf(webhookId: string): Collection<QueuedDelivery> {
  return {
    name: `${queuePrefix}${webhookId}`,
    codec: jsonCodec(),
    ...bounds.waitingDeliveries,
  }
}

/** The webhook whose queue has this name; undefined for a collection that is no queue. */
export function webhookOfQueue(name: string): string | undefined {
  return name.startsWith(queuePrefix) ? name.slice(queuePrefix.length) : undefined
}

/** The log of a webhook: its last deliveries, by their ids. */
export function logOf(webhookId: string): Collection<Delivery> {
  return {
    name: `deliveries:${webhookId}`,
    codec: jsonCodec(),
    ...bounds.loggedDeliveries,
  }
}
