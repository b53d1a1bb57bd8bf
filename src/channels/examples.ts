import { connect } from '../connections/model.js'
import { whole } from '../http/paginate.js'
import { exampleListing, exampleReservation } from '../sandbox/sandbox-examples.js'
import {
  presentAirbnbConnection,
  presentAirbnbListing,
  presentAirbnbReservation,
  presentFreshness,
} from './present-airbnb.js'
import { presentBookingProperty, presentBookingReservation, presentPricing } from './present-booking.js'

const connection = connect(
  {
    workspaceId: '6b1f0c1e-58d3-8a47-a1c2-9f3e5d7b2a10',
    provider: 'airbnb',
    account: { id: '900000301', name: 'Lidia' },
    accessType: 'full_access',
    rooms: {},
  },
  undefined,
  exampleListing.createdAt,
)
const airbnbListing = presentAirbnbListing(exampleListing)
const airbnbReservation = presentAirbnbReservation(exampleReservation)
const bookingProperty = presentBookingProperty(exampleListing)
const pricing = { fromMs: exampleListing.createdAt, days: 2, isByRoom: false }

/** Answers of the channels, as openapi.yaml shows them. A test holds them against the schemas. */
export const channelExample = {
  airbnbConnection: { data: presentAirbnbConnection([connection]) },
  airbnbListing,
  airbnbListings: { ...whole([airbnbListing]), data_freshness: presentFreshness([exampleListing]) },
  airbnbReservation,
  airbnbReservations: whole([airbnbReservation]),
  bookingProperty,
  bookingProperties: whole([bookingProperty]),
  bookingPricing: presentPricing(exampleListing, pricing),
  bookingReservations: whole([presentBookingReservation(exampleReservation)]),
  nothing: whole([]),
}
