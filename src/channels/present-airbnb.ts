import type { Connection } from '../connections/connection.js'
import { sandboxAccountIds } from '../connections/sandbox-account.js'
import { isoTime } from '../lib/clock.js'
import { sandboxCurrency } from '../sandbox/fixtures.js'
import type { Listing } from '../sandbox/listing.js'
import { guestName } from '../sandbox/present-reservation.js'
import type { Reservation } from '../sandbox/reservation.js'

/** How Airbnb calls the states of a reservation. */
const statusOf = { confirmed: 'accepted', pending: 'pending', cancelled: 'cancelled' } as const

/** Which accounts are connected. */
export function presentAirbnbConnection(connections: readonly Connection[]) {
  return {
    status: connections.length > 0 ? 'connected' : 'never_connected',
    hostCount: connections.length,
    hosts: connections.map(({ account, createdAt }) => ({
      airbnbUserId: account.id,
      name: account.name,
      isConnected: true,
      lastSyncedAt: isoTime(createdAt),
      deactivatedAt: null,
      lastDisconnectReason: null,
    })),
    fixUrl: null,
  } as const
}

/** A listing and how it is connected; its amenities where `include` asks for them. */
export function presentAirbnbListing({ id, name, city, amenities, createdAt }: Listing, include?: string) {
  const present = amenities.map((amenity) => ({ id: amenity, is_present: true, instruction: null }))
  return {
    listingId: Number(id),
    name,
    city,
    connections: [
      {
        id: Number(sandboxAccountIds.airbnb),
        airbnbId: id,
        hostId: sandboxAccountIds.airbnb,
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

/** Whether the data of Airbnb are of late: they are as old as the newest of the listings. */
export function presentFreshness([newest]: readonly Listing[]) {
  return {
    last_synced_at: newest ? isoTime(newest.createdAt) : null,
    stale: false,
    reason: null,
    fix_url: null,
  }
}

export function presentAirbnbReservation(reservation: Reservation) {
  const { code, listingId, status, checkIn, checkOut, adults, children, totalPrice } = reservation
  return {
    confirmationCode: code,
    listingId,
    status: statusOf[status],
    checkIn,
    checkOut,
    guestName: guestName(reservation),
    guestCount: adults + children,
    totalPrice,
    currency: sandboxCurrency,
  }
}
