import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isHeaderName } from '../lib/headers.js'
import { isControl } from './request-path.js'

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

/** Headers of the API, which are allowed whether a preflight asks for them or not. */
const usualHeaders = [
  'authorization',
  'content-type',
  'x-api-key',
  'idempotency-key',
  'x-request-id',
  'x-schema',
  'x-workspace-id',
  'x-account-id',
  'prefer',
]

/** How long a browser may keep the answer to a preflight: the server on this port may soon be another one. */
const maxAgeSeconds = 600

/** Any origin, no credentials; a preflight succeeds without a key, on any path, with any request headers. */
function forAll(request: FastifyRequest): FastifyCorsOptions {
  return {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: allowedHeaders(request),
    exposedHeaders,
    maxAge: maxAgeSeconds,
    strictPreflight: false,
  }
}

/** The headers that every answer has. */
export class CommonHeaders {
  readonly #version: string
  readonly #controlEnabled: boolean

  /** @param controlEnabled whether there are control calls, whose answers no other site may read. */
  constructor(version: string, controlEnabled: boolean) {
    this.#version = version
    this.#controlEnabled = controlEnabled
  }

  /** Marks an answer with its request id and as the mock's, so that nobody takes it for production; lets any origin read it. */
  set(request: FastifyRequest, reply: FastifyReply): undefined {
    reply.header('x-request-id', request.id).header('x-repull-mock', this.#version)
    if (this.#isOpen(request))
      reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', exposedHeaders)
  }

  /** Answers preflights, but for control calls, which no page of another site may make. */
  answerPreflights(app: FastifyInstance): void {
    // In a scope of its own: the plugin looks at preflights, and at nothing else.
    app.register(async (preflights) => {
      preflights.addHook('onRequest', (request, reply, done) => {
        if (this.#isOpen(request)) allowPrivateNetwork(request, reply)
        done()
      })
      await preflights.register(cors, {
        delegator: (request, decide) =>
          decide(null, this.#isOpen(request) ? forAll(request) : { origin: false }),
      })
    })
  }

  #isOpen(request: FastifyRequest): boolean {
    return !this.#controlEnabled || !isControl(request)
  }
}

/** The headers of the API and whatever else a preflight asks for, so that those of tracing and of test tools need no list. */
function allowedHeaders({ headers }: FastifyRequest): string[] {
  const asked = headers['access-control-request-headers'] ?? ''
  const names = asked.split(',').map((name) => name.trim().toLowerCase())
  return [...new Set([...usualHeaders, ...names.filter(isHeaderName)])]
}

/** Lets public pages call this server although it is in a private network, where browsers ask (Private Network Access). */
function allowPrivateNetwork({ headers }: FastifyRequest, reply: FastifyReply): void {
  reply.header('vary', 'Access-Control-Request-Headers, Access-Control-Request-Private-Network')
  if (headers['access-control-request-private-network'] === 'true') {
    reply.header('access-control-allow-private-network', 'true')
  }
}
