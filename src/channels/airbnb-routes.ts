import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOf } from '../http/context.js'
import { paginate, whole } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { isReservation } from '../sandbox/reservation.js'
import { daysOf } from '../sandbox/reservation-routes.js'
import { reservationsLimit } from '../sandbox/reservation-schema.js'
import {
  AirbnbConnectionAnswer,
  AirbnbIncludeQuery,
  AirbnbListing,
  AirbnbListingList,
  AirbnbReservation,
  AirbnbReservationList,
  AirbnbReservationsQuery,
} from './airbnb-schema.js'
import type { ChannelService } from './channel-service.js'
import { channelExample } from './examples.js'
import {
  presentAirbnbConnection,
  presentAirbnbListing,
  presentAirbnbReservation,
  presentFreshness,
} from './present-airbnb.js'

const tags = ['Channels']
const channel = 'airbnb'

/** What is read under /v1/channels/airbnb (published). */
export const airbnbRoutes: FastifyPluginAsyncTypebox<{ channels: ChannelService }> = async (
  app,
  { channels },
) => {
  app.get(
    '/v1/channels/airbnb/connection',
    {
      schema: {
        operationId: 'get_airbnb_connection',
        tags,
        summary: 'Ask which Airbnb accounts are connected',
        description: 'Without any, never_connected: this call needs no connection.',
        response: { 200: ref(AirbnbConnectionAnswer) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: [],
        example: { answer: channelExample.airbnbConnection },
      }),
    },
    async (request) => ({
      data: presentAirbnbConnection(await channels.connections(workspaceOf(request), channel)),
    }),
  )

  app.get(
    '/v1/channels/airbnb/listings',
    {
      schema: {
        operationId: 'list_airbnb_listings',
        tags,
        summary: 'List the listings on Airbnb',
        querystring: AirbnbIncludeQuery,
        response: { 200: ref(AirbnbListingList) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection'],
        example: { answer: channelExample.airbnbListings },
      }),
    },
    async (request) => {
      const all = await channels.listings(workspaceOf(request), channel)
      const data = all.map((listing) => presentAirbnbListing(listing, request.query.include))
      return { ...whole(data), data_freshness: presentFreshness(all) }
    },
  )

  app.get(
    '/v1/channels/airbnb/listings/:id',
    {
      schema: {
        operationId: 'get_airbnb_listing',
        tags,
        summary: 'Read a listing on Airbnb',
        params: Type.Object({ id: Type.String() }),
        querystring: AirbnbIncludeQuery,
        response: { 200: ref(AirbnbListing) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection', 'invalid_provider', 'not_found'],
        example: { answer: channelExample.airbnbListing },
      }),
    },
    async (request) => {
      const listing = await channels.listing(workspaceOf(request), channel, request.params.id)
      return presentAirbnbListing(listing, request.query.include)
    },
  )

  app.get(
    '/v1/channels/airbnb/reservations',
    {
      schema: {
        operationId: 'list_airbnb_reservations',
        tags,
        summary: 'List the reservations on Airbnb',
        querystring: AirbnbReservationsQuery,
        response: { 200: ref(AirbnbReservationList) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection'],
        example: { answer: channelExample.airbnbReservations },
      }),
    },
    async (request) => {
      const { listing_id: listingId, status, start_date, end_date } = request.query
      const filter = { listingId, checkIn: { from: daysOf(start_date), to: daysOf(end_date) } }
      const wanted = (await channels.reservations(workspaceOf(request), channel))
        .filter((one) => isReservation(one, filter))
        .map((one) => ({ ...presentAirbnbReservation(one), position: one.position }))
        .filter((one) => status === undefined || one.status === status)
      const { items, pagination } = paginate(wanted, request.query, reservationsLimit)
      return { data: items.map(({ position, ...reservation }) => reservation), pagination }
    },
  )

  app.get(
    '/v1/channels/airbnb/reservations/:code',
    {
      schema: {
        operationId: 'get_airbnb_reservation',
        tags,
        summary: 'Read a reservation on Airbnb by its confirmation code, or by its id',
        params: Type.Object({ code: Type.String() }),
        response: { 200: ref(AirbnbReservation) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection', 'invalid_provider', 'not_found'],
        example: { answer: channelExample.airbnbReservation },
      }),
    },
    async (request) =>
      presentAirbnbReservation(
        await channels.reservation(workspaceOf(request), channel, request.params.code),
      ),
  )
}
