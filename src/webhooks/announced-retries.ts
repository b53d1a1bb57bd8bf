import type { Delivery } from './delivery.js'
import type { DueAttempt } from './delivery-queue.js'

/**
 * A log that promises no more than what will come: a retry that was given up is announced by no delivery.
 *
 * @param unended the attempts at the same webhook that wait or are being made.
 */
export function withAnnouncedRetries(
  log: readonly Delivery[],
  unended: readonly DueAttempt[],
): readonly Delivery[] {
  const made = new Set(log.map(({ event, createdAt }) => `${event.id} ${createdAt}`))
  return log.map((delivery) => {
    const { event, attempt, nextAttemptAt } = delivery
    if (nextAttemptAt === null || made.has(`${event.id} ${nextAttemptAt}`)) return delivery
    const isToCome = unended.some(
      // Its retry waits, or it is in the log already and its retry will wait in a moment.
      (one) => one.event.id === event.id && (one.dueAt === nextAttemptAt || one.attempt === attempt),
    )
    return isToCome ? delivery : { ...delivery, nextAttemptAt: null }
  })
}
