import type { Static } from '@sinclair/typebox'
import { type Connection, connect, idOfConnection } from '../connections/model.js'
import { connectionRecords, disconnectedAccounts } from '../connections/records.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { ConnectedSlug } from '../providers/providers.js'
import type { RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type IsConnected, readConnected } from './connected.js'
import { unmapCreated } from './created.js'
import { connectionFixtures, reservationFixtures } from './fixtures.js'
import {
  allListingsOf,
  type InactiveListings,
  type Listing,
  noSeeding,
  type Reservation,
  reservationsOf,
  type Seeding,
} from './model.js'
import { sandboxId, sandboxRecords } from './records.js'
import type { SandboxResetResult } from './seed-schema.js'

/** Seeds, removes and reads the data of the sandbox. */
export class SandboxService {
  readonly #records: RecordStore
  readonly #transactions: Transactions

  constructor(records: RecordStore, transactions: Transactions) {
    this.#records = records
    this.#transactions = transactions
  }

  /**
   * Seeds a workspace. Seeding again doubles nothing, moves the dates to the present and makes all listings active.
   *
   * @returns the instant of the seeding, in epoch milliseconds.
   */
  async seed(workspace: Workspace): Promise<number> {
    return this.#transactions.run(workspace, async (tx) => {
      const seededAt = tx.clock.now()
      for (const fixture of connectionFixtures) {
        const input = { ...fixture, workspaceId: tx.workspaceId }
        const id = idOfConnection(tx.workspaceId, input.provider, input.account.id)
        const before = await tx.get(connectionRecords, id)
        tx.put(connectionRecords, id, connect(id, input, before, seededAt))
        tx.delete(disconnectedAccounts, id)
      }
      const { created } = (await tx.get(sandboxRecords, sandboxId)) ?? noSeeding
      tx.put(sandboxRecords, sandboxId, { seededAt, inactive: {}, created })
      return seededAt
    })
  }

  /** Removes what seeding has made and the listings that mappings have created, and nothing else. @returns how many of each kind there were. */
  async reset(workspace: Workspace): Promise<Static<typeof SandboxResetResult>['deleted']> {
    return this.#transactions.run(workspace, async (tx) => {
      const seeding = await tx.get(sandboxRecords, sandboxId)
      if (seeding === undefined) return { listings: 0, reservations: 0, connections: 0 }
      tx.delete(sandboxRecords, sandboxId)
      await unmapCreated(tx, seeding)
      const listings = allListingsOf(seeding).length
      if (seeding.seededAt === null) return { listings, reservations: 0, connections: 0 }
      let connections = 0
      for (const { account } of connectionFixtures) {
        tx.delete(disconnectedAccounts, account.id)
        if ((await tx.get(connectionRecords, account.id)) === undefined) continue
        tx.delete(connectionRecords, account.id)
        connections++
      }
      return { listings, reservations: reservationFixtures.length, connections }
    })
  }

  /** When a workspace was seeded, in epoch milliseconds. */
  async seededAt(workspaceId: string): Promise<number | undefined> {
    return (await this.#seeding(workspaceId)).seededAt ?? undefined
  }

  async #seeding(workspaceId: string): Promise<Seeding> {
    const [found] = await this.#records.read(workspaceId, [{ collection: sandboxRecords, id: sandboxId }])
    return found?.value ?? noSeeding
  }

  /** The listings of a workspace, seeded and created ones, in the order of lists. */
  async listings(workspaceId: string): Promise<readonly Listing[]> {
    return allListingsOf(await this.#seeding(workspaceId))
  }

  /** Asks which channels of listings are connected. */
  async connected(workspaceId: string, listings: readonly Listing[]): Promise<IsConnected> {
    return readConnected(this.#records, workspaceId, listings)
  }

  /** How many active listings a workspace has. */
  async countActive(workspaceId: string): Promise<number> {
    return countActive(await this.listings(workspaceId))
  }

  /**
   * Activates or deactivates listings, all of them or none.
   *
   * @param allow throws when a workspace may not have so many active listings; it is asked before some become active.
   * @returns the ids of those that changed, and of those that did not, in the order of the call.
   * @throws {ApiError} `not_found` for ids that the workspace does not have.
   */
  async setStatus(
    workspace: Workspace,
    ids: readonly string[],
    active: boolean,
    allow: (count: number) => void,
  ): Promise<{ updated: string[]; unchanged: string[] }> {
    return this.#transactions.run(workspace, async (tx) => {
      const seeding = (await tx.get(sandboxRecords, sandboxId)) ?? noSeeding
      const listings = allListingsOf(seeding)
      const unknown = ids.filter((id) => !listings.some((listing) => listing.id === id))
      if (unknown.length > 0) return failUnknown(unknown)
      const [updated, unchanged] = [true, false].map((changes) =>
        ids.filter((id) => (id in seeding.inactive === active) === changes),
      ) as [string[], string[]]
      if (updated.length === 0) return { updated, unchanged }
      if (active) allow(countActive(listings) + updated.length)
      const kept = Object.entries(seeding.inactive).filter(([id]) => !updated.includes(id))
      const added = active ? [] : updated.map((id) => [id, 'deactivated'] as const)
      tx.put(sandboxRecords, sandboxId, { ...seeding, inactive: Object.fromEntries([...kept, ...added]) })
      return { updated, unchanged }
    })
  }

  /** The reservations of active listings of a workspace, in the order of lists; none when it was not seeded. */
  async reservations(workspaceId: string): Promise<readonly Reservation[]> {
    const { all, isActive } = await this.#reservations(workspaceId)
    return all.filter(({ listingId }) => isActive(listingId))
  }

  async #reservations(workspaceId: string) {
    const { seededAt, inactive } = await this.#seeding(workspaceId)
    return {
      all: seededAt === null ? [] : reservationsOf(seededAt),
      isActive: (listingId: string) => inactive[listingId] === undefined,
    }
  }

  /** A listing, active or not. @throws {ApiError} `not_found`. */
  async anyListing(workspaceId: string, id: string): Promise<Listing> {
    const found = (await this.listings(workspaceId)).find((listing) => listing.id === id)
    return found ?? missing('listing', 'id', id)
  }

  /** @throws {ApiError} `not_found`, then `listing_inactive`. */
  async listing(workspaceId: string, id: string): Promise<Listing> {
    const listing = await this.anyListing(workspaceId, id)
    requireActive(listing)
    return listing
  }

  /** @throws {ApiError} `listing_inactive` for a listing that is there and inactive. */
  async requireActive(workspaceId: string, id: string): Promise<void> {
    const found = (await this.listings(workspaceId)).find((listing) => listing.id === id)
    if (found !== undefined) requireActive(found)
  }

  /**
   * @param field `code`: also found by the confirmation code.
   * @throws {ApiError} `not_found`, then `listing_inactive`.
   */
  async reservation(workspaceId: string, value: string, field: 'id' | 'code' = 'id'): Promise<Reservation> {
    const { all, isActive } = await this.#reservations(workspaceId)
    const found = all.find((one) => one.id === value || one[field] === value)
    if (found === undefined) return missing('reservation', field, value)
    if (!isActive(found.listingId)) failInactive(found.listingId)
    return found
  }
}

/**
 * Makes the active listings inactive that only a removed connection carries, as a part of a transaction. A created listing is
 * carried by the connection to its hotel, a seeded one by any connection to its channels.
 *
 * @param connected the providers that are still connected.
 * @returns the ids of those that became inactive (published: `listingsDeactivated`).
 */
export async function deactivateListings(
  tx: Transaction,
  { provider, account }: Pick<Connection, 'provider' | 'account'>,
  connected: ReadonlySet<ConnectedSlug>,
): Promise<readonly string[]> {
  const seeding = await tx.get(sandboxRecords, sandboxId)
  if (seeding === undefined) return []
  const { inactive } = seeding
  const ids = allListingsOf(seeding)
    .filter(({ inactiveReason }) => inactiveReason === null)
    .filter(({ channels, hotel }) =>
      hotel === null
        ? channels.some((one) => one === provider) && !channels.some((one) => connected.has(one))
        : hotel.id === account.id && hotel.connectedAs === provider,
    )
    .map(({ id }) => id)
  const added: InactiveListings = Object.fromEntries(ids.map((id) => [id, 'deactivated']))
  if (ids.length > 0) tx.put(sandboxRecords, sandboxId, { ...seeding, inactive: { ...inactive, ...added } })
  return ids
}

function countActive(listings: readonly Listing[]): number {
  return listings.filter(({ inactiveReason }) => inactiveReason === null).length
}

function failUnknown(ids: readonly string[]): never {
  const shown = maskForResponse(ids.join(', '))
  fail('not_found', {
    message: `The workspace has no listings with these ids: ${shown}. Nothing was changed.`,
    fix: 'Use ids of GET /v1/listings?status=all; POST /v1/sandbox/seed makes some.',
    field: 'listingIds',
    value_received: shown,
  })
}

/** @throws {ApiError} `listing_inactive`. */
export function requireActive({ id, inactiveReason }: Listing): void {
  if (inactiveReason !== null) failInactive(id)
}

function failInactive(id: string): never {
  fail('listing_inactive', {
    message: `The listing ${id} is inactive, so it cannot be read or changed.`,
    fix: `Connect its channel again if it was disconnected, then activate it: POST /v1/listings/status with {"listingIds": ["${id}"], "active": true}.`,
    field: 'listingId',
    value_received: id,
  })
}

/** @throws {ApiError} `not_found`. */
function missing(kind: 'listing' | 'reservation', field: string, value: string): never {
  fail('not_found', {
    message: `The workspace has no ${kind} with the ${field} ${maskForResponse(value)}.`,
    fix: `Use ${field === 'code' ? 'a confirmationCode' : 'an id'} of GET /v1/${kind}s; POST /v1/sandbox/seed makes some.`,
    field,
    value_received: maskForResponse(value),
  })
}
