import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOrNull } from '../http/context.js'
import { declare } from '../http/policy.js'
import { listOf, Nothing } from '../lib/schema.js'
import { presentClock } from './clock-routes.js'
import { type ControlDeps, meantBy } from './deps.js'
import { controlExample } from './examples.js'
import { WorkspaceView } from './snapshot-schema.js'

const tags = ['Control']

/** /_mock/workspaces and /_mock/reset (ours): who is here, and beginning anew. */
export const workspacesRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, sessions, connections, snapshots } = deps
  app.get(
    '/_mock/workspaces',
    {
      schema: {
        operationId: 'listMockWorkspaces',
        tags,
        summary: 'List the workspaces in use, the one used last at the end',
        response: { 200: listOf(WorkspaceView) },
      },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer: { data: [controlExample.workspace] } },
      }),
    },
    async (request) => ({
      data: await Promise.all(
        (await meantBy(request, workspaces)).map(async (workspace) => ({
          id: workspace.id,
          sessions: (await sessions.list(workspace)).length,
          connections: (await connections.list(workspace)).length,
          clock: presentClock(workspace.clock.read()),
        })),
      ),
    }),
  )

  app.post(
    '/_mock/reset',
    {
      schema: {
        operationId: 'resetMock',
        tags,
        summary: 'Forget everything of the workspace, or of all',
        description:
          'Sessions, connections, clock, faults and journal. With REPULL_MOCK_SEED its ids begin anew.',
        response: { 204: Nothing },
      },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer: null },
      }),
    },
    async (request, reply) => {
      await snapshots.reset(workspaceOrNull(request))
      return reply.code(204).send(null)
    },
  )
}
