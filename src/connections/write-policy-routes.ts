import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { fail } from '../errors/api-error.js'
import { workspaceOf } from '../http/context.js'
import { declare, type Policy } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { knownProvider } from '../providers/lookup.js'
import { type Provider, providers } from '../providers/providers.js'
import { ProviderPath } from '../providers/schema.js'
import { defaultPolicy, hasWritePolicy, type PolicyView } from './write-policy.js'
import { WritePolicyAnswer, WritePolicyBody } from './write-policy-schema.js'
import type { WritePolicyService } from './write-policy-service.js'

export interface WritePolicyDeps {
  policies: WritePolicyService
}

const sample: PolicyView = {
  provider: 'hostaway',
  writePolicy: {
    ...defaultPolicy('hostaway'),
    calendar: { availability: true, rates: false, restrictions: true },
  },
  defaults: defaultPolicy('hostaway'),
}

const path = '/v1/connect/:provider/write-policy'

const policy: Omit<Policy, 'example'> = {
  access: 'key',
  judgeProvider: requirePms,
  errors: ['invalid_provider', 'no_connection'],
  // Published: 404 here, and 409 for calls of channels.
  statuses: { no_connection: 404 },
}

/** GET and PATCH /v1/connect/{provider}/write-policy (published): what may be written to a PMS. */
export const writePolicyRoutes: FastifyPluginAsyncTypebox<WritePolicyDeps> = async (app, { policies }) => {
  app.get(
    path,
    {
      schema: {
        operationId: 'get_connect_write_policy',
        tags: ['Connect'],
        summary: 'Read what may be written to a PMS',
        description: 'The switches of a connected PMS, and those with which it begins.',
        params: ProviderPath,
        response: { 200: ref(WritePolicyAnswer) },
      },
      config: declare({ ...policy, example: { answer: sample } }),
    },
    async (request) => policies.read(workspaceOf(request), knownProvider(request.params.provider).id),
  )

  app.patch(
    path,
    {
      schema: {
        operationId: 'update_connect_write_policy',
        tags: ['Connect'],
        summary: 'Switch what may be written to a PMS',
        description:
          'Only the switches in the body change. They stay when the account is disconnected and connected again.',
        params: ProviderPath,
        body: WritePolicyBody,
        response: { 200: ref(WritePolicyAnswer) },
      },
      config: declare({
        ...policy,
        body: 'required',
        example: { body: { calendar: { rates: false } }, answer: sample },
      }),
    },
    async (request) =>
      policies.change(workspaceOf(request), knownProvider(request.params.provider).id, request.body),
  )
}

const withPolicy = providers.filter(hasWritePolicy)

/** @throws {ApiError} `invalid_provider` for a provider that is no PMS. */
function requirePms(provider: Provider): void {
  if (hasWritePolicy(provider)) return
  fail('invalid_provider', {
    message: `${provider.displayName} is not a PMS, so it has no write policy.`,
    fix: 'Use the slug of a PMS, as valid_values lists them.',
    field: 'provider',
    value_received: provider.id,
    valid_values: withPolicy.map(({ id }) => id),
  })
}
