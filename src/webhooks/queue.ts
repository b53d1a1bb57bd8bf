import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { Delivery, WebhookEvent } from './model.js'

/** How long after a delivery that failed was due its retry is due, in milliseconds of the workspace (published). */
const retryDelaysMs = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 24 * 3_600_000] as const

/** A delivery that is still to be made. */
export interface DueDelivery {
  readonly event: WebhookEvent
  /** Its number among the deliveries of its event to its webhook, from 1. */
  readonly attempt: number
  /** How many automatic retries came before it; null for a replay, which is not retried. */
  readonly retries: number | null
  /** Epoch milliseconds of the workspace. */
  readonly dueAt: number
  /** Whether it waits until the delivery behind it was made (a fault). */
  readonly isHeld?: boolean
  /** Whether its signature is wrong (a fault). Its retry has a good one. */
  readonly badSignature?: boolean
  /** Whether its event comes once more behind it (a fault): it is not retried, and no replay that somebody asked for. */
  readonly isRepeat?: boolean
}

/** The exclusive right of one server to make a delivery. */
export interface Lease {
  readonly token: string
  /** Epoch milliseconds of real time. After that another server may make the delivery. */
  readonly untilMs: number
}

/** A delivery in the queue of its webhook. Those of one queue are made one after the other, ordered by `dueAt`. */
export interface QueuedDelivery extends DueDelivery {
  /** Null while nobody makes it. */
  readonly lease: Lease | null
  /** The number of the last replay that was asked for since; 0 for none. */
  readonly lastNumber: number
}

/** A delivery that waits. */
export function queued(due: DueDelivery): QueuedDelivery {
  return { ...due, lease: null, lastNumber: 0 }
}

/** The first delivery of an event, due at once. */
export function firstDelivery(event: WebhookEvent): QueuedDelivery {
  return queued({ event, attempt: 1, retries: 0, dueAt: event.createdAt })
}

/** The id of a delivery in its queue: an event has one delivery with retries, and any number of replays. */
export function queueIdOf({ event, attempt, retries }: DueDelivery): string {
  return retries === null ? `${event.id}/${attempt}` : event.id
}

/** The position of a delivery in its queue. A leased one comes first, so that no other is made beside it. */
export function queuePositionOf({ dueAt, lease }: QueuedDelivery): number {
  return lease === null ? dueAt + 2 : 1
}

/**
 * How long until a delivery may be made, in milliseconds of real time: 0 for now, infinite when it is due after the frozen
 * time of its workspace.
 *
 * @param realMs real time, in epoch milliseconds.
 */
export function waitMsOf(
  { dueAt, lease }: QueuedDelivery,
  { nowMs, frozen }: ClockReading,
  realMs: number,
): number {
  if (frozen && dueAt > nowMs) return Number.POSITIVE_INFINITY
  const leaseMs = lease === null ? 0 : lease.untilMs - realMs
  return Math.max(dueAt - nowMs, leaseMs, 0)
}

/** The record of a queue whose delivery is made next, of its first two: behind a held one comes the other. */
export function nextOf<T extends { readonly value: DueDelivery }>([first, second]: readonly T[]):
  | T
  | undefined {
  return first?.value.isHeld ? second : first
}

/** The number that a delivery has once it is made: a retry is numbered behind the replays that were asked for before it. */
export function numberOf({ attempt, lastNumber }: QueuedDelivery): number {
  return Math.max(attempt, lastNumber + 1)
}

/** A delivery that a server makes. */
export function leased(delivery: QueuedDelivery, lease: Lease): QueuedDelivery {
  return { ...delivery, isHeld: false, attempt: numberOf(delivery), lease }
}

/** The retry of a delivery that failed; undefined when it was the last one, or a replay. */
export function retryOf(failed: QueuedDelivery): QueuedDelivery | undefined {
  const { event, retries } = failed
  const delayMs = retries === null ? undefined : retryDelaysMs[retries]
  if (retries === null || delayMs === undefined) return undefined
  const attempt = Math.max(failed.attempt, failed.lastNumber) + 1
  return queued({ event, attempt, retries: retries + 1, dueAt: failed.dueAt + delayMs })
}

/** The number of the next replay of an event: behind all deliveries that were made, are being made, or are replays. */
export function nextReplayNumber(
  eventId: string,
  log: readonly Delivery[],
  queue: readonly QueuedDelivery[],
): number {
  const numbers = log.filter(({ event }) => event.id === eventId).map(({ attempt }) => attempt)
  for (const { event, attempt, retries, lease, lastNumber } of queue) {
    if (event.id !== eventId) continue
    numbers.push(lastNumber)
    if (retries === null || lease !== null) numbers.push(attempt)
  }
  return Math.max(0, ...numbers) + 1
}

/**
 * A log of deliveries in which `nextAttemptAt` is null where the retry was cancelled.
 *
 * @param queue what was in the queue before the log was read.
 */
export function withoutCancelledRetries(
  log: readonly Delivery[],
  queue: readonly DueDelivery[],
): readonly Delivery[] {
  const made = new Set(log.map(({ event, createdAt }) => `${event.id} ${createdAt}`))
  return log.map((delivery) => {
    const { event, attempt, nextAttemptAt } = delivery
    if (nextAttemptAt === null || made.has(`${event.id} ${nextAttemptAt}`)) return delivery
    const isScheduled = queue.some(
      // Concluded after the queue was read: its retry is in the queue now.
      (one) => one.event.id === event.id && (one.dueAt === nextAttemptAt || one.attempt === attempt),
    )
    return isScheduled ? delivery : { ...delivery, nextAttemptAt: null }
  })
}
