import { type Static, Type } from '@sinclair/typebox'
import { Pagination, pageQuery, pageSchema } from '../http/lists.js'
import {
  component,
  day,
  instant,
  integerOrNull,
  numberOrNull,
  oneOf,
  ref,
  stringOrNull,
} from '../lib/schema.js'
import { defaultLimit } from '../sandbox/schema.js'

const exactly = { additionalProperties: false }

export const AirbnbConnectionHost = component('AirbnbConnectionHost', {
  airbnbUserId: Type.String(),
  name: stringOrNull(),
  isConnected: Type.Boolean(),
  lastSyncedAt: stringOrNull({ format: 'date-time' }),
  deactivatedAt: stringOrNull({ format: 'date-time' }),
  lastDisconnectReason: stringOrNull(),
})

export const AirbnbConnectionSummary = component('AirbnbConnectionSummary', {
  status: oneOf(['connected', 'disconnected', 'reconnect_required', 'never_connected']),
  hostCount: Type.Integer(),
  hosts: Type.Array(ref(AirbnbConnectionHost)),
  fixUrl: stringOrNull({ format: 'uri' }),
})

export const AirbnbConnectionAnswer = component('AirbnbConnectionResponse', {
  data: ref(AirbnbConnectionSummary),
})

const AirbnbAmenity = Type.Object(
  { id: Type.String(), is_present: Type.Boolean(), instruction: stringOrNull() },
  exactly,
)
const amenities = Type.Optional(Type.Array(AirbnbAmenity, { description: 'With include=amenities.' }))

export const AirbnbConnection = component('AirbnbConnection', {
  id: Type.Integer({ description: 'The id of the connection, as a number.' }),
  airbnbId: Type.String({ description: 'In the sandbox, the id of the listing itself.' }),
  hostId: Type.String(),
  active: Type.Boolean(),
  syncEnabled: Type.Boolean(),
  primary: Type.Boolean(),
  markup: stringOrNull(),
  createdAt: instant('When the workspace was seeded.'),
  amenities,
  accessibility_amenities: amenities,
})

export const AirbnbListing = component('AirbnbListing', {
  listingId: Type.Integer(),
  name: Type.String(),
  city: stringOrNull(),
  connections: Type.Array(ref(AirbnbConnection)),
})

export const AirbnbDataFreshness = component('AirbnbDataFreshness', {
  last_synced_at: stringOrNull({ format: 'date-time' }),
  stale: Type.Boolean(),
  reason: stringOrNull(),
  fix_url: stringOrNull({ format: 'uri' }),
})

export const AirbnbListingList = component('AirbnbListingListResponse', {
  data: Type.Array(ref(AirbnbListing)),
  pagination: ref(Pagination),
  data_freshness: ref(AirbnbDataFreshness),
})

export const AirbnbReservation = component('AirbnbReservation', {
  confirmationCode: Type.String(),
  listingId: Type.String(),
  status: oneOf(['accepted', 'pending', 'cancelled', 'denied', 'inquiry']),
  checkIn: day(),
  checkOut: day(),
  guestName: stringOrNull(),
  guestCount: integerOrNull(),
  totalPrice: numberOrNull(),
  currency: stringOrNull(),
})

export const AirbnbReservationList = pageSchema('AirbnbReservationListResponse', AirbnbReservation)

export const AirbnbIncludeQuery = Type.Object({
  include: Type.Optional(Type.String({ pattern: '^amenities$', description: 'amenities.' })),
})

const { include_total, ...page } = pageQuery(defaultLimit).properties

export const AirbnbReservationsQuery = Type.Object({
  ...page,
  listing_id: Type.Optional(Type.String({ maxLength: 64 })),
  status: Type.Optional(
    oneOf([
      'pending',
      'accepted',
      'denied',
      'cancelled',
      'completed',
      'failed_verification',
      'request_voided',
    ]),
  ),
  start_date: Type.Optional(
    day({ description: 'The first day on which guests arrive. An instant means its day in UTC.' }),
  ),
  end_date: Type.Optional(
    day({ description: 'The last day on which guests arrive. An instant means its day in UTC.' }),
  ),
  include_total,
})

export const BookingProperty = component('BookingProperty', {
  id: Type.String({ description: 'In the sandbox, the id of the listing itself.' }),
  name: Type.String(),
  status: stringOrNull(),
  country: stringOrNull(),
  city: stringOrNull(),
})

export const BookingPropertyList = pageSchema('BookingPropertyListResponse', BookingProperty)

const PricedDays = Type.Array(Type.Object({ date: day(), price: Type.Number() }, exactly))

export const BookingPricing = component(
  'BookingPricingResponse',
  {
    hotelId: Type.String(),
    listingId: Type.String(),
    currency: Type.String(),
    days: Type.Optional(PricedDays),
    rooms: Type.Optional(
      Type.Array(Type.Object({ roomId: Type.String(), days: PricedDays }, exactly), {
        description: 'In the place of days, with room_level.',
      }),
    ),
  },
  { description: 'Only hotelId and listingId are published; the rest is ours.' },
)

export const defaultNights = 30

export const BookingPricingQuery = Type.Object({
  startDate: Type.Optional(
    day({ description: 'Else the day on which the workspace was seeded. An instant means its day in UTC.' }),
  ),
  number_of_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, default: defaultNights })),
  room_id: Type.Optional(Type.String({ maxLength: 64 })),
  room_level: Type.Optional(Type.Boolean()),
})

export type PricingQuery = Static<typeof BookingPricingQuery>

export const BookingReservation = component(
  'BookingReservation',
  {
    id: Type.String(),
    reservationId: Type.String({ description: 'What Booking.com and the guest know it by.' }),
    hotelId: Type.String(),
    listingId: Type.String(),
    roomId: stringOrNull(),
    status: oneOf(['confirmed', 'pending', 'cancelled']),
    checkIn: day(),
    checkOut: day(),
    guestName: Type.String(),
    guestCount: Type.Integer(),
    totalPrice: Type.Number(),
    currency: Type.String(),
    bookedAt: instant('When it was booked.'),
    updatedAt: instant('When it was last changed.'),
  },
  { description: 'Ours: the published file has no shape for it.' },
)

export const BookingReservationList = pageSchema('BookingReservationListResponse', BookingReservation)

export const BookingReservationsQuery = Type.Object({
  type: Type.Optional(
    oneOf(['new', 'modified', 'details'], {
      default: 'new',
      description: 'new: as they were made. modified: changed or cancelled since. details: all of them.',
    }),
  ),
  hotel_id: Type.Optional(
    Type.String({ maxLength: 64, description: 'The connected hotel, or one property.' }),
  ),
  reservation_id: Type.Optional(Type.String({ maxLength: 64, description: 'Its id or its reservationId.' })),
})

const listing = { id: Type.String(), name: Type.String(), status: stringOrNull() }

export const VrboListing = component('VrboListing', listing)

export const VrboListingList = pageSchema('VrboListingListResponse', VrboListing)

export const VrboReservation = component('VrboReservation', {
  id: Type.String(),
  listingId: Type.String(),
  status: stringOrNull(),
  checkIn: day(),
  checkOut: day(),
})

export const VrboReservationList = pageSchema('VrboReservationListResponse', VrboReservation)

export const PlumguideListing = component('PlumguideListing', listing)

export const PlumguideListingList = pageSchema('PlumguideListingListResponse', PlumguideListing)

export const PlumguideBooking = component(
  'PlumguideBooking',
  { id: Type.String(), listingId: Type.String(), bookingCode: Type.String() },
  { description: 'Ours: the published file has no shape for it.' },
)

export const PlumguideBookingList = pageSchema('PlumguideBookingListResponse', PlumguideBooking)

export const PlumguideBookingsQuery = Type.Object({
  listing_id: Type.Optional(Type.Integer()),
  booking_code: Type.Optional(Type.String({ maxLength: 64 })),
})
