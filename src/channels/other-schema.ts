import { Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { day, ref, stringOrNull } from '../lib/schema.js'

const exactly = { additionalProperties: false }
const listing = { id: Type.String(), name: Type.String(), status: stringOrNull() }

export const VrboListing = Type.Object(listing, { $id: 'VrboListing', ...exactly })

export const VrboListingList = Type.Object(
  { data: Type.Array(ref(VrboListing)), pagination: ref(Pagination) },
  { $id: 'VrboListingListResponse', ...exactly },
)

export const VrboReservation = Type.Object(
  {
    id: Type.String(),
    listingId: Type.String(),
    status: stringOrNull(),
    checkIn: day(),
    checkOut: day(),
  },
  { $id: 'VrboReservation', ...exactly },
)

export const VrboReservationList = Type.Object(
  { data: Type.Array(ref(VrboReservation)), pagination: ref(Pagination) },
  { $id: 'VrboReservationListResponse', ...exactly },
)

export const PlumguideListing = Type.Object(listing, { $id: 'PlumguideListing', ...exactly })

export const PlumguideListingList = Type.Object(
  { data: Type.Array(ref(PlumguideListing)), pagination: ref(Pagination) },
  { $id: 'PlumguideListingListResponse', ...exactly },
)

export const PlumguideBooking = Type.Object(
  { id: Type.String(), listingId: Type.String(), bookingCode: Type.String() },
  { $id: 'PlumguideBooking', ...exactly, description: 'Ours: the published file has no shape for it.' },
)

export const PlumguideBookingList = Type.Object(
  { data: Type.Array(ref(PlumguideBooking)), pagination: ref(Pagination) },
  { $id: 'PlumguideBookingListResponse', ...exactly },
)

export const PlumguideBookingsQuery = Type.Object({
  listing_id: Type.Optional(Type.Integer()),
  booking_code: Type.Optional(Type.String({ maxLength: 64 })),
})
