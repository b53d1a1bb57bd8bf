import { type Clock, isoTime } from '../lib/clock.js'
import { maskForLog } from '../lib/masking.js'
import type { ConcludedDelivery } from './delivery-queues.js'

export interface FailureLogDeps {
  /** Real time. */
  readonly clock: Clock
  readonly warn: (members: object, text: string) => void
}

/** At most this many lines in this time, in milliseconds. */
const maxLines = 20
const windowMs = 10_000

/**
 * Logs deliveries that failed (ours): a line each, at most 20 in ten seconds. The next line says how many had none. The
 * query of the URL is left out, because it may be a secret.
 */
export function createFailureLog({ clock, warn }: FailureLogDeps): (concluded: ConcludedDelivery) => void {
  let windowEndsMs = 0
  let lines = 0
  let leftOut = 0
  return ({ clock: workspaceClock, webhook, delivery }) => {
    if (delivery.success) return
    if (clock.now() >= windowEndsMs) {
      windowEndsMs = clock.now() + windowMs
      lines = 0
    }
    if (lines >= maxLines) {
      leftOut += 1
      return
    }
    const { event, attempt, statusCode, errorMessage, nextAttemptAt } = delivery
    const members = {
      webhook: webhook.id,
      url: maskForLog(webhook.url.split(/[?#]/, 1)[0] as string),
      event: event.type,
      attempt,
      ...(statusCode === null ? { error: errorMessage } : { status: statusCode }),
      nextAttemptAt: nextAttemptAt === null ? null : isoTime(nextAttemptAt),
      ...(nextAttemptAt !== null && { nextAttemptInMs: nextAttemptAt - workspaceClock.now() }),
      ...(webhook.status === 'disabled' && { disabled: true }),
      ...(leftOut > 0 && { leftOut }),
    }
    lines += 1
    leftOut = 0
    warn(members, 'a webhook was not delivered')
  }
}
