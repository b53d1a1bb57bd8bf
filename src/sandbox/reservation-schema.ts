import { Type } from '@sinclair/typebox'
import { channelNames, sources } from '../channels/schema.js'
import { Pagination } from '../connections/schema.js'
import { pageQuery } from '../http/paginate.js'
import { day, instant, integerOrNull, oneOf, oneOfOrNull, ref, stringOrNull } from '../lib/schema.js'

const exactly = { additionalProperties: false }
const statuses = ['confirmed', 'pending', 'cancelled', 'completed'] as const

export const ReservationPrimaryGuest = Type.Object(
  {
    id: Type.String(),
    firstName: stringOrNull(),
    lastName: stringOrNull(),
    email: stringOrNull({ format: 'email' }),
    phone: stringOrNull(),
    language: stringOrNull(),
  },
  { $id: 'ReservationPrimaryGuest', ...exactly },
)

export const ReservationOccupancy = Type.Object(
  {
    adults: integerOrNull(),
    children: integerOrNull(),
    infants: integerOrNull(),
    pets: integerOrNull(),
    total: integerOrNull(),
  },
  { $id: 'ReservationOccupancy', ...exactly },
)

export const ReservationFinancials = Type.Object(
  {
    totalPrice: Type.Unsafe<number | null>({ type: ['number', 'null'] }),
    currency: stringOrNull(),
    paymentStatus: stringOrNull(),
  },
  { $id: 'ReservationFinancials', ...exactly },
)

const deprecated = { deprecated: true }

export const Reservation = Type.Object(
  {
    id: Type.String(),
    listingId: Type.String(),
    guestId: Type.String(deprecated),
    checkIn: day(),
    checkOut: day(),
    status: oneOf(statuses),
    source: oneOfOrNull(sources),
    platform: oneOfOrNull(sources, deprecated),
    confirmationCode: Type.String(),
    primaryGuest: ref(ReservationPrimaryGuest),
    occupancy: ref(ReservationOccupancy),
    financials: ref(ReservationFinancials),
    totalPrice: Type.String(deprecated),
    currency: Type.String(deprecated),
    createdAt: instant('When it was booked.'),
    updatedAt: instant('When it was last changed.'),
    bookedAt: stringOrNull({ format: 'date-time' }),
    guestName: stringOrNull(),
  },
  { $id: 'Reservation', ...exactly },
)

export const ReservationList = Type.Object(
  { data: Type.Array(ref(Reservation)), pagination: ref(Pagination) },
  { $id: 'ReservationListResponse', ...exactly },
)

/** Items on a page (published), here and on the channels. */
export const reservationsLimit = 50

const { include_total, ...page } = pageQuery(reservationsLimit).properties
const days = Type.Optional(
  day({ description: 'The day itself is included. An instant means its day in UTC.' }),
)
const oldDays = Type.Optional(day(deprecated))

export const ReservationsQuery = Type.Object({
  ...page,
  platform: Type.Optional(
    oneOf(channelNames, { description: 'A channel by its slug, or as answers name it.' }),
  ),
  status: Type.Optional(oneOf(statuses)),
  listingId: Type.Optional(Type.Integer()),
  check_in_after: days,
  check_in_before: days,
  check_out_after: days,
  check_out_before: days,
  checkInFrom: oldDays,
  checkInTo: oldDays,
  checkInAfter: oldDays,
  checkInBefore: oldDays,
  checkOutAfter: oldDays,
  checkOutBefore: oldDays,
  include_total,
})
