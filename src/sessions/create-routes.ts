import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type GivenCredentials, offeredCredentials } from '../connections/credentials.js'
import { presentConnection } from '../connections/present.js'
import { linkBase } from '../connections/routes.js'
import { Connection } from '../connections/schema.js'
import type { ConnectionService } from '../connections/service.js'
import { fail } from '../errors/api-error.js'
import { setSession, versionOf, workspaceOf } from '../http/context.js'
import type { Delays } from '../http/delays.js'
import { declare } from '../http/policy.js'
import type { PreferredTtl } from '../http/preferences.js'
import type { PublicUrl } from '../http/public-url.js'
import { encoded, warn } from '../http/warnings.js'
import { then } from '../lib/maybe-promise.js'
import { anyOf, ref } from '../lib/schema.js'
import { credentialNames } from '../providers/credentials.js'
import { knownProvider } from '../providers/lookup.js'
import type { ProviderSlug } from '../providers/providers.js'
import { ProviderPath } from '../providers/schema.js'
import { type Locale, localeOf, locales, takesAccessType } from './model.js'
import { presentBound, presentSession, sampleSession, sampleUrl } from './present.js'
import { PickerBody, PickerSession, ProviderBody, ProviderSession } from './schema.js'
import type { SessionService } from './service.js'
import { judgeStateLength } from './state-length.js'

export interface CreateSessionDeps {
  sessions: SessionService
  connections: ConnectionService
  delays: Delays
  publicUrl: PublicUrl
  preferredTtl: PreferredTtl
}

const sampleBody = { redirectUrl: `${sampleUrl}/demo/callback`, state: 'user-42' }

/**
 * POST /v1/connect (published) and its alias POST /v1/connect/sessions: a session whose provider the user picks.
 * POST /v1/connect/{provider} (published): a session, or a connection at once when the body brings credentials.
 */
export const createSessionRoutes: FastifyPluginAsyncTypebox<CreateSessionDeps> = async (app, deps) => {
  const { sessions, connections, delays, publicUrl, preferredTtl } = deps
  for (const route of [
    {
      url: '/v1/connect',
      operationId: 'createConnectSession',
      summary: 'Open a session in which the user picks the provider',
      description:
        'Use it when the user may choose among providers. Send the browser to the `url` of the answer. A session lives for 30 minutes unless the server is set up otherwise.',
    },
    {
      url: '/v1/connect/sessions',
      operationId: 'createConnectSessionAlias',
      summary: 'Open a session: alias of POST /v1/connect',
      description: 'The same call as `POST /v1/connect`, at the address that some clients use.',
    },
  ]) {
    const { url, ...schema } = route
    app.post(
      url,
      {
        schema: {
          ...schema,
          tags: ['Connect'],
          body: PickerBody,
          response: { 201: ref(PickerSession) },
        },
        config: declare({
          access: 'key',
          body: 'required',
          errors: ['invalid_provider', 'invalid_params', 'not_implemented', 'capacity_exceeded'],
          example: {
            body: { ...sampleBody, allowedProviders: ['airbnb', 'booking'] },
            answer: presentSession({ ...sampleSession, isPicker: true }, sampleUrl),
          },
        }),
      },
      async (request, reply) => {
        const { redirectUrl, state, locale, allowedProviders, allowed_providers, accessType } = request.body
        checkState(request, reply, state)
        if (request.body.purpose === 'migrate') failMigration()
        const base = publicUrl(request)
        const session = await sessions.open(workspaceOf(request), {
          provider: null,
          allowedProviders: allowedIn(allowedProviders, allowed_providers),
          redirectUrl,
          state,
          locale: knownLocale(request, reply, locale),
          accessType,
          ttlMs: preferredTtl(request, reply),
        })
        setSession(request, session)
        reply.code(201)
        return presentSession(session, base)
      },
    )
  }

  app.post(
    '/v1/connect/:provider',
    {
      schema: {
        operationId: 'create_connection',
        tags: ['Connect'],
        summary: 'Open a session for one provider, or connect by credentials',
        description:
          'Without credentials the answer is a session: send the browser to its `url`. ' +
          'For providers with the pattern `credentials` the body may bring all credentials, or for a PMS just an `apiKey`. The answer is then a connection.',
        params: ProviderPath,
        body: ProviderBody,
        response: {
          200: anyOf(ProviderSession, Connection, 'A session, or the connection that the credentials made.'),
        },
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
        example: { body: sampleBody, answer: presentBound(sampleSession, 'airbnb', sampleUrl) },
      }),
    },
    (request, reply) => {
      const provider = knownProvider(request.params.provider)
      const { redirectUrl, state, locale, accessType } = request.body
      checkState(request, reply, state)
      warnOfUnused(request, reply, provider)
      const credentials = offeredCredentials(provider, request.body, versionOf(request))
      if (credentials !== null) {
        warnOfApiKey(request, reply, provider)
        const base = linkBase(request, publicUrl)
        return connections
          .connectDirectly(workspaceOf(request), provider.id, credentials, delays.pauseOf(request))
          .then(({ connection }) => presentConnection(connection, base))
      }
      const base = publicUrl(request)
      const opened = sessions.open(workspaceOf(request), {
        provider: provider.id,
        redirectUrl,
        state,
        locale: knownLocale(request, reply, locale),
        accessType,
        ttlMs: preferredTtl(request, reply),
      })
      return then(opened, (session) => {
        setSession(request, session)
        return presentBound(session, provider.id, base)
      })
    },
  )
}

/**
 * The providers that a picker may offer, from the two spellings of the field.
 *
 * @returns null for all of them.
 * @throws {ApiError} `invalid_body` when both are there and differ, `invalid_provider` for an unknown slug.
 */
function allowedIn(camel?: string[] | null, snake?: string[] | null): readonly ProviderSlug[] | null {
  if (camel !== undefined && snake !== undefined && JSON.stringify(camel) !== JSON.stringify(snake)) {
    fail('invalid_body', {
      message: 'allowedProviders and allowed_providers are both there and differ.',
      fix: 'Send allowedProviders alone.',
      field: 'allowed_providers',
    })
  }
  const slugs = new Set((camel ?? snake ?? []).map((slug) => knownProvider(slug, 'allowedProviders').id))
  return slugs.size === 0 ? null : [...slugs]
}

/** @throws {ApiError} `not_implemented`, always: Repull publishes migrations, and this server does not have them. */
function failMigration(): never {
  fail('not_implemented', {
    message: 'Repull publishes purpose "migrate", but this mock does not have it.',
    fix: 'Leave purpose out to connect accounts.',
    field: 'purpose',
    value_received: 'migrate',
    valid_values: ['connect'],
  })
}

/** The language that an app asked for. One that the hosted pages do not have is ignored with a warning (ours). */
function knownLocale(request: FastifyRequest, reply: FastifyReply, locale?: string | null): Locale | null {
  if (locale === null || locale === undefined) return null
  const known = localeOf(locale)
  if (known !== undefined) return known
  warn(request, reply, [`locale ${encoded(locale)} is ignored; the pages have ${locales.join(' and ')}`])
  return null
}

function checkState(request: FastifyRequest, reply: FastifyReply, state?: string | null): void {
  const warnings = judgeStateLength(versionOf(request), state ?? '')
  if (warnings.length > 0) warn(request, reply, warnings)
}

type BoundProvider = ReturnType<typeof knownProvider>

/** Warns of fields that the schema knows and this provider does not use. */
function warnOfUnused(request: FastifyRequest, reply: FastifyReply, provider: BoundProvider): void {
  const names = Object.keys(request.body as object)
  const unused = names.filter((name) => providerFields.has(name) && !usesField(provider, name))
  const warnings = unused.map((name) => `${name} is not used by ${provider.id}`)
  if (warnings.length > 0) warn(request, reply, warnings)
}

/** Warns of what is no longer published, and is accepted all the same. */
function warnOfApiKey(request: FastifyRequest, reply: FastifyReply, { id, category }: BoundProvider): void {
  if (category !== 'pms' || (request.body as GivenCredentials).apiKey === undefined) return
  const warning = `apiKey left the published body of this call in 2026-10; use POST /v1/connect/${id}/credentials`
  warn(request, reply, [warning])
}

/** Fields that belong to some providers only. */
const providerFields: ReadonlySet<string> = new Set([
  ...credentialNames,
  'accessType',
  'reservationHistoryMonths',
])

function usesField(provider: BoundProvider, field: string): boolean {
  if (field === 'accessType') return takesAccessType(provider.id)
  if (field === 'reservationHistoryMonths') return provider.id === 'airbnb'
  if (provider.connectPattern !== 'credentials') return false
  return (
    provider.credentials.some((name) => name === field) || (provider.category === 'pms' && field === 'apiKey')
  )
}
