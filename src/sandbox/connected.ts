import { sandboxAccountIds } from '../connections/model.js'
import { connectionRecords, ofProvider } from '../connections/records.js'
import type { RecordStore } from '../storage/records.js'
import type { SandboxChannel } from './fixtures.js'
import type { Listing } from './model.js'

/** Whether a channel that a listing is on is connected. */
export type IsConnected = (listing: Listing, channel: SandboxChannel) => boolean

const channels = Object.keys(sandboxAccountIds) as SandboxChannel[]

/**
 * Asks which channels of listings are connected. A created listing is carried by the connection for which it was created, a
 * seeded one by any to the channel.
 */
export async function readConnected(
  records: RecordStore,
  workspaceId: string,
  listings: readonly Listing[],
): Promise<IsConnected> {
  const own = [...new Set(listings.flatMap(({ hotel }) => hotel?.connectionId ?? []))]
  const refs = own.map((id) => ({ collection: connectionRecords, id }))
  const pages = channels.map((channel) =>
    records.list(workspaceId, connectionRecords, { limit: 1, ...ofProvider(channel) }),
  )
  const [found, ...newest] = await Promise.all([records.read(workspaceId, refs), ...pages])
  const ids = new Set(found.map((one) => one?.value.id))
  const connected = new Set(newest.flatMap((page) => page.records.map(({ value }) => value.provider)))
  return ({ hotel }, channel) => (hotel === null ? connected.has(channel) : ids.has(hotel.connectionId))
}
