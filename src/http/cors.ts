import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isControl } from './journaling.js'

const exposedHeaders = [
  'x-request-id',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-RateLimit-Policy',
  'Retry-After',
  'Idempotency-Status',
  'Preference-Applied',
  'X-Repull-Mock',
  'X-Repull-Mock-Warning',
].join(', ')

/** Any origin, no credentials; a preflight succeeds without a key and on any path. */
const forAll: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'authorization',
    'content-type',
    'x-api-key',
    'idempotency-key',
    'x-request-id',
    'x-schema',
    'x-workspace-id',
    'x-account-id',
    'prefer',
  ],
  exposedHeaders,
  strictPreflight: false,
}

/** Answers preflights and lets any origin read all answers, but for control calls, which no page of another site may make. */
export function allowAllOrigins(app: FastifyInstance, isSteered: boolean): void {
  const isForAll = (request: FastifyRequest) => !isSteered || !isControl(request)
  app.addHook('onRequest', (request, reply, done) => {
    if (isForAll(request)) allowReading(reply).header('access-control-expose-headers', exposedHeaders)
    done()
  })
  // In a scope of its own: the plugin looks at preflights, and at nothing else.
  app.register(async (preflights) => {
    await preflights.register(cors, {
      delegator: (request, decide) => decide(null, isForAll(request) ? forAll : { origin: false }),
    })
  })
}

/** Lets any origin read an answer. */
export function allowReading(reply: FastifyReply): FastifyReply {
  return reply.header('access-control-allow-origin', '*')
}
