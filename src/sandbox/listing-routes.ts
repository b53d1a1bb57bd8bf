import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import { paginate } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { isListing } from './listing.js'
import {
  IncludeQuery,
  Listing,
  ListingList,
  ListingsQuery,
  listingsLimit,
  NumberPath,
} from './listing-schema.js'
import { presentListing } from './present-listing.js'
import { sandboxExample } from './sandbox-examples.js'
import type { SandboxService } from './sandbox-service.js'

const tags = ['Listings']

/** GET /v1/listings and /v1/listings/{id} (published). */
export const listingsRoutes: FastifyPluginAsyncTypebox<{ sandbox: SandboxService }> = async (
  app,
  { sandbox },
) => {
  app.get(
    '/v1/listings',
    {
      schema: {
        operationId: 'listListings',
        tags,
        summary: 'List the listings of the workspace',
        querystring: ListingsQuery,
        response: { 200: ref(ListingList) },
      },
      config: declare({ access: 'key', errors: [], example: { answer: sandboxExample.listings } }),
    },
    async (request) => {
      const { query } = request
      const all = await sandbox.listings(workspaceOf(request).id)
      const wanted = all.filter((listing) => isListing(listing, query))
      const { items, pagination } = paginate(wanted, query, listingsLimit)
      return { data: items.map((listing) => presentListing(listing, query.include)), pagination }
    },
  )

  app.get(
    '/v1/listings/:id',
    {
      schema: {
        operationId: 'getListing',
        tags,
        summary: 'Read a listing',
        params: NumberPath,
        querystring: IncludeQuery,
        response: { 200: ref(Listing) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: sandboxExample.listing },
      }),
    },
    async (request) => {
      const listing = await sandbox.listing(workspaceOf(request).id, String(request.params.id))
      return presentListing(listing, request.query.include)
    },
  )
}
