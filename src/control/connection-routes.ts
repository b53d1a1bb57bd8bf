import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { presentConnection, sampleConnection } from '../connections/present.js'
import { Connection } from '../connections/schema.js'
import { listOf } from '../lib/schema.js'
import { type ControlDeps, controlCall, workspacesOf } from './deps.js'
import { ListQuery } from './session-schema.js'

/** GET /_mock/connections (ours): connections as GET /v1/connect shows them, without a trace in the journal. */
export const controlConnectionsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, connections } = deps
  app.get(
    '/_mock/connections',
    controlCall(
      {
        operationId: 'listMockConnections',
        summary: 'List connections, oldest first',
        description:
          'It leaves no trace in the journal, and no fault applies to it. Without a key it lists those of all workspaces.',
        querystring: ListQuery,
        response: { 200: listOf(Connection, 'The connections, oldest first.') },
      },
      { example: { answer: { data: [presentConnection(sampleConnection)] } } },
    ),
    async (request) => {
      const { limit = 100 } = request.query
      const of = await workspacesOf(request, workspaces)
      const lists = await Promise.all(of.map(async (one) => (await connections.list(one)).slice(-limit)))
      const newest = lists
        .flat()
        .sort((one, other) => one.value.createdAt - other.value.createdAt)
        .slice(-limit)
      return { data: newest.map(({ value }) => presentConnection(value)) }
    },
  )
}
