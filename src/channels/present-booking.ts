import { sandboxAccountIds } from '../connections/sandbox-account.js'
import { isoTime } from '../lib/clock.js'
import { sandboxCurrency } from '../sandbox/fixtures.js'
import { type Listing, listingStatus } from '../sandbox/listing.js'
import { guestName } from '../sandbox/present-reservation.js'
import { dayOf, type Reservation } from '../sandbox/reservation.js'

const { booking: hotelId } = sandboxAccountIds

/** What to price: so many days from an instant on, in epoch milliseconds. */
export interface PricingInput {
  readonly fromMs: number
  readonly days: number
  /** The only room that is asked for. */
  readonly roomId?: string | undefined
  /** Whether each room is priced by itself. */
  readonly isByRoom: boolean
}

/** A listing as a property of Booking.com. */
export function presentBookingProperty({ id, name, country, city }: Listing) {
  return { id, name, status: listingStatus, country, city }
}

/** What each night of a listing costs; nothing for a room that it is not sold as. */
export function presentPricing(listing: Listing, { fromMs, days: count, roomId, isByRoom }: PricingInput) {
  const isAsked = roomId === undefined || roomId === listing.roomId
  const days = Array.from({ length: isAsked ? count : 0 }, (_, at) => ({
    date: dayOf(fromMs, at),
    price: listing.nightlyPrice,
  }))
  const rooms = isAsked ? [{ roomId: listing.roomId as string, days }] : []
  return {
    hotelId,
    listingId: listing.id,
    currency: sandboxCurrency,
    ...(isByRoom ? { rooms } : { days }),
  }
}

/** A reservation, with the hotel and the room that it is of. */
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
