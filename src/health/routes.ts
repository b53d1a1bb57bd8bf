import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { declare } from '../http/policy.js'
import { type Clock, isoTime } from '../lib/clock.js'
import { ref } from '../lib/schema.js'
import { example } from '../sessions/samples.js'
import { Health } from './schema.js'

export interface HealthDeps {
  /** The time of what belongs to no workspace. */
  readonly clock: Clock
  readonly version: string
  /** Why the store does not serve at the moment; null when it does. */
  readonly trouble: () => string | null
}

/** GET /v1/health (published): whether the server answers. No key, no limit. */
export const healthRoutes: FastifyPluginAsyncTypebox<HealthDeps> = async (
  app,
  { clock, version, trouble },
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
      // Whoever waits for a server asks this until it answers: to load the compiler of answers first takes a while.
      serializerCompiler: () => JSON.stringify,
      config: declare({ access: 'public', errors: [], example: { answer: example.health } }),
    },
    async () => {
      const reason = trouble()
      return {
        status: reason === null ? ('ok' as const) : ('degraded' as const),
        version,
        service: 'repull-mock',
        timestamp: isoTime(clock.now()),
        ...(reason !== null && { reason }),
      }
    },
  )
}
