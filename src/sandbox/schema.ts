import { Type } from '@sinclair/typebox'
import { pageQuery, pageSchema } from '../http/lists.js'
import {
  component,
  day,
  inAnyCase,
  instant,
  instantOrNull,
  integer,
  integerOrNull,
  numberOrNull,
  oneOf,
  oneOfOrNull,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { providers } from '../providers/providers.js'

/** Where reservations come from (published OpenAPI, `Reservation.source`). */
const sources = ['airbnb', 'booking.com', 'vrbo', 'direct', 'website', 'owner', 'other'] as const

const slugs = providers.filter(({ category }) => category === 'ota').map(({ id }) => id)

/** The channels that lists can be filtered by. Others are refused: an empty list would hide a misspelt one. */
export const channelNames = [...new Set<string>([...slugs, ...sources])]

/** How a channel can be named in a query. */
export const channelText = 'Its slug and the `source` of reservations are both understood.'

/** How many items a page has by default: of listings, and of all else in the sandbox and on the channels (published). */
export const listingsLimit = 20
export const defaultLimit = 50

/** The id of a listing, property or reservation in a path: published as an integer. */
export const NumberPath = Type.Object({ id: integer('The id, as a number, like 900000101.') })

/** How every answer describes its amenities. */
export const amenitiesText = 'What the listing offers. Present only after `include=amenities`.'

/** How a list is asked for the records of one account, and for those that changed. */
export const recordFilters = {
  account: Type.Optional(
    Type.String({
      pattern: '^[a-z-]+:.+$',
      maxLength: 128,
      description:
        'Only those of one account: the slug of its provider, a colon and its `externalAccountId`, like `airbnb:900000301`.',
    }),
  ),
  updated_since: Type.Optional(
    day('Only those that changed at this instant or later. A day means its beginning in UTC.'),
  ),
}

export const RecordAccount = component(
  'RecordAccount',
  {
    provider: string('The slug of the provider, like `airbnb`.'),
    externalAccountId: string('The id that the provider gives the account.'),
    connectionId: stringOrNull('The id that the connection of the account has, or had; null when not known.'),
  },
  'The account of a host that a record came from.',
)

/** Ids of the sandbox that several answers have. */
export const listingId = string('The id of the listing.')
export const reservationId = string('The id of the reservation.')

export const ReservationPrimaryGuest = component(
  'ReservationPrimaryGuest',
  {
    id: string('The id of the guest.'),
    firstName: stringOrNull('The first name; null when the channel hides it.'),
    lastName: stringOrNull('The last name; null when the channel hides it.'),
    email: stringOrNull({
      format: 'email',
      description: 'The email address; null when the channel hides it.',
    }),
    phone: stringOrNull('The telephone number; null in the sandbox.'),
    language: stringOrNull('The language of the guest, like `en`.'),
  },
  'The guest who booked.',
)

export const ReservationOccupancy = component(
  'ReservationOccupancy',
  {
    adults: integerOrNull('The number of adults.'),
    children: integerOrNull('The number of children.'),
    infants: integerOrNull('The number of infants. They do not count in `total`.'),
    pets: integerOrNull('The number of pets.'),
    total: integerOrNull('Adults and children together.'),
  },
  'The guests of the stay. A number that the channel does not tell is null.',
)

export const ReservationFinancials = component(
  'ReservationFinancials',
  {
    totalPrice: numberOrNull('What the guest pays for the whole stay, in units of `currency`.'),
    currency: stringOrNull('The currency, as an ISO 4217 code like `EUR`.'),
    paymentStatus: stringOrNull('Whether it is paid; null in the sandbox.'),
  },
  'What the stay costs.',
)

/** A field or parameter that still works, and the one to use instead. */
function insteadOf(name: string) {
  return { deprecated: true, description: `Deprecated. Use \`${name}\` instead.` }
}

/** How every answer describes the days of a stay. */
export const checkInText = 'The day of arrival, YYYY-MM-DD.'
export const checkOutText = 'The day of departure, YYYY-MM-DD.'

const statuses = ['confirmed', 'pending', 'cancelled', 'completed'] as const

export const Reservation = component(
  'Reservation',
  {
    id: reservationId,
    listingId,
    guestId: Type.String(insteadOf('primaryGuest.id')),
    checkIn: day(checkInText),
    checkOut: day(checkOutText),
    status: oneOf(
      statuses,
      '`confirmed`: agreed. `pending`: to be accepted by the host. `cancelled`: called off. `completed`: over.',
    ),
    source: oneOfOrNull(sources, 'Where the guest booked; null when not known.'),
    platform: oneOfOrNull(sources, insteadOf('source')),
    account: ref(RecordAccount),
    confirmationCode: string('The code by which guest and channel know the reservation.'),
    primaryGuest: ref(ReservationPrimaryGuest),
    occupancy: ref(ReservationOccupancy),
    financials: ref(ReservationFinancials),
    totalPrice: Type.String({
      deprecated: true,
      description: 'The total price as a decimal string, like `420.00`. Use `financials.totalPrice` instead.',
    }),
    currency: Type.String(insteadOf('financials.currency')),
    createdAt: instant('When the reservation was made.'),
    updatedAt: instant('When the reservation was last changed.'),
    bookedAt: instantOrNull('When the guest booked; null when not known.'),
    guestName: stringOrNull('The full name of the guest; null when the channel hides it.'),
  },
  'A stay that a guest has booked.',
)

export const ReservationList = pageSchema(
  'ReservationListResponse',
  Reservation,
  'Reservations of the workspace.',
)

/** A day that bounds another; `which` says how. */
function bound(which: string) {
  return Type.Optional(day(`Only stays with ${which}. An instant means its day in UTC.`))
}

function oldBound(name: string) {
  return Type.Optional(day(insteadOf(name)))
}

const { include_total, ...page } = pageQuery(defaultLimit).properties

export const ReservationsQuery = Type.Object({
  ...page,
  platform: Type.Optional(oneOf(channelNames, `Only reservations of this channel. ${channelText}`)),
  status: Type.Optional(
    oneOf(statuses, {
      ...inAnyCase,
      description: 'Only reservations with this status. Upper and lower case are the same.',
    }),
  ),
  listing_id: Type.Optional(integer('Only reservations of the listing with this id, as a number.')),
  listingId: Type.Optional(Type.Integer(insteadOf('listing_id'))),
  ...recordFilters,
  check_in_after: bound('an arrival on or after this day'),
  check_in_before: bound('an arrival on or before this day'),
  check_out_after: bound('a departure on or after this day'),
  check_out_before: bound('a departure on or before this day'),
  from: Type.Optional(day('The same as `check_in_after`: clients send it.')),
  to: Type.Optional(day('The same as `check_in_before`: clients send it.')),
  checkInFrom: oldBound('check_in_after'),
  checkInTo: oldBound('check_in_before'),
  checkInAfter: oldBound('check_in_after'),
  checkInBefore: oldBound('check_in_before'),
  checkOutAfter: oldBound('check_out_after'),
  checkOutBefore: oldBound('check_out_before'),
  include_total,
})
