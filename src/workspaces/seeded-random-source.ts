import { bounds } from '../lib/bounds.js'
import { seededRandom } from '../lib/ids.js'
import { type Collection, jsonCodec, type RecordStore } from '../storage/records.js'
import { type RandomSource, valuesOf } from './random-source.js'
import { defaultsId } from './state.js'
import type { Transaction } from './transaction.js'
import type { Transactions } from './transactions.js'

/** How many values were made for each purpose, by its name. They are kept only where there is a seed. */
export const randomCounts: Collection<number> = {
  name: 'random-counts',
  codec: jsonCodec(),
  ...bounds.randomCounts,
}

/** The counts of a workspace that was evicted. */
interface EvictedCounts {
  /** The generation in which these counts hold; a later one begins at 0. */
  readonly generation: number
  readonly counts: Readonly<Record<string, number>>
}

/** Among the records of `defaultsId`, by the ids of workspaces. */
const evictedCounts: Collection<EvictedCounts> = {
  name: 'evicted-random-counts',
  codec: jsonCodec(),
  ...bounds.evictedRandomCounts,
}

/**
 * A random source that makes the same values for the same seed and workspace, whatever other workspaces do and on whichever
 * server: how many were made is a record of the workspace.
 */
export function seededRandomSource(seed: string, records: RecordStore, tx: Transaction): RandomSource {
  return {
    mayRepeat: true,
    ...valuesOf(async (purpose) => {
      const count = (await tx.get(randomCounts, purpose)) ?? (await evictedCount(records, tx, purpose))
      tx.put(randomCounts, purpose, count + 1)
      return seededRandom(seed, tx.workspaceId, purpose, String(count))
    }),
  }
}

/** Keeps the counts of a workspace that is evicted, so that no value is made again when it comes back. */
export async function keepRandom(
  records: RecordStore,
  transactions: Transactions,
  id: string,
): Promise<void> {
  const { records: own } = await records.list(id, randomCounts)
  if (own.length === 0) return
  await transactions.runIn(defaultsId, async (tx) => {
    const { generation } = tx.state
    const before = await tx.get(evictedCounts, id)
    const kept = before?.generation === generation ? before.counts : {}
    const added = Object.fromEntries(own.map(({ id: purpose, value }) => [purpose, value]))
    tx.put(evictedCounts, id, { generation, counts: { ...kept, ...added } })
  })
}

/** How many values were made before the workspace was evicted; 0 when it never was, or began anew since. */
async function evictedCount(
  records: RecordStore,
  { workspaceId, state }: Transaction,
  purpose: string,
): Promise<number> {
  const [found] = await records.read(defaultsId, [{ collection: evictedCounts, id: workspaceId }])
  return found?.value.generation === state.generation ? (found.value.counts[purpose] ?? 0) : 0
}
