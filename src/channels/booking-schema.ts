import { Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { day, instant, oneOf, ref, stringOrNull } from '../lib/schema.js'

const exactly = { additionalProperties: false }

export const BookingProperty = Type.Object(
  {
    id: Type.String({ description: 'In the sandbox, the id of the listing itself.' }),
    name: Type.String(),
    status: stringOrNull(),
    country: stringOrNull(),
    city: stringOrNull(),
  },
  { $id: 'BookingProperty', ...exactly },
)

export const BookingPropertyList = Type.Object(
  { data: Type.Array(ref(BookingProperty)), pagination: ref(Pagination) },
  { $id: 'BookingPropertyListResponse', ...exactly },
)

const PricedDays = Type.Array(Type.Object({ date: day(), price: Type.Number() }, exactly))

export const BookingPricing = Type.Object(
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
  {
    $id: 'BookingPricingResponse',
    ...exactly,
    description: 'Only hotelId and listingId are published; the rest is ours.',
  },
)

export const BookingPricingQuery = Type.Object({
  startDate: Type.Optional(
    day({ description: 'Else the day on which the workspace was seeded. An instant means its day in UTC.' }),
  ),
  number_of_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, default: 30 })),
  room_id: Type.Optional(Type.String({ maxLength: 64 })),
  room_level: Type.Optional(Type.Boolean()),
})

export const BookingReservation = Type.Object(
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
  { $id: 'BookingReservation', ...exactly, description: 'Ours: the published file has no shape for it.' },
)

export const BookingReservationList = Type.Object(
  { data: Type.Array(ref(BookingReservation)), pagination: ref(Pagination) },
  { $id: 'BookingReservationListResponse', ...exactly },
)

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
