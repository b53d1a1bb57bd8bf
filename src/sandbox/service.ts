import type { Static } from '@sinclair/typebox'
import { connect, connectionRecords, disconnectedAccounts, idOfConnection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { ProviderSlug } from '../providers/providers.js'
import { type Collection, jsonCodec, type RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { connectionFixtures, listingFixtures, reservationFixtures } from './fixtures.js'
import { type InactiveListings, type Listing, listingsOf, type Reservation, reservationsOf } from './model.js'
import type { SandboxResetResult } from './seed-schema.js'

/** What a workspace has of the sandbox. */
export interface Seeding {
  /** When it was last seeded, in epoch milliseconds of the workspace. */
  readonly seededAt: number
  /** Why listings are inactive, by their ids; those that are not here are active. */
  readonly inactive: InactiveListings
}

/**
 * One record with the id `sandboxId`. All data of the sandbox derive from it.
 */
export const sandboxRecords: Collection<Seeding> = {
  name: 'sandbox',
  codec: jsonCodec(),
  maxItems: 1,
  maxSize: 1000,
  overflow: 'refuse',
}

export const sandboxId = 'sandbox'

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
      tx.put(sandboxRecords, sandboxId, { seededAt, inactive: {} })
      return seededAt
    })
  }

  /** Removes what seeding has made, and nothing else. @returns how many of each kind there were. */
  async reset(workspace: Workspace): Promise<Static<typeof SandboxResetResult>['deleted']> {
    return this.#transactions.run(workspace, async (tx) => {
      if ((await tx.get(sandboxRecords, sandboxId)) === undefined)
        return { listings: 0, reservations: 0, connections: 0 }
      tx.delete(sandboxRecords, sandboxId)
      let connections = 0
      for (const { account } of connectionFixtures) {
        tx.delete(disconnectedAccounts, account.id)
        if ((await tx.get(connectionRecords, account.id)) === undefined) continue
        tx.delete(connectionRecords, account.id)
        connections++
      }
      return { listings: listingFixtures.length, reservations: reservationFixtures.length, connections }
    })
  }

  /** When a workspace was seeded, in epoch milliseconds. */
  async seededAt(workspaceId: string): Promise<number | undefined> {
    return (await this.#seeding(workspaceId))?.seededAt
  }

  async #seeding(workspaceId: string): Promise<Seeding | undefined> {
    const [found] = await this.#records.read(workspaceId, [{ collection: sandboxRecords, id: sandboxId }])
    return found?.value
  }

  /** The listings of a workspace, in the order of lists; none when it was not seeded. */
  async listings(workspaceId: string): Promise<readonly Listing[]> {
    const seeding = await this.#seeding(workspaceId)
    return seeding === undefined ? [] : listingsOf(seeding.seededAt, seeding.inactive)
  }

  /** How many listings of a workspace are active, which its plan limits. */
  async countActive(workspaceId: string): Promise<number> {
    return (await this.listings(workspaceId)).filter(({ inactiveReason }) => inactiveReason === null).length
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
   * @param field `code`: also found by the confirmation code.
   * @throws {ApiError} `not_found`.
   */
  async reservation(workspaceId: string, value: string, field: 'id' | 'code' = 'id'): Promise<Reservation> {
    const all = await this.reservations(workspaceId)
    const found = all.find((one) => one.id === value || one[field] === value)
    return found ?? missing('reservation', field, value)
  }
}

/**
 * Makes the active listings of a channel inactive that no other connected channel carries, as a part of a transaction.
 *
 * @param connected the providers that are still connected.
 * @returns the ids of those that became inactive (published: `listingsDeactivated`).
 */
export async function deactivateListings(
  tx: Transaction,
  channel: ProviderSlug,
  connected: ReadonlySet<ProviderSlug>,
): Promise<readonly string[]> {
  const seeding = await tx.get(sandboxRecords, sandboxId)
  if (seeding === undefined) return []
  const { seededAt, inactive } = seeding
  const ids = listingsOf(seededAt, inactive)
    .filter(
      ({ inactiveReason, channels }) => inactiveReason === null && channels.some((one) => one === channel),
    )
    .filter(({ channels }) => !channels.some((one) => connected.has(one)))
    .map(({ id }) => id)
  const added: InactiveListings = Object.fromEntries(ids.map((id) => [id, 'disconnected']))
  if (ids.length > 0) tx.put(sandboxRecords, sandboxId, { ...seeding, inactive: { ...inactive, ...added } })
  return ids
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
