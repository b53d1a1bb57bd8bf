import { isoTime } from '../lib/clock.js'
import type { Workspace } from '../workspaces/workspace.js'
import { apiVersion, type EventType } from './event-types.js'

/** Something that webhooks tell of. Its id stays the same over retries, replays and endpoints. */
export interface WebhookEvent {
  readonly id: string
  readonly type: EventType
  /** Epoch milliseconds of the workspace. */
  readonly createdAt: number
  readonly data: Readonly<Record<string, unknown>>
}

/** One attempt to tell an endpoint of an event, whatever became of it. Times are epoch milliseconds of the workspace. */
export interface Delivery {
  readonly id: string
  readonly webhookId: string
  /** Its place among the attempts at its webhook, from 1. */
  readonly position: number
  readonly event: WebhookEvent
  /** Which attempt at this event it was, from 1. */
  readonly attempt: number
  readonly success: boolean
  /** Null when there was no answer. */
  readonly statusCode: number | null
  /** Real milliseconds from sending to the answer, or to giving up. */
  readonly responseTimeMs: number
  readonly errorMessage: string | null
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly responseHeaders: Readonly<Record<string, string>> | null
  readonly responseBody: string | null
  /** When it was due. */
  readonly createdAt: number
  readonly endedAt: number
  /** When it is tried again; null when it is not. */
  readonly nextAttemptAt: number | null
}

/** How long after a failed attempt the next one follows, in milliseconds of the workspace (published). */
export const retryDelaysMs = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 24 * 3_600_000] as const

/** The body of a delivery, both spellings at once (published). */
export function bodyOf(event: WebhookEvent, deliveryId: string, workspaceId: Workspace['id']) {
  const createdAt = isoTime(event.createdAt)
  return {
    id: event.id,
    deliveryId,
    type: event.type,
    event: event.type,
    createdAt,
    timestamp: createdAt,
    apiVersion,
    workspaceId,
    data: event.data,
  }
}
