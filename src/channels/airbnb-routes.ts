import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { mostAccounts } from '../connections/account-service.js'
import { sandboxAccountIds } from '../connections/model.js'
import { sampleBase } from '../connections/present.js'
import { linkBase } from '../connections/routes.js'
import { versionOf, workspaceOf } from '../http/context.js'
import { paginate, readPage, whole } from '../http/lists.js'
import type { PublicUrl } from '../http/public-url.js'
import { readRoute } from '../http/read-route.js'
import { string } from '../lib/schema.js'
import {
  hasStatus,
  isWithin,
  type Reservation,
  sampleListing,
  sampleReservation,
  sampleTime,
} from '../sandbox/model.js'
import { defaultLimit, listingId } from '../sandbox/schema.js'
import { exampleByVersion } from '../versions/schema.js'
import { type AirbnbAccount, airbnbAccountsOf, chosenAccounts } from './airbnb-accounts.js'
import {
  airbnbReservationStatus,
  isOfHost,
  presentAirbnbConnection,
  presentAirbnbListing,
  presentAirbnbReservation,
  presentFreshness,
} from './airbnb-present.js'
import {
  AirbnbConnectionAnswer,
  AirbnbIncludeQuery,
  AirbnbListing,
  AirbnbListingList,
  AirbnbListingsQuery,
  AirbnbReservation,
  AirbnbReservationList,
  AirbnbReservationsQuery,
} from './airbnb-schema.js'
import type { ChannelService } from './service.js'

const tags = ['Channels']
const channel = 'airbnb'

const sampleAccounts: readonly AirbnbAccount[] = [
  {
    id: sandboxAccountIds.airbnb,
    name: 'Lidia',
    createdAt: sampleTime,
    disconnectedAt: null,
    problem: null,
    lostBy: null,
    fixUrl: null,
  },
]
const sampleFreshness = presentFreshness(sampleAccounts, [sampleListing], sampleBase)

export interface AirbnbDeps {
  channels: ChannelService
  publicUrl: PublicUrl
}

/** The GET calls under /v1/channels/airbnb (published). */
export const airbnbRoutes: FastifyPluginAsyncTypebox<AirbnbDeps> = async (app, { channels, publicUrl }) => {
  const baseOf = (request: FastifyRequest) => linkBase(request, publicUrl)
  /** @param accountId the account that the query asks for. */
  const accountsOf = async (request: FastifyRequest, accountId?: string) => {
    const ids = [sandboxAccountIds.airbnb, ...(accountId === undefined ? [] : [accountId])]
    const entries = await channels.accountsWith(workspaceOf(request), channel, ids)
    return airbnbAccountsOf(entries, baseOf(request))
  }

  app.get(
    '/v1/channels/airbnb/connection',
    readRoute({
      operationId: 'get_airbnb_connection',
      tags,
      summary: 'Ask which Airbnb accounts are connected',
      description:
        'Use it to tell a host that Airbnb must be connected, or connected again. It needs no connection. Accounts that were disconnected stay in `hosts`, which has the newest 100.',
      channel,
      answer: AirbnbConnectionAnswer,
      example: presentAirbnbConnection(
        { accounts: sampleAccounts, pagination: { nextCursor: null, hasMore: false, total: 1 } },
        sampleBase,
      ),
    }),
    async (request) => {
      const base = baseOf(request)
      const { items, pagination } = await readPage({}, mostAccounts, (page) =>
        channels.accounts(workspaceOf(request), channel, page),
      )
      return presentAirbnbConnection({ accounts: airbnbAccountsOf(items, base), pagination }, base)
    },
  )

  app.get(
    '/v1/channels/airbnb/listings',
    readRoute({
      operationId: 'list_airbnb_listings',
      tags,
      summary: 'List the listings on Airbnb',
      description:
        'The listings of the workspace that are on Airbnb, as they were last stored: it needs no connection. `dataFreshness` says how old the data is and how to fix stale data. Inactive listings are left out unless `status` asks for them.',
      querystring: AirbnbListingsQuery,
      channel,
      answer: AirbnbListingList,
      errors: ['not_found'],
      example: exampleByVersion((version) => ({
        ...whole([presentAirbnbListing(sampleListing, { version, accounts: sampleAccounts })]),
        ...sampleFreshness,
      })),
    }),
    async (request) => {
      const { query } = request
      const accounts = await accountsOf(request, query.account_id)
      const chosen = chosenAccounts(accounts, query.account_id)
      const all = await channels.storedListings(workspaceOf(request), channel)
      const found = all.filter((one) => hasStatus(one, query.status) && isOfHost(query.account_id))
      const { items, pagination } = paginate(found, query, defaultLimit)
      const view = { version: versionOf(request), accounts, include: query.include }
      return {
        data: items.map((listing) => presentAirbnbListing(listing, view)),
        pagination,
        ...presentFreshness(chosen, all, baseOf(request)),
      }
    },
  )

  app.get(
    '/v1/channels/airbnb/listings/:id',
    readRoute({
      operationId: 'get_airbnb_listing',
      tags,
      summary: 'Read a listing on Airbnb',
      description:
        'Answers one listing with its Airbnb accounts. The id of a listing that is only on other channels fails with 400 `invalid_provider`, an inactive one with 403 `listing_inactive`.',
      params: Type.Object({ id: listingId }),
      querystring: AirbnbIncludeQuery,
      channel,
      answer: AirbnbListing,
      errors: ['no_connection', 'invalid_provider', 'not_found', 'listing_inactive'],
      example: exampleByVersion((version) =>
        presentAirbnbListing(sampleListing, { version, accounts: sampleAccounts }),
      ),
    }),
    async (request) => {
      const listing = await channels.listing(workspaceOf(request), channel, request.params.id)
      const { include } = request.query
      return presentAirbnbListing(listing, {
        version: versionOf(request),
        accounts: await accountsOf(request),
        include,
      })
    },
  )

  app.get(
    '/v1/channels/airbnb/reservations',
    readRoute({
      operationId: 'list_airbnb_reservations',
      tags,
      summary: 'List the reservations on Airbnb',
      description:
        'The stays that were booked on Airbnb. Their statuses are in the words of Airbnb. A reservation is listed when it matches every parameter, and its listing is active.',
      querystring: AirbnbReservationsQuery,
      channel,
      answer: AirbnbReservationList,
      errors: ['no_connection', 'not_found'],
      example: {
        ...whole([presentAirbnbReservation(sampleReservation, sampleAccounts)]),
        ...sampleFreshness,
      },
    }),
    async (request) => {
      const { query } = request
      const workspace = workspaceOf(request)
      const all = await channels.reservations(workspace, channel)
      const accounts = await accountsOf(request, query.account_id)
      const chosen = chosenAccounts(accounts, query.account_id)
      const found = all.filter((one) => matches(one, query))
      const { items, pagination } = paginate(found, query, defaultLimit)
      const listings = await channels.storedListings(workspace, channel)
      return {
        data: items.map((one) => presentAirbnbReservation(one, accounts)),
        pagination,
        ...presentFreshness(chosen, listings, baseOf(request)),
      }
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
      errors: ['no_connection', 'invalid_provider', 'not_found', 'listing_inactive'],
      example: presentAirbnbReservation(sampleReservation, sampleAccounts),
    }),
    async (request) =>
      presentAirbnbReservation(
        await channels.reservation(workspaceOf(request), channel, request.params.code),
        await accountsOf(request),
      ),
  )
}

function matches(reservation: Reservation, query: Static<typeof AirbnbReservationsQuery>): boolean {
  const { account_id, listing_id, status, start_date, end_date } = query
  return (
    isOfHost(account_id) &&
    (listing_id === undefined || reservation.listingId === listing_id) &&
    (status === undefined || airbnbReservationStatus(reservation) === status) &&
    isWithin(reservation.checkIn, [start_date], [end_date])
  )
}
