import { Type } from '@sinclair/typebox'
import { integerOrNull, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { hotelIdForm } from '../providers/channel.js'

const sessionId = Type.String({
  minLength: 1,
  description: 'The session is the capability: no key is needed.',
})

export const VerifyBody = Type.Object({
  sessionId,
  hotelId: Type.String({ pattern: hotelIdForm.source, description: 'six digits or more, as a string.' }),
})

export const VerifiedHotel = Type.Object(
  {
    valid: Type.Boolean(),
    sessionId: Type.String(),
    connectionId: Type.String({
      description: 'The id that the connection will have once the rooms are mapped.',
    }),
    hotelId: Type.String(),
    hotelName: stringOrNull(),
    hotelType: stringOrNull(),
    country: stringOrNull(),
    city: stringOrNull(),
  },
  { $id: 'BookingVerifyHotelResponse', additionalProperties: false },
)

export const RoomsQuery = Type.Object({ sessionId })

export const BookingRoom = Type.Object(
  {
    roomId: Type.String(),
    roomName: Type.String(),
    maxGuests: integerOrNull(),
    numberOfRooms: Type.Integer(),
    currentListingId: stringOrNull({ description: 'The listing that the room is mapped to.' }),
    roomBookingId: stringOrNull(),
  },
  { $id: 'BookingConnectRoom', additionalProperties: false },
)

export const BookingListingOption = Type.Object(
  { id: Type.String(), name: Type.String(), city: stringOrNull() },
  { $id: 'BookingConnectListingOption', additionalProperties: false },
)

export const BookingRooms = Type.Object(
  {
    status: oneOf(['importing', 'ready', 'completed']),
    sessionId: Type.String(),
    hotelId: Type.String(),
    rooms: Type.Array(ref(BookingRoom)),
    listingOptions: Type.Array(ref(BookingListingOption)),
  },
  { $id: 'BookingConnectRoomsResponse', additionalProperties: false },
)

export const MapRoomsBody = Type.Object({
  sessionId,
  mappings: Type.Array(
    Type.Object({
      roomId: Type.String({ maxLength: 128 }),
      listingId: Type.Optional(
        stringOrNull({ maxLength: 64, description: 'Null leaves the room unmapped.' }),
      ),
    }),
    { minItems: 1, maxItems: 1000 },
  ),
})

export const MappedRooms = Type.Object(
  { success: Type.Boolean(), mapped: Type.Integer(), sessionId: Type.String(), connectionId: Type.String() },
  { $id: 'MapConnectBookingRoomsResponse', additionalProperties: false },
)

/** Any object: no field of it is known, so that none is taken for a misspelt one. */
export const CallbackBody = Type.Unsafe<object>({
  type: 'object',
  description: 'What Booking.com has to say.',
})
