import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { bodyOf, type Delivery } from './delivery.js'
import type { PlannedDelivery, WebhookDelivery, WebhookDeliveryDetail } from './delivery-schema.js'
import type { PlannedDelivery as Planned } from './event-service.js'
import { apiVersion } from './event-types.js'
import type { WebhookSubscription } from './schema.js'
import type { Webhook } from './webhook.js'

/** A webhook as the API shows it, without its secret. */
export function presentWebhook(webhook: Webhook): Static<typeof WebhookSubscription> {
  return {
    id: webhook.id,
    url: webhook.url,
    description: webhook.description,
    events: [...webhook.events],
    apiVersion,
    status: webhook.status,
    consecutiveFailures: webhook.consecutiveFailures,
    lastDeliveredAt: isoOrNull(webhook.lastDeliveredAt),
    lastSuccessAt: isoOrNull(webhook.lastSuccessAt),
    lastFailureAt: isoOrNull(webhook.lastFailureAt),
    lastDeliveryStatus: webhook.lastDeliveryStatus,
    disabledAt: isoOrNull(webhook.disabledAt),
    createdAt: isoTime(webhook.createdAt),
    updatedAt: isoTime(webhook.updatedAt),
    secretMasked: `${webhook.secret.slice(0, 9)}…${webhook.secret.slice(-4)}`,
  }
}

/** One attempt, in a line of the log. */
export function presentDelivery(delivery: Delivery): Static<typeof WebhookDelivery> {
  const endedAt = isoTime(delivery.endedAt)
  return {
    id: delivery.id,
    eventId: delivery.event.id,
    eventType: delivery.event.type,
    statusCode: delivery.statusCode,
    responseTimeMs: delivery.responseTimeMs,
    attempt: delivery.attempt,
    success: delivery.success,
    errorMessage: delivery.errorMessage,
    createdAt: isoTime(delivery.createdAt),
    succeededAt: delivery.success ? endedAt : null,
    failedAt: delivery.success ? null : endedAt,
    nextAttemptAt: isoOrNull(delivery.nextAttemptAt),
  }
}

/** One attempt with what was sent and what came back. */
export function presentDeliveryDetail(
  delivery: Delivery,
  workspaceId: string,
): Static<typeof WebhookDeliveryDetail> {
  const { event, id, requestHeaders, responseHeaders, responseBody } = delivery
  return {
    ...presentDelivery(delivery),
    payload: bodyOf(event, id, workspaceId),
    requestHeaders: { ...requestHeaders },
    responseHeaders: responseHeaders && { ...responseHeaders },
    responseBody,
  }
}

/** What is on its way. */
export function presentPlanned({ id, event, attempt }: Planned): Static<typeof PlannedDelivery> {
  return { queued: true, deliveryId: id, eventId: event.id, eventType: event.type, attempt }
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs)
}
