import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from '@sinclair/typebox'
import { sampleConnection } from '../connections/present.js'
import { boundSessionOf, versionOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import { Empty, ref } from '../lib/schema.js'
import { sampleSession } from '../sessions/present.js'
import { type ApiVersion, newestVersion } from '../versions/api-version.js'
import { differences, inVersion } from '../versions/differences.js'
import { derivedListings, type Hotel, hotelOf, missingCapabilitiesOf } from './model.js'
import {
  BookingRooms,
  CallbackBody,
  MappedRooms,
  MapRoomsBody,
  RoomsQuery,
  VerifiedHotel,
  VerifyBody,
} from './schema.js'
import type { BookingService, RoomMappingItem, RoomsView } from './service.js'

const sessionId = sampleSession.id
const connectionId = sampleConnection.id
const sampleHotel = hotelOf('12345678')
const sampleView: RoomsView = {
  status: 'ready',
  hotel: sampleHotel,
  mapping: {},
  listings: derivedListings(''),
}

/** The claim of Booking.com (published): verify a hotel, list its rooms, map them. The session is the capability. */
export const bookingRoutes: FastifyPluginAsyncTypebox<{ booking: BookingService }> = async (
  app,
  { booking },
) => {
  app.post(
    '/v1/connect/booking/verify',
    {
      schema: {
        operationId: 'verifyBookingHotel',
        tags: ['Connect'],
        summary: 'Claim a hotel for the session',
        description:
          'The first step at Booking.com: it checks the hotel id and remembers the hotel. The connection is made only when the rooms are mapped. ' +
          'Ids that end in 412, 502 or 503 fail with that status, and a hotel whose id ends in 403 lacks a capability. After an id that ends in 425, the first two calls for its rooms answer `importing`.',
        body: VerifyBody,
        response: { 200: ref(VerifiedHotel) },
      },
      config: declare({
        access: 'session',
        session: { in: 'body', provider: 'booking' },
        body: 'required',
        errors: ['designation_pending', 'booking_error', 'provider_unavailable'],
        example: {
          body: { sessionId, hotelId: sampleHotel.id },
          answer: presentHotel(sampleHotel, sessionId, connectionId),
        },
      }),
    },
    async (request) => {
      const { sessionId, hotelId } = request.body
      const { hotel, connectionId } = await booking.verify(boundSessionOf(request), hotelId)
      return presentHotel(hotel, sessionId, connectionId)
    },
  )

  app.post(
    '/v1/connect/booking/callback',
    {
      schema: {
        operationId: 'bookingConnectCallback',
        tags: ['Connect'],
        summary: 'Take a callback of Booking.com',
        description: 'Any JSON object is taken, and changes nothing.',
        body: CallbackBody,
        response: { 200: Empty },
      },
      config: declare({
        access: 'public',
        body: 'required',
        errors: [],
        example: { body: { event: 'connection.activated' }, answer: null },
      }),
    },
    async (_request, reply) => reply.send(undefined),
  )

  app.get(
    '/v1/connect/booking/rooms',
    {
      schema: {
        operationId: 'listConnectBookingRooms',
        tags: ['Connect'],
        summary: 'List the rooms of the claimed hotel',
        description:
          'Call it until `status` is `ready`, then map the rooms to the listings that it offers. Before a hotel is claimed it fails with 425 `claim_pending`. After the session is completed it still works.',
        querystring: RoomsQuery,
        response: { 200: ref(BookingRooms) },
      },
      config: declare({
        access: 'session',
        session: { in: 'query', provider: 'booking', completedToo: true },
        errors: ['claim_pending'],
        example: { answer: presentRooms(sampleView, sessionId) },
      }),
    },
    async (request) => presentRooms(await booking.rooms(boundSessionOf(request)), request.query.sessionId),
  )

  app.post(
    '/v1/connect/booking/map-rooms',
    {
      schema: {
        operationId: 'mapConnectBookingRooms',
        tags: ['Connect'],
        summary: 'Map rooms to listings and complete the session',
        description:
          'The last step at Booking.com: it makes the connection. When one item is wrong, nothing changes: a room of another hotel fails with 403, an unknown listing with 400. An item with `create` makes a listing for its room.',
        body: MapRoomsBody,
        response: { 200: ref(MappedRooms) },
      },
      config: declare({
        access: 'session',
        session: { in: 'body', provider: 'booking' },
        body: 'required',
        errors: ['forbidden', 'claim_pending'],
        example: {
          body: { sessionId, mappings: [{ roomId: '1234567801', listingId: '800000001' }] },
          answer: presentMapped([{ roomId: '1234567801', listingId: '800000001' }], newestVersion, {
            sessionId,
            connectionId,
          }),
        },
      }),
    },
    async (request) => {
      const { sessionId, mappings } = request.body
      const { id: connectionId } = await booking.mapRooms(boundSessionOf(request), mappings)
      return presentMapped(mappings, versionOf(request), { sessionId, connectionId })
    },
  )
}

/** The counts of a mapping, of which `mapped` depends on the version. */
function presentMapped(
  mappings: readonly RoomMappingItem[],
  version: ApiVersion,
  ids: { sessionId: string; connectionId: string },
): Static<typeof MappedRooms> {
  const linked = mappings.filter(({ listingId = null, create }) => create || listingId !== null).length
  const countsAll = inVersion(version, 'mappedRooms') === differences.mappedRooms['2026-07']
  return {
    success: true,
    mapped: countsAll ? mappings.length : linked,
    unmapped: mappings.length - linked,
    reservationsImported: 0,
    reservationsFound: 0,
    ...ids,
  }
}

function presentHotel(hotel: Hotel, sessionId: string, connectionId: string): Static<typeof VerifiedHotel> {
  return {
    valid: true,
    sessionId,
    connectionId,
    hotelId: hotel.id,
    hotelName: hotel.name,
    hotelType: hotel.type,
    country: hotel.country,
    city: hotel.city,
    missingCapabilities: missingCapabilitiesOf(hotel.id),
  }
}

function presentRooms(
  { status, hotel, mapping, listings }: RoomsView,
  sessionId: string,
): Static<typeof BookingRooms> {
  return {
    status,
    sessionId,
    hotelId: hotel.id,
    rooms: hotel.rooms.map(({ id, name, maxGuests, numberOfRooms }) => ({
      roomId: id,
      roomName: name,
      maxGuests,
      numberOfRooms,
      // A listing that is gone counts as none.
      currentListingId: listings.find((one) => one.id === mapping[id])?.id ?? null,
      roomBookingId: id,
    })),
    listingOptions: [...listings],
    missingCapabilities: missingCapabilitiesOf(hotel.id),
  }
}
