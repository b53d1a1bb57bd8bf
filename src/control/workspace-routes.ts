import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOrNull } from '../http/context.js'
import { listOf, Nothing, ref } from '../lib/schema.js'
import { sampleWorkspaceId } from '../webhooks/examples.js'
import { ClockReading, presentClock } from './clock-schema.js'
import { type ControlDeps, controlCall, workspacesOf } from './deps.js'
import { sampleClock } from './samples.js'

export const WorkspaceView = Type.Object(
  {
    id: Type.String(),
    sessions: Type.Integer(),
    connections: Type.Integer(),
    clock: ref(ClockReading),
  },
  { $id: 'MockWorkspace', additionalProperties: false },
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
        summary: 'List the workspaces in use, the one used last at the end',
        response: { 200: listOf(WorkspaceView) },
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
        summary: 'Forget everything of the workspace, or of all',
        description:
          'Sessions, connections, webhooks, sandbox data, clock, faults and journal. With REPULL_MOCK_SEED, ids repeat from the first.',
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
