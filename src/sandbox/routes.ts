import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { versionOf, workspaceOf } from '../http/context.js'
import { paginate, whole } from '../http/lists.js'
import { readRoute } from '../http/read-route.js'
import { exampleByVersion } from '../versions/schema.js'
import {
  IncludeQuery,
  Listing,
  ListingList,
  ListingsQuery,
  PropertiesQuery,
  Property,
  PropertyList,
  PropertyQuery,
} from './listing-schema.js'
import { matchesListing, matchesReservation, sampleListing, sampleReservation } from './model.js'
import { presentListing, presentProperty, presentReservation } from './present.js'
import {
  defaultLimit,
  listingsLimit,
  NumberPath,
  Reservation,
  ReservationList,
  ReservationsQuery,
} from './schema.js'
import type { SandboxService } from './service.js'

/** Lists and reads listings, the same listings as properties, and reservations (published). */
export const sandboxRoutes: FastifyPluginAsyncTypebox<{ sandbox: SandboxService }> = async (
  app,
  { sandbox },
) => {
  app.get(
    '/v1/listings',
    readRoute({
      operationId: 'listListings',
      tags: ['Listings'],
      summary: 'List the listings of the workspace',
      description:
        'Use it to show the places that a host offers, whatever the channel. The list is empty until `POST /v1/sandbox/seed` is called. Inactive listings are left out unless `status` asks for them. `include` adds texts, facts and amenities.',
      querystring: ListingsQuery,
      answer: ListingList,
      example: whole([presentListing(sampleListing, () => true)]),
    }),
    async (request) => {
      const { query } = request
      const all = await sandbox.listings(workspaceOf(request).id)
      const found = all.filter((listing) => matchesListing(listing, query))
      const { items, pagination } = paginate(found, query, listingsLimit)
      const isConnected = await sandbox.connected(workspaceOf(request).id, items)
      return { data: items.map((one) => presentListing(one, isConnected, query.include)), pagination }
    },
  )

  app.get(
    '/v1/listings/:id',
    readRoute({
      operationId: 'getListing',
      tags: ['Listings'],
      summary: 'Read a listing',
      description:
        'Returns one listing by its id. `include` adds its texts, facts and amenities. An inactive listing fails with 403 `listing_inactive`.',
      params: NumberPath,
      querystring: IncludeQuery,
      answer: Listing,
      errors: ['invalid_param', 'not_found', 'listing_inactive'],
      example: presentListing(sampleListing, () => true),
    }),
    async (request) => {
      const { id } = workspaceOf(request)
      const listing = await sandbox.listing(id, String(request.params.id))
      return presentListing(listing, await sandbox.connected(id, [listing]), request.query.include)
    },
  )

  app.get(
    '/v1/properties',
    readRoute({
      operationId: 'list_properties',
      tags: ['Properties'],
      summary: 'List the properties of the workspace',
      description:
        'The same places as `GET /v1/listings`, in a shorter form with coordinates and currency. The list is empty until the sandbox is seeded.',
      querystring: PropertiesQuery,
      answer: PropertyList,
      example: exampleByVersion((version) => whole([presentProperty(sampleListing, version)])),
    }),
    async (request) => {
      const { query } = request
      const all = await sandbox.listings(workspaceOf(request).id)
      const found = all.filter((listing) => matchesListing(listing, query))
      const { items, pagination } = paginate(found, query, defaultLimit)
      return { data: items.map((listing) => presentProperty(listing, versionOf(request))), pagination }
    },
  )

  app.get(
    '/v1/properties/:id',
    readRoute({
      operationId: 'get_property',
      tags: ['Properties'],
      summary: 'Read a property',
      description:
        'Returns one property by its id, which is also the id of its listing. An inactive one fails with 403 `listing_inactive`.',
      params: NumberPath,
      querystring: PropertyQuery,
      answer: Property,
      errors: ['invalid_param', 'not_found', 'listing_inactive'],
      example: exampleByVersion((version) => presentProperty(sampleListing, version)),
    }),
    async (request) => {
      const listing = await sandbox.listing(workspaceOf(request).id, String(request.params.id))
      return presentProperty(listing, versionOf(request), request.query.include)
    },
  )

  app.get(
    '/v1/reservations',
    readRoute({
      operationId: 'list_reservations',
      tags: ['Reservations'],
      summary: 'List the reservations of the workspace',
      description:
        'Use it to read the stays of all channels, or those of one listing or period. A reservation is listed when it matches every parameter. The list is empty until the sandbox is seeded. Reservations of inactive listings are left out; to ask for those of one by `listing_id` fails with 403 `listing_inactive`.',
      querystring: ReservationsQuery,
      answer: ReservationList,
      errors: ['listing_inactive'],
      example: whole([presentReservation(sampleReservation)]),
    }),
    async (request) => {
      const { query } = request
      const { id } = workspaceOf(request)
      const { listing_id = query.listingId } = query
      const all = await sandbox.reservations(id)
      if (listing_id !== undefined) await sandbox.requireActive(id, String(listing_id))
      const found = all.filter((reservation) => matchesReservation(reservation, query))
      const { items, pagination } = paginate(found, query, defaultLimit)
      return { data: items.map(presentReservation), pagination }
    },
  )

  app.get(
    '/v1/reservations/:id',
    readRoute({
      operationId: 'get_reservation',
      tags: ['Reservations'],
      summary: 'Read a reservation',
      description:
        'Returns one reservation by its id, whatever the channel that it came from. One of an inactive listing fails with 403 `listing_inactive`.',
      params: NumberPath,
      answer: Reservation,
      errors: ['invalid_param', 'not_found', 'listing_inactive'],
      example: presentReservation(sampleReservation),
    }),
    async (request) =>
      presentReservation(await sandbox.reservation(workspaceOf(request).id, String(request.params.id))),
  )
}
