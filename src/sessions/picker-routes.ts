import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { fail } from '../errors/api-error.js'
import { setSession, workspaceOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import type { PreferredTtl } from '../http/preferences.js'
import type { PublicUrl } from '../http/public-url.js'
import { ref } from '../lib/schema.js'
import { knownProvider } from '../providers/lookup.js'
import type { ProviderSlug } from '../providers/providers.js'
import { knownLocale } from './known-locale.js'
import { presentSession } from './present.js'
import { example } from './samples.js'
import { PickerBody, PickerSession } from './schema.js'
import type { SessionService } from './service.js'

export interface OpenSessionDeps {
  sessions: SessionService
  publicUrl: PublicUrl
  preferredTtl: PreferredTtl
}

/** POST /v1/connect (published) and its alias POST /v1/connect/sessions: a session whose provider the user picks. */
export const openSessionRoutes: FastifyPluginAsyncTypebox<OpenSessionDeps> = async (app, deps) => {
  const { sessions, publicUrl, preferredTtl } = deps
  for (const { url, operationId } of [
    { url: '/v1/connect', operationId: 'createConnectSession' },
    { url: '/v1/connect/sessions', operationId: 'createConnectSessionAlias' },
  ]) {
    app.post(
      url,
      {
        schema: {
          operationId,
          tags: ['Connect'],
          summary: 'Open a session in which the user picks the provider',
          body: PickerBody,
          response: { 201: ref(PickerSession) },
        },
        config: declare({
          access: 'key',
          body: 'required',
          errors: ['invalid_provider', 'invalid_params', 'capacity_exceeded'],
          example: { body: example.pickerBody, answer: example.pickerSession },
        }),
      },
      async (request, reply) => {
        const { body } = request
        const allowedProviders = allowedIn(body.allowedProviders, body.allowed_providers)
        const session = await sessions.open(workspaceOf(request), {
          provider: null,
          allowedProviders,
          redirectUrl: body.redirectUrl,
          state: body.state ?? null,
          locale: knownLocale(request, reply, body.locale),
          ttlMs: preferredTtl(request, reply),
        })
        setSession(request, session)
        reply.code(201)
        return presentSession(session, publicUrl(request))
      },
    )
  }
}

type SlugList = readonly string[] | null | undefined

/**
 * The providers that a picker may offer, from the two spellings of the field.
 *
 * @returns null for all of them.
 * @throws {ApiError} `invalid_body` when both are there and differ, `invalid_provider` for an unknown slug.
 */
function allowedIn(camel: SlugList, snake: SlugList): readonly ProviderSlug[] | null {
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
