import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { boundSessionOf, sessionOf, versionOf, workspaceOf } from '../http/context.js'
import type { Delays } from '../http/delays.js'
import { declare } from '../http/policy.js'
import { encoded, warn } from '../http/warnings.js'
import { ref } from '../lib/schema.js'
import { meantField } from '../providers/credentials.js'
import { knownProvider } from '../providers/lookup.js'
import { type Provider, providers } from '../providers/providers.js'
import { ProviderPath } from '../providers/schema.js'
import { sampleSession } from '../sessions/present.js'
import { credentialWarnings, type GivenCredentials, requireCredentials } from './credentials.js'
import { presentAccepted } from './credentials-present.js'
import { CredentialsAccepted, CredentialsBody } from './credentials-schema.js'
import { sampleConnection } from './present.js'
import type { ConnectionService } from './service.js'
import { defaultPolicy, hasWritePolicy } from './write-policy.js'
import type { WritePolicyDeps } from './write-policy-routes.js'

export interface CredentialsDeps extends WritePolicyDeps {
  connections: ConnectionService
  delays: Delays
}

/**
 * POST /v1/connect/{provider}/credentials (published for each PMS and for Vrbo; for Plum Guide it is ours): connect by what
 * a host typed into the form of a provider.
 */
export const credentialsRoutes: FastifyPluginAsyncTypebox<CredentialsDeps> = async (app, deps) => {
  const { connections, policies, delays } = deps
  app.post(
    '/v1/connect/:provider/credentials',
    {
      schema: {
        operationId: 'submitConnectCredentials',
        tags: ['Connect'],
        summary: 'Connect an account by its credentials',
        description:
          'With a `sessionId` the call completes that session and needs no API key. Without one it connects the account directly. ' +
          'Each provider has fields of its own, and needs only those that it cannot do without. ' +
          'Vrbo takes only the username and password that the hosted page of the session shows. Refused credentials leave the session open. For Plum Guide this call is an addition of this server.',
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
              connection: {
                ...sampleConnection,
                provider: 'guesty',
                account: { id: '418775231', name: "Noor's Guesty account" },
              },
              isNew: true,
            },
            {},
            sampleSession.id,
            defaultPolicy('guesty'),
          ),
        },
      }),
    },
    async (request, reply) => {
      const provider = knownProvider(request.params.provider)
      const { credentials: given, writePolicy: change } = request.body
      if (change !== undefined) requirePolicy(provider)
      const version = versionOf(request)
      const credentials = requireCredentials(provider, given, { version, within: 'credentials.' })
      warnOfCredentials(request, reply, provider, given)
      const session = sessionOf(request)
      if (session === null && provider.connectPattern === 'activation') failWithoutSession(provider)
      const workspace = workspaceOf(request)
      const pause = delays.pauseOf(request)
      const connect = () =>
        session === null
          ? connections.connectDirectly(workspace, provider.id, credentials, pause)
          : connections.complete(boundSessionOf(request), { credentials }, { version, pause })
      const saved =
        change === undefined
          ? await connect()
          : await policies.changeWith(workspace, provider.id, change, connect)
      const writePolicy = hasWritePolicy(provider) ? await policies.policyOf(workspace, provider.id) : null
      return presentAccepted(saved, credentials, session?.id ?? null, writePolicy)
    },
  )
}

/** Warns of credentials that a provider's form does not have, and of those that it misses. A provider without a form takes any. */
export function warnOfCredentials(
  request: FastifyRequest,
  reply: FastifyReply,
  provider: Provider,
  given: GivenCredentials = {},
): void {
  const { credentials } = provider
  if (credentials.length === 0) return
  const unknown = Object.keys(given).filter((name) => !credentials.some((known) => known === name))
  const warnings = [
    ...unknown.map((name) => {
      const meant = meantField(name, credentials)
      return `unknown field credentials.${encoded(name)}${meant === undefined ? '' : `; did you mean ${meant}?`}`
    }),
    ...credentialWarnings(provider, given, versionOf(request)),
  ]
  if (warnings.length > 0) warn(request, reply, warnings)
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

/** @throws {ApiError} `invalid_body` for a channel, which has no write policy. */
function requirePolicy(provider: Provider): void {
  if (hasWritePolicy(provider)) return
  fail('invalid_body', {
    message: `${provider.displayName} is no PMS and has no write policy.`,
    fix: 'Leave writePolicy out.',
    field: 'writePolicy',
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
