import { fraction, type Random, requestId, seededRandom, sessionId, uuid } from '../lib/ids.js'
import { type Collection, jsonCodec } from '../storage/records.js'

/** What is drawn by chance in a workspace. */
export interface RandomSource {
  /** Whether an id that is drawn may be there already: after a snapshot was restored. */
  readonly mayRepeat: boolean
  /** @param nowMs epoch milliseconds of the workspace. */
  sessionId(nowMs: number): Promise<string>
  /** @param nowMs epoch milliseconds of the workspace. */
  requestId(nowMs: number): Promise<string>
  /** The id of a webhook or an event. */
  uuid(): Promise<string>
  /** A number of [0, 1), which decides whether a fault happens. */
  fraction(): Promise<number>
}

/** What randomSource need of the transaction that they are part of. */
export interface DrawRecords {
  readonly workspaceId: string
  get<T>(collection: Collection<T>, id: string): Promise<T | undefined>
  put<T>(collection: Collection<T>, id: string, value: T): void
}

/** RandomSource from one source, in any order. */
export function systemRandomSource(random: Random): RandomSource {
  return {
    mayRepeat: false,
    sessionId: async (nowMs) => sessionId(nowMs, random),
    requestId: async (nowMs) => requestId(nowMs, random),
    uuid: async () => uuid(random),
    fraction: async () => fraction(random),
  }
}

/** How many values were drawn for each purpose, by its name. They are kept only where there is a seed. */
export const drawCounts: Collection<number> = {
  name: 'draws',
  codec: jsonCodec(),
  maxItems: 10,
  maxSize: 1000,
  overflow: 'refuse',
}

/**
 * RandomSource the same for the same seed and workspace, whatever others do and on whichever server, because how much was drawn
 * is a record of the workspace.
 *
 * @param earlierRandom how much was drawn for a purpose before the workspace was forgotten.
 */
export function seededRandomSource(
  seed: string,
  tx: DrawRecords,
  earlierRandom: (purpose: string) => Promise<number>,
): RandomSource {
  const draw = async (purpose: string): Promise<Random> => {
    const count = (await tx.get(drawCounts, purpose)) ?? (await earlierRandom(purpose))
    tx.put(drawCounts, purpose, count + 1)
    return seededRandom(seed, tx.workspaceId, purpose, String(count))
  }
  return {
    mayRepeat: true,
    sessionId: async (nowMs) => sessionId(nowMs, await draw('sessions')),
    requestId: async (nowMs) => requestId(nowMs, await draw('requests')),
    uuid: async () => uuid(await draw('webhooks')),
    fraction: async () => fraction(await draw('faults')),
  }
}
