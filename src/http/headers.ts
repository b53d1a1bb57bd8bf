import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, type ErrorInput, fail } from '../errors/api-error.js'
import { isHeaderName } from '../lib/header-name.js'
import { maskForResponse } from '../lib/masking.js'
import { beginContext } from './context.js'
import { isControl } from './policy.js'
import { requireHost } from './public-url.js'

/** Longer URLs are refused; the whole head of a request may have 16 KiB. */
export const longestUrl = 12 * 1024

/** Begins every call of an app, and stamps its answer. */
export function setCommonHeaders(app: FastifyInstance, version: string): void {
  app.addHook('onRequest', (request, reply, done) => {
    beginContext(request)
    setHeaders(request, reply, version)
    done()
  })
}

/** Marks an answer with its request id and as the mock's, so that nobody takes it for production. */
export function setHeaders(request: FastifyRequest, reply: FastifyReply, version: string): void {
  reply.header('x-request-id', request.id).header('x-repull-mock', version)
}

/**
 * Refuses what no route could answer.
 *
 * @throws {ApiError} (from its hook) `uri_too_long`; `invalid_request` without a usable Host header, which HTTP/1.1 asks
 * for; what the check of the framing throws.
 */
export function checkHeads(app: FastifyInstance): void {
  const requireSoundFraming = createFramingCheck()
  app.addHook('onRequest', (request, _reply, done) => {
    requireSoundFraming(request.raw)
    checkHead(request)
    done()
  })
}

function checkHead(request: FastifyRequest): void {
  const { url = '', httpVersion, headers } = request.raw
  if (url.length > longestUrl) fail('uri_too_long')
  if (headers.host === undefined && httpVersion === '1.1') {
    fail('invalid_request', {
      message: 'The request has no Host header.',
      fix: 'Send one Host header with the name and port of this server.',
      field: 'Host',
    })
  }
  if (headers.host !== undefined) requireHost(headers.host)
}

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

/** Answers preflights and lets any origin read all answers, but for control calls, which no page of another site may make. */
export function allowAllOrigins(app: FastifyInstance, controlEnabled: boolean): void {
  const isForAll = (request: FastifyRequest) => !controlEnabled || !isControl(request)
  app.addHook('onRequest', (request, reply, done) => {
    if (isForAll(request)) allowReading(reply).header('access-control-expose-headers', exposedHeaders)
    done()
  })
  // In a scope of its own: the plugin looks at preflights, and at nothing else.
  app.register(async (preflights) => {
    preflights.addHook('onRequest', (request, reply, done) => {
      if (isForAll(request)) allowPrivateNetwork(request, reply)
      done()
    })
    await preflights.register(cors, {
      delegator: (request, decide) => decide(null, isForAll(request) ? forAll(request) : { origin: false }),
    })
  })
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

/** Lets any origin read an answer. */
export function allowReading(reply: FastifyReply): FastifyReply {
  return reply.header('access-control-allow-origin', '*')
}

/** How many header lines a request may have. Of more than 2000, Node would drop the rest in silence. */
const mostHeaders = 1000

/** Headers of which Node would drop a second line in silence, where another server might take it. */
const singleHeaders = ['Host', 'Authorization', 'Content-Type'] as const

/** Ends the connection: what follows on it could be a part of what was refused. */
const headers = { connection: 'close' }

/**
 * Makes the check of what Node reads, but another server on the way could read as something else.
 *
 * @throws {ApiError} (from the check) `invalid_request`, `headers_too_large`.
 */
export function createFramingCheck(): (request: IncomingMessage) => void {
  const refused = new WeakSet<Socket>()
  return (request) => {
    const problem = refused.has(request.socket)
      ? invalid('The request came behind one that was refused.', 'Send it on a new connection.')
      : problemOf(request)
    if (problem === null) return
    refused.add(request.socket)
    throw problem
  }
}

function problemOf(request: IncomingMessage): ApiError | null {
  const { httpVersion, rawHeaders, url = '' } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return invalid(`The request says HTTP/${httpVersion}.`, 'Speak HTTP/1.1 or HTTP/1.0.')
  if (url.includes('#'))
    return invalid('The URL has a #, behind which nothing is sent.', 'Leave it out, or write %23 in a value.')
  if (rawHeaders.length > 2 * mostHeaders) {
    const message = `The request has more than ${mostHeaders} headers.`
    return new ApiError('headers_too_large', { message, fix: 'Send fewer headers.', headers })
  }
  return codingProblem(request) ?? repetitionProblem(request)
}

function codingProblem({ headers, httpVersion }: IncomingMessage): ApiError | null {
  const { 'transfer-encoding': coding, 'content-length': length } = headers
  if (coding === undefined) return null
  if (coding.toLowerCase() === 'chunked' && length === undefined && httpVersion === '1.1') return null
  const beside = length === undefined ? '' : ' beside a Content-Length'
  return invalid(
    `The HTTP/${httpVersion} request has the Transfer-Encoding ${maskForResponse(JSON.stringify(coding))}${beside}.`,
    'Send a Content-Length, or over HTTP/1.1 "Transfer-Encoding: chunked" alone.',
    { field: 'Transfer-Encoding' },
  )
}

function repetitionProblem({ headers, rawHeaders }: IncomingMessage): ApiError | null {
  if (rawHeaders.length === 2 * Object.keys(headers).length) return null
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
  const isRepeated = (name: string) => names.indexOf(name) !== names.lastIndexOf(name)
  const field = singleHeaders.find((name) => isRepeated(name.toLowerCase()))
  return field ? invalid(`The request has more than one ${field} header.`, 'Send it once.', { field }) : null
}

function invalid(message: string, fix: string, more: ErrorInput = {}): ApiError {
  return new ApiError('invalid_request', { message, fix, headers, ...more })
}
