import type { Connection } from '../connections/model.js'
import { sandboxAccountIds } from '../connections/model.js'
import { whole } from '../http/lists.js'
import { isoTime } from '../lib/clock.js'
import { sandboxCurrency } from '../sandbox/fixtures.js'
import { dayOf, type Listing, listingStatus, type Reservation } from '../sandbox/model.js'
import { guestName } from '../sandbox/present.js'
import { defaultNights, type PricingQuery } from './schema.js'

const { airbnb: hostId, booking: hotelId } = sandboxAccountIds

/** The status of a reservation in the words of Airbnb. */
const airbnbStatusOf = { confirmed: 'accepted', pending: 'pending', cancelled: 'cancelled' } as const

export function presentAirbnbConnection(connections: readonly Pick<Connection, 'account' | 'createdAt'>[]) {
  const hosts = connections.map(({ account, createdAt }) => ({
    airbnbUserId: account.id,
    name: account.name,
    isConnected: true,
    lastSyncedAt: isoTime(createdAt),
    deactivatedAt: null,
    lastDisconnectReason: null,
  }))
  const status = hosts.length > 0 ? 'connected' : 'never_connected'
  return { data: { status, hostCount: hosts.length, hosts, fixUrl: null } } as const
}

/** @param include anything: with the amenities. */
export function presentAirbnbListing({ id, name, city, amenities, createdAt }: Listing, include?: string) {
  const present = amenities.map((amenity) => ({ id: amenity, is_present: true, instruction: null }))
  return {
    listingId: Number(id),
    name,
    city,
    connections: [
      {
        id: Number(hostId),
        airbnbId: id,
        hostId,
        active: true,
        syncEnabled: true,
        primary: true,
        markup: null,
        createdAt: isoTime(createdAt),
        ...(include && { amenities: present, accessibility_amenities: [] }),
      },
    ],
  }
}

/** All listings on Airbnb. Their data is as old as the newest of them. */
export function presentAirbnbListings(listings: readonly Listing[], include?: string) {
  const [newest] = listings
  return {
    ...whole(listings.map((listing) => presentAirbnbListing(listing, include))),
    data_freshness: {
      last_synced_at: newest ? isoTime(newest.createdAt) : null,
      stale: false,
      reason: null,
      fix_url: null,
    },
  }
}

export function presentAirbnbReservation(reservation: Reservation) {
  const { code, listingId, status, checkIn, checkOut, adults, children, totalPrice } = reservation
  return {
    confirmationCode: code,
    listingId,
    status: airbnbStatusOf[status],
    checkIn,
    checkOut,
    guestName: guestName(reservation),
    guestCount: adults + children,
    totalPrice,
    currency: sandboxCurrency,
  }
}

export function presentBookingProperty({ id, name, country, city }: Listing) {
  return { id, name, status: listingStatus, country, city }
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
    hotelId,
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
