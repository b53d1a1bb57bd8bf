import { fail } from '../errors/api-error.js'
import { isoTime } from '../lib/clock.js'
import type { Delivery } from './model.js'
import type { QueuedDelivery } from './queue.js'

/** How many replays of one event a webhook gets within an hour of workspace time (published OpenAPI of 2026-10). */
export const replayLimit = 3
const windowMs = 60 * 60_000

/** What a replay has used of its limit. */
export interface ReplayUse {
  /** Its number among the replays within the window, from 1. */
  readonly number: number
  /** When the first of them leaves the window, in epoch milliseconds of the workspace. */
  readonly resetAt: number
  /** Whether it was asked for whatever had become of the delivery. */
  readonly forced: boolean
}

/**
 * Counts a replay of an event. All deliveries of the event count, so that the limit is that of the first one.
 *
 * @throws {ApiError} `replay_limit_reached`.
 */
export function countReplay(
  eventId: string,
  log: readonly Delivery[],
  queue: readonly QueuedDelivery[],
  nowMs: number,
): Omit<ReplayUse, 'forced'> {
  // By number: a delivery that is concluded between the two readings is in both.
  const askedAt = new Map<number, number>()
  for (const { event, isReplay, attempt, createdAt } of log)
    if (event.id === eventId && isReplay) askedAt.set(attempt, createdAt)
  for (const one of queue) if (one.event.id === eventId && isReplay(one)) askedAt.set(one.attempt, one.dueAt)
  const made = [...askedAt.values()].filter((at) => at > nowMs - windowMs && at <= nowMs)
  const resetAt = Math.min(nowMs, ...made) + windowMs
  if (made.length >= replayLimit) refuseMore(made.length, resetAt, nowMs)
  return { number: made.length + 1, resetAt }
}

/** @throws {ApiError} `delivery_already_succeeded`, always. */
export function refuseSucceeded(id: string): never {
  fail('delivery_already_succeeded', {
    message: `The endpoint took the delivery ${id}.`,
    field: 'force',
  })
}

function refuseMore(made: number, resetAt: number, nowMs: number): never {
  const minutes = windowMs / 60_000
  fail('replay_limit_reached', {
    message: `This delivery was replayed ${made} times within the last ${minutes} minutes.`,
    retry_after: Math.ceil((resetAt - nowMs) / 1000),
    replays_made: made,
    replay_limit: replayLimit,
    replay_window_minutes: minutes,
    next_replay_allowed_at: isoTime(resetAt),
  })
}

function isReplay({ retries, isRepeat = false }: QueuedDelivery): boolean {
  return retries === null && !isRepeat
}
