import { formatDuration } from '../lib/duration.js'
import type { Colors } from './colors.js'
import { visible } from './request-line.js'

/** What the log says of a delivery that failed. */
export interface DeliveryEntry {
  readonly webhook: string
  /** Without its query. */
  readonly url: string
  /** The type of the event. */
  readonly event: string
  readonly attempt: number
  /** Missing where no answer came; `error` says why then. */
  readonly status?: number
  readonly error?: string
  /** Milliseconds of the workspace. Missing where it is the last attempt. */
  readonly nextAttemptInMs?: number
  /** Whether this failure disabled the webhook. */
  readonly disabled?: boolean
  /** How many failures before it have no line, because there were too many. */
  readonly leftOut?: number
}

/** Whether an entry of the log is about a delivery that failed. */
export function isDeliveryEntry(entry: object): entry is DeliveryEntry {
  return 'webhook' in entry && 'event' in entry && 'nextAttemptAt' in entry
}

/**
 * The line of a delivery that failed, for people.
 *
 * @example deliveryLine(entry, colors) // 'webhook account.created to http://127.0.0.1:3000/hook answered 500, next attempt in 1m\n'
 */
export function deliveryLine(entry: DeliveryEntry, colors: Colors): string {
  const { url, event, status, error, leftOut } = entry
  const reason = status === undefined ? `failed (${visible(String(error))})` : `answered ${status}`
  const more = leftOut === undefined ? '' : colors.dim(` (and ${leftOut} more before it)`)
  return `webhook ${event} to ${visible(url)} ${colors.yellow(reason)}, ${whatFollows(entry)}${more}\n`
}

function whatFollows({ nextAttemptInMs, disabled }: DeliveryEntry): string {
  if (disabled) return 'and is disabled now'
  if (nextAttemptInMs === undefined) return 'no further attempt'
  const seconds = Math.round(nextAttemptInMs / 1000)
  return seconds <= 0 ? 'next attempt at once' : `next attempt in ${formatDuration(seconds * 1000)}`
}
