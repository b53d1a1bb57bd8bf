import { hotelAccount } from '../connect/channel.js'
import { connect } from '../connect/connection.js'
import type { ListingOption } from '../connect/hotel.js'
import type { SandboxRecord, Store } from '../connect/store.js'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
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

/** The data of the sandbox: seeded, removed, read. All of them follow from the instant of the seeding. */
export class SandboxService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Seeds a workspace, all or nothing. Again, it makes the same anew: nothing is doubled, and dates move to the present. */
  async seed(workspace: Workspace): Promise<SandboxRecord> {
    const { id: workspaceId } = workspace
    const record = { workspaceId, seededAt: workspace.clock.now() }
    while (!(await this.#store.saveSandbox(record, await this.#connectionsFor(record)))) {
      // Somebody has changed one of the connections meanwhile.
    }
    return record
  }

  /** Removes what seeding has made, and nothing else. Counts what was there. */
  async reset(workspace: Workspace): Promise<Removed> {
    const ids = connectionFixtures.map(({ accountId }) => accountId)
    const connections = await this.#store.removeSandbox(workspace.id, ids)
    if (connections === undefined) return { listings: 0, reservations: 0, connections: 0 }
    return { listings: listingFixtures.length, reservations: reservationFixtures.length, connections }
  }

  /** When a workspace was seeded, in epoch milliseconds; undefined when it was not. */
  async seededAt(workspaceId: string): Promise<number | undefined> {
    return (await this.#store.findSandbox(workspaceId))?.seededAt
  }

  /** The listings of a workspace, in the order of lists; none when it was not seeded. */
  async listings(workspaceId: string): Promise<readonly Listing[]> {
    const record = await this.#store.findSandbox(workspaceId)
    return record ? listingsOf(record.seededAt) : []
  }

  /** The reservations of a workspace, in the order of lists; none when it was not seeded. */
  async reservations(workspaceId: string): Promise<readonly Reservation[]> {
    const record = await this.#store.findSandbox(workspaceId)
    return record ? reservationsOf(record.seededAt) : []
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

  /** The connections of a seeding, as they follow on those that are there. */
  #connectionsFor({ workspaceId, seededAt }: SandboxRecord) {
    const mapped = listingFixtures.flatMap(({ id, roomId }) => (roomId === null ? [] : [[roomId, id]]))
    return Promise.all(
      connectionFixtures.map(async ({ provider, accountId, name }) => {
        const isHotel = name === null
        const input = {
          workspaceId,
          provider,
          account: isHotel ? hotelAccount(accountId) : { id: accountId, name },
          accessType: isHotel ? null : ('full_access' as const),
          rooms: isHotel ? Object.fromEntries(mapped) : {},
        }
        return connect(input, await this.#store.findConnection(workspaceId, accountId), seededAt)
      }),
    )
  }
}

/** @throws {ApiError} `not_found`, always. */
function missing(kind: 'listing' | 'reservation', field: string, value: string): never {
  fail('not_found', {
    message: `The workspace has no ${kind} with the ${field} ${showable(value)}.`,
    fix: `Use ${field === 'code' ? 'a confirmationCode' : 'an id'} of GET /v1/${kind}s; POST /v1/sandbox/seed makes some.`,
    field,
    value_received: showable(value),
  })
}
