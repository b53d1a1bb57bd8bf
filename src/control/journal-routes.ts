import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { integer, listOf, Nothing } from '../lib/schema.js'
import { type ControlDeps, controlCall, scopeOf } from './deps.js'
import { JournalListing } from './journal-listing.js'
import { presentRequest, presentSent } from './journal-present.js'
import { requestFilter, webhookFilter } from './journal-query.js'
import { CountQuery, RecordedRequest, RequestsQuery, SentQuery, SentWebhook } from './journal-schema.js'
import { sampleRequest, sampleSent } from './samples.js'

const Count = Type.Object(
  { count: integer('How many requests match.') },
  { additionalProperties: false, description: 'The number of requests that match.' },
)

/** /_mock/requests (ours): the requests of the journal, with their answers. */
export const requestsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { journal } = deps
  const listing = new JournalListing(app, deps)
  app.get(
    '/_mock/requests',
    controlCall(
      {
        operationId: 'listMockRequests',
        summary: 'List requests, or wait for them',
        description:
          'Use it to assert what an app called, in order. With `wait`, the answer comes as soon as `count` requests match, or at the end of the wait with those that do. ' +
          'The journal keeps the last 1000 requests of a workspace, or fewer long ones: 4 MiB. A workspace may have 100 calls that wait.',
        querystring: RequestsQuery,
        response: { 200: listOf(RecordedRequest, 'The requests that match, oldest first.') },
      },
      {
        errors: ['shutting_down', 'capacity_exceeded'],
        example: { answer: { data: [presentRequest(sampleRequest)] } },
      },
    ),
    async (request, reply) => {
      const { query } = request
      return listing.send(request, reply, { query, isMatch: requestFilter(query), present: presentRequest })
    },
  )

  app.get(
    '/_mock/requests/count',
    controlCall(
      {
        operationId: 'countMockRequests',
        summary: 'Count requests',
        description:
          'Use it to assert how often an app called something. The parameters are those of the list of requests.',
        querystring: CountQuery,
        response: { 200: Count },
      },
      { example: { answer: { count: 2 } } },
    ),
    async (request) => {
      const { query } = request
      return { count: await listing.count(request, query, requestFilter(query)) }
    },
  )

  app.delete(
    '/_mock/requests',
    controlCall(
      {
        operationId: 'clearMockRequests',
        summary: 'Clear the journal of requests',
        description: 'Use it between two parts of a test. Sessions, webhooks and faults stay as they are.',
        response: { 204: Nothing },
      },
      { example: { answer: null } },
    ),
    async (request, reply) => {
      await journal.forget(scopeOf(request), 'request')
      return reply.code(204).send(null)
    },
  )
}

/** /_mock/webhooks (ours): the attempts to deliver events. */
export const sentWebhooksRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const listing = new JournalListing(app, deps)
  app.get(
    '/_mock/webhooks',
    controlCall(
      {
        operationId: 'listMockWebhooks',
        summary: 'List deliveries of webhooks, or wait for them',
        description:
          'Use it to assert which events were sent, to all webhooks of the workspace. ' +
          'With `wait`, the answer comes as soon as `count` deliveries match, or at the end of the wait with those that do.',
        querystring: SentQuery,
        response: { 200: listOf(SentWebhook, 'The deliveries that match, oldest first.') },
      },
      {
        errors: ['shutting_down', 'capacity_exceeded'],
        example: { answer: { data: [presentSent(sampleSent)] } },
      },
    ),
    async (request, reply) => {
      const { query } = request
      return listing.send(request, reply, { query, isMatch: webhookFilter(query), present: presentSent })
    },
  )
}
