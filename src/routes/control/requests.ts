import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import { parseInstant } from '../../clock.js'
import { isRequest } from '../../control/journal.js'
import { filterRequests, type RequestFilter } from '../../control/request-filter.js'
import { fail } from '../../errors/api-error.js'
import { workspaceOrNull } from '../../http/call.js'
import { declare } from '../../http/policy.js'
import { CountQuery, RecordedRequest, RequestsQuery } from '../../schemas/control-request.js'
import { listOf, Nothing } from '../../schemas/schema.js'
import type { ControlDeps } from './deps.js'
import { controlExample } from './examples.js'
import { presentRequest } from './present-entry.js'
import { waitFor, waitOf } from './waiting.js'

const tags = ['Control']
const Count = Type.Object({ count: Type.Integer() }, { additionalProperties: false })

/** /_mock/requests (ours): what was asked of the server, and what it answered. */
export const requestsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { journal, pause }) => {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

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
      const { wait, count = 1, limit = Number.POSITIVE_INFINITY } = request.query
      const scope = workspaceOrNull(request)?.id ?? null
      const filter = filterOf(request.query)
      const find = () => filterRequests(journal.requests(scope), filter)
      const waitMs = wait === undefined ? 0 : waitOf(wait)
      if (waitMs > 0) {
        let missing = count - find().length
        await waitFor({
          isOver: () => missing <= 0,
          changes: (look) =>
            journal.listen(scope, (entry) => {
              missing -= filterRequests([entry].filter(isRequest), { ...filter, since: undefined }).length
              look()
            }),
          pause: (signal) => pause(waitMs, signal),
          socket: reply.raw,
          closing: closing.signal,
        })
        if (closing.signal.aborted) fail('shutting_down')
      }
      return { data: find().slice(-limit).map(presentRequest) }
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
      const all = journal.requests(workspaceOrNull(request)?.id ?? null)
      return { count: filterRequests(all, filterOf(request.query)).length }
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
        errors: ['invalid_body', 'payload_too_large'],
        example: { answer: null },
      }),
    },
    async (request, reply) => {
      journal.clearRequests(workspaceOrNull(request)?.id ?? null)
      return reply.code(204).send(null)
    },
  )
}

function filterOf({ method, path, status, code, session, since }: Static<typeof CountQuery>): RequestFilter {
  return {
    method,
    path,
    status,
    code,
    session,
    since: since === undefined ? undefined : sinceOf(since),
  }
}

/** @throws {ApiError} `invalid_params` for what looks like an instant and is none. */
function sinceOf(text: string): { entry: string } | { atMs: number } {
  if (text.startsWith('jrn_')) return { entry: text }
  const atMs = parseInstant(text)
  if (atMs !== undefined) return { atMs }
  fail('invalid_params', {
    message: `since is ${text}, which is no instant.`,
    fix: 'Send the id of an entry, or an instant like 2026-11-21T09:00:00.000Z.',
    field: 'since',
    value_received: text,
  })
}
