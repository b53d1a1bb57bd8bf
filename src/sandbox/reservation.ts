import { isoTime } from '../lib/clock.js'
import {
  type ListingFixture,
  listingFixtures,
  type ReservationFixture,
  reservationFixtures,
  type SandboxChannel,
} from './fixtures.js'

/** A reservation of the sandbox, as a workspace has it. */
export interface Reservation extends ReservationFixture {
  /** Its place in lists, which go from high to low. */
  readonly position: number
  /** YYYY-MM-DD, the day of the seeding in UTC and so many days on. */
  readonly checkIn: string
  readonly checkOut: string
  /** Epoch milliseconds. */
  readonly bookedAt: number
  readonly updatedAt: number
  /** In whole euros. */
  readonly totalPrice: number
  /** The room of the sandbox's hotel that its listing is sold as; null when it is not on Booking.com. */
  readonly roomId: string | null
}

/** What a list may ask of reservations. What is undefined is not asked. */
export interface ReservationFilter {
  /** A channel by its slug, or as answers name it. */
  readonly platform?: string | undefined
  readonly status?: string | undefined
  readonly listingId?: string | undefined
  /** Days between which guests arrive, both included. */
  readonly checkIn?: DayRange
  readonly checkOut?: DayRange
}

/** Days, YYYY-MM-DD: on or after each of `from`, on or before each of `to`. */
export interface DayRange {
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** Of every day in UTC, which has no other hours in summer. */
export const dayMs = 86_400_000

/** How answers name the channels as the source of a reservation (published OpenAPI, `Reservation.source`). */
export const sourceOf = { airbnb: 'airbnb', booking: 'booking.com' } as const

/** @example dayOf(0, 2) // '1970-01-03' */
export function dayOf(epochMs: number, daysOn: number): string {
  return isoTime(epochMs + daysOn * dayMs).slice(0, 10)
}

/** The reservations of a workspace that was seeded then. */
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

/** Whether a reservation is what a list asks for. */
export function isReservation(one: Reservation, filter: ReservationFilter): boolean {
  const { platform, status, listingId, checkIn, checkOut } = filter
  return (
    (platform === undefined || isCalled(one.channel, platform)) &&
    (status === undefined || one.status === status) &&
    (listingId === undefined || one.listingId === listingId) &&
    isWithin(one.checkIn, checkIn) &&
    isWithin(one.checkOut, checkOut)
  )
}

/** Whether that is the slug of a channel, or what answers call it. */
export function isCalled(channel: SandboxChannel, name: string): boolean {
  return name === channel || name === sourceOf[channel]
}

function isWithin(day: string, { from, to }: DayRange = { from: [], to: [] }): boolean {
  return from.every((first) => day >= first) && to.every((last) => day <= last)
}
