import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import { paginate } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { isListing } from './listing.js'
import { NumberPath } from './listing-schema.js'
import { presentProperty } from './present-listing.js'
import { PropertiesQuery, Property, PropertyList, PropertyQuery, propertiesLimit } from './property-schema.js'
import { sandboxExample } from './sandbox-examples.js'
import type { SandboxService } from './sandbox-service.js'

const tags = ['Properties']

/** GET /v1/properties and /v1/properties/{id} (published): the listings, as properties. */
export const propertiesRoutes: FastifyPluginAsyncTypebox<{ sandbox: SandboxService }> = async (
  app,
  { sandbox },
) => {
  app.get(
    '/v1/properties',
    {
      schema: {
        operationId: 'list_properties',
        tags,
        summary: 'List the properties of the workspace',
        querystring: PropertiesQuery,
        response: { 200: ref(PropertyList) },
      },
      config: declare({ access: 'key', errors: [], example: { answer: sandboxExample.properties } }),
    },
    async (request) => {
      const { lifecycle_status: lifecycleStatus, ...query } = request.query
      const all = await sandbox.listings(workspaceOf(request).id)
      const wanted = all.filter((listing) => isListing(listing, { ...query, lifecycleStatus }))
      const { items, pagination } = paginate(wanted, query, propertiesLimit)
      return { data: items.map((listing) => presentProperty(listing)), pagination }
    },
  )

  app.get(
    '/v1/properties/:id',
    {
      schema: {
        operationId: 'get_property',
        tags,
        summary: 'Read a property',
        params: NumberPath,
        querystring: PropertyQuery,
        response: { 200: ref(Property) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: sandboxExample.property },
      }),
    },
    async (request) => {
      const listing = await sandbox.listing(workspaceOf(request).id, String(request.params.id))
      return presentProperty(listing, request.query.include)
    },
  )
}
