import { durationMs } from '../lib/duration.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { EventType } from './event-types.js'
import type { WebhookEvent } from './model.js'
import { firstDelivery, type QueuedDelivery } from './queue.js'

/** What a fault does to the deliveries of an event (ours). */
export interface EventFault {
  /** How often it comes. */
  readonly times?: number
  /** How much later it comes, in workspace time. */
  readonly delay?: string | number
  /** Behind the next delivery of its webhook. */
  readonly order?: 'after-next'
  readonly badSignature?: boolean
  /** It never comes. */
  readonly drop?: string
}

/** Finds the fault for an event on its way to one webhook, and counts it as applied; null when there is none. */
export type ApplyEventFault = (tx: Transaction, type: EventType) => MaybePromise<EventFault | null>

/** The deliveries of a new event to one webhook: a single one, unless a fault says otherwise. */
export function deliveriesOf(event: WebhookEvent, fault: EventFault | null): readonly QueuedDelivery[] {
  const first = firstDelivery(event)
  if (fault === null) return [first]
  const { times = 1, delay = 0, order, badSignature = false, drop } = fault
  if (drop !== undefined) return []
  const changed = {
    ...first,
    dueAt: first.dueAt + durationMs(delay),
    ...(order !== undefined && { isHeld: true }),
    ...(badSignature && { badSignature }),
  }
  // The last one is retried when it fails, so that the retries are numbered behind all of them.
  const before = Array.from({ length: times - 1 }, (_, at) => {
    return { ...changed, attempt: at + 1, retries: null, isRepeat: true }
  })
  return [...before, { ...changed, attempt: times }]
}
