import type { NewListing } from '../booking/model.js'
import { connectionRecords } from '../connections/records.js'
import { failFull } from '../errors/capacity.js'
import { bounds } from '../lib/bounds.js'
import type { Transaction } from '../workspaces/transaction.js'
import { noSeeding, type Seeding } from './model.js'
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

/**
 * Takes created listings from the rooms for which they were created, as a part of a transaction that removes them: the next
 * created listing has the id of one of them.
 */
export async function unmapCreated(tx: Transaction, { created }: Pick<Seeding, 'created'>): Promise<void> {
  const gone: ReadonlySet<string | null> = new Set(created.map(({ id }) => id))
  for (const id of new Set(created.map(({ connectionId }) => connectionId))) {
    const connection = await tx.get(connectionRecords, id)
    if (connection === undefined) continue
    const kept = Object.entries(connection.rooms).filter(([, listingId]) => !gone.has(listingId))
    tx.put(connectionRecords, id, { ...connection, rooms: Object.fromEntries(kept) })
  }
}
