import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { pageQuery, pageSchema } from '../http/lists.js'
import { component, day, integer, oneOf, ref, string, stringOrNull } from '../lib/schema.js'
import { inactiveFields } from '../sandbox/listing-schema.js'
import { checkInText, checkOutText, defaultLimit, listingId, reservationId } from '../sandbox/schema.js'
import type { ApiVersion } from '../versions/api-version.js'
import { differences, inVersion } from '../versions/differences.js'
import { byVersion } from '../versions/schema.js'

export const exactly = { additionalProperties: false }
export const stay = { checkIn: day(checkInText), checkOut: day(checkOutText) }
/** Whether the list of properties on Booking.com and that of listings on Vrbo are arrays in a version. */
export function isArrayIn(version: ApiVersion): boolean {
  return inVersion(version, 'bareLists') === differences.bareLists['2026-10']
}

/** A list that is an array in one version, and a page in another. */
export function listIn<Row extends TSchema, Page extends TSchema>(row: Row, page: Page, description: string) {
  const inVersions = byVersion((version) =>
    isArrayIn(version) ? Type.Array(ref(row), { description }) : ref<TSchema>(page),
  )
  return Type.Unsafe<Static<Row>[] | Static<Page>>({ ...inVersions, description })
}

export const listingFilter = 'Only those of the listing with this id.'

export const statusFilter = Type.Optional(
  oneOf(['active', 'inactive', 'all'], {
    default: 'active',
    description: 'Only listings with this status, or all of them.',
  }),
)

export const ListingStatusQuery = Type.Object({ status: statusFilter })

const listing = {
  id: listingId,
  name: string('The name of the listing.'),
  status: stringOrNull('Whether guests can book it, like `active`; null when not known.'),
  ...inactiveFields,
}

export const VrboListing = component('VrboListing', listing, 'A listing that is on Vrbo.')

export const VrboListingPage = pageSchema(
  'VrboListingListResponse',
  VrboListing,
  'Listings on Vrbo. The sandbox has none.',
)

export const VrboListingList = listIn(VrboListing, VrboListingPage, 'Listings on Vrbo. The sandbox has none.')

export const VrboReservation = component(
  'VrboReservation',
  {
    id: reservationId,
    listingId,
    status: stringOrNull('The status, in the words of Vrbo; null when not known.'),
    ...stay,
  },
  'A stay that was booked on Vrbo.',
)

export const VrboReservationList = pageSchema(
  'VrboReservationListResponse',
  VrboReservation,
  'Reservations on Vrbo. The sandbox has none.',
)

export const PlumguideListing = component('PlumguideListing', listing, 'A listing that is on Plum Guide.')

export const PlumguideListingList = pageSchema(
  'PlumguideListingListResponse',
  PlumguideListing,
  'Listings on Plum Guide. The sandbox has none.',
)

export const PlumguideBooking = component(
  'PlumguideBooking',
  {
    id: string('The id of the booking.'),
    listingId,
    bookingCode: string('The code by which Plum Guide and the guest know the booking.'),
  },
  'A stay that was booked on Plum Guide. The shape is ours, because none is published.',
)

export const PlumguideBookingList = pageSchema(
  'PlumguideBookingListResponse',
  PlumguideBooking,
  'Bookings on Plum Guide. The sandbox has none.',
)

export const PlumguideBookingsQuery = Type.Object({
  ...pageQuery(defaultLimit).properties,
  listing_id: Type.Optional(integer(listingFilter)),
  booking_code: Type.Optional(
    Type.String({ maxLength: 64, description: 'Only the booking with this code.' }),
  ),
})
