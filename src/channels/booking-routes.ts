import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { fail } from '../errors/api-error.js'
import { workspaceOf } from '../http/context.js'
import { whole } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { isoTime, parseDay } from '../lib/clock.js'
import { maskForResponse } from '../lib/masking.js'
import { ref } from '../lib/schema.js'
import { NumberPath } from '../sandbox/listing-schema.js'
import { dayMs } from '../sandbox/reservation.js'
import {
  BookingPricing,
  BookingPricingQuery,
  BookingProperty,
  BookingPropertyList,
  BookingReservationList,
  BookingReservationsQuery,
} from './booking-schema.js'
import type { ChannelService } from './channel-service.js'
import { channelExample } from './examples.js'
import { presentBookingProperty, presentBookingReservation, presentPricing } from './present-booking.js'

const tags = ['Channels']
const channel = 'booking'

/** What is read under /v1/channels/booking (published). */
export const bookingChannelRoutes: FastifyPluginAsyncTypebox<{ channels: ChannelService }> = async (
  app,
  { channels },
) => {
  app.get(
    '/v1/channels/booking/properties',
    {
      schema: {
        operationId: 'list_booking_properties',
        tags,
        summary: 'List the properties on Booking.com',
        response: { 200: ref(BookingPropertyList) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection'],
        example: { answer: channelExample.bookingProperties },
      }),
    },
    async (request) =>
      whole((await channels.listings(workspaceOf(request), channel)).map(presentBookingProperty)),
  )

  app.get(
    '/v1/channels/booking/properties/:id',
    {
      schema: {
        operationId: 'get_booking_property',
        tags,
        summary: 'Read a property on Booking.com',
        params: NumberPath,
        response: { 200: ref(BookingProperty) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['invalid_param', 'no_connection', 'invalid_provider', 'not_found'],
        example: { answer: channelExample.bookingProperty },
      }),
    },
    async (request) =>
      presentBookingProperty(
        await channels.listing(workspaceOf(request), channel, String(request.params.id)),
      ),
  )

  app.get(
    '/v1/channels/booking/listings/:id/pricing',
    {
      schema: {
        operationId: 'getBookingListingPricing',
        tags,
        summary: 'Read what each night of a listing costs on Booking.com',
        params: NumberPath,
        querystring: BookingPricingQuery,
        response: { 200: ref(BookingPricing) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['invalid_param', 'no_connection', 'invalid_provider', 'not_found'],
        example: { answer: channelExample.bookingPricing },
      }),
    },
    async (request) => {
      const {
        startDate,
        number_of_days: days = 30,
        room_id: roomId,
        room_level: isByRoom = false,
      } = request.query
      const startMs = startDate === undefined ? undefined : startOf(startDate, days)
      const listing = await channels.listing(workspaceOf(request), channel, String(request.params.id))
      const fromMs = startMs ?? listing.createdAt
      return presentPricing(listing, { fromMs, days, roomId, isByRoom })
    },
  )

  app.get(
    '/v1/channels/booking/reservations',
    {
      schema: {
        operationId: 'list_booking_reservations',
        tags,
        summary: 'List the reservations on Booking.com',
        querystring: BookingReservationsQuery,
        response: { 200: ref(BookingReservationList) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection'],
        example: { answer: channelExample.bookingReservations },
      }),
    },
    async (request) => {
      const { type = 'new', hotel_id, reservation_id } = request.query
      const data = (await channels.reservations(workspaceOf(request), channel))
        .filter(({ change }) => type === 'details' || change === type)
        .map(presentBookingReservation)
        .filter(
          ({ id, reservationId, hotelId, listingId }) =>
            [undefined, hotelId, listingId].includes(hotel_id) &&
            [undefined, id, reservationId].includes(reservation_id),
        )
      return whole(data)
    },
  )
}

/**
 * The start of the first of so many days, in epoch milliseconds.
 *
 * @throws {ApiError} `invalid_params` when the last of them is of a year without four digits.
 */
function startOf(startDate: string, days: number): number {
  const fromMs = Date.parse(parseDay(startDate) as string)
  if (parseDay(isoTime(fromMs + (days - 1) * dayMs)) !== undefined) return fromMs
  fail('invalid_params', {
    message: `${days} days from startDate ${maskForResponse(startDate)} on lead beyond the year 9999.`,
    fix: 'Send an earlier startDate, or a lower number_of_days.',
    field: 'startDate',
    value_received: maskForResponse(startDate),
  })
}
