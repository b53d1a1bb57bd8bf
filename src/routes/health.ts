import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Clock, isoTime } from '../clock.js'
import { declare } from '../http/policy.js'
import { Health } from '../schemas/health.js'
import { ref } from '../schemas/schema.js'
import { example } from './examples.js'

/** GET /v1/health (published): whether the server answers. No key, no limit. */
export const healthRoutes: FastifyPluginAsyncTypebox<{ clock: Clock; version: string }> = async (
  app,
  { clock, version },
) => {
  app.get(
    '/v1/health',
    {
      schema: {
        operationId: 'get_health',
        tags: ['System'],
        summary: 'Ask whether the server answers',
        response: { 200: ref(Health) },
      },
      config: declare({ access: 'public', errors: [], example: { answer: example.health } }),
    },
    async () => ({ status: 'ok' as const, version, service: 'repull-mock', timestamp: isoTime(clock.now()) }),
  )
}
