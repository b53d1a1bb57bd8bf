import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { derivedListings } from '../booking/model.js'
import { SessionId } from '../connections/schema.js'
import { boundSessionOf, sessionOf, workspaceOf } from '../http/context.js'
import { declare, type Policy, type SessionPolicy } from '../http/policy.js'
import { pathParam } from '../http/request-path.js'
import { warn } from '../http/warnings.js'
import { ref } from '../lib/schema.js'
import { slugOf } from '../providers/providers.js'
import { sampleSession } from '../sessions/present.js'
import { type ConnectionTarget, channelOf, requireTarget, unitsOf } from './model.js'
import { presentOption, presentResults, presentUnits } from './present.js'
import * as schema from './schema.js'
import type { UnitCaller, UnitService } from './service.js'

export interface UnitsDeps {
  units: UnitService
}

const sampleTarget: ConnectionTarget = { channel: 'vrbo', accountId: '3847291' }
const sampleUnits = unitsOf('', sampleTarget)
const listings = derivedListings('')
const sampleResults = [{ unitId: 'vrbo-3847291-1', listingId: '800000001', created: false, error: null }]
const sampleOptions = { data: listings.map(presentOption), total: listings.length }
const sessionId = sampleSession.id

/** The provider whose sessions may name the connection of the path. */
function providerOf(request: FastifyRequest): string | undefined {
  const channel = channelOf(pathParam(request, 'id') as string)
  return channel && slugOf(channel)
}

function policyOf(session: SessionPolicy): Omit<Policy, 'example'> {
  return {
    access: 'session',
    session: { ...session, provider: providerOf },
    errors: ['invalid_param', 'not_found', 'claim_pending', 'designation_pending'],
  }
}

function callerOf(request: FastifyRequest): UnitCaller {
  const session = sessionOf(request) === null ? null : boundSessionOf(request)
  return { workspace: workspaceOf(request), session }
}

/** The units of accounts to which hosts sign in (published since 2026-10; the answers are in snake_case, as published). */
export const unitsRoutes: FastifyPluginAsyncTypebox<UnitsDeps> = async (app, { units }) => {
  app.get(
    '/v1/connections/:id/units',
    {
      schema: {
        operationId: 'listConnectionUnits',
        tags: ['Connect'],
        summary: 'List the units of an account',
        description:
          'Call it until `status` is `ready`, then map the units to the listings that it offers. With a `sessionId` it needs no API key, and works before the connection is made. An account id that ends in 425 is still importing for two calls.',
        params: schema.ConnectionPath,
        querystring: schema.UnitsQuery,
        response: { 200: ref(schema.ConnectionUnits) },
      },
      config: declare({
        ...policyOf({ in: 'query', completedToo: true }),
        example: {
          answer: presentUnits(
            {
              target: sampleTarget,
              status: 'ready',
              units: sampleUnits,
              listings,
              connection: undefined,
              accessType: 'full_access',
            },
            searchMost,
          ),
        },
      }),
    },
    async (request) =>
      presentUnits(await units.view(callerOf(request), requireTarget(request.params.id)), searchMost),
  )

  app.post(
    '/v1/connections/:id/mappings',
    {
      schema: {
        operationId: 'applyConnectionMappings',
        tags: ['Connect'],
        summary: 'Map units to listings',
        description:
          'In the session of a host who has signed in, it makes the connection, completes the session, and begins the import. Each item has a result of its own: one with an error leaves the others alone, and where all have one, nothing changes.',
        params: schema.ConnectionPath,
        body: schema.MappingsBody,
        response: { 200: ref(schema.ConnectionMappingResults) },
      },
      config: declare({
        ...policyOf({ in: 'body' }),
        body: 'required',
        example: {
          body: { sessionId, mappings: [{ unitId: 'vrbo-3847291-1', listingId: 800_000_001 }] },
          answer: presentResults(sampleTarget, sampleResults),
        },
      }),
    },
    async (request, reply) => {
      const target = requireTarget(request.params.id)
      const { mappings } = request.body
      const { results, warnings } = await units.map(callerOf(request), target, mappings)
      if (warnings.length > 0) warn(request, reply, warnings)
      return presentResults(target, results)
    },
  )

  app.post(
    '/v1/connections/:id/mappings/automap',
    {
      schema: {
        operationId: 'autoMapConnectionUnits',
        tags: ['Connect'],
        summary: 'Map units to the listings of the same names',
        description:
          'Only exactly the same name counts, and only where one listing has it. With `apply` the mapping is made as if those units were sent, else it is only shown.',
        params: schema.ConnectionPath,
        body: schema.AutomapBody,
        response: { 200: ref(schema.AutomapResults) },
      },
      config: declare({
        ...policyOf({ in: 'body' }),
        body: 'optional',
        example: {
          body: { sessionId, apply: true },
          answer: { ...presentResults(sampleTarget, sampleResults), applied: true },
        },
      }),
    },
    async (request) => {
      const named = requireTarget(request.params.id)
      const { apply = false } = request.body
      const { results, applied, target } = await units.automap(callerOf(request), named, apply)
      return { ...presentResults(target, results), applied }
    },
  )

  app.get(
    '/v1/connections/:id/listing-options',
    {
      schema: {
        operationId: 'searchConnectionListingOptions',
        tags: ['Connect'],
        summary: 'Search for listings to map units to',
        description: 'For workspaces with many listings. With a `sessionId` it needs no API key.',
        params: schema.ConnectionPath,
        querystring: schema.ConnectionSearchQuery,
        response: { 200: ref(schema.ListingOptions) },
      },
      config: declare({ ...policyOf({ in: 'query' }), example: { answer: sampleOptions } }),
    },
    async (request) => {
      const caller = callerOf(request)
      await units.requireAccess(caller, requireTarget(request.params.id))
      return search(caller, request.query)
    },
  )

  app.get(
    '/v1/connect/sessions/:id/listing-options',
    {
      schema: {
        operationId: 'searchConnectSessionListingOptions',
        tags: ['Connect'],
        summary: 'Search for listings to map rooms and units to',
        description: 'The session authorizes the call, so no API key is needed.',
        params: Type.Object({ id: SessionId }),
        querystring: schema.SearchQuery,
        response: { 200: ref(schema.ListingOptions) },
      },
      config: declare({
        access: 'session',
        session: { in: 'path' },
        errors: [],
        example: { answer: sampleOptions },
      }),
    },
    async (request) => search({ workspace: workspaceOf(request) }, request.query),
  )

  async function search(
    { workspace }: Pick<UnitCaller, 'workspace'>,
    { q, limit = schema.searchLimits.usual }: { q?: string; limit?: number },
  ) {
    const { listings, total } = await units.search(workspace, { q, limit })
    return { data: listings.map(presentOption), total }
  }
}

const { most: searchMost } = schema.searchLimits
