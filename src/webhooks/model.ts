import { type EventType, eventTypeOf } from './event-types.js'
import type { WebhookBody, WebhookChangeBody, webhookStatuses } from './schema.js'

/** How many failed deliveries in a row, of any events, disable a webhook (published). */
const maxFailures = 10

/** An endpoint that is subscribed to events. Times are epoch milliseconds of the workspace. */
export interface Webhook {
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly events: readonly EventType[]
  readonly status: (typeof webhookStatuses)[number]
  readonly secret: string
  /** How many deliveries were made. */
  readonly attempts: number
  readonly consecutiveFailures: number
  readonly lastDeliveredAt: number | null
  readonly lastSuccessAt: number | null
  readonly lastFailureAt: number | null
  /** The HTTP status of the last delivery; null when there was no answer. */
  readonly lastDeliveryStatus: number | null
  readonly disabledAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** The account that an event is about. */
export interface EventAccount {
  /** The id of its connection where that is a number; published is an integer, and most ids here are not. */
  readonly id: number | null
  readonly provider: string
  readonly externalAccountId: string
}

/** An event that is delivered. Its id stays the same over retries, replays and webhooks. */
export interface WebhookEvent {
  readonly id: string
  readonly type: EventType
  /** Epoch milliseconds of the workspace. */
  readonly createdAt: number
  /** Absent when it is about no account. */
  readonly account?: EventAccount
  readonly data: Readonly<Record<string, unknown>>
}

/** A delivery that was made: one attempt to post an event to a webhook. Times are epoch milliseconds of the workspace. */
export interface Delivery {
  readonly id: string
  readonly webhookId: string
  /** Its place among the deliveries of its webhook, from 1. */
  readonly position: number
  readonly event: WebhookEvent
  /** Its number among the deliveries of its event to its webhook, from 1. */
  readonly attempt: number
  /** Whether it was asked for, instead of being the first one or a retry. */
  readonly isReplay?: boolean
  readonly success: boolean
  /** Null when there was no answer. */
  readonly statusCode: number | null
  /** Real milliseconds from posting to the answer, or to the end of the wait for one. */
  readonly responseTimeMs: number
  readonly errorMessage: string | null
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly responseHeaders: Readonly<Record<string, string>> | null
  readonly responseBody: string | null
  /** When it was due. */
  readonly createdAt: number
  readonly endedAt: number
  /** When the event is sent again; null when it is not. */
  readonly nextAttemptAt: number | null
}

/** The result of a delivery, before its place in the log and its retry are known. */
export type DeliveryResult = Omit<Delivery, 'position' | 'nextAttemptAt'>

/** A new webhook, active. */
export function createWebhook(
  id: string,
  secret: string,
  { url, events, description = null }: WebhookBody,
  nowMs: number,
): Webhook {
  return {
    id,
    url,
    description,
    events: typesOf(events),
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

/** A webhook after a change by its owner. Setting it to active starts the count of failures anew. */
export function changeWebhook(webhook: Webhook, changes: WebhookChangeBody, nowMs: number): Webhook {
  const { url = webhook.url, description = webhook.description, status = webhook.status, events } = changes
  return {
    ...webhook,
    url,
    description,
    events: events ? typesOf(events) : webhook.events,
    status,
    ...(changes.status === 'active' && { consecutiveFailures: 0, disabledAt: null }),
    updatedAt: nowMs,
  }
}

/** A webhook after a delivery. The tenth failed one in a row disables it. */
export function countDelivery(
  webhook: Webhook,
  { success, statusCode, createdAt, endedAt }: DeliveryResult,
): Webhook {
  const consecutiveFailures = success ? 0 : webhook.consecutiveFailures + 1
  const isDisabled = consecutiveFailures >= maxFailures && webhook.status === 'active'
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

function typesOf(names: WebhookBody['events']): readonly EventType[] {
  return [...new Set(names.map(eventTypeOf))]
}
