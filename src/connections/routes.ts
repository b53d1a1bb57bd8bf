import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import { pageQuery, paginate } from '../http/lists.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { knownProvider } from '../providers/lookup.js'
import { ProviderPath } from '../providers/schema.js'
import { presentConnection, presentDisconnected, presentStatus, sampleConnection } from './present.js'
import { ConnectionList, ConnectStatus, Disconnected, DisconnectQuery } from './schema.js'
import type { ConnectionService } from './service.js'

/** Connections on a page (published). */
const defaultLimit = 25

/**
 * GET /v1/connect, GET and DELETE /v1/connect/{provider} (published): list, read and remove connections.
 */
export const connectionsRoutes: FastifyPluginAsyncTypebox<{ connections: ConnectionService }> = async (
  app,
  { connections },
) => {
  app.get(
    '/v1/connect',
    {
      schema: {
        operationId: 'list_connections',
        tags: ['Connect'],
        summary: 'List the connections of the workspace',
        description:
          'Use it to show which accounts are connected, of all providers and newest first. Accounts that were disconnected are not in the list.',
        querystring: pageQuery(defaultLimit),
        response: { 200: ref(ConnectionList) },
      },
      config: declare({
        access: 'key',
        errors: [],
        example: {
          answer: {
            data: [presentConnection(sampleConnection)],
            pagination: { nextCursor: null, hasMore: false, total: 1 },
          },
        },
      }),
    },
    async (request) => {
      const newestFirst = (await connections.list(workspaceOf(request))).toReversed()
      const { items, pagination } = paginate(newestFirst, request.query, defaultLimit)
      return { data: items.map(({ value }) => presentConnection(value)), pagination }
    },
  )

  app.get(
    '/v1/connect/:provider',
    {
      schema: {
        operationId: 'get_connect_status',
        tags: ['Connect'],
        summary: 'Ask whether a provider is connected',
        description:
          'Use it after the user has come back, to read the connection that was made. Without a connection the answer is 200 with `connected: false`, not 404.',
        params: ProviderPath,
        response: { 200: ref(ConnectStatus) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_provider'],
        example: { answer: presentStatus('airbnb', [sampleConnection]) },
      }),
    },
    async (request) => {
      const { id } = knownProvider(request.params.provider)
      return presentStatus(id, await connections.listOf(workspaceOf(request), id))
    },
  )

  app.delete(
    '/v1/connect/:provider',
    {
      schema: {
        operationId: 'delete_connection',
        tags: ['Connect'],
        summary: 'Disconnect an account of a provider',
        description:
          'Removes the account that `accountId` names, or the newest one without it. Webhooks get `account.disconnected`. When nothing is connected, it fails with 404 `not_found`.',
        params: ProviderPath,
        querystring: DisconnectQuery,
        response: { 200: ref(Disconnected) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_provider', 'not_found'],
        example: { answer: presentDisconnected(sampleConnection) },
      }),
    },
    async (request) => {
      const { id } = knownProvider(request.params.provider)
      const { accountId } = request.query
      return presentDisconnected(await connections.disconnect(workspaceOf(request), id, accountId))
    },
  )
}
