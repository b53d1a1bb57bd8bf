import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import type { Fault } from '../control/fault.js'
import type { FaultService } from '../control/fault-service.js'
import { ErrorEnvelope } from '../errors/schema.js'
import { workspaceOrNull } from '../http/context.js'
import { declare } from '../http/policy.js'
import { anyOf, component, oneOf, ref, string } from '../lib/schema.js'

/** The channels whose health is published. */
const channels = ['airbnb', 'booking', 'vrbo', 'plumguide'] as const

export const ChannelHealth = component(
  'ChannelHealth',
  {
    status: oneOf(
      ['ok', 'degraded', 'down'],
      '`degraded` while a fault of the channel only delays calls; `down` while one fails them.',
    ),
    message: Type.Optional(string('What is wrong with the channel. Absent when it is `ok`.')),
  },
  'How a channel is: 200 while it is `ok`, else 503 with the same members.',
)

export const PartHealth = component(
  'PartHealth',
  { status: oneOf(['ok'], 'Always `ok`: a part fails only together with the server.') },
  'How a part of the server is.',
)

export interface PartHealthDeps {
  readonly faults: Pick<FaultService, 'list'>
}

/**
 * GET /v1/health/auth, /mcp and /webhooks, GET /v1/health/channels/{channel} (published): how the parts of the server are. No
 * key; with one, the faults of its workspace count.
 */
export const partHealthRoutes: FastifyPluginAsyncTypebox<PartHealthDeps> = async (app, { faults }) => {
  for (const [part, operationId, noun] of [
    ['auth', 'getAuthHealth', 'the check of keys'],
    ['mcp', 'getMcpHealth', 'the tools for agents'],
    ['webhooks', 'getWebhooksHealth', 'the delivery of webhooks'],
  ] as const) {
    app.get(
      `/v1/health/${part}`,
      {
        schema: {
          operationId,
          tags: ['System'],
          summary: `Ask how ${noun} is`.replace('agents is', 'agents are'),
          description: 'Always `ok` here, because this server is one program. It needs no key.',
          response: { 200: ref(PartHealth) },
        },
        config: declare({ access: 'public', errors: [], example: { answer: { status: 'ok' } } }),
      },
      () => ({ status: 'ok' as const }),
    )
  }

  app.get(
    '/v1/health/channels/:channel',
    {
      schema: {
        operationId: 'getChannelHealth',
        tags: ['System'],
        summary: 'Ask how a channel is',
        description:
          'A channel is `ok` unless a fault is set for it with POST /_mock/faults and `match.provider`. It needs no key; with one, the faults of its workspace count.',
        params: Type.Object({ channel: oneOf(channels, 'The slug of the channel.') }),
        response: {
          200: ref(ChannelHealth),
          503: {
            description: 'The channel is not `ok`, or:',
            content: { 'application/json': { schema: anyOf(ChannelHealth, ErrorEnvelope, 'How it is.') } },
          },
        },
      },
      config: declare({ access: 'public', errors: ['invalid_param'], example: { answer: { status: 'ok' } } }),
    },
    async (request, reply) => {
      const { channel } = request.params
      const health = healthOf(channel, await faults.list(workspaceOrNull(request)))
      return reply.code(health.status === 'ok' ? 200 : 503).send(health)
    },
  )
}

/** How a channel is, by the faults that are set for it and may still apply. */
function healthOf(channel: string, faults: readonly Fault[]): Static<typeof ChannelHealth> {
  const own = faults.filter(({ match, remaining }) => match.provider === channel && remaining !== 0)
  if (own.length === 0) return { status: 'ok' }
  const isDown = own.some(({ respond }) => Object.keys(respond).some((name) => name !== 'delay'))
  const ids = own.map(({ id }) => id).join(', ')
  return {
    status: isDown ? 'down' : 'degraded',
    message: `Calls about ${channel} ${isDown ? 'fail' : 'are slow'} by the faults that were set: ${ids}.`,
  }
}
