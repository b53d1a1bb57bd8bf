import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Connection, sandboxAccountIds } from '../connections/model.js'
import { sampleConnection } from '../connections/present.js'
import { fail } from '../errors/api-error.js'
import { versionOf, workspaceOf } from '../http/context.js'
import { whole } from '../http/lists.js'
import { readRoute } from '../http/read-route.js'
import { isoTime, parseDay } from '../lib/clock.js'
import { maskForResponse } from '../lib/masking.js'
import { hotelAccount } from '../providers/channel.js'
import { dayMs, hasStatus, sampleListing, sampleReservation, sampleTime } from '../sandbox/model.js'
import { NumberPath } from '../sandbox/schema.js'
import { exampleByVersion } from '../versions/schema.js'
import {
  BookingPricing,
  BookingPricingQuery,
  BookingProperty,
  BookingPropertyList,
  BookingReservationList,
  BookingReservationsQuery,
  defaultNights,
  type PricingQuery,
} from './booking-schema.js'
import {
  presentBookingHotel,
  presentBookingProperty,
  presentBookingReservation,
  presentPricing,
} from './present.js'
import { isArrayIn, ListingStatusQuery } from './schema.js'
import type { ChannelService } from './service.js'

const tags = ['Channels']
const channel = 'booking'
const sampleHotel: Connection = {
  ...sampleConnection,
  id: sandboxAccountIds.booking,
  provider: channel,
  account: hotelAccount(sandboxAccountIds.booking),
  accessType: null,
  rooms: { [sampleListing.roomId as string]: sampleListing.id },
}

/** The GET calls under /v1/channels/booking (published). */
export const bookingChannelRoutes: FastifyPluginAsyncTypebox<{ channels: ChannelService }> = async (
  app,
  { channels },
) => {
  app.get(
    '/v1/channels/booking/properties',
    readRoute({
      operationId: 'list_booking_properties',
      tags,
      summary: 'List the properties on Booking.com',
      description:
        'The hotels that are connected, each with the listings of its rooms, as one array. In 2026-07 the answer has the listings themselves, in `data`. Inactive listings are left out unless `status` asks for them. Without a connection to Booking.com it fails with 409 `no_connection`.',
      querystring: ListingStatusQuery,
      channel,
      answer: BookingPropertyList,
      errors: ['no_connection'],
      example: exampleByVersion((version) =>
        isArrayIn(version)
          ? [presentBookingHotel(sampleHotel, [sampleListing])]
          : whole([presentBookingProperty(sampleListing)]),
      ),
    }),
    async (request) => {
      const workspace = workspaceOf(request)
      const { status } = request.query
      const hotels = await channels.requireConnection(workspace, channel)
      if (isArrayIn(versionOf(request))) {
        const all = await channels.mappableListings(workspace)
        const asked = all.filter(({ inactiveReason = null }) => hasStatus({ inactiveReason }, status))
        return hotels.map((hotel) => presentBookingHotel(hotel, asked))
      }
      const all = await channels.storedListings(workspace, channel)
      return whole(all.filter((listing) => hasStatus(listing, status)).map(presentBookingProperty))
    },
  )

  app.get(
    '/v1/channels/booking/properties/:id',
    readRoute({
      operationId: 'get_booking_property',
      tags,
      summary: 'Read a property on Booking.com',
      description:
        'Returns one property by its id. The id of a listing that is only on other channels fails with 400 `invalid_provider`, an inactive one with 403 `listing_inactive`.',
      params: NumberPath,
      channel,
      answer: BookingProperty,
      errors: ['invalid_param', 'no_connection', 'invalid_provider', 'not_found', 'listing_inactive'],
      example: presentBookingProperty(sampleListing),
    }),
    async (request) =>
      presentBookingProperty(
        await channels.listing(workspaceOf(request), channel, String(request.params.id)),
      ),
  )

  app.get(
    '/v1/channels/booking/listings/:id/pricing',
    readRoute({
      operationId: 'getBookingListingPricing',
      tags,
      summary: 'Read the prices of a listing on Booking.com',
      description:
        'Returns a price for each night of a period. The sandbox has one price for every night of a listing.',
      params: NumberPath,
      querystring: BookingPricingQuery,
      channel,
      answer: BookingPricing,
      errors: ['invalid_param', 'no_connection', 'invalid_provider', 'not_found', 'listing_inactive'],
      example: presentPricing(sampleListing, sampleTime, { number_of_days: 2 }),
    }),
    async (request) => {
      const { params, query } = request
      const startMs = startOf(query)
      const listing = await channels.listing(workspaceOf(request), channel, String(params.id))
      return presentPricing(listing, startMs ?? listing.createdAt, query)
    },
  )

  app.get(
    '/v1/channels/booking/reservations',
    readRoute({
      operationId: 'list_booking_reservations',
      tags,
      summary: 'List the reservations on Booking.com',
      description:
        'The stays that were booked on Booking.com. Without `type` only those are listed that did not change since they were made.',
      querystring: BookingReservationsQuery,
      channel,
      answer: BookingReservationList,
      errors: ['no_connection'],
      example: whole([presentBookingReservation(sampleReservation)]),
    }),
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
 * The start of the first night, in epoch milliseconds.
 *
 * @throws {ApiError} `invalid_params` when the year of the last night does not have four digits.
 */
function startOf({ startDate, number_of_days: days = defaultNights }: PricingQuery): number | undefined {
  if (startDate === undefined) return undefined
  const fromMs = Date.parse(parseDay(startDate) as string)
  if (parseDay(isoTime(fromMs + (days - 1) * dayMs)) !== undefined) return fromMs
  fail('invalid_params', {
    message: `${days} days from startDate ${maskForResponse(startDate)} on lead beyond the year 9999.`,
    fix: 'Send an earlier startDate, or a lower number_of_days.',
    field: 'startDate',
    value_received: maskForResponse(startDate),
  })
}
