import type { NewListing } from '../booking/model.js'
import { failFull } from '../errors/capacity.js'
import { bounds } from '../lib/bounds.js'
import type { Transaction } from '../workspaces/transaction.js'
import { noSeeding } from './model.js'
import { sandboxId, sandboxRecords } from './records.js'

/** The id of the first created listing; the next ones count up (ours; ids from 900000000 up are published). */
const firstId = 900_001_001

/**
 * Creates active listings for rooms, as a part of a transaction. A room that has one already keeps it.
 *
 * @returns the id of the listing of each room, by the ids of the rooms.
 * @throws {ApiError} `capacity_exceeded` for more than `bounds.createdListings`.
 */
export async function createListings(
  tx: Transaction,
  rooms: readonly NewListing[],
): Promise<Readonly<Record<string, string>>> {
  const seeding = (await tx.get(sandboxRecords, sandboxId)) ?? noSeeding
  const created = [...seeding.created]
  const ids = rooms.map((room) => {
    const own = created.find(({ roomId }) => roomId === room.roomId)
    if (own !== undefined) return [room.roomId, own.id] as const
    const id = String(firstId + created.length)
    created.push({ ...room, id, createdAt: tx.clock.now() })
    return [room.roomId, id] as const
  })
  if (created.length > bounds.createdListings.maxItems) failFull(bounds.createdListings)
  if (created.length > seeding.created.length) tx.put(sandboxRecords, sandboxId, { ...seeding, created })
  return Object.fromEntries(ids)
}
