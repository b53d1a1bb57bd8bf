import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { versionOf, workspaceOf } from '../http/context.js'
import { type PageQuery, pageQuery, readPage } from '../http/lists.js'
import { declare } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { warn } from '../http/warnings.js'
import { ref } from '../lib/schema.js'
import { knownProvider, providerOf } from '../providers/lookup.js'
import { type ConnectedSlug, extranet, type ProviderSlug, slugOf } from '../providers/providers.js'
import { ProviderPath } from '../providers/schema.js'
import { providerOfFlow, signInFlows } from '../sessions/sign-in.js'
import { inVersion, versionWarning } from '../versions/differences.js'
import { type AccountService, mostAccounts } from './account-service.js'
import {
  presentConnection,
  presentDisconnected,
  presentStatus,
  sampleBase,
  sampleConnection,
} from './present.js'
import type { LinkBase } from './resume-link.js'
import { ConnectionList, ConnectStatus, Disconnected, DisconnectQuery } from './schema.js'
import type { ConnectionService } from './service.js'
import { hasWritePolicy } from './write-policy.js'
import type { WritePolicyDeps } from './write-policy-routes.js'

export interface ConnectionsDeps extends WritePolicyDeps {
  connections: ConnectionService
  accounts: AccountService
  publicUrl: PublicUrl
}

/** Connections on a page (published). */
const defaultLimit = 25

/**
 * GET /v1/connect, GET and DELETE /v1/connect/{provider} (published): list, read and remove connections.
 */
export const connectionsRoutes: FastifyPluginAsyncTypebox<ConnectionsDeps> = async (
  app,
  { connections, accounts, policies, publicUrl },
) => {
  const baseOf = (request: FastifyRequest) => linkBase(request, publicUrl)
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
            data: [presentConnection(sampleConnection, sampleBase)],
            pagination: { nextCursor: null, hasMore: false, total: 1 },
          },
        },
      }),
    },
    async (request) => {
      const { items, pagination } = await readPage(request.query, defaultLimit, (page) =>
        connections.list(workspaceOf(request).id, page),
      )
      const base = baseOf(request)
      return { data: items.map(({ value }) => presentConnection(value, base)), pagination }
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
          'Use it after the user has come back, to read the connection that was made. Without a connection the answer is 200 with `connected: false`, not 404. `accounts` is paged: it has the newest 100 unless the query says otherwise.',
        params: ProviderPath,
        querystring: pageQuery(mostAccounts),
        response: { 200: ref(ConnectStatus) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_provider'],
        example: { answer: presentStatus('airbnb', sampleStatus, sampleBase, sampleMs, null) },
      }),
    },
    async (request) => readStatus(request, request.query, knownProvider(request.params.provider).id),
  )

  for (const flow of signInFlows) {
    const connected = flow === 'vrbo-login' ? 'vrbo' : extranet
    app.get(
      `/v1/connect/${flow}`,
      {
        schema: {
          operationId: flow === 'vrbo-login' ? 'getVrboSignInStatus' : 'getExtranetSignInStatus',
          tags: ['Connect'],
          summary: `Ask whether a host has signed in at ${flow === 'vrbo-login' ? 'Vrbo' : 'the Booking.com Extranet'}`,
          description: `The accounts that are connected as \`${connected}\`, as \`GET /v1/connect/{provider}\` shows those of a provider. \`${flow}\` is no slug: only this call takes it.`,
          querystring: pageQuery(mostAccounts),
          response: { 200: ref(ConnectStatus) },
        },
        config: declare({
          access: 'key',
          channel: providerOfFlow[flow],
          added: { since: '2026-09-29', row: 'signInOperations' },
          errors: [],
          example: { answer: presentStatus(connected, noStatus, sampleBase, sampleMs, null) },
        }),
      },
      async (request) => readStatus(request, request.query, connected),
    )
  }

  async function readStatus(request: FastifyRequest, query: PageQuery, connected: ConnectedSlug) {
    const workspace = workspaceOf(request)
    const provider = providerOf(slugOf(connected))
    const policy = hasWritePolicy(provider) ? await policies.policyOf(workspace, provider.id) : null
    const page = await readPage(query, mostAccounts, (wanted) => accounts.list(workspace, connected, wanted))
    const isFirst = query.cursor === undefined && !query.offset
    const [newest] = isFirst ? page.items : (await accounts.list(workspace, connected, { limit: 1 })).records
    const status = { ...page, newest: newest?.connection }
    return presentStatus(connected, status, baseOf(request), workspace.clock.now(), policy)
  }

  app.delete(
    '/v1/connect/:provider',
    {
      schema: {
        operationId: 'delete_connection',
        tags: ['Connect'],
        summary: 'Disconnect an account of airbnb or booking',
        description:
          'The only account, or the one of `accountId`. With several and no `accountId` the answer is 422; any other provider is 501. In 2026-07 the newest account goes, and every provider can be disconnected.',
        params: ProviderPath,
        querystring: DisconnectQuery,
        response: { 200: ref(Disconnected) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_provider', 'invalid_params', 'not_found', 'not_implemented'],
        example: {
          answer: presentDisconnected({ connection: sampleConnection, listingsDeactivated: ['900000102'] }),
        },
      }),
    },
    async (request, reply) => {
      const { id } = knownProvider(request.params.provider)
      const version = versionOf(request)
      const isRemovable = id === 'airbnb' || id === 'booking'
      if (!isRemovable && inVersion(version, 'providerDelete') === 501) failUnremovable(id)
      const mayGuess = inVersion(version, 'ambiguousDelete') !== 422
      const gone = await accounts.disconnect(workspaceOf(request), id, request.query.accountId, mayGuess)
      if (!isRemovable) warn(request, reply, [versionWarning(version, 'providerDelete')])
      if (gone.isGuess) warn(request, reply, [versionWarning(version, 'ambiguousDelete')])
      return presentDisconnected(gone)
    },
  )
}

/** What the links begin with that an answer has, and whose workspace they are about. */
export function linkBase(request: FastifyRequest, publicUrl: PublicUrl): LinkBase {
  return { publicUrl: publicUrl(request), workspaceId: workspaceOf(request).id }
}

const noStatus = {
  newest: undefined,
  items: [],
  pagination: { nextCursor: null, hasMore: false, total: 0 },
}

const sampleMs = sampleConnection.createdAt

const sampleStatus = {
  newest: sampleConnection,
  items: [{ connection: sampleConnection, position: 1 }],
  pagination: { nextCursor: null, hasMore: false, total: 1 },
}

/** @throws {ApiError} `not_implemented`, always (published: whether or not the provider is connected). */
function failUnremovable(slug: ProviderSlug): never {
  fail('not_implemented', {
    message: `Accounts of ${slug} cannot be disconnected by the API, only those of airbnb and booking.`,
    fix: 'Let the host disconnect it. In a test, remove it with DELETE /_mock/connections/{id}.',
    field: 'provider',
    value_received: slug,
    valid_values: ['airbnb', 'booking'],
  })
}
