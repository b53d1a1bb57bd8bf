import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import { sandboxAccountIds } from '../connections/model.js'
import { workspaceOf } from '../http/context.js'
import { paginate, whole } from '../http/lists.js'
import { readRoute } from '../http/read-route.js'
import { string } from '../lib/schema.js'
import { isWithin, type Reservation, sampleListing, sampleReservation, sampleTime } from '../sandbox/model.js'
import { defaultLimit, listingId } from '../sandbox/schema.js'
import {
  AirbnbConnectionAnswer,
  AirbnbIncludeQuery,
  AirbnbListing,
  AirbnbListingList,
  AirbnbReservation,
  AirbnbReservationList,
  AirbnbReservationsQuery,
} from './airbnb-schema.js'
import {
  presentAirbnbConnection,
  presentAirbnbListing,
  presentAirbnbListings,
  presentAirbnbReservation,
} from './present.js'
import type { ChannelService } from './service.js'

const tags = ['Channels']
const channel = 'airbnb'

/** The GET calls under /v1/channels/airbnb (published). */
export const airbnbRoutes: FastifyPluginAsyncTypebox<{ channels: ChannelService }> = async (
  app,
  { channels },
) => {
  app.get(
    '/v1/channels/airbnb/connection',
    readRoute({
      operationId: 'get_airbnb_connection',
      tags,
      summary: 'Ask which Airbnb accounts are connected',
      description:
        'Use it to tell a host that Airbnb must be connected, or connected again. It needs no connection: without one the status is `never_connected`.',
      channel,
      answer: AirbnbConnectionAnswer,
      example: presentAirbnbConnection([
        { account: { id: sandboxAccountIds.airbnb, name: 'Lidia' }, createdAt: sampleTime },
      ]),
    }),
    async (request) => presentAirbnbConnection(await channels.connections(workspaceOf(request), channel)),
  )

  app.get(
    '/v1/channels/airbnb/listings',
    readRoute({
      operationId: 'list_airbnb_listings',
      tags,
      summary: 'List the listings on Airbnb',
      description:
        'The listings of the workspace that are on Airbnb, on one page. `data_freshness` says how old the data is. Without a connection to Airbnb it fails with 409 `no_connection`.',
      querystring: AirbnbIncludeQuery,
      channel,
      answer: AirbnbListingList,
      errors: ['no_connection'],
      example: presentAirbnbListings([sampleListing]),
    }),
    async (request) =>
      presentAirbnbListings(await channels.listings(workspaceOf(request), channel), request.query.include),
  )

  app.get(
    '/v1/channels/airbnb/listings/:id',
    readRoute({
      operationId: 'get_airbnb_listing',
      tags,
      summary: 'Read a listing on Airbnb',
      description:
        'Answers one listing with its Airbnb accounts. The id of a listing that is only on other channels fails with 400 `invalid_provider`.',
      params: Type.Object({ id: listingId }),
      querystring: AirbnbIncludeQuery,
      channel,
      answer: AirbnbListing,
      errors: ['no_connection', 'invalid_provider', 'not_found'],
      example: presentAirbnbListing(sampleListing),
    }),
    async (request) => {
      const listing = await channels.listing(workspaceOf(request), channel, request.params.id)
      return presentAirbnbListing(listing, request.query.include)
    },
  )

  app.get(
    '/v1/channels/airbnb/reservations',
    readRoute({
      operationId: 'list_airbnb_reservations',
      tags,
      summary: 'List the reservations on Airbnb',
      description:
        'The stays that were booked on Airbnb. Their statuses are in the words of Airbnb. A reservation is listed when it matches every parameter.',
      querystring: AirbnbReservationsQuery,
      channel,
      answer: AirbnbReservationList,
      errors: ['no_connection'],
      example: whole([presentAirbnbReservation(sampleReservation)]),
    }),
    async (request) => {
      const { query } = request
      const all = await channels.reservations(workspaceOf(request), channel)
      const found = all.filter((one) => matches(one, query))
      const { items, pagination } = paginate(found, query, defaultLimit)
      return { data: items.map(presentAirbnbReservation), pagination }
    },
  )

  app.get(
    '/v1/channels/airbnb/reservations/:code',
    readRoute({
      operationId: 'get_airbnb_reservation',
      tags,
      summary: 'Read a reservation on Airbnb',
      description:
        'Returns one reservation by its confirmation code or its id. A reservation of another channel fails with 400 `invalid_provider`.',
      params: Type.Object({ code: string('The confirmation code of the reservation, or its id.') }),
      channel,
      answer: AirbnbReservation,
      errors: ['no_connection', 'invalid_provider', 'not_found'],
      example: presentAirbnbReservation(sampleReservation),
    }),
    async (request) =>
      presentAirbnbReservation(
        await channels.reservation(workspaceOf(request), channel, request.params.code),
      ),
  )
}

function matches(reservation: Reservation, query: Static<typeof AirbnbReservationsQuery>): boolean {
  const { listing_id, status, start_date, end_date } = query
  return (
    (listing_id === undefined || reservation.listingId === listing_id) &&
    (status === undefined || presentAirbnbReservation(reservation).status === status) &&
    isWithin(reservation.checkIn, [start_date], [end_date])
  )
}
