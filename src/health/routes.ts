import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import { declare } from '../http/policy.js'
import { type Clock, isoTime } from '../lib/clock.js'
import { instant, oneOf, ref } from '../lib/schema.js'

export const Health = Type.Object(
  {
    status: oneOf(['ok', 'degraded'], {
      description: 'degraded: the store that several servers share cannot be reached, or takes no changes.',
    }),
    reason: Type.Optional(
      Type.String({ description: 'Why it is degraded, in a word of the store or of the system, like OOM.' }),
    ),
    version: Type.String(),
    service: Type.String(),
    timestamp: instant('The time of the machine.'),
  },
  { $id: 'Health', additionalProperties: false },
)

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
      // Programs poll this until the server is up: loading the compiler of serializers first would delay the answer.
      serializerCompiler: () => JSON.stringify,
      config: declare({
        access: 'public',
        errors: [],
        example: { answer: presentHealth('0.1.0', Date.UTC(2026, 10, 21, 9), null) },
      }),
    },
    () => presentHealth(version, clock.now(), trouble()),
  )
}

function presentHealth(version: string, nowMs: number, reason: string | null): Static<typeof Health> {
  return {
    status: reason === null ? 'ok' : 'degraded',
    version,
    service: 'repull-mock',
    timestamp: isoTime(nowMs),
    ...(reason !== null && { reason }),
  }
}
