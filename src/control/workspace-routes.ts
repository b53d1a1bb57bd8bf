import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import { workspaceOrNull } from '../http/context.js'
import { readPage } from '../http/lists.js'
import { isoTime } from '../lib/clock.js'
import { instantOrNull, integer, Nothing, ref, string, stringOrNull } from '../lib/schema.js'
import { othersFirst } from '../lib/steps.js'
import { sampleWorkspaceId } from '../webhooks/examples.js'
import { ClockReading, presentClock } from './clock-schema.js'
import { type ControlDeps, controlCall } from './deps.js'
import { lastCallAt } from './journal-query.js'
import { ListQuery, pageOf } from './newest.js'
import { sampleClock } from './samples.js'

export const WorkspaceView = Type.Object(
  {
    id: string('The id of the workspace. It is derived from the API key, and does not reveal it.'),
    name: stringOrNull(
      'The API key, masked: how it begins, and its last characters. Null when no call with the key came yet.',
    ),
    sessions: integer('How many sessions it holds, ended and expired ones too.'),
    connections: integer('How many accounts are connected.'),
    clock: ref(ClockReading),
    lastCallAt: instantOrNull(
      'When it was called last, in its own time; control calls do not count. Null when the last entries of its journal have no request.',
    ),
  },
  { $id: 'MockWorkspace', additionalProperties: false, description: 'A workspace that is in use.' },
)

/** So many workspaces are looked at at a time. */
const batch = 50

const clock = presentClock(sampleClock)
const sample = {
  id: sampleWorkspaceId,
  name: 'sk_test_…o',
  sessions: 2,
  connections: 1,
  clock,
  lastCallAt: clock.now,
}

/** /_mock/workspaces and /_mock/reset (ours): the workspaces in use, and beginning anew. */
export const workspacesRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, sessions, connections, snapshots, journal } = deps
  app.get(
    '/_mock/workspaces',
    controlCall(
      {
        operationId: 'listMockWorkspaces',
        summary: 'List the workspaces in use',
        description:
          'Use it to see which API keys have called this server; each has its own workspace. The one that was used last stands at the end.',
        querystring: ListQuery,
        response: { 200: pageOf(WorkspaceView, 'The workspaces; the one that was used last at the end.') },
      },
      {
        errors: ['invalid_params'],
        example: {
          answer: { data: [sample], pagination: { nextCursor: null, hasMore: false, total: 1 } },
        },
      },
    ),
    async (request) => {
      const own = workspaceOrNull(request)
      const ids = own === null ? await workspaces.ids() : [own.id]
      const { items, pagination } = await readPage(
        request.query,
        100,
        ({ limit, before = ids.length + 1 }) => {
          const first = Math.max(0, before - 1 - limit)
          const some = ids.slice(first, before - 1).map((id, at) => ({ id, position: first + at + 1 }))
          return { records: some.reverse(), count: ids.length }
        },
      )
      const viewOf = async ({ id }: { readonly id: string }): Promise<Static<typeof WorkspaceView>> => {
        const { state, clock } = await workspaces.peek(id)
        const lastMs = await lastCallAt(journal, id)
        return {
          id,
          name: state.name ?? null,
          sessions: (await sessions.list(id, { limit: 0 })).count,
          connections: (await connections.list(id, { limit: 0 })).count,
          clock: presentClock(clock.read()),
          lastCallAt: lastMs === null ? null : isoTime(lastMs),
        }
      }
      const oldestFirst = items.toReversed()
      const data: Static<typeof WorkspaceView>[] = []
      for (let at = 0; at < oldestFirst.length; at += batch) {
        const some = oldestFirst.slice(at, at + batch)
        data.push(...(await Promise.all(some.map(viewOf))))
        await othersFirst()
      }
      return { data, pagination }
    },
  )

  app.post(
    '/_mock/reset',
    controlCall(
      {
        operationId: 'resetMock',
        summary: 'Empty the workspace, or all workspaces',
        description:
          'Use it between tests. Sessions, connections, webhooks, sandbox data, clock, faults and journal go; without a key, those of all workspaces. With `REPULL_MOCK_SEED`, ids repeat from the first.',
        response: { 204: Nothing },
      },
      { example: { answer: null } },
    ),
    async (request, reply) => {
      await snapshots.reset(workspaceOrNull(request))
      return reply.code(204).send(null)
    },
  )
}
