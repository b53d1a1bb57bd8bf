import { type Hotel, hotelOf } from '../booking/model.js'
import type { Connection } from '../connections/model.js'
import { sandboxAccountIds } from '../connections/model.js'
import { isoTime } from '../lib/clock.js'
import { sandboxCurrency } from '../sandbox/fixtures.js'
import { dayOf, type Listing, type Reservation, statusOf } from '../sandbox/model.js'
import { guestName } from '../sandbox/present.js'
import { defaultNights, type PricingQuery } from './booking-schema.js'

const { booking: hotelId } = sandboxAccountIds

/** A listing on Booking.com in the shape of July; that of one property is published without a shape. */
export function presentBookingProperty(listing: Listing) {
  const { id, name, country, city } = listing
  return { id, name, status: statusOf(listing), country, city }
}

/** A listing that a room is mapped to, as far as it is known. */
export interface MappedListing {
  readonly id: string
  readonly name: string
  readonly city: string | null
  readonly inactiveReason?: Listing['inactiveReason']
}

/**
 * A hotel with the listings of its rooms, the shape of October.
 *
 * @param listings those that the list is asked for.
 */
export function presentBookingHotel(
  { id, account, rooms, problem, createdAt }: Connection,
  listings: readonly MappedListing[],
) {
  const hotel = hotelOf(account.id)
  const mapped = Object.entries(rooms).flatMap(([roomId, listingId]) => {
    const listing = listings.find((one) => one.id === listingId)
    return listing ? [presentRoomListing(listing, roomId, hotel)] : []
  })
  return {
    connectionId: id,
    hotelId: account.id,
    active: problem === null,
    syncEnabled: problem === null,
    bookingUrl: null,
    markup: null,
    syncCategory: null,
    suspendedAt: null,
    suspensionReason: null,
    createdAt: isoTime(createdAt),
    mappingStatus: Object.values(rooms).some((listingId) => listingId !== null)
      ? ('mapped' as const)
      : ('unmapped' as const),
    listings: mapped,
  }
}

function presentRoomListing(
  { id, name, city, inactiveReason = null }: MappedListing,
  roomId: string,
  hotel: Hotel,
) {
  return {
    listingId: id,
    name,
    publicName: name,
    status: statusOf({ inactiveReason }),
    ...(inactiveReason && { inactiveReason }),
    city,
    roomId,
    roomBookingId: roomId,
    roomName: hotel.rooms.find((room) => room.id === roomId)?.name ?? null,
    mappedVia: 'room' as const,
  }
}

/**
 * The price of each night of a listing; none when `room_id` is not its room.
 *
 * @param fromMs the first night, in epoch milliseconds.
 */
export function presentPricing(listing: Listing, fromMs: number, query: PricingQuery) {
  const { number_of_days: nights = defaultNights, room_id, room_level } = query
  const isAsked = room_id === undefined || room_id === listing.roomId
  const days = Array.from({ length: isAsked ? nights : 0 }, (_, at) => ({
    date: dayOf(fromMs, at),
    price: listing.nightlyPrice,
  }))
  const rooms = isAsked ? [{ roomId: listing.roomId as string, days }] : []
  return {
    hotelId: listing.hotel?.id ?? hotelId,
    listingId: listing.id,
    currency: sandboxCurrency,
    ...(room_level ? { rooms } : { days }),
  }
}

export function presentBookingReservation(reservation: Reservation) {
  const { id, code, listingId, roomId, status, checkIn, checkOut, adults, children, totalPrice } = reservation
  return {
    id,
    reservationId: code,
    hotelId,
    listingId,
    roomId,
    status,
    checkIn,
    checkOut,
    guestName: guestName(reservation),
    guestCount: adults + children,
    totalPrice,
    currency: sandboxCurrency,
    bookedAt: isoTime(reservation.bookedAt),
    updatedAt: isoTime(reservation.updatedAt),
  }
}
