import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOf } from '../http/context.js'
import { pageQuery } from '../http/page-query.js'
import { paginate } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { knownProvider } from '../providers/lookup.js'
import { ProviderPath } from '../providers/schema.js'
import { presentConnection } from '../sessions/present.js'
import { example } from '../sessions/samples.js'
import { ConnectionList, ConnectStatus, Disconnected } from './schema.js'
import type { ConnectionService } from './service.js'

/** Connections on a page (published). */
const defaultLimit = 25

/** GET /v1/connect, GET and DELETE /v1/connect/{provider} (published): what is connected, and forgetting it. */
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
        summary: 'List the connections of the workspace, newest first',
        querystring: pageQuery(defaultLimit),
        response: { 200: ref(ConnectionList) },
      },
      config: declare({ access: 'key', errors: [], example: { answer: example.connectionList } }),
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
        params: ProviderPath,
        response: { 200: ref(ConnectStatus) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_provider'],
        example: { answer: example.connectStatus },
      }),
    },
    async (request) => {
      const provider = knownProvider(request.params.provider).id
      const accounts = (await connections.listOf(workspaceOf(request), provider)).map(presentConnection)
      const [newest] = accounts
      return newest
        ? { connected: true, ...newest, accounts }
        : { connected: false, provider, host: null, accounts }
    },
  )

  app.delete(
    '/v1/connect/:provider',
    {
      schema: {
        operationId: 'delete_connection',
        tags: ['Connect'],
        summary: 'Disconnect the newest account of a provider, or the one of accountId',
        params: ProviderPath,
        querystring: Type.Object({
          accountId: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 128,
              description: 'The externalAccountId to disconnect.',
            }),
          ),
        }),
        response: { 200: ref(Disconnected) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_provider', 'not_found'],
        example: { answer: example.disconnected },
      }),
    },
    async (request) => {
      const provider = knownProvider(request.params.provider).id
      const { account } = await connections.disconnect(
        workspaceOf(request),
        provider,
        request.query.accountId,
      )
      return { disconnected: true, provider, accountId: account.id, listingsDeactivated: [] }
    },
  )
}
