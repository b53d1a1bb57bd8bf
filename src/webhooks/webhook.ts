import type { Delivery } from './delivery.js'
import type { EventType } from './event-types.js'

export const webhookStatuses = ['active', 'paused', 'disabled'] as const

/** After so many failed attempts in a row, over all its deliveries, a webhook is disabled (published). */
export const mostFailures = 10

/** An endpoint that wants to hear of events, an immutable value. Times are epoch milliseconds of the workspace. */
export interface Webhook {
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly events: readonly EventType[]
  readonly status: (typeof webhookStatuses)[number]
  readonly secret: string
  /** Attempts there ever were. */
  readonly attempts: number
  readonly consecutiveFailures: number
  readonly lastDeliveredAt: number | null
  readonly lastSuccessAt: number | null
  readonly lastFailureAt: number | null
  /** The HTTP status of the last attempt; null when there was no answer. */
  readonly lastDeliveryStatus: number | null
  readonly disabledAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** What the owner of an endpoint says of it. */
export interface WebhookInput {
  readonly url: string
  readonly events: readonly EventType[]
  readonly description?: string | null
}

/** What may be changed of it. */
export interface WebhookChange extends Partial<WebhookInput> {
  readonly status?: 'active' | 'paused'
}

/** A new webhook, active. */
export function createWebhook(
  id: string,
  secret: string,
  { url, events, description = null }: WebhookInput,
  nowMs: number,
): Webhook {
  return {
    id,
    url,
    description,
    events,
    status: 'active',
    secret,
    attempts: 0,
    consecutiveFailures: 0,
    lastDeliveredAt: null,
    lastSuccessAt: null,
    lastFailureAt: null,
    lastDeliveryStatus: null,
    disabledAt: null,
    createdAt: nowMs,
    updatedAt: nowMs,
  }
}

/** A webhook with a change; setting it to active starts the count of failures anew. */
export function change(webhook: Webhook, changes: WebhookChange, nowMs: number): Webhook {
  const isRestarted = changes.status === 'active'
  return {
    ...webhook,
    ...changes,
    ...(isRestarted && { consecutiveFailures: 0, disabledAt: null }),
    updatedAt: nowMs,
  }
}

/** A webhook after an attempt; ten failed ones in a row disable it. */
export function attempted(
  webhook: Webhook,
  {
    success,
    statusCode,
    createdAt,
    endedAt,
  }: Pick<Delivery, 'success' | 'statusCode' | 'createdAt' | 'endedAt'>,
): Webhook {
  const consecutiveFailures = success ? 0 : webhook.consecutiveFailures + 1
  const isDisabled = consecutiveFailures >= mostFailures && webhook.status === 'active'
  return {
    ...webhook,
    attempts: webhook.attempts + 1,
    consecutiveFailures,
    lastDeliveredAt: createdAt,
    lastDeliveryStatus: statusCode,
    ...(success ? { lastSuccessAt: endedAt } : { lastFailureAt: endedAt }),
    ...(isDisabled && { status: 'disabled', disabledAt: endedAt, updatedAt: endedAt }),
  }
}
