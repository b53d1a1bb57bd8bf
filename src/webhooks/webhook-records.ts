import { type Collection, jsonCodec } from '../storage/records.js'
import type { Delivery } from './delivery.js'
import type { QueuedAttempt } from './delivery-queue.js'
import type { Webhook } from './webhook.js'

/** A workspace has no more webhooks. */
export const maxWebhooks = 50

/** More attempts at one webhook do not wait; later ones are not made. */
export const maxQueued = 1000

/** So many attempts at a webhook are remembered. */
export const maxLogged = 200

/** The webhooks of a workspace, by their ids. */
export const webhookRecords: Collection<Webhook> = {
  name: 'webhooks',
  codec: jsonCodec(),
  maxItems: maxWebhooks,
  maxSize: 1_000_000,
  overflow: 'refuse',
}

const queuePrefix = 'queue:'

/** The attempts at a webhook that are still to come, the one that is being made first, then in the order of their times. */
export function queueOf(webhookId: string): Collection<QueuedAttempt> {
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

/** The last attempts at a webhook, whatever became of them. */
export function logOf(webhookId: string): Collection<Delivery> {
  return {
    name: `deliveries:${webhookId}`,
    codec: jsonCodec(),
    maxItems: maxLogged,
    maxSize: 16_000_000,
    overflow: 'drop-oldest',
  }
}
