import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOrNull } from '../http/context.js'
import { declare } from '../http/policy.js'
import { listOf, Nothing } from '../lib/schema.js'
import type { ControlDeps } from './deps.js'
import { entriesSince } from './entry-filter.js'
import { controlExample } from './examples.js'
import { createListing, sinceOf } from './listing.js'
import { presentRequest } from './present-entry.js'
import { createRequestFilter } from './request-filter.js'
import { CountQuery, RecordedRequest, RequestsQuery } from './request-schema.js'

const tags = ['Control']
const Count = Type.Object({ count: Type.Integer() }, { additionalProperties: false })

/** /_mock/requests (ours): what was asked of the server, and what it answered. */
export const requestsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { journal } = deps
  const list = createListing(app, deps)

  app.get(
    '/_mock/requests',
    {
      schema: {
        operationId: 'listMockRequests',
        tags,
        summary: 'List the requests that fit, oldest first, or wait for them',
        description:
          'With `wait` the answer comes as soon as at least `count` requests fit, else when the wait is over, with ' +
          'those that there are. The journal keeps the last 1000 of a workspace.',
        querystring: RequestsQuery,
        response: { 200: listOf(RecordedRequest) },
      },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer: { data: [controlExample.request] } },
      }),
    },
    async (request, reply) => {
      const fits = createRequestFilter(request.query)
      return { data: (await list(request, reply, fits, request.query)).map(presentRequest) }
    },
  )

  app.get(
    '/_mock/requests/count',
    {
      schema: {
        operationId: 'countMockRequests',
        tags,
        summary: 'Count the requests that fit',
        querystring: CountQuery,
        response: { 200: Count },
      },
      config: declare({ access: 'control', errors: [], example: { answer: { count: 2 } } }),
    },
    async (request) => {
      const { since, ...filter } = request.query
      const from = since === undefined ? undefined : sinceOf(since)
      const all = await entriesSince(journal, workspaceOrNull(request)?.id ?? null, from)
      return { count: all.filter(createRequestFilter(filter)).length }
    },
  )

  app.delete(
    '/_mock/requests',
    {
      schema: {
        operationId: 'clearMockRequests',
        tags,
        summary: 'Forget all requests',
        response: { 204: Nothing },
      },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer: null },
      }),
    },
    async (request, reply) => {
      await journal.forget(workspaceOrNull(request)?.id ?? null, 'request')
      return reply.code(204).send(null)
    },
  )
}
