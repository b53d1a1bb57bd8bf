import type { Delivery, WebhookEvent } from './delivery.js'

/** An attempt that is still to come. */
export interface DueAttempt {
  readonly event: WebhookEvent
  /** Its number among the attempts at this event, from 1; a retry behind a replay has a higher one in the end. */
  readonly attempt: number
  /** How many automatic retries came before it; null for a replay, which is not retried. */
  readonly retries: number | null
  /** Epoch milliseconds of the workspace. */
  readonly dueAt: number
}

/** An attempt that is being made. */
export interface CurrentAttempt {
  readonly due: DueAttempt
  /** Who makes it: nobody else may say what came of it. */
  readonly token: string
  /** When it is given up on, in epoch milliseconds of real time: whoever made it is gone then. */
  readonly untilMs: number
}

/**
 * The attempts at one webhook that are still to come, an immutable value. They are made one after the other, in the order
 * of their times.
 */
export interface Lane {
  /** The id of the workspace's era in which it began: in another one nobody waits for it. */
  readonly era: string
  readonly current: CurrentAttempt | null
  /** Those that wait, the next one first. */
  readonly waiting: readonly DueAttempt[]
}

/** More attempts at one webhook do not wait; later ones are not made. */
export const longestLane = 1000

/** A lane with one attempt more; undefined when it is full. */
export function withAttempt(lane: Lane, attempt: DueAttempt): Lane | undefined {
  if (lane.waiting.length >= longestLane) return undefined
  const at = lane.waiting.findLastIndex(({ dueAt }) => dueAt <= attempt.dueAt) + 1
  return { ...lane, waiting: lane.waiting.toSpliced(at, 0, attempt) }
}

/** A lane with an attempt before all others. */
export function withNext(lane: Lane, attempt: DueAttempt): Lane {
  return { ...lane, waiting: [attempt, ...lane.waiting] }
}

/** A lane whose current attempt waits again, as the next one. */
export function withoutCurrent(lane: Lane): Lane {
  return lane.current === null ? lane : { ...withNext(lane, lane.current.due), current: null }
}

/** A lane in which nothing waits. */
export function emptied(lane: Lane): Lane {
  return { ...lane, waiting: [] }
}

/** A lane after an attempt: taken, it ends the retries of its event, but no replay, which somebody asked for. */
export function following(
  lane: Lane,
  due: DueAttempt,
  { success, nextAttemptAt }: Pick<Delivery, 'success' | 'nextAttemptAt'>,
): Lane {
  const isOver = ({ event, retries }: DueAttempt) => event.id === due.event.id && retries !== null
  const rest = success ? { ...lane, waiting: lane.waiting.filter((one) => !isOver(one)) } : lane
  if (nextAttemptAt === null) return rest
  const retry = { ...due, attempt: due.attempt + 1, retries: Number(due.retries) + 1, dueAt: nextAttemptAt }
  return withAttempt(rest, retry) ?? rest
}

/** The attempt that is being made, and those that wait. */
export function unended({ current, waiting }: Lane): readonly DueAttempt[] {
  return current === null ? waiting : [current.due, ...waiting]
}

/**
 * The number of the next attempt at an event. Those of the log count, the one that is being made, and replays that wait;
 * a retry that waits has no number of its own before it is sent.
 */
export function nextNumber({ current, waiting }: Lane, eventId: string, log: readonly Delivery[]): number {
  const made = log.filter(({ event }) => event.id === eventId)
  const planned = waiting.filter(({ event, retries }) => event.id === eventId && retries === null)
  const being = current?.due.event.id === eventId ? [current.due] : []
  return 1 + Math.max(0, ...[...made, ...planned, ...being].map(({ attempt }) => attempt))
}
