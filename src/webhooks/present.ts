import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import type { ApiVersion } from '../versions/api-version.js'
import type * as deliverySchema from './delivery-schema.js'
import type { PlannedDelivery } from './delivery-service.js'
import type { EventCatalogue } from './event-schema.js'
import { apiVersion, domainsListed } from './event-types.js'
import type { Delivery, DeliveryResult, Webhook } from './model.js'
import { type ReplayUse, replayLimit } from './replays.js'
import type { Samples } from './samples/samples.js'
import type * as schema from './schema.js'
import { bodyOf } from './webhook-request.js'

/** A webhook without its secret. */
export function presentWebhook(webhook: Webhook): Static<typeof schema.WebhookSubscription> {
  const { id, url, description, events, status, consecutiveFailures, lastDeliveryStatus, secret } = webhook
  return {
    id,
    url,
    description,
    events: [...events],
    apiVersion,
    status,
    consecutiveFailures,
    lastDeliveredAt: isoOrNull(webhook.lastDeliveredAt),
    lastSuccessAt: isoOrNull(webhook.lastSuccessAt),
    lastFailureAt: isoOrNull(webhook.lastFailureAt),
    lastDeliveryStatus,
    disabledAt: isoOrNull(webhook.disabledAt),
    createdAt: isoTime(webhook.createdAt),
    updatedAt: isoTime(webhook.updatedAt),
    secretMasked: `${secret.slice(0, 9)}…${secret.slice(-4)}`,
  }
}

/** A delivery in a list. */
export function presentDelivery(delivery: Delivery): Static<typeof deliverySchema.WebhookDelivery> {
  const { id, event, statusCode, responseTimeMs, attempt, success, errorMessage, nextAttemptAt } = delivery
  const endedAt = isoTime(delivery.endedAt)
  return {
    id,
    eventId: event.id,
    eventType: event.type,
    statusCode,
    responseTimeMs,
    attempt,
    success,
    errorMessage,
    createdAt: isoTime(delivery.createdAt),
    succeededAt: success ? endedAt : null,
    failedAt: success ? null : endedAt,
    nextAttemptAt: isoOrNull(nextAttemptAt),
  }
}

/** A delivery with what was sent and what came back. */
export function presentDeliveryDetail(
  delivery: Delivery,
  workspaceId: string,
): Static<typeof deliverySchema.WebhookDeliveryDetail> {
  const { event, id, requestHeaders, responseHeaders, responseBody } = delivery
  return {
    ...presentDelivery(delivery),
    payload: bodyOf(event, id, workspaceId),
    requestHeaders: { ...requestHeaders },
    responseHeaders: responseHeaders && { ...responseHeaders },
    responseBody,
  }
}

/** A delivery that is on its way. */
export function presentPlanned({
  id,
  event,
  attempt,
}: PlannedDelivery): Static<typeof deliverySchema.PlannedDelivery> {
  return { queued: true, deliveryId: id, eventId: event.id, eventType: event.type, attempt }
}

/** A replay that is on its way, and what it has used of its limit. */
export function presentReplay(
  planned: PlannedDelivery,
  { number, resetAt, forced }: ReplayUse,
): Static<typeof deliverySchema.ReplayedDelivery> {
  return {
    ...presentPlanned(planned),
    replayNumber: number,
    replaysRemaining: replayLimit - number,
    replayLimit,
    nextWindowResetAt: isoTime(resetAt),
    forced,
  }
}

/** The result of a delivery to an address that is not a webhook. */
export function presentProbed(
  delivery: DeliveryResult,
  workspaceId: string,
): Static<typeof deliverySchema.Probed> {
  const { id, event, success, statusCode, responseTimeMs, errorMessage, requestHeaders } = delivery
  return {
    success,
    statusCode,
    responseTimeMs,
    errorMessage,
    signature: requestHeaders['X-Repull-Signature'] as string,
    payload: bodyOf(event, id, workspaceId),
  }
}

/** The event types that a version of the API lists, by domain and in one list. */
export function presentCatalogue(samples: Samples, version: ApiVersion): Static<typeof EventCatalogue> {
  const domains = domainsListed(version).map(({ id, title, events }) => ({
    id,
    title,
    events: events.map((event) => ({ ...event, samplePayload: samples[event.type].data })),
  }))
  return { domains, flat: domains.flatMap(({ events }) => events) }
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs)
}
