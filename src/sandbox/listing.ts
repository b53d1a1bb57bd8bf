import { type ListingFixture, listingFixtures } from './fixtures.js'
import { isCalled } from './reservation.js'

/** A listing of the sandbox, as a workspace has it. */
export interface Listing extends ListingFixture {
  /** Its place in lists, which go from high to low. */
  readonly position: number
  /** Epoch milliseconds: when the workspace was seeded. */
  readonly createdAt: number
}

/** What a list may ask of listings. What is undefined is not asked. */
export interface ListingFilter {
  /** A part of the name, in any case. */
  readonly q?: string | undefined
  readonly status?: string | undefined
  readonly channel?: string | undefined
  readonly lifecycleStatus?: string | undefined
}

/** Every listing of the sandbox is active and live. */
export const listingStatus = 'active' as const
export const lifecycleStatus = 'live'

/** The listings of a workspace that was seeded then. */
export function listingsOf(seededAt: number): readonly Listing[] {
  return listingFixtures.map((fixture, at) => ({
    ...fixture,
    position: listingFixtures.length - at,
    createdAt: seededAt,
  }))
}

/** Whether a listing is what a list asks for. */
export function isListing(listing: Listing, filter: ListingFilter): boolean {
  const { q = '', status = listingStatus, channel, lifecycleStatus: stage = lifecycleStatus } = filter
  return (
    listing.name.toLowerCase().includes(q.toLowerCase()) &&
    [listingStatus, 'all'].includes(status) &&
    stage === lifecycleStatus &&
    (channel === undefined || listing.channels.some((own) => isCalled(own, channel)))
  )
}
