import { Type } from '@sinclair/typebox'
import { listPattern, pageQuery, pageSchema } from '../http/lists.js'
import {
  boolean,
  component,
  instant,
  integerOrNull,
  numberOrNull,
  oneOf,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { inVersion } from '../versions/differences.js'
import { byVersion } from '../versions/schema.js'
import { inactiveReasons } from './model.js'
import {
  amenitiesText,
  channelNames,
  channelText,
  defaultLimit,
  listingId,
  listingsLimit,
  RecordAccount,
  recordFilters,
} from './schema.js'

const q = Type.Optional(
  Type.String({ maxLength: 200, description: 'A part of the name. Upper and lower case are the same.' }),
)

export const ListingChannel = component(
  'ListingChannel',
  {
    platform: string('The slug of the channel, like `airbnb`.'),
    externalId: string(
      'The id that the channel gives the listing. In the sandbox it is the id of the listing itself.',
    ),
    active: boolean(
      'Whether guests can book it there. False for an inactive listing, and while the channel is not connected.',
    ),
    syncEnabled: boolean('Whether prices and free nights are sent to the channel. False when `active` is.'),
  },
  'A channel that the listing is on.',
)

export const ListingAmenity = component(
  'ListingAmenity',
  {
    amenityKey: string('The name of the amenity, like `wifi`.'),
    category: stringOrNull('The group of amenities that it belongs to; null in the sandbox.'),
    isPresent: boolean('Whether the listing has it.'),
    instruction: stringOrNull('How guests use it; null when there is nothing to say.'),
  },
  'Something that a listing offers to guests.',
)

const amenities = Type.Optional(Type.Array(ref(ListingAmenity), { description: amenitiesText }))

export const ListingContent = component(
  'ListingContent',
  {
    title: stringOrNull('The headline that guests see.'),
    summary: stringOrNull('What the place is, in a sentence or two.'),
    description: stringOrNull('The full text about the place.'),
    space: stringOrNull('What the rooms are like.'),
    guestAccess: stringOrNull('What guests may use.'),
    neighborhoodOverview: stringOrNull('What the surroundings are like.'),
    gettingAround: stringOrNull('How to move about in the area.'),
    transit: stringOrNull('How to get there by public transport.'),
    houseRules: stringOrNull('What guests may not do.'),
    additionalRules: stringOrNull('Rules beyond the usual ones.'),
    notes: stringOrNull('What else guests should know.'),
    interactionWithGuests: stringOrNull('When and how the host can be reached.'),
    amenities: Type.Array(Type.String(), { description: 'The names of its amenities, like `wifi`.' }),
  },
  'The texts that guests read about a listing. A text that nobody wrote is null.',
)

export const ListingDetails = component(
  'ListingDetails',
  {
    propertyType: stringOrNull('The kind of building, like `apartment`.'),
    propertyTypeCategory: stringOrNull('The group of kinds that it belongs to.'),
    roomTypeCategory: stringOrNull('What guests have to themselves, like `entire_home`.'),
    bedrooms: integerOrNull('The number of bedrooms.'),
    bathrooms: stringOrNull('The number of bathrooms, as a string.'),
    beds: integerOrNull('The number of beds.'),
    personCapacity: integerOrNull('How many guests may stay.'),
    checkInTimeStart: stringOrNull('The earliest time to arrive, as HH:MM at the place.'),
    checkInTimeEnd: stringOrNull('The latest time to arrive, as HH:MM at the place.'),
    checkOutTime: stringOrNull('The latest time to leave, as HH:MM at the place.'),
    minNights: integerOrNull('The fewest nights of a stay.'),
    maxNights: integerOrNull('The most nights of a stay.'),
    advanceBookingDays: integerOrNull('How many days ahead a stay can be booked.'),
    turnoverDays: integerOrNull('How many days stay free between two stays.'),
    wifiNetwork: stringOrNull('The name of the wireless network.'),
    wifiPassword: stringOrNull('The password of the wireless network.'),
    houseManual: stringOrNull('How things in the house work.'),
    directions: stringOrNull('How to find the place.'),
    propertySize: stringOrNull('The floor area, as a string.'),
    yearBuilt: integerOrNull('The year in which it was built.'),
    numberOfFloors: integerOrNull('How many floors the building has.'),
    listingFloor: integerOrNull('The floor that the listing is on.'),
  },
  'The facts about a listing. A fact that nobody entered is null.',
)

/** Fields that only inactive listings have. */
export const inactiveFields = {
  inactiveReason: Type.Optional(
    oneOf(
      inactiveReasons,
      'Why the listing is inactive. `deactivated`: a call did it, or its channels were disconnected. Absent while it is active.',
    ),
  ),
}

export const publicName = stringOrNull(
  'The name that guests see. In the sandbox it is the same as `name`; null when not known.',
)

export const Listing = component(
  'Listing',
  {
    id: listingId,
    name: string('The name of the listing.'),
    publicName,
    address: Type.Object(
      {
        street: stringOrNull('Street and house number; null when not known.'),
        city: stringOrNull('The city; null when not known.'),
      },
      { additionalProperties: false, description: 'Where the listing is.' },
    ),
    thumbnailUrl: stringOrNull('The address of a small picture; null in the sandbox.'),
    status: oneOf(
      ['active', 'inactive', 'archived'],
      '`active`: it can be read and changed. `inactive`: only lists show it, when asked. `archived`: it is no longer used.',
    ),
    ...inactiveFields,
    channels: Type.Array(ref(ListingChannel), { description: 'The channels that the listing is on.' }),
    amenities,
    content: Type.Optional(ref(ListingContent, 'Its texts. Present only after `include=content`.')),
    details: Type.Optional(ref(ListingDetails, 'Its facts. Present only after `include=details`.')),
    createdAt: instant('When the workspace was seeded.'),
    updatedAt: instant('When the listing was last changed.'),
  },
  'A place that guests can book, on one channel or several.',
)

export const ListingList = pageSchema('ListingListResponse', Listing, 'Listings of the workspace.')

const listingParts = ['content', 'details', 'amenities', 'thumbnail']

export const IncludeQuery = Type.Object({
  include: Type.Optional(
    Type.String({
      pattern: listPattern(listingParts),
      examples: listingParts,
      description:
        '`content`, `details`, `amenities`, `thumbnail`, or several of them with commas between. These parts are added to the answer; `thumbnail` adds nothing in the sandbox, which has no pictures.',
    }),
  ),
})

const { limit, cursor, offset, include_total: listingsTotal } = pageQuery(listingsLimit).properties

export const ListingsQuery = Type.Object({
  cursor,
  offset,
  limit,
  q,
  status: Type.Optional(
    oneOf(['active', 'inactive', 'archived', 'all'], {
      default: 'active',
      description: 'Only listings with this status, or all of them.',
    }),
  ),
  channel: Type.Optional(oneOf(channelNames, `Only listings on this channel. ${channelText}`)),
  ...IncludeQuery.properties,
  include_total: listingsTotal,
})

/** Degrees, as strings or as numbers. */
function degrees(description: string) {
  return byVersion((version) =>
    inVersion(version, 'coordinates') === 'strings'
      ? Type.Unsafe<string | number | null>(stringOrNull(description))
      : Type.Unsafe<string | number | null>(numberOrNull(description)),
  )
}

export const Property = component(
  'Property',
  {
    id: string('The id of the property. It is the id of the listing.'),
    name: string('The name of the property.'),
    publicName,
    address: stringOrNull('Street and house number; null when not known.'),
    city: stringOrNull('The city; null when not known.'),
    latitude: degrees('Degrees north of the equator; negative to the south.'),
    longitude: degrees('Degrees east of Greenwich; negative to the west.'),
    currency: stringOrNull('The currency of its prices, as an ISO 4217 code.'),
    status: oneOf(
      ['active', 'inactive'],
      '`active`: it can be read and changed. `inactive`: only lists show it, when asked.',
    ),
    ...inactiveFields,
    lifecycleStatus: stringOrNull('How far the property is set up; `live` in the sandbox.'),
    createdAt: instant('When the workspace was seeded.'),
    updatedAt: instant('When the property was last changed.'),
    accounts: Type.Array(ref(RecordAccount), { description: 'The accounts that have it.' }),
    channels: Type.Array(Type.String(), { description: 'The slugs of the channels that it is on.' }),
    amenities,
  },
  'The same place as the listing with this id, in a shorter form.',
)

export const PropertyList = pageSchema('PropertyListResponse', Property, 'Properties of the workspace.')

const { include_total, ...page } = pageQuery(defaultLimit).properties

export const PropertiesQuery = Type.Object({
  ...page,
  q,
  status: Type.Optional(
    oneOf(['active', 'inactive', 'all'], {
      default: 'active',
      description: 'Only properties with this status, or all of them.',
    }),
  ),
  lifecycle_status: Type.Optional(
    Type.String({ maxLength: 64, description: 'Only properties with this `lifecycleStatus`, like `live`.' }),
  ),
  channel: Type.Optional(oneOf(['airbnb', 'booking', 'vrbo'], 'Only properties on this channel.')),
  ...recordFilters,
  include_total,
})

export const PropertyQuery = Type.Object({
  include: Type.Optional(oneOf(['amenities'], 'Adds the amenities to the answer.')),
})
