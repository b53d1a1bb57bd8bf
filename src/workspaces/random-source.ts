import { fraction, type Random, requestId, secretText, sessionId, uuid } from '../lib/ids.js'
import { type MaybePromise, then } from '../lib/maybe-promise.js'

/** Makes the random values of a workspace. */
export interface RandomSource {
  /** Whether an id that it makes may be there already: after a snapshot was restored. */
  readonly mayRepeat: boolean
  /** @param nowMs epoch milliseconds of the workspace. */
  sessionId(nowMs: number): MaybePromise<string>
  /** @param nowMs epoch milliseconds of the workspace. */
  requestId(nowMs: number): MaybePromise<string>
  /** The id of a webhook or an event. */
  uuid(): MaybePromise<string>
  /** What proves a resume link: 128 random bits. */
  resumeSecret(): MaybePromise<string>
  /** A number of [0, 1), which decides whether a fault applies. */
  fraction(): MaybePromise<number>
}

/** A random source whose values never repeat. */
export function systemRandomSource(random: Random): RandomSource {
  return { mayRepeat: false, ...valuesOf(() => random) }
}

/** The values of a workspace from the randomness for each purpose. */
export function valuesOf(
  randomFor: (purpose: string) => MaybePromise<Random>,
): Omit<RandomSource, 'mayRepeat'> {
  return {
    sessionId: (nowMs) => then(randomFor('sessions'), (random) => sessionId(nowMs, random)),
    requestId: (nowMs) => then(randomFor('requests'), (random) => requestId(nowMs, random)),
    uuid: () => then(randomFor('webhooks'), uuid),
    resumeSecret: () => then(randomFor('resume'), secretText),
    fraction: () => then(randomFor('faults'), fraction),
  }
}
