import type { Static } from '@sinclair/typebox'
import { sandboxAccountIds } from '../connections/model.js'
import type { LinkBase } from '../connections/resume-link.js'
import type { Pagination } from '../http/lists.js'
import { isoTime } from '../lib/clock.js'
import { sandboxCurrency } from '../sandbox/fixtures.js'
import { type Listing, type Reservation, statusOf } from '../sandbox/model.js'
import { guestName, inactiveOf } from '../sandbox/present.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import { type AirbnbAccount, airbnbStatusOf, fixUrlOfAll } from './airbnb-accounts.js'

/** The account that all listings and reservations of the sandbox on Airbnb belong to. */
const { airbnb: hostId } = sandboxAccountIds

/** The status of a reservation in the words of Airbnb. */
const airbnbStatuses = { confirmed: 'accepted', pending: 'pending', cancelled: 'cancelled' } as const

/** Whether what the sandbox has on Airbnb belongs to an account that a query asks for. */
export function isOfHost(accountId: string | undefined): boolean {
  return accountId === undefined || accountId === hostId
}

/** The newest accounts of a workspace, and where the others are. */
interface AccountsPage {
  readonly accounts: readonly AirbnbAccount[]
  readonly pagination: Static<typeof Pagination>
}

export function presentAirbnbConnection({ accounts, pagination }: AccountsPage, base: LinkBase) {
  const hosts = accounts.map(({ id, name, createdAt, disconnectedAt, problem, lostBy }) => ({
    airbnbUserId: id,
    name,
    isConnected: problem === null,
    lastSyncedAt: isoTime(createdAt),
    deactivatedAt: disconnectedAt === null ? null : isoTime(disconnectedAt),
    lastDisconnectReason: lostBy,
  }))
  return {
    data: {
      status: airbnbStatusOf(accounts),
      // A call without a query has the total.
      hostCount: pagination.total as number,
      hosts,
      pagination,
      fixUrl: fixUrlOfAll(accounts, base),
    },
  }
}

/** What an answer for one listing or several needs to know beyond the listings. */
export interface AirbnbView {
  readonly version: ApiVersion
  readonly accounts: readonly AirbnbAccount[]
  /** The optional parts, separated by commas. */
  readonly include?: string | undefined
}

/** A listing on Airbnb; of an inactive one only what tells which it is (published). */
export function presentAirbnbListing(listing: Listing, { version, accounts, include = '' }: AirbnbView) {
  const { id, name, city, amenities, createdAt } = listing
  const parts = include.split(/, ?/)
  const numbered = (text: string) => (inVersion(version, 'airbnbIds') === 'strings' ? text : Number(text))
  const present = amenities.map((amenity) => ({ id: amenity, is_present: true, instruction: null }))
  const owner = accounts.find((account) => account.id === hostId)
  const ownerName = owner?.name ?? null
  const isUsable = owner?.problem === null
  return {
    listingId: numbered(id),
    name,
    publicName: name,
    city,
    status: statusOf(listing),
    ...inactiveOf(listing),
    ...(parts.includes('thumbnail') && { thumbnailUrl: null }),
    connections: [
      {
        id: numbered(hostId),
        airbnbId: id,
        hostId,
        accountId: hostId,
        accountName: ownerName,
        ...(listing.inactiveReason === null && {
          hostName: ownerName,
          active: true,
          syncEnabled: isUsable,
          syncCategory: 'sync_all' as const,
          writable: isUsable,
          lockedFields: [],
          primary: true,
          markup: null,
          createdAt: isoTime(createdAt),
          ...(parts.includes('amenities') && { amenities: present, accessibility_amenities: [] }),
        }),
      },
    ],
  }
}

/** A record that is as old as its seeding. */
interface Dated {
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/**
 * How old the data of a list is, in both published spellings.
 *
 * @param listings all that the workspace has on Airbnb: as old as they are is the data of their account.
 */
export function presentFreshness(
  accounts: readonly AirbnbAccount[],
  [newest]: readonly Dated[],
  base: LinkBase,
) {
  const seededAt = newest ? isoTime(newest.createdAt) : null
  const syncedAt = accounts.length === 0 || accounts.some(({ id }) => id === hostId) ? seededAt : null
  const status = airbnbStatusOf(accounts)
  const stale = status !== 'connected'
  const reason = stale ? (accounts.find(({ problem }) => problem !== null)?.problem ?? status) : null
  const fixUrl = fixUrlOfAll(accounts, base)
  return {
    dataFreshness: {
      lastSyncedAt: syncedAt,
      stale,
      reason,
      fixUrl,
      accounts: accounts.map(({ id, name, problem, fixUrl }) => ({
        accountId: id,
        accountName: name,
        lastSyncedAt: id === hostId ? seededAt : null,
        stale: problem !== null,
        reason: problem,
        fixUrl,
      })),
    },
    data_freshness: { last_synced_at: syncedAt, stale, reason, fix_url: fixUrl },
  }
}

/** The status of a reservation in the words of Airbnb. */
export function airbnbReservationStatus({ status }: Reservation) {
  return airbnbStatuses[status]
}

export function presentAirbnbReservation(reservation: Reservation, accounts: readonly AirbnbAccount[]) {
  const { code, listingId, checkIn, checkOut, adults, children, totalPrice } = reservation
  return {
    confirmationCode: code,
    listingId,
    accountId: hostId,
    accountName: accounts.find(({ id }) => id === hostId)?.name ?? null,
    status: airbnbReservationStatus(reservation),
    checkIn,
    checkOut,
    guestName: guestName(reservation),
    guestCount: adults + children,
    totalPrice,
    currency: sandboxCurrency,
  }
}
