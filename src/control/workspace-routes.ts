import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOrNull } from '../http/context.js'
import { integer, listOf, Nothing, ref, string } from '../lib/schema.js'
import { sampleWorkspaceId } from '../webhooks/examples.js'
import { ClockReading, presentClock } from './clock-schema.js'
import { type ControlDeps, controlCall, workspacesOf } from './deps.js'
import { sampleClock } from './samples.js'

export const WorkspaceView = Type.Object(
  {
    id: string('The id of the workspace. It is derived from the API key, and does not reveal it.'),
    sessions: integer('How many sessions it holds, ended and expired ones too.'),
    connections: integer('How many accounts are connected.'),
    clock: ref(ClockReading),
  },
  { $id: 'MockWorkspace', additionalProperties: false, description: 'A workspace that is in use.' },
)

const sample = { id: sampleWorkspaceId, sessions: 2, connections: 1, clock: presentClock(sampleClock) }

/** /_mock/workspaces and /_mock/reset (ours): the workspaces in use, and beginning anew. */
export const workspacesRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, sessions, connections, snapshots } = deps
  app.get(
    '/_mock/workspaces',
    controlCall(
      {
        operationId: 'listMockWorkspaces',
        summary: 'List the workspaces in use',
        description:
          'Use it to see which API keys have called this server; each has its own workspace. The one that was used last stands at the end.',
        response: { 200: listOf(WorkspaceView, 'The workspaces; the one that was used last at the end.') },
      },
      { example: { answer: { data: [sample] } } },
    ),
    async (request) => {
      const all = await workspacesOf(request, workspaces)
      const data = all.map(async (workspace) => ({
        id: workspace.id,
        sessions: (await sessions.list(workspace)).length,
        connections: (await connections.list(workspace)).length,
        clock: presentClock(workspace.clock.read()),
      }))
      return { data: await Promise.all(data) }
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
