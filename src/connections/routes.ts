import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { unknownFieldWarning, warn } from '../http/body.js'
import { boundSessionOf, sessionOf, versionOf, workspaceOf } from '../http/context.js'
import { pageQuery, paginate } from '../http/lists.js'
import { declare } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { ref } from '../lib/schema.js'
import type { Credentials } from '../providers/channel.js'
import { knownProvider } from '../providers/lookup.js'
import { type Provider, type ProviderSlug, providers } from '../providers/providers.js'
import { ProviderPath } from '../providers/schema.js'
import { sampleSession } from '../sessions/present.js'
import { inVersion, versionWarning } from '../versions/differences.js'
import type { AccountService } from './account-service.js'
import { requireCredentials } from './credentials.js'
import {
  presentAccepted,
  presentConnection,
  presentDisconnected,
  presentStatus,
  sampleBase,
  sampleConnection,
} from './present.js'
import type { LinkBase } from './problem.js'
import {
  ConnectionList,
  ConnectStatus,
  CredentialsAccepted,
  CredentialsBody,
  Disconnected,
  DisconnectQuery,
} from './schema.js'
import type { ConnectionService } from './service.js'

export interface ConnectionsDeps {
  connections: ConnectionService
  accounts: AccountService
  publicUrl: PublicUrl
}

/** Connections on a page (published). */
const defaultLimit = 25

/**
 * GET /v1/connect, GET and DELETE /v1/connect/{provider} (published): list, read and remove connections.
 * POST /v1/connect/{provider}/credentials: connect by what a host typed into the form of a provider.
 */
export const connectionsRoutes: FastifyPluginAsyncTypebox<ConnectionsDeps> = async (
  app,
  { connections, accounts, publicUrl },
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
      const newestFirst = (await connections.list(workspaceOf(request))).toReversed()
      const { items, pagination } = paginate(newestFirst, request.query, defaultLimit)
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
          'Use it after the user has come back, to read the connection that was made. Without a connection the answer is 200 with `connected: false`, not 404.',
        params: ProviderPath,
        response: { 200: ref(ConnectStatus) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_provider'],
        example: { answer: presentStatus('airbnb', sampleAccounts, sampleBase) },
      }),
    },
    async (request) => {
      const { id } = knownProvider(request.params.provider)
      return presentStatus(id, await accounts.of(workspaceOf(request), id), baseOf(request))
    },
  )

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

  app.post(
    '/v1/connect/:provider/credentials',
    {
      schema: {
        operationId: 'submitConnectCredentials',
        tags: ['Connect'],
        summary: 'Connect an account by its credentials',
        description:
          'With a `sessionId` the call completes that session and needs no API key. Without one it connects the account directly. ' +
          'Vrbo takes only the username and password that the hosted page of the session shows. Refused credentials leave the session open.',
        params: ProviderPath,
        body: CredentialsBody,
        response: { 200: ref(CredentialsAccepted) },
      },
      config: declare({
        access: 'session',
        judgeProvider: requireForm,
        session: { in: 'body', provider: 'path' },
        body: 'required',
        errors: ['invalid_credentials', 'provider_unavailable'],
        example: {
          body: {
            sessionId: sampleSession.id,
            credentials: { clientId: 'my-client', clientSecret: 'my-secret' },
          },
          answer: presentAccepted(
            {
              ...sampleConnection,
              provider: 'guesty',
              account: { id: '418775231', name: "Noor's Guesty account" },
            },
            sampleSession.id,
          ),
        },
      }),
    },
    async (request, reply) => {
      const provider = knownProvider(request.params.provider)
      warnOfUnknownCredentials(request, reply, provider, request.body.credentials)
      const credentials = requireCredentials(provider, request.body.credentials, 'credentials.')
      const session = sessionOf(request)
      if (session !== null) {
        const connection = await connections.complete(boundSessionOf(request), { credentials })
        return presentAccepted(connection, session.id)
      }
      if (provider.connectPattern === 'activation') failWithoutSession(provider)
      const workspace = workspaceOf(request)
      return presentAccepted(await connections.connectDirectly(workspace, provider.id, credentials), null)
    },
  )
}

/** What the links begin with that an answer has, and whose workspace they are about. */
export function linkBase(request: FastifyRequest, publicUrl: PublicUrl): LinkBase {
  return { publicUrl: publicUrl(request), workspaceId: workspaceOf(request).id }
}

const sampleAccounts = { connected: [sampleConnection], disconnected: [] }

/** Warns of credentials that a provider's form does not have. A provider without a form takes any. */
export function warnOfUnknownCredentials(
  request: FastifyRequest,
  reply: FastifyReply,
  { credentials }: Provider,
  given: Credentials = {},
): void {
  const known: readonly string[] = credentials
  if (known.length === 0) return
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  const warnings = unknown.map((name) => unknownFieldWarning(name, known, 'credentials.'))
  if (warnings.length > 0) warn(request, reply, warnings)
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

const withForm = providers.filter(
  ({ connectPattern }) => connectPattern === 'credentials' || connectPattern === 'activation',
)

/** @throws {ApiError} `invalid_provider` for a provider that no host connects by credentials. */
function requireForm({ id, displayName, connectPattern }: Provider): void {
  if (withForm.some((provider) => provider.id === id)) return
  fail('invalid_provider', {
    message: `${displayName} takes no credentials; its accounts are connected by ${connectPattern}.`,
    fix: `Open a session with POST /v1/connect/${id} and send the user to its url.`,
    field: 'provider',
    value_received: id,
    valid_values: withForm.map((provider) => provider.id),
  })
}

/** @throws {ApiError} `invalid_body`: without a session there is no minted pair to compare with. */
function failWithoutSession({ id, displayName }: Provider): never {
  fail('invalid_body', {
    message: `sessionId is missing: the username and password of ${displayName} belong to a session.`,
    fix: `Open a session with POST /v1/connect/${id} and send its sessionId along.`,
    field: 'sessionId',
  })
}
