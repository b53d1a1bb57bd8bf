import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'
import { beginContext } from './context.js'
import { createFramingCheck } from './framing.js'

/** Longer URLs are refused; the whole head of a request may have 16 KiB. */
export const longestUrl = 12 * 1024

const requestIdForm = /^[\w.-]{1,128}$/
const hostForm = /^(?:[\w.-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** The request id that a caller chose, when it is one that may be echoed. */
export function chosenRequestId(request: IncomingMessage): string | undefined {
  const chosen = request.headers['x-request-id']
  return typeof chosen === 'string' && requestIdForm.test(chosen) ? chosen : undefined
}

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

/** @throws {ApiError} `invalid_request` when the text is not a host name or address, with or without a port. */
export function requireHost(host: string): string {
  if (hostForm.test(host) && URL.canParse(`http://${host}`)) return host
  fail('invalid_request', {
    message: `The Host header is ${maskForResponse(JSON.stringify(host))}, which is not a host name with an optional port.`,
    fix: 'Send one Host header with the name and port of this server.',
    field: 'Host',
    value_received: maskForResponse(host),
  })
}
