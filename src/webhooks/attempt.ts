import { deliveryId } from '../lib/ids.js'
import { bodyOf, type Delivery, retryDelaysMs } from './delivery.js'
import type { DueAttempt } from './delivery-queue.js'
import { signatureOf } from './signature.js'
import type { Webhook } from './webhook.js'
import type { Reply, WebhookRequest } from './webhook-request.js'

/** What an endpoint is sent. */
export type SignedRequest = WebhookRequest & { readonly deliveryId: string }

/** The request of an attempt, signed. */
export function requestOf(
  workspaceId: string,
  { id: webhookId, url, secret }: Pick<Webhook, 'id' | 'url' | 'secret'>,
  { event, attempt }: Pick<DueAttempt, 'event' | 'attempt'>,
): SignedRequest {
  const id = deliveryId(webhookId, event.id, attempt)
  const body = JSON.stringify(bodyOf(event, id, workspaceId))
  const headers = {
    'Content-Type': 'application/json',
    'X-Repull-Signature': signatureOf(secret, body),
    'X-Repull-Delivery-Id': id,
    'X-Repull-Event': event.type,
  }
  return { deliveryId: id, url, headers, body }
}

/** Whether an answer means that the endpoint took the event. */
export function isTaken({ statusCode }: Pick<Reply, 'statusCode'>): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode < 300
}

/** Why an endpoint did not take an event, in words; null when it did. */
export function refusalOf(reply: Reply): string | null {
  return isTaken(reply) ? null : (reply.error ?? `The endpoint answered ${reply.statusCode}, not 2xx.`)
}

/** What an attempt comes to; where it stands in the log is settled later. */
export function conclude(
  webhookId: string,
  { event, attempt, retries, dueAt }: DueAttempt,
  request: SignedRequest,
  reply: Reply,
): Omit<Delivery, 'position'> {
  const responseTimeMs = Math.round(reply.elapsedMs)
  const delayMs = isTaken(reply) || retries === null ? undefined : retryDelaysMs[retries]
  return {
    id: request.deliveryId,
    webhookId,
    event,
    attempt,
    success: isTaken(reply),
    statusCode: reply.statusCode,
    responseTimeMs,
    errorMessage: refusalOf(reply),
    requestHeaders: request.headers,
    responseHeaders: reply.headers,
    responseBody: reply.body,
    createdAt: dueAt,
    endedAt: dueAt + responseTimeMs,
    nextAttemptAt: delayMs === undefined ? null : dueAt + delayMs,
  }
}
