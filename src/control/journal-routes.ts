import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { listOf, Nothing } from '../lib/schema.js'
import { type ControlDeps, controlCall, scopeOf } from './deps.js'
import { presentRequest, presentSent } from './journal-present.js'
import { createListing, entriesSince, requestFilter, webhookFilter } from './journal-query.js'
import { CountQuery, RecordedRequest, RequestsQuery, SentQuery, SentWebhook } from './journal-schema.js'
import { sampleRequest, sampleSent } from './samples.js'

const Count = Type.Object({ count: Type.Integer() }, { additionalProperties: false })

/** /_mock/requests (ours): the requests of the journal, with their answers. */
export const requestsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { journal } = deps
  const list = createListing(app, deps)
  app.get(
    '/_mock/requests',
    controlCall(
      {
        operationId: 'listMockRequests',
        summary: 'List the requests that fit, oldest first, or wait for them',
        description:
          'With `wait` the answer comes as soon as at least `count` requests fit, else when the wait is over, with ' +
          'those that there are. The journal keeps the last 1000 of a workspace.',
        querystring: RequestsQuery,
        response: { 200: listOf(RecordedRequest) },
      },
      { example: { answer: { data: [presentRequest(sampleRequest)] } } },
    ),
    async (request, reply) => {
      const found = await list(request, reply, requestFilter(request.query), request.query)
      return { data: found.map(presentRequest) }
    },
  )

  app.get(
    '/_mock/requests/count',
    controlCall(
      {
        operationId: 'countMockRequests',
        summary: 'Count the requests that fit',
        querystring: CountQuery,
        response: { 200: Count },
      },
      { example: { answer: { count: 2 } } },
    ),
    async (request) => {
      const entries = await entriesSince(journal, scopeOf(request), request.query.since)
      return { count: entries.filter(requestFilter(request.query)).length }
    },
  )

  app.delete(
    '/_mock/requests',
    controlCall(
      { operationId: 'clearMockRequests', summary: 'Forget all requests', response: { 204: Nothing } },
      { example: { answer: null } },
    ),
    async (request, reply) => {
      await journal.clearRequests(scopeOf(request))
      return reply.code(204).send(null)
    },
  )
}

/** /_mock/webhooks (ours): the attempts to deliver events. */
export const controlWebhooksRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const list = createListing(app, deps)
  app.get(
    '/_mock/webhooks',
    controlCall(
      {
        operationId: 'listMockWebhooks',
        summary: 'List the attempts to deliver events, oldest first, or wait for them',
        description:
          'With `wait` the answer comes as soon as at least `count` fit, else when the wait is over, with those that ' +
          'there are.',
        querystring: SentQuery,
        response: { 200: listOf(SentWebhook) },
      },
      { errors: ['shutting_down'], example: { answer: { data: [presentSent(sampleSent)] } } },
    ),
    async (request, reply) => {
      const found = await list(request, reply, webhookFilter(request.query), request.query)
      return { data: found.map(presentSent) }
    },
  )
}
