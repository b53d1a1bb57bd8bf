import { type Collection, jsonCodec, type RecordStore } from '../storage/records.js'
import { drawCounts } from './random-source.js'
import { defaultsId } from './state.js'
import type { Transactions } from './transactions.js'

/** How much was drawn for each purpose in a workspace that made room for another one. */
interface ForgottenDraws {
  /** That with which the workspace comes back. A later one has begun anew. */
  readonly generation: number
  readonly counts: Readonly<Record<string, number>>
}

/** Stands with what is set for all workspaces, by their ids. */
const forgottenDraws: Collection<ForgottenDraws> = {
  name: 'forgotten-draws',
  codec: jsonCodec(),
  maxItems: 10_000,
  maxSize: 4_000_000,
  overflow: 'drop-oldest',
}

/** Notes how much was drawn in a workspace that makes room, so that nothing comes twice when it comes back. */
export async function keepRandom(
  records: RecordStore,
  transactions: Transactions,
  id: string,
): Promise<void> {
  const { records: own } = await records.list(id, drawCounts)
  if (own.length === 0) return
  await transactions.runIn(defaultsId, async (tx) => {
    const { generation } = tx.state
    const before = await tx.get(forgottenDraws, id)
    const counts = { ...(before?.generation === generation ? before.counts : {}) }
    for (const { id: purpose, value } of own) counts[purpose] = value
    tx.put(forgottenDraws, id, { generation, counts })
  })
}

/** How much was drawn for a purpose before the workspace made room; 0 when it never did, or began anew since. */
export async function earlierRandom(
  records: RecordStore,
  id: string,
  generation: number,
  purpose: string,
): Promise<number> {
  const [found] = await records.read(defaultsId, [{ collection: forgottenDraws, id }])
  return found?.value.generation === generation ? (found.value.counts[purpose] ?? 0) : 0
}
