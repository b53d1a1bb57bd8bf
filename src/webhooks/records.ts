import { type Collection, jsonCodec } from '../storage/records.js'
import type { Delivery, Webhook } from './model.js'
import type { QueuedDelivery } from './queue.js'

/** Webhooks of a workspace. */
export const maxWebhooks = 50

/** Deliveries that wait for one webhook. */
export const maxQueued = 1000

/** Deliveries in the log of one webhook. */
const maxLogged = 200

/** The webhooks of a workspace, by their ids. */
export const webhookRecords: Collection<Webhook> = {
  name: 'webhooks',
  codec: jsonCodec(),
  maxItems: maxWebhooks,
  maxSize: 1_000_000,
  overflow: 'refuse',
}

/** Webhooks that were deleted while deliveries waited for them. One that is dropped takes its queue with it. */
export const deletedWebhooks: Collection<Webhook> = {
  name: 'deleted-webhooks',
  codec: jsonCodec(),
  maxItems: maxWebhooks,
  maxSize: 1_000_000,
  overflow: 'drop-oldest',
}

const queuePrefix = 'queue:'

/** The queue of a webhook: its deliveries that are still to be made, by `queueIdOf`. */
export function queueOf(webhookId: string): Collection<QueuedDelivery> {
  return {
    name: `${queuePrefix}${webhookId}`,
    codec: jsonCodec(),
    maxItems: maxQueued,
    maxSize: 64_000_000,
    overflow: 'refuse',
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
    maxItems: maxLogged,
    maxSize: 16_000_000,
    overflow: 'drop-oldest',
  }
}
