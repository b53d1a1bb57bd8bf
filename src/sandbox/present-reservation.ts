import { isoTime } from '../lib/clock.js'
import { sandboxCurrency } from './fixtures.js'
import { type Reservation, sourceOf } from './reservation.js'

/** The full name of the guest. */
export function guestName({ guest: { firstName, lastName } }: Reservation): string {
  return `${firstName} ${lastName}`
}

/** A reservation; the deprecated members repeat what the others say. */
export function presentReservation(reservation: Reservation) {
  const { id, listingId, checkIn, checkOut, status, channel, code, guest, adults, children } = reservation
  const source = sourceOf[channel]
  const { bookedAt, updatedAt, totalPrice } = reservation
  return {
    id,
    listingId,
    guestId: guest.id,
    checkIn,
    checkOut,
    status,
    source,
    platform: source,
    confirmationCode: code,
    primaryGuest: { ...guest, email: `guest-${guest.id}@guests.example`, phone: null, language: 'en' },
    occupancy: { adults, children, infants: 0, pets: 0, total: adults + children },
    financials: { totalPrice, currency: sandboxCurrency, paymentStatus: null },
    totalPrice: totalPrice.toFixed(2),
    currency: sandboxCurrency,
    createdAt: isoTime(bookedAt),
    updatedAt: isoTime(updatedAt),
    bookedAt: isoTime(bookedAt),
    guestName: guestName(reservation),
  }
}
