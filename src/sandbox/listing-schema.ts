import { Type } from '@sinclair/typebox'
import { channelNames } from '../channels/schema.js'
import { Pagination } from '../connections/schema.js'
import { pageQuery } from '../http/paginate.js'
import { instant, integerOrNull, oneOf, ref, stringOrNull } from '../lib/schema.js'

const exactly = { additionalProperties: false }

/** The id of a listing, property or reservation in a path: published as a whole number. */
export const NumberPath = Type.Object({ id: Type.Integer() })

export const ListingChannel = Type.Object(
  {
    platform: Type.String({ description: 'The slug of the channel.' }),
    externalId: Type.String({ description: 'In the sandbox, the id of the listing itself.' }),
    active: Type.Boolean(),
    syncEnabled: Type.Boolean(),
  },
  { $id: 'ListingChannel', ...exactly },
)

export const ListingAmenity = Type.Object(
  {
    amenityKey: Type.String(),
    category: stringOrNull(),
    isPresent: Type.Boolean(),
    instruction: stringOrNull(),
  },
  { $id: 'ListingAmenity', ...exactly },
)

export const ListingContent = Type.Object(
  {
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
  },
  { $id: 'ListingContent', ...exactly },
)

export const ListingDetails = Type.Object(
  {
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
  },
  { $id: 'ListingDetails', ...exactly },
)

export const Listing = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    address: Type.Object({ street: stringOrNull(), city: stringOrNull() }, exactly),
    thumbnailUrl: stringOrNull(),
    status: oneOf(['active', 'inactive', 'archived']),
    channels: Type.Array(ref(ListingChannel)),
    amenities: Type.Optional(Type.Array(ref(ListingAmenity), { description: 'With include=amenities.' })),
    content: Type.Optional(ref(ListingContent)),
    details: Type.Optional(ref(ListingDetails)),
    createdAt: instant('When the workspace was seeded.'),
    updatedAt: instant('When it was last changed.'),
  },
  { $id: 'Listing', ...exactly },
)

export const ListingList = Type.Object(
  { data: Type.Array(ref(Listing)), pagination: ref(Pagination) },
  { $id: 'ListingListResponse', ...exactly },
)

export const IncludeQuery = Type.Object({
  include: Type.Optional(
    Type.String({
      pattern: '^(content|details|amenities)(, ?(content|details|amenities))*$',
      description: 'content, details, amenities or several of them with commas between.',
    }),
  ),
})

/** Items on a page (published). */
export const listingsLimit = 20

const { limit, cursor, offset } = pageQuery(listingsLimit).properties

export const ListingsQuery = Type.Object({
  cursor,
  offset,
  limit,
  q: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name, in any case.' })),
  status: Type.Optional(oneOf(['active', 'inactive', 'archived'])),
  channel: Type.Optional(
    oneOf(channelNames, { description: 'A channel it is on, by its slug or as reservations name it.' }),
  ),
  ...IncludeQuery.properties,
})
