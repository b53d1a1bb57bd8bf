import { Type } from '@sinclair/typebox'
import { ConnectionId, SessionId } from '../connections/schema.js'
import { boolean, integer, integerOrNull, oneOf, ref, string, stringOrNull } from '../lib/schema.js'
import { hotelIdForm } from '../providers/channel.js'
import { capabilities } from './model.js'

const sessionId = Type.String({
  minLength: 1,
  description: 'The id of the session. It authorizes the call, so no API key is needed.',
})

export const VerifyBody = Type.Object({
  sessionId,
  hotelId: Type.String({
    pattern: hotelIdForm.source,
    description: 'Six digits or more, as a string. It is the id of the hotel at Booking.com.',
  }),
})

const missingCapabilities = Type.Array(
  oneOf(capabilities, '`content`: texts and pictures. `rates`: prices. The others are what they say.'),
  {
    description:
      'What the hotel does not allow the connection to do; normally empty. For a hotel id that ends in 403 it is `content`.',
  },
)

const HotelId = string('The id of the hotel at Booking.com.')

export const VerifiedHotel = Type.Object(
  {
    valid: boolean('True: the hotel exists and is claimed for the session.'),
    sessionId: SessionId,
    connectionId: string('The id that the connection will have once the rooms are mapped.'),
    hotelId: HotelId,
    hotelName: stringOrNull('The name of the hotel.'),
    hotelType: stringOrNull('The kind of property, like `Hotel`; null when it is not known.'),
    country: stringOrNull('The country of the hotel, as an ISO 3166 code of two letters.'),
    city: stringOrNull('The city of the hotel.'),
    missingCapabilities,
  },
  {
    $id: 'BookingVerifyHotelResponse',
    additionalProperties: false,
    description: 'The hotel that was claimed. Its rooms are still to be mapped.',
  },
)

export const RoomsQuery = Type.Object({ sessionId })

export const BookingRoom = Type.Object(
  {
    roomId: string('The id of the room type. Send it as `roomId` of a mapping.'),
    roomName: string('The name of the room type.'),
    maxGuests: integerOrNull('How many guests fit into the room; null when it is not known.'),
    numberOfRooms: integer('How many rooms of this type the hotel has.'),
    currentListingId: stringOrNull('The id of the listing that the room is mapped to; null for none.'),
    roomBookingId: stringOrNull('The id that Booking.com gives the room type.'),
  },
  {
    $id: 'BookingConnectRoom',
    additionalProperties: false,
    description: 'A room type of the claimed hotel.',
  },
)

export const BookingListingOption = Type.Object(
  {
    id: string('The id of the listing. Send it as `listingId` of a mapping.'),
    name: string('The name of the listing.'),
    city: stringOrNull('The city of the listing; null when it is not known.'),
  },
  {
    $id: 'BookingConnectListingOption',
    additionalProperties: false,
    description: 'A listing that rooms can be mapped to.',
  },
)

export const BookingRooms = Type.Object(
  {
    status: oneOf(
      ['importing', 'ready', 'completed'],
      '`importing`: ask again later. `ready`: the rooms can be mapped. `completed`: the session is over.',
    ),
    sessionId: SessionId,
    hotelId: HotelId,
    rooms: Type.Array(ref(BookingRoom), {
      description: 'The room types of the hotel; empty while they are imported.',
    }),
    listingOptions: Type.Array(ref(BookingListingOption), {
      description: 'The listings of the workspace, or three made-up ones when it has none.',
    }),
    missingCapabilities,
  },
  {
    $id: 'BookingConnectRoomsResponse',
    additionalProperties: false,
    description: 'What a mapping needs: the rooms of the hotel, and the listings to map them to.',
  },
)

export const MapRoomsBody = Type.Object({
  sessionId,
  mappings: Type.Array(
    Type.Object({
      roomId: Type.String({ maxLength: 128, description: 'The id of a room of the claimed hotel.' }),
      listingId: Type.Optional(
        stringOrNull({
          maxLength: 64,
          description: 'The id of one of the `listingOptions`. Null leaves the room unmapped.',
        }),
      ),
      create: Type.Optional(
        boolean(
          'True creates a listing for the room, named like it. A room that has a listing keeps it. Not beside a `listingId`.',
        ),
      ),
    }),
    {
      minItems: 1,
      maxItems: 1000,
      description: 'One item for each room. Rooms that are left out stay unmapped.',
    },
  ),
})

export const MappedRooms = Type.Object(
  {
    success: boolean('True: the mapping is stored and the session is completed.'),
    mapped: integer('How many rooms got a listing. In 2026-07: how many items `mappings` has.'),
    unmapped: integer('How many items of `mappings` leave their room without a listing.'),
    reservationsImported: integerOrNull('How many reservations were imported; always 0 in this mock.'),
    reservationsFound: integerOrNull('How many reservations the hotel has; always 0 in this mock.'),
    sessionId: SessionId,
    connectionId: ConnectionId,
  },
  {
    $id: 'MapConnectBookingRoomsResponse',
    additionalProperties: false,
    description: 'The result of mapping the rooms.',
  },
)

/** Any object: no field of it is known, so that none is taken for a misspelt one. */
export const CallbackBody = Type.Unsafe<object>({
  type: 'object',
  description: 'What Booking.com has to say.',
})
