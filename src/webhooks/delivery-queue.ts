import type { Delivery, WebhookEvent } from './delivery.js'

/** An attempt that is still to come. */
export interface DueAttempt {
  readonly event: WebhookEvent
  /** Its number among the attempts at this event, from 1. */
  readonly attempt: number
  /** How many automatic retries came before it; null for a replay, which is not retried. */
  readonly retries: number | null
  /** Epoch milliseconds of the workspace. */
  readonly dueAt: number
}

/** Who makes an attempt, and until when nobody else may. */
export interface Lease {
  readonly token: string
  /** Epoch milliseconds of real time: whoever makes the attempt is gone then. */
  readonly untilMs: number
}

/** An attempt in the queue of its webhook. The queue's attempts are made one after the other, in the order of their times. */
export interface QueuedAttempt extends DueAttempt {
  /** Null while it waits. */
  readonly lease: Lease | null
  /** The last number that a replay of the event got meanwhile; 0 for none. */
  readonly lastNumber: number
}

/** An attempt that waits. */
export function queued(due: DueAttempt): QueuedAttempt {
  return { ...due, lease: null, lastNumber: 0 }
}

/** Under which id an attempt is kept: an event has one attempt that is retried, and as many replays as are asked for. */
export function queueIdOf({ event, attempt, retries }: DueAttempt): string {
  return retries === null ? `${event.id}/${attempt}` : event.id
}

/** Where an attempt stands in the queue: what was taken comes first, so that nobody takes another one meanwhile. */
export function queuePositionOf({ dueAt, lease }: QueuedAttempt): number {
  return lease === null ? dueAt + 2 : 1
}

/** The number of an attempt. A retry is numbered behind the replays that came before it. */
export function numberOf({ attempt, lastNumber }: QueuedAttempt): number {
  return Math.max(attempt, lastNumber + 1)
}

/** Whether an attempt may be made now. */
export function isReady({ lease, dueAt }: QueuedAttempt, nowMs: number, realMs: number): boolean {
  return dueAt <= nowMs && (lease === null || lease.untilMs <= realMs)
}

/** An attempt in the hands of whoever makes it. */
export function leased(attempt: QueuedAttempt, lease: Lease): QueuedAttempt {
  return { ...attempt, attempt: numberOf(attempt), lease }
}

/** The retry that follows on a failed attempt; undefined when none does. */
export function retryOf(
  { event, attempt, retries, lastNumber }: QueuedAttempt,
  nextAttemptAt: number | null,
): QueuedAttempt | undefined {
  if (nextAttemptAt === null || retries === null) return undefined
  const number = Math.max(attempt, lastNumber) + 1
  return queued({ event, attempt: number, retries: retries + 1, dueAt: nextAttemptAt })
}

/** The number of the next replay of an event, behind all attempts that were made, are being made, or are replays. */
export function nextReplayNumber(
  eventId: string,
  log: readonly Delivery[],
  queue: readonly QueuedAttempt[],
): number {
  const numbers = log.filter(({ event }) => event.id === eventId).map(({ attempt }) => attempt)
  for (const { event, attempt, retries, lease, lastNumber } of queue) {
    if (event.id !== eventId) continue
    numbers.push(lastNumber)
    if (retries === null || lease !== null) numbers.push(attempt)
  }
  return Math.max(0, ...numbers) + 1
}
