import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { fail } from '../errors/api-error.js'
import { boundSessionOf, sessionOf, workspaceOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { knownProvider } from '../providers/lookup.js'
import { type Provider, providers } from '../providers/providers.js'
import { ProviderPath } from '../providers/schema.js'
import { example } from '../sessions/samples.js'
import { CredentialsAccepted, CredentialsBody } from '../sessions/schema.js'
import { requireCredentials } from './credentials.js'
import type { ConnectionService } from './service.js'
import { warnOfUnknownCredentials } from './unknown-credentials.js'

/** POST /v1/connect/{provider}/credentials: what a host typed into the form of a provider. */
export const credentialsRoutes: FastifyPluginAsyncTypebox<{ connections: ConnectionService }> = async (
  app,
  { connections },
) => {
  app.post(
    '/v1/connect/:provider/credentials',
    {
      schema: {
        operationId: 'submitConnectCredentials',
        tags: ['Connect'],
        summary: 'Connect by credentials, in a session or with a key',
        description:
          'With a `sessionId` the session is the capability and is completed; without one an API key is needed. ' +
          'Vrbo wants the username and password that the page of its session shows.',
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
        example: { body: example.credentialsBody, answer: example.credentialsAccepted },
      }),
    },
    async (request, reply) => {
      const provider = knownProvider(request.params.provider)
      const { credentials } = request.body
      warnOfUnknownCredentials(request, reply, provider, credentials)
      const wanted = requireCredentials(provider, credentials, 'credentials.')
      const session = sessionOf(request)
      if (session === null && provider.connectPattern === 'activation') requireSession(provider)
      const connection =
        session === null
          ? await connections.connectDirectly(workspaceOf(request), provider.id, wanted)
          : await connections.complete(boundSessionOf(request), { credentials: wanted })
      return {
        ok: true,
        accountInfo: { accountId: connection.account.id, accountName: connection.account.name },
        provider: provider.id,
        connectionId: connection.id,
        sessionId: session?.id ?? null,
      }
    },
  )
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
function requireSession({ id, displayName }: Provider): never {
  fail('invalid_body', {
    message: `sessionId is missing: the username and password of ${displayName} belong to a session.`,
    fix: `Open a session with POST /v1/connect/${id} and send its sessionId along.`,
    field: 'sessionId',
  })
}
