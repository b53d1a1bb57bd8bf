import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { declare } from '../http/policy.js'
import { listOf } from '../lib/schema.js'
import type { ControlDeps } from './deps.js'
import { controlExample } from './examples.js'
import { presentSent } from './journal-present.js'
import { createListing } from './journal-query.js'
import { createWebhookFilter } from './webhook-filter.js'
import { SentQuery, SentWebhook } from './webhook-schema.js'

/** /_mock/webhooks (ours): which events were sent, and what came of it. */
export const controlWebhooksRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const list = createListing(app, deps)
  app.get(
    '/_mock/webhooks',
    {
      schema: {
        operationId: 'listMockWebhooks',
        tags: ['Control'],
        summary: 'List the attempts to deliver events, oldest first, or wait for them',
        description:
          'With `wait` the answer comes as soon as at least `count` fit, else when the wait is over, with those that ' +
          'there are.',
        querystring: SentQuery,
        response: { 200: listOf(SentWebhook) },
      },
      config: declare({
        access: 'control',
        errors: ['shutting_down'],
        example: { answer: { data: [controlExample.sent] } },
      }),
    },
    async (request, reply) => {
      const fits = createWebhookFilter(request.query)
      return { data: (await list(request, reply, fits, request.query)).map(presentSent) }
    },
  )
}
