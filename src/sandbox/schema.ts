import { Type } from '@sinclair/typebox'
import { pageQuery, pageSchema } from '../http/lists.js'
import {
  component,
  day,
  instant,
  integerOrNull,
  numberOrNull,
  oneOf,
  oneOfOrNull,
  ref,
  stringOrNull,
} from '../lib/schema.js'
import { providers } from '../providers/providers.js'

/** Where reservations come from (published OpenAPI, `Reservation.source`). */
const sources = ['airbnb', 'booking.com', 'vrbo', 'direct', 'website', 'owner', 'other'] as const

const slugs = providers.filter(({ category }) => category === 'ota').map(({ id }) => id)

/** The channels that lists can be filtered by. Others are refused: an empty list would hide a misspelt one. */
export const channelNames = [...new Set<string>([...slugs, ...sources])]

/** How many items a page has by default: of listings, and of all else in the sandbox and on the channels (published). */
export const listingsLimit = 20
export const defaultLimit = 50

/** The id of a listing, property or reservation in a path: published as an integer. */
export const NumberPath = Type.Object({ id: Type.Integer() })

const q = Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name, in any case.' }))

export const ListingChannel = component('ListingChannel', {
  platform: Type.String({ description: 'The slug of the channel.' }),
  externalId: Type.String({ description: 'In the sandbox, the id of the listing itself.' }),
  active: Type.Boolean(),
  syncEnabled: Type.Boolean(),
})

export const ListingAmenity = component('ListingAmenity', {
  amenityKey: Type.String(),
  category: stringOrNull(),
  isPresent: Type.Boolean(),
  instruction: stringOrNull(),
})

const amenities = Type.Optional(Type.Array(ref(ListingAmenity), { description: 'With include=amenities.' }))

export const ListingContent = component('ListingContent', {
  title: stringOrNull(),
  summary: stringOrNull(),
  description: stringOrNull(),
  space: stringOrNull(),
  guestAccess: stringOrNull(),
  neighborhoodOverview: stringOrNull(),
  gettingAround: stringOrNull(),
  transit: stringOrNull(),
  houseRules: stringOrNull(),
  additionalRules: stringOrNull(),
  notes: stringOrNull(),
  interactionWithGuests: stringOrNull(),
  amenities: Type.Array(Type.String()),
})

export const ListingDetails = component('ListingDetails', {
  propertyType: stringOrNull(),
  propertyTypeCategory: stringOrNull(),
  roomTypeCategory: stringOrNull(),
  bedrooms: integerOrNull(),
  bathrooms: stringOrNull(),
  beds: integerOrNull(),
  personCapacity: integerOrNull(),
  checkInTimeStart: stringOrNull(),
  checkInTimeEnd: stringOrNull(),
  checkOutTime: stringOrNull(),
  minNights: integerOrNull(),
  maxNights: integerOrNull(),
  advanceBookingDays: integerOrNull(),
  turnoverDays: integerOrNull(),
  wifiNetwork: stringOrNull(),
  wifiPassword: stringOrNull(),
  houseManual: stringOrNull(),
  directions: stringOrNull(),
  propertySize: stringOrNull(),
  yearBuilt: integerOrNull(),
  numberOfFloors: integerOrNull(),
  listingFloor: integerOrNull(),
})

export const Listing = component('Listing', {
  id: Type.String(),
  name: Type.String(),
  address: Type.Object({ street: stringOrNull(), city: stringOrNull() }, { additionalProperties: false }),
  thumbnailUrl: stringOrNull(),
  status: oneOf(['active', 'inactive', 'archived']),
  channels: Type.Array(ref(ListingChannel)),
  amenities,
  content: Type.Optional(ref(ListingContent)),
  details: Type.Optional(ref(ListingDetails)),
  createdAt: instant('When the workspace was seeded.'),
  updatedAt: instant('When it was last changed.'),
})

export const ListingList = pageSchema('ListingListResponse', Listing)

export const IncludeQuery = Type.Object({
  include: Type.Optional(
    Type.String({
      pattern: '^(content|details|amenities)(, ?(content|details|amenities))*$',
      description: 'content, details, amenities or several of them with commas between.',
    }),
  ),
})

const { limit, cursor, offset } = pageQuery(listingsLimit).properties

export const ListingsQuery = Type.Object({
  cursor,
  offset,
  limit,
  q,
  status: Type.Optional(oneOf(['active', 'inactive', 'archived'])),
  channel: Type.Optional(
    oneOf(channelNames, { description: 'A channel it is on, by its slug or as reservations name it.' }),
  ),
  ...IncludeQuery.properties,
})

export const Property = component('Property', {
  id: Type.String(),
  name: Type.String(),
  address: stringOrNull(),
  city: stringOrNull(),
  latitude: numberOrNull(),
  longitude: numberOrNull(),
  currency: stringOrNull(),
  status: oneOf(['active', 'inactive']),
  lifecycleStatus: stringOrNull(),
  createdAt: instant('When the workspace was seeded.'),
  channels: Type.Array(Type.String()),
  amenities,
})

export const PropertyList = pageSchema('PropertyListResponse', Property)

const { include_total, ...page } = pageQuery(defaultLimit).properties

export const PropertiesQuery = Type.Object({
  ...page,
  q,
  status: Type.Optional(oneOf(['active', 'inactive', 'all'], { default: 'active' })),
  lifecycle_status: Type.Optional(Type.String({ maxLength: 64, description: 'Like live.' })),
  channel: Type.Optional(oneOf(['airbnb', 'booking', 'vrbo'])),
  include_total,
})

export const PropertyQuery = Type.Object({ include: Type.Optional(oneOf(['amenities'])) })

export const ReservationPrimaryGuest = component('ReservationPrimaryGuest', {
  id: Type.String(),
  firstName: stringOrNull(),
  lastName: stringOrNull(),
  email: stringOrNull({ format: 'email' }),
  phone: stringOrNull(),
  language: stringOrNull(),
})

export const ReservationOccupancy = component('ReservationOccupancy', {
  adults: integerOrNull(),
  children: integerOrNull(),
  infants: integerOrNull(),
  pets: integerOrNull(),
  total: integerOrNull(),
})

export const ReservationFinancials = component('ReservationFinancials', {
  totalPrice: numberOrNull(),
  currency: stringOrNull(),
  paymentStatus: stringOrNull(),
})

const deprecated = { deprecated: true }
const statuses = ['confirmed', 'pending', 'cancelled', 'completed'] as const

export const Reservation = component('Reservation', {
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
})

export const ReservationList = pageSchema('ReservationListResponse', Reservation)

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
