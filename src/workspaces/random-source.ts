import { fraction, type Random, requestId, sessionId, uuid } from '../lib/ids.js'

/** Makes the random values of a workspace. */
export interface RandomSource {
  /** Whether an id that it makes may be there already: after a snapshot was restored. */
  readonly mayRepeat: boolean
  /** @param nowMs epoch milliseconds of the workspace. */
  sessionId(nowMs: number): Promise<string>
  /** @param nowMs epoch milliseconds of the workspace. */
  requestId(nowMs: number): Promise<string>
  /** The id of a webhook or an event. */
  uuid(): Promise<string>
  /** A number of [0, 1), which decides whether a fault applies. */
  fraction(): Promise<number>
}

/** A random source whose values never repeat. */
export function systemRandomSource(random: Random): RandomSource {
  return { mayRepeat: false, ...valuesOf(async () => random) }
}

/** The values of a workspace from the randomness for each purpose. */
export function valuesOf(randomFor: (purpose: string) => Promise<Random>): Omit<RandomSource, 'mayRepeat'> {
  return {
    sessionId: async (nowMs) => sessionId(nowMs, await randomFor('sessions')),
    requestId: async (nowMs) => requestId(nowMs, await randomFor('requests')),
    uuid: async () => uuid(await randomFor('webhooks')),
    fraction: async () => fraction(await randomFor('faults')),
  }
}
