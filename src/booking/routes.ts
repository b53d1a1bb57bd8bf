import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { boundSessionOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { example } from '../sessions/samples.js'
import { BookingRooms, MappedRooms, MapRoomsBody, RoomsQuery, VerifiedHotel, VerifyBody } from './schema.js'
import type { BookingService } from './service.js'

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
          'Ids that end in 412, 502 or 503 get that answer; one that ends in 425 imports its rooms slowly.',
        body: VerifyBody,
        response: { 200: ref(VerifiedHotel) },
      },
      config: declare({
        access: 'session',
        session: { in: 'body', provider: 'booking' },
        body: 'required',
        errors: ['designation_pending', 'booking_error', 'provider_unavailable'],
        example: { body: example.verifyBody, answer: example.verifiedHotel },
      }),
    },
    async (request) => {
      const { sessionId, hotelId } = request.body
      const { hotel, connectionId } = await booking.verify(boundSessionOf(request), hotelId)
      return {
        valid: true,
        sessionId,
        connectionId,
        hotelId,
        hotelName: hotel.name,
        hotelType: hotel.type,
        country: hotel.country,
        city: hotel.city,
      }
    },
  )

  app.get(
    '/v1/connect/booking/rooms',
    {
      schema: {
        operationId: 'listConnectBookingRooms',
        tags: ['Connect'],
        summary: 'List the rooms of the claimed hotel and the listings to map them to',
        description: 'Also after the session is completed, with status completed.',
        querystring: RoomsQuery,
        response: { 200: ref(BookingRooms) },
      },
      config: declare({
        access: 'session',
        session: { in: 'query', provider: 'booking', completedToo: true },
        errors: ['claim_pending'],
        example: { answer: example.bookingRooms },
      }),
    },
    async (request) => {
      const { status, hotel, mapping, listings } = await booking.rooms(boundSessionOf(request))
      return {
        status,
        sessionId: request.query.sessionId,
        hotelId: hotel.id,
        rooms: hotel.rooms.map(({ id, name, maxGuests, numberOfRooms }) => ({
          roomId: id,
          roomName: name,
          maxGuests,
          numberOfRooms,
          currentListingId: mapping[id] ?? null,
          roomBookingId: id,
        })),
        listingOptions: listings.map((listing) => ({ ...listing })),
      }
    },
  )

  app.post(
    '/v1/connect/booking/map-rooms',
    {
      schema: {
        operationId: 'mapConnectBookingRooms',
        tags: ['Connect'],
        summary: 'Map rooms to listings and complete the session, all or nothing',
        body: MapRoomsBody,
        response: { 200: ref(MappedRooms) },
      },
      config: declare({
        access: 'session',
        session: { in: 'body', provider: 'booking' },
        body: 'required',
        errors: ['forbidden', 'claim_pending'],
        example: { body: example.mapRoomsBody, answer: example.mappedRooms },
      }),
    },
    async (request) => {
      const { sessionId, mappings } = request.body
      const { id } = await booking.mapRooms(boundSessionOf(request), mappings)
      return { success: true, mapped: mappings.length, sessionId, connectionId: id }
    },
  )
}
