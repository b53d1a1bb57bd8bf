import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { credentialFields, offeredCredentials } from '../connections/credentials.js'
import { Connection } from '../connections/schema.js'
import type { ConnectionService } from '../connections/service.js'
import { fieldsOf } from '../http/body.js'
import { setSession, workspaceOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import type { PreferredTtl } from '../http/preferences.js'
import type { PublicUrl } from '../http/public-url.js'
import { warn } from '../http/warnings.js'
import { anyOf } from '../lib/schema.js'
import { knownProvider } from '../providers/lookup.js'
import type { Provider } from '../providers/providers.js'
import { ProviderPath } from '../providers/schema.js'
import { knownLocale } from './known-locale.js'
import { presentBound, presentConnection } from './present.js'
import { example } from './samples.js'
import { ProviderBody, ProviderSession } from './schema.js'
import type { SessionService } from './service.js'

export interface ConnectProviderDeps {
  sessions: SessionService
  connections: ConnectionService
  publicUrl: PublicUrl
  preferredTtl: PreferredTtl
}

/** POST /v1/connect/{provider} (published): a session, or a connection at once when the body brings credentials. */
export const connectProviderRoutes: FastifyPluginAsyncTypebox<ConnectProviderDeps> = async (app, deps) => {
  const { sessions, connections, publicUrl, preferredTtl } = deps
  app.post(
    '/v1/connect/:provider',
    {
      schema: {
        operationId: 'create_connection',
        tags: ['Connect'],
        summary: 'Open a session for one provider, or connect by credentials',
        description:
          'Without credentials the answer is a session, whose url the user visits. For providers with the pattern ' +
          '`credentials` the body may bring them, all or (for a PMS) a lone `apiKey`; the answer is a connection then.',
        params: ProviderPath,
        body: ProviderBody,
        response: { 200: anyOf(ProviderSession, Connection) },
      },
      config: declare({
        access: 'key',
        body: 'optional',
        errors: [
          'invalid_provider',
          'invalid_params',
          'invalid_credentials',
          'capacity_exceeded',
          'provider_unavailable',
        ],
        example: { body: example.providerBody, answer: example.providerSession },
      }),
    },
    async (request, reply) => {
      const { body } = request
      const provider = knownProvider(request.params.provider)
      warnOfUnused(request, reply, provider)
      const credentials =
        provider.connectPattern === 'credentials' ? offeredCredentials(provider, textsIn(body)) : null
      if (credentials !== null) {
        return presentConnection(
          await connections.connectDirectly(workspaceOf(request), provider.id, credentials),
        )
      }
      const session = await sessions.open(workspaceOf(request), {
        provider: provider.id,
        redirectUrl: body.redirectUrl ?? null,
        state: body.state ?? null,
        locale: knownLocale(request, reply, body.locale),
        accessType: body.accessType ?? null,
        ttlMs: preferredTtl(request, reply),
      })
      setSession(request, session)
      return presentBound(session, provider.id, publicUrl(request))
    },
  )
}

/** Names the fields that the schema knows and this provider does not use. */
function warnOfUnused(request: FastifyRequest, reply: FastifyReply, provider: Provider): void {
  const unused = fieldsOf(request.body).filter((name) => ownFields.has(name) && !uses(provider, name))
  if (unused.length > 0)
    warn(
      request,
      reply,
      unused.map((name) => `${name} is not used by ${provider.id}`),
    )
}

/** Fields that belong to some providers only. */
const ownFields: ReadonlySet<string> = new Set([...credentialFields, 'accessType'])

function uses(provider: Provider, field: string): boolean {
  if (field === 'accessType') return provider.id === 'airbnb'
  if (provider.connectPattern !== 'credentials') return false
  return provider.credentials.includes(field) || (provider.category === 'pms' && field === 'apiKey')
}

function textsIn(body: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}
