import { type Static, Type } from '@sinclair/typebox'
import { pageSchema } from '../http/lists.js'
import {
  boolean,
  component,
  day,
  instant,
  instantOrNull,
  integer,
  oneOf,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { inactiveFields, publicName } from '../sandbox/listing-schema.js'
import { listingId, reservationId } from '../sandbox/schema.js'

import { exactly, listIn, stay } from './schema.js'

const hotelId = string('The id of the hotel at Booking.com.')

export const BookingProperty = component(
  'BookingProperty',
  {
    id: string('The id of the property at Booking.com. In the sandbox it is the id of the listing.'),
    name: string('The name of the property.'),
    status: stringOrNull('`active`, or `inactive` for one that only lists show.'),
    country: stringOrNull('The country, as an ISO 3166 code of two letters; null when not known.'),
    city: stringOrNull('The city; null when not known.'),
  },
  'A listing that is on Booking.com.',
)

export const BookingHotelListing = component(
  'BookingHotelListing',
  {
    listingId,
    name: stringOrNull('The name of the listing; null when not known.'),
    publicName,
    status: oneOf(
      ['active', 'inactive'],
      '`active`: it can be read and changed. `inactive`: only lists show it, when asked.',
    ),
    ...inactiveFields,
    city: stringOrNull('The city; null when not known.'),
    roomId: stringOrNull('The id of the room that is mapped to it.'),
    roomBookingId: stringOrNull('The id that Booking.com gives the room.'),
    roomName: stringOrNull('The name of the room; null when the hotel no longer has it.'),
    mappedVia: oneOf(['room', 'property'], 'Whether a room or the whole hotel is mapped to it.'),
  },
  'A listing that a room of a hotel is mapped to.',
)

export const BookingHotel = component(
  'BookingHotel',
  {
    connectionId: string('The id of the connection to the hotel.'),
    hotelId,
    active: boolean('Whether the connection can be used now.'),
    syncEnabled: boolean('Whether prices and free nights are sent to Booking.com.'),
    bookingUrl: stringOrNull('The page of the hotel at Booking.com; null in the sandbox.'),
    markup: stringOrNull('How much prices on Booking.com are raised; null for not at all.'),
    syncCategory: stringOrNull('What is sent to Booking.com; null when it was not chosen.'),
    suspendedAt: instantOrNull('When Booking.com suspended the hotel; null when it did not.'),
    suspensionReason: stringOrNull('Why it was suspended; null when it was not.'),
    createdAt: instantOrNull('When the hotel was first connected.'),
    mappingStatus: oneOf(['mapped', 'unmapped'], '`mapped`: at least one of its rooms has a listing.'),
    listings: Type.Array(ref(BookingHotelListing), {
      description: 'The listings of its rooms, with the status that was asked for.',
    }),
  },
  'A hotel at Booking.com that is connected, and its listings.',
)

export const BookingPropertyPage = pageSchema(
  'BookingPropertyListResponse',
  BookingProperty,
  'Properties on Booking.com.',
)

/** The list of properties on Booking.com: of hotels with their listings, or of listings. */
export const BookingPropertyList = listIn(BookingHotel, BookingPropertyPage, 'Hotels at Booking.com.')

const PricedDays = Type.Array(
  Type.Object(
    {
      date: day('The day on which the night begins, YYYY-MM-DD.'),
      price: Type.Number({ description: 'The price of the night, in units of `currency`.' }),
    },
    exactly,
  ),
  { description: 'The nights in order, each with its price.' },
)

export const BookingPricing = component(
  'BookingPricingResponse',
  {
    hotelId,
    listingId,
    currency: string('The currency of the prices, as an ISO 4217 code.'),
    days: Type.Optional(PricedDays),
    rooms: Type.Optional(
      Type.Array(Type.Object({ roomId: string('The id of the room.'), days: PricedDays }, exactly), {
        description: 'The prices by room. With `room_level=true` it replaces `days`.',
      }),
    ),
  },
  { description: 'The prices of a listing. Only `hotelId` and `listingId` are published; the rest is ours.' },
)

export const defaultNights = 30

export const BookingPricingQuery = Type.Object({
  startDate: Type.Optional(
    day(
      'The first night; by default the day on which the workspace was seeded. An instant means its day in UTC.',
    ),
  ),
  number_of_days: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 365,
      default: defaultNights,
      description: 'How many nights to price.',
    }),
  ),
  room_id: Type.Optional(
    Type.String({ maxLength: 64, description: 'Only the prices of the room with this id.' }),
  ),
  room_level: Type.Optional(boolean('Whether the prices are grouped by room, in `rooms`.')),
})

export type PricingQuery = Static<typeof BookingPricingQuery>

export const BookingReservation = component(
  'BookingReservation',
  {
    id: reservationId,
    reservationId: string('The number by which Booking.com and the guest know the reservation.'),
    hotelId,
    listingId,
    roomId: stringOrNull('The id of the room at Booking.com; null when the listing has none.'),
    status: oneOf(
      ['confirmed', 'pending', 'cancelled'],
      '`confirmed`: agreed. `pending`: to be accepted by the host. `cancelled`: called off.',
    ),
    ...stay,
    guestName: string('The full name of the guest.'),
    guestCount: integer('The number of adults and children.'),
    totalPrice: Type.Number({ description: 'What the whole stay costs, in units of `currency`.' }),
    currency: string('The currency, as an ISO 4217 code like `EUR`.'),
    bookedAt: instant('When the guest booked.'),
    updatedAt: instant('When the reservation was last changed.'),
  },
  'A stay that was booked on Booking.com. The shape is ours, because none is published.',
)

export const BookingReservationList = pageSchema(
  'BookingReservationListResponse',
  BookingReservation,
  'Reservations on Booking.com.',
)

export const BookingReservationsQuery = Type.Object({
  type: Type.Optional(
    oneOf(['new', 'modified', 'details'], {
      default: 'new',
      description:
        '`new`: not changed since they were made. `modified`: changed or cancelled since. `details`: all of them.',
    }),
  ),
  hotel_id: Type.Optional(
    Type.String({ maxLength: 64, description: 'Only reservations of this hotel, or of this property.' }),
  ),
  reservation_id: Type.Optional(
    Type.String({ maxLength: 64, description: 'Only the reservation with this `id` or `reservationId`.' }),
  ),
})
