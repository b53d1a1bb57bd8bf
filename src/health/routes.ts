import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import { declare } from '../http/policy.js'
import { type Clock, isoTime } from '../lib/clock.js'
import { instant, oneOf, ref, string } from '../lib/schema.js'

export const Health = Type.Object(
  {
    status: oneOf(
      ['ok', 'degraded'],
      '`degraded` when the store that several servers share cannot be reached or takes no changes, or when the memory of the server is full.',
    ),
    reason: Type.Optional(
      string(
        'Why it is degraded: `memory` when that is full; else a word of the store or of the system, like `OOM`. Absent when it is not.',
      ),
    ),
    version: string('The version of this server.'),
    service: string('The name of the server. It is `repull-mock`, so that nobody takes it for production.'),
    timestamp: instant('The real time of the machine. The clocks of workspaces do not change it.'),
  },
  { $id: 'Health', additionalProperties: false, description: 'Whether the server can serve calls.' },
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
        description:
          'Use it to wait until the server is up. It needs no key and is never limited. A degraded server answers 200 too, so read `status`.',
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
