import type { ListingOption } from '../booking/model.js'
import { type ConnectionInput, connect, connectionRecords, idOfConnection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { hotelAccount } from '../providers/channel.js'
import { type Collection, jsonCodec, type RecordStore } from '../storage/records.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { connectionFixtures, listingFixtures, reservationFixtures } from './fixtures.js'
import { type Listing, listingsOf } from './listing.js'
import { type Reservation, reservationsOf } from './reservation.js'

/** How much of each kind a reset has removed. */
export interface Removed {
  readonly listings: number
  readonly reservations: number
  readonly connections: number
}

/** That a workspace holds the data of the sandbox. What they are follows from this alone. */
export interface SandboxRecord {
  /** Epoch milliseconds of the workspace, of the last seeding. */
  readonly seededAt: number
}

/** One record, with the id `sandboxId`; none where the workspace was not seeded. */
export const sandboxRecords: Collection<SandboxRecord> = {
  name: 'sandbox',
  codec: jsonCodec(),
  maxItems: 1,
  maxSize: 1000,
  overflow: 'refuse',
}

export const sandboxId = 'sandbox'

/** The data of the sandbox: seeded, removed, read. All of them follow from the instant of the seeding. */
export class SandboxService {
  readonly #records: RecordStore
  readonly #transactions: Transactions

  constructor(records: RecordStore, transactions: Transactions) {
    this.#records = records
    this.#transactions = transactions
  }

  /** Seeds a workspace, all or nothing. Again, it makes the same anew: nothing is doubled, and dates move to the present. */
  seed(workspace: Workspace): Promise<SandboxRecord> {
    return this.#transactions.run(workspace, async (tx) => {
      const record = { seededAt: tx.clock.now() }
      for (const input of connectionsFor(tx.workspaceId)) {
        const id = idOfConnection(tx.workspaceId, input.provider, input.account.id)
        const before = await tx.get(connectionRecords, id)
        tx.put(connectionRecords, id, connect(input, before, record.seededAt))
      }
      tx.put(sandboxRecords, sandboxId, record)
      return record
    })
  }

  /** Removes what seeding has made, and nothing else. Counts what was there. */
  reset(workspace: Workspace): Promise<Removed> {
    return this.#transactions.run(workspace, async (tx) => {
      if ((await tx.get(sandboxRecords, sandboxId)) === undefined)
        return { listings: 0, reservations: 0, connections: 0 }
      tx.delete(sandboxRecords, sandboxId)
      let connections = 0
      for (const { accountId } of connectionFixtures) {
        if ((await tx.get(connectionRecords, accountId)) === undefined) continue
        tx.delete(connectionRecords, accountId)
        connections++
      }
      return { listings: listingFixtures.length, reservations: reservationFixtures.length, connections }
    })
  }

  /** When a workspace was seeded, in epoch milliseconds; undefined when it was not. */
  async seededAt(workspaceId: string): Promise<number | undefined> {
    const [found] = await this.#records.read(workspaceId, [{ collection: sandboxRecords, id: sandboxId }])
    return found?.value.seededAt
  }

  /** The listings of a workspace, in the order of lists; none when it was not seeded. */
  async listings(workspaceId: string): Promise<readonly Listing[]> {
    const seededAt = await this.seededAt(workspaceId)
    return seededAt === undefined ? [] : listingsOf(seededAt)
  }

  /** The reservations of a workspace, in the order of lists; none when it was not seeded. */
  async reservations(workspaceId: string): Promise<readonly Reservation[]> {
    const seededAt = await this.seededAt(workspaceId)
    return seededAt === undefined ? [] : reservationsOf(seededAt)
  }

  /** @throws {ApiError} `not_found`. */
  async listing(workspaceId: string, id: string): Promise<Listing> {
    const found = (await this.listings(workspaceId)).find((listing) => listing.id === id)
    return found ?? missing('listing', 'id', id)
  }

  /**
   * Finds a reservation by its id, or by the code that the guest knows.
   *
   * @param field how the caller named it.
   * @throws {ApiError} `not_found`.
   */
  async reservation(workspaceId: string, idOrCode: string, field = 'id'): Promise<Reservation> {
    const all = await this.reservations(workspaceId)
    const found = all.find(({ id, code }) => id === idOrCode || (field === 'code' && code === idOrCode))
    return found ?? missing('reservation', field, idOrCode)
  }

  /** The listings of a workspace as rooms of Booking.com can be mapped to them. */
  async listingOptions(workspaceId: string): Promise<readonly ListingOption[]> {
    return (await this.listings(workspaceId)).map(({ id, name, city }) => ({ id, name, city }))
  }
}

/** What a seeding connects. */
function connectionsFor(workspaceId: string): readonly ConnectionInput[] {
  const mapped = listingFixtures.flatMap(({ id, roomId }) => (roomId === null ? [] : [[roomId, id]]))
  return connectionFixtures.map(({ provider, accountId, name }) => {
    const isHotel = name === null
    return {
      workspaceId,
      provider,
      account: isHotel ? hotelAccount(accountId) : { id: accountId, name },
      accessType: isHotel ? null : ('full_access' as const),
      rooms: isHotel ? Object.fromEntries(mapped) : {},
    }
  })
}

/** @throws {ApiError} `not_found`, always. */
function missing(kind: 'listing' | 'reservation', field: string, value: string): never {
  fail('not_found', {
    message: `The workspace has no ${kind} with the ${field} ${maskForResponse(value)}.`,
    fix: `Use ${field === 'code' ? 'a confirmationCode' : 'an id'} of GET /v1/${kind}s; POST /v1/sandbox/seed makes some.`,
    field,
    value_received: maskForResponse(value),
  })
}
