import { createHmac } from 'node:crypto'
import { isoTime } from '../lib/clock.js'
import { deliveryId } from '../lib/ids.js'
import { apiVersion } from './event-types.js'
import type { DeliveryResult, Webhook, WebhookEvent } from './model.js'
import type { DueDelivery } from './queue.js'

/** What is posted to an endpoint. */
export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The result of posting it. */
export interface Reply {
  /** Null when there was no answer. */
  readonly statusCode: number | null
  readonly headers: Readonly<Record<string, string>> | null
  /** The beginning of the answer's body. */
  readonly body: string | null
  /** Why there was no answer, in words. */
  readonly error: string | null
  /** Real milliseconds from posting to the answer, or to the end of the wait for one. */
  readonly elapsedMs: number
}

/** Posts a request. Never throws, and always ends within its time. */
export type Post = (request: WebhookRequest, signal: AbortSignal) => Promise<Reply>

/** The request of a delivery. It is signed by HMAC-SHA256 over the bytes of its body, in hex (published). */
export function requestOf(
  workspaceId: string,
  { id: webhookId, url, secret }: Pick<Webhook, 'id' | 'url' | 'secret'>,
  { event, attempt, badSignature = false }: Pick<DueDelivery, 'event' | 'attempt' | 'badSignature'>,
): WebhookRequest {
  const id = deliveryId(webhookId, event.id, attempt)
  const body = JSON.stringify(bodyOf(event, id, workspaceId))
  const headers = {
    'Content-Type': 'application/json',
    'X-Repull-Signature': createHmac('sha256', badSignature ? `not ${secret}` : secret)
      .update(body)
      .digest('hex'),
    'X-Repull-Delivery-Id': id,
    'X-Repull-Event': event.type,
  }
  return { url, headers, body }
}

/**
 * The body of a delivery, both spellings at once, so that the models of July and of October decode it (published OpenAPI of
 * 2026-07 and 2026-10). It follows from the event alone, so that its bytes stay the same but for the `deliveryId`.
 */
export function bodyOf(event: WebhookEvent, deliveryId: string, workspaceId: string) {
  const createdAt = isoTime(event.createdAt)
  const { id, type, account = null, data } = event
  return {
    id,
    deliveryId,
    type,
    event: type,
    createdAt,
    timestamp: createdAt,
    apiVersion,
    eventId: id,
    account,
    // A migration has a workspace of its own, whose id is published as a number.
    workspaceId: typeof data.workspaceId === 'number' ? data.workspaceId : workspaceId,
    data,
  }
}

/** The result of a delivery. A 2xx answer means that the endpoint took the event. */
export function resultOf(
  webhookId: string,
  { event, attempt, retries, dueAt, isRepeat = false }: DueDelivery,
  { headers: requestHeaders }: WebhookRequest,
  { statusCode, headers: responseHeaders, body: responseBody, error, elapsedMs }: Reply,
  nowMs: number,
): DeliveryResult {
  const responseTimeMs = Math.round(elapsedMs)
  const success = statusCode !== null && statusCode >= 200 && statusCode < 300
  return {
    id: deliveryId(webhookId, event.id, attempt),
    webhookId,
    event,
    attempt,
    ...(retries === null && !isRepeat && { isReplay: true }),
    success,
    statusCode,
    responseTimeMs,
    errorMessage: success ? null : (error ?? `The endpoint answered ${statusCode}, not 2xx.`),
    requestHeaders,
    responseHeaders,
    responseBody,
    createdAt: dueAt,
    // A clock that stands still does so while the endpoint answers, too.
    endedAt: Math.max(dueAt, Math.min(dueAt + responseTimeMs, nowMs)),
  }
}
