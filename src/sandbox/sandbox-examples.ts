import { whole } from '../http/paginate.js'
import { listingFixtures, reservationFixtures } from './fixtures.js'
import { type Listing, listingsOf } from './listing.js'
import { presentListing, presentProperty } from './present-listing.js'
import { presentReservation } from './present-reservation.js'
import { type Reservation, reservationsOf } from './reservation.js'

/** 2026-11-21T09:00:00.000Z */
const seededAt = Date.UTC(2026, 10, 21, 9)
const at = '2026-11-21T09:00:00.000Z'
const customerId = '6b1f0c1e-58d3-8a47-a1c2-9f3e5d7b2a10'

/** What the examples are about: the first of each kind. */
export const [exampleListing] = listingsOf(seededAt) as [Listing]
export const [exampleReservation] = reservationsOf(seededAt) as [Reservation]

const refs = (fixtures: readonly { ref: string; id: string }[]) =>
  fixtures.map(({ ref, id }) => ({ ref, id }))
const listing = presentListing(exampleListing)
const reservation = presentReservation(exampleReservation)
const property = presentProperty(exampleListing)

/** Answers of the sandbox, as openapi.yaml shows them. A test holds them against the schemas. */
export const sandboxExample = {
  seeded: {
    customerId,
    seededAt: at,
    listings: refs(listingFixtures),
    reservations: refs(reservationFixtures),
    connections: [
      { ref: 'sbx-connection-airbnb', id: '900000301' },
      { ref: 'sbx-connection-booking', id: '900000302' },
    ],
  },
  emptied: { customerId, resetAt: at, deleted: { listings: 3, reservations: 5, connections: 2 } },
  listing,
  listings: whole([listing]),
  property,
  properties: whole([property]),
  reservation,
  reservations: whole([reservation]),
}
