import type { Static } from '@sinclair/typebox'
import type { NewListing } from '../booking/model.js'
import { sandboxAccountIds } from '../connections/model.js'
import { isoTime, parseDay, parseInstant } from '../lib/clock.js'
import type { ConnectedSlug } from '../providers/providers.js'
import {
  type ListingFixture,
  listingFixtures,
  type ReservationFixture,
  reservationFixtures,
  type SandboxChannel,
} from './fixtures.js'
import type { ReservationsQuery } from './schema.js'

/** A listing of the sandbox in a workspace. */
export interface Listing extends Omit<ListingFixture, 'ref' | 'latitude' | 'longitude'> {
  /** In degrees; null when they are not known. */
  readonly latitude: number | null
  readonly longitude: number | null
  /** The hotel, or the account, for which it was created, and the connection to it; null for a seeded one. */
  readonly hotel: {
    readonly id: string
    readonly connectionId: string
    readonly connectedAs: ConnectedSlug
  } | null
  /** Its place in lists, which are sorted from high to low. */
  readonly position: number
  /** Epoch milliseconds: when the workspace was seeded, or the listing created. */
  readonly createdAt: number
  /** Why it is inactive; null while it is active. */
  readonly inactiveReason: InactiveReason | null
}

/** Why a listing can be inactive: it was deactivated, or its channels were disconnected (published OpenAPI of 2026-10). */
export const inactiveReasons = ['deactivated'] as const
export type InactiveReason = (typeof inactiveReasons)[number]

/** Why listings are inactive, by their ids. */
export type InactiveListings = Readonly<Record<string, InactiveReason>>

/** A listing that was created for a room. */
export interface CreatedListing extends NewListing {
  readonly id: string
  /** Epoch milliseconds of the workspace. */
  readonly createdAt: number
}

/** What a workspace has of the sandbox. */
export interface Seeding {
  /** When it was last seeded, in epoch milliseconds of the workspace; null when it was not. */
  readonly seededAt: number | null
  /** Why listings are inactive, by their ids; those that are not here are active. */
  readonly inactive: InactiveListings
  /** The listings that mappings of rooms have created, oldest first. */
  readonly created: readonly CreatedListing[]
}

/** What a workspace has that has no record. */
export const noSeeding: Seeding = { seededAt: null, inactive: {}, created: [] }

/** A reservation of the sandbox in a workspace. */
export interface Reservation extends ReservationFixture {
  /** Its place in lists, which are sorted from high to low. */
  readonly position: number
  /** YYYY-MM-DD, counted from the day of the seeding in UTC. */
  readonly checkIn: string
  readonly checkOut: string
  /** Epoch milliseconds. */
  readonly bookedAt: number
  readonly updatedAt: number
  /** In whole euros. */
  readonly totalPrice: number
  /** The room of its listing in the hotel of the sandbox; null when the listing is not on Booking.com. */
  readonly roomId: string | null
}

export const dayMs = 86_400_000

/** Every listing of the sandbox is live, also while it is inactive. */
export const lifecycleStatus = 'live'

/** The status of a listing, as answers name it. */
export function statusOf({ inactiveReason }: Pick<Listing, 'inactiveReason'>): 'active' | 'inactive' {
  return inactiveReason === null ? 'active' : 'inactive'
}

/** Whether a listing has the status that a query asks for; without one, only active listings do (published). */
export function hasStatus(listing: Pick<Listing, 'inactiveReason'>, status = 'active'): boolean {
  return status === 'all' || status === statusOf(listing)
}

/**
 * An account of a channel that has a record, as answers name it (published OpenAPI of 2026-10, `RecordAccount`).
 *
 * @param hotel that of a created listing.
 */
export function recordAccountOf(channel: SandboxChannel, hotel: Listing['hotel'] = null) {
  const { id, connectionId } = hotel ?? { id: sandboxAccountIds[channel], connectionId: null }
  return { provider: channel, externalAccountId: id, connectionId: connectionId ?? id }
}

/** How answers name the channels as the source of a reservation (published OpenAPI, `Reservation.source`). */
export const sourceOf = { airbnb: 'airbnb', booking: 'booking.com' } as const

/** @example dayOf(0, 2) // '1970-01-03' */
export function dayOf(epochMs: number, daysLater: number): string {
  return isoTime(epochMs + daysLater * dayMs).slice(0, 10)
}

/** The seeded listings of a workspace, in the order of lists. @param seededAt epoch milliseconds. */
export function listingsOf(seededAt: number, inactive: InactiveListings = {}): readonly Listing[] {
  return listingFixtures.map((fixture, at) => ({
    ...fixture,
    hotel: null,
    position: listingFixtures.length - at,
    createdAt: seededAt,
    inactiveReason: inactive[fixture.id] ?? null,
  }))
}

/** All listings of a workspace, in the order of lists: the created ones, newest first, then the seeded ones. */
export function allListingsOf({ seededAt, inactive, created }: Seeding): readonly Listing[] {
  const own = created.map(
    ({ hotelId, connectionId, channel, ...listing }, at): Listing => ({
      ...listing,
      channels: channel === 'vrbo' ? [] : ['booking'],
      latitude: null,
      longitude: null,
      summary: channel === 'vrbo' ? 'It was created for a unit.' : 'It was created for a room of a hotel.',
      propertyType: channel === 'vrbo' ? 'apartment' : 'hotel',
      bedrooms: 1,
      nightlyPrice: 100,
      amenities: [],
      hotel: { id: hotelId, connectionId, connectedAs: channel ?? 'booking' },
      position: listingFixtures.length + 1 + at,
      inactiveReason: inactive[listing.id] ?? null,
    }),
  )
  return [...own.reverse(), ...(seededAt === null ? [] : listingsOf(seededAt, inactive))]
}

/** The reservations of a workspace, in the order of lists. @param seededAt epoch milliseconds. */
export function reservationsOf(seededAt: number): readonly Reservation[] {
  return reservationFixtures.map((fixture, at) => {
    const { booked, changed, checkIn, checkOut } = fixture.days
    const { nightlyPrice, roomId } = listingFixtures.find(
      ({ id }) => id === fixture.listingId,
    ) as ListingFixture
    return {
      ...fixture,
      position: reservationFixtures.length - at,
      checkIn: dayOf(seededAt, checkIn),
      checkOut: dayOf(seededAt, checkOut),
      bookedAt: seededAt + booked * dayMs,
      updatedAt: seededAt + changed * dayMs,
      totalPrice: nightlyPrice * (checkOut - checkIn),
      roomId,
    }
  })
}

type ListingQuery = Partial<
  Record<'q' | 'status' | 'channel' | 'lifecycle_status' | 'account' | 'updated_since', string>
>

/** Whether a listing fits every parameter of a query. */
export function matchesListing(listing: Listing, query: ListingQuery): boolean {
  const { q = '', status, channel, account, lifecycle_status = lifecycleStatus, updated_since } = query
  return (
    listing.name.toLowerCase().includes(q.toLowerCase()) &&
    hasStatus(listing, status) &&
    lifecycle_status === lifecycleStatus &&
    (channel === undefined || listing.channels.some((own) => isCalled(own, channel))) &&
    (account === undefined || listing.channels.some((own) => isAccount(own, account, listing.hotel))) &&
    isSince(listing.createdAt, updated_since)
  )
}

/** Whether a reservation fits every parameter of a query, each spelling of a day too. */
export function matchesReservation(one: Reservation, query: Static<typeof ReservationsQuery>): boolean {
  const { platform, status, listingId, listing_id = listingId, account, updated_since } = query
  return (
    (platform === undefined || isCalled(one.channel, platform)) &&
    (status === undefined || one.status === status) &&
    (listing_id === undefined || one.listingId === String(listing_id)) &&
    (account === undefined || isAccount(one.channel, account)) &&
    isSince(one.updatedAt, updated_since) &&
    isWithin(
      one.checkIn,
      [query.check_in_after, query.checkInAfter, query.checkInFrom, query.from],
      [query.check_in_before, query.checkInBefore, query.checkInTo, query.to],
    ) &&
    isWithin(
      one.checkOut,
      [query.check_out_after, query.checkOutAfter],
      [query.check_out_before, query.checkOutBefore],
    )
  )
}

type Days = readonly (string | undefined)[]

/**
 * Whether a day, YYYY-MM-DD, is on or after every day of `from`, and on or before every day of `to`. An instant means its
 * day in UTC; undefined ones are ignored.
 */
export function isWithin(day: string, from: Days, to: Days): boolean {
  const daysOf = (all: Days) => all.flatMap((one) => (one === undefined ? [] : [parseDay(one) as string]))
  return daysOf(from).every((first) => day >= first) && daysOf(to).every((last) => day <= last)
}

/** Whether an instant, in epoch milliseconds, is not before one of a query; a day means its beginning in UTC. */
function isSince(epochMs: number, since: string | undefined): boolean {
  return since === undefined || epochMs >= (parseInstant(since) ?? Date.parse(since))
}

/** Whether an account of a query, `provider:externalAccountId`, is the one of a channel. */
function isAccount(channel: SandboxChannel, account: string, hotel: Listing['hotel'] = null): boolean {
  return account === `${channel}:${recordAccountOf(channel, hotel).externalAccountId}`
}

/** Whether a name is the slug of a channel, or the name that answers have for it. */
function isCalled(channel: SandboxChannel, name: string): boolean {
  return name === channel || name === sourceOf[channel]
}

/** When the workspace of the examples in openapi.yaml was seeded: 2026-11-21T09:00:00.000Z in epoch milliseconds. */
export const sampleTime = Date.UTC(2026, 10, 21, 9)

/** The listing and the reservation of the examples. */
export const [sampleListing] = listingsOf(sampleTime) as [Listing]
export const [sampleReservation] = reservationsOf(sampleTime) as [Reservation]
