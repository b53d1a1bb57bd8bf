import type { EventType } from '../event-types.js'
import { accountSamples } from './accounts.js'
import { listingSamples } from './listings.js'
import { paymentSamples } from './payments.js'
import { messageSamples, reservationSamples } from './reservations.js'
import { createSubject, type Sample } from './subject.js'
import { workspaceSamples } from './workspace.js'

/** What an event of each type is about. */
export type Samples = Readonly<Record<EventType, Sample>>

/**
 * What a test event of each type is about: the sandbox, so that a handler can read more of it by its id. Times are epoch
 * milliseconds.
 */
export function samplesFor(workspaceId: string, nowMs: number, seededAt = nowMs): Samples {
  const subject = createSubject(workspaceId, nowMs, seededAt)
  return {
    ...reservationSamples(subject),
    ...messageSamples(subject),
    ...listingSamples(subject),
    ...accountSamples(subject),
    ...paymentSamples(subject),
    ...workspaceSamples(subject),
  }
}
