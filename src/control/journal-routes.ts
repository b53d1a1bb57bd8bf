import { PassThrough } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { integer, listOf, Nothing, string } from '../lib/schema.js'
import { sampleUrl } from '../sessions/present.js'
import { type ControlDeps, controlCall, scopeOf } from './deps.js'
import type { JournalEntry } from './journal.js'
import { presentEntry, presentRequest, presentSent } from './journal-present.js'
import { createListing, entriesAfter, entriesSince, requestFilter, webhookFilter } from './journal-query.js'
import { CountQuery, RecordedRequest, RequestsQuery, SentQuery, SentWebhook } from './journal-schema.js'
import { sampleClockEntry, sampleRequest, sampleSent } from './samples.js'

/** A reader of events who is so many bytes behind is cut off, and may go on from the last event that arrived. */
const maxBacklog = 1024 * 1024

const Count = Type.Object(
  { count: integer('How many requests match.') },
  { additionalProperties: false, description: 'The number of requests that match.' },
)

/** /_mock/requests (ours): the requests of the journal, with their answers. */
export const requestsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { journal } = deps
  const list = createListing(app, deps)
  app.get(
    '/_mock/requests',
    controlCall(
      {
        operationId: 'listMockRequests',
        summary: 'List requests, or wait for them',
        description:
          'Use it to assert what an app called, in order. With `wait`, the answer comes as soon as `count` requests match, or at the end of the wait with those that do. ' +
          'The journal keeps the last 1000 entries of a workspace.',
        querystring: RequestsQuery,
        response: { 200: listOf(RecordedRequest, 'The requests that match, oldest first.') },
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
        summary: 'Count requests',
        description:
          'Use it to assert how often an app called something. The parameters are those of the list of requests.',
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
export const controlWebhooksRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const list = createListing(app, deps)
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
      { errors: ['shutting_down'], example: { answer: { data: [presentSent(sampleSent)] } } },
    ),
    async (request, reply) => {
      const found = await list(request, reply, webhookFilter(request.query), request.query)
      return { data: found.map(presentSent) }
    },
  )
}

/** GET /_mock/events (ours): the entries of the journal as they are recorded. */
export const eventsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { journal, publicUrl }) => {
  const streams = new Set<PassThrough>()
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end()
  })
  app.get(
    '/_mock/events',
    controlCall(
      {
        operationId: 'watchMockEvents',
        summary: 'Watch the journal as it grows',
        description:
          'A stream of server-sent events, named `request`, `session`, `connection`, `webhook` and `clock`. ' +
          'The data of each is a journal entry as JSON, and its id is the id of that entry.',
        headers: Type.Object({
          'last-event-id': Type.Optional(
            string(
              'The id of the last event that arrived. The stream continues after it, as far as the journal goes back.',
            ),
          ),
        }),
        response: {
          200: {
            description: 'A stream of events that does not end.',
            content: { 'text/event-stream': { schema: Type.Unsafe<PassThrough>({ type: 'string' }) } },
          },
        },
      },
      { example: { answer: serverSentEvent(sampleClockEntry, sampleUrl) } },
    ),
    async (request, reply) => {
      const scope = scopeOf(request)
      const base = publicUrl(request)
      const last = request.headers['last-event-id']
      const stream = new PassThrough()
      reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      if (request.method === 'HEAD') return reply.send(stream.end())
      // Listens before it reads the past, and holds back what is recorded meanwhile.
      const early: JournalEntry[] = []
      let onEntry = (entry: JournalEntry): unknown => early.push(entry)
      const stop = journal.listen(scope, (entry) => onEntry(entry))
      streams.add(stream)
      stream.once('close', () => {
        stop()
        streams.delete(stream)
      })
      const missed = last === undefined ? [] : await entriesAfter(journal, scope, last)
      const known = new Set(missed.map(({ id }) => id))
      const first = [...missed, ...early.filter(({ id }) => !known.has(id))]
      stream.write([': repull-mock\n\n', ...first.map((entry) => serverSentEvent(entry, base))].join(''))
      const maxWaiting = stream.readableLength + stream.writableLength + maxBacklog
      onEntry = (entry) => {
        if (stream.readableLength + stream.writableLength > maxWaiting) stream.destroy()
        else stream.write(serverSentEvent(entry, base))
      }
      return reply.send(stream)
    },
  )
}

function serverSentEvent(entry: JournalEntry, publicUrl: string): string {
  const data = JSON.stringify(presentEntry(entry, publicUrl))
  return `id: ${entry.id}\nevent: ${entry.what.type}\ndata: ${data}\n\n`
}
