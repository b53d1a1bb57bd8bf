import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError, type ErrorInput, fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { Check } from './context.js'
import type { ServerAddress } from './public-url.js'

/** Longer URLs are refused; the whole head of a request may have 16 KiB. */
const longestUrl = 12 * 1024

/** How many header lines a request may have. Of more than 2000, Node would drop the rest in silence. */
const mostHeaders = 1000

/** Headers of which Node would drop a second line in silence, where another server might take it. */
const singleHeaders = ['Host', 'Authorization', 'Content-Type'] as const

/** Ends the connection: what follows on it could be a part of what was refused. */
const headers = { connection: 'close' }

/**
 * Makes the check that refuses what no route could answer, and what another server on the way could read as something else
 * than Node does.
 *
 * @throws {ApiError} (from the check) `uri_too_long`, `headers_too_large`; `invalid_request`, also without a usable Host
 * header, which HTTP/1.1 asks for.
 */
export function createProtocolCheck({ requireHost }: ServerAddress): Check {
  const refused = new WeakSet<Socket>()
  return ({ raw }) => {
    const problem = refused.has(raw.socket)
      ? invalid('The request came behind one that was refused.', 'Send it on a new connection.')
      : framingProblem(raw)
    if (problem !== null) {
      refused.add(raw.socket)
      throw problem
    }
    const { url = '', httpVersion, headers } = raw
    if (url.length > longestUrl) fail('uri_too_long')
    if (headers.host !== undefined) requireHost(headers.host)
    else if (httpVersion === '1.1') {
      fail('invalid_request', {
        message: 'The request has no Host header.',
        fix: 'Send one Host header with the name and port of this server.',
        field: 'Host',
      })
    }
    return undefined
  }
}

function framingProblem(request: IncomingMessage): ApiError | null {
  const { httpVersion, rawHeaders, url = '' } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return invalid(`The request says HTTP/${httpVersion}.`, 'Speak HTTP/1.1 or HTTP/1.0.')
  if (url.includes('#'))
    return invalid(
      'The URL has a #, which a URL in a request cannot contain.',
      'Leave it out, or write %23 in a value.',
    )
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
  const beside = length === undefined ? '' : ' and a Content-Length'
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
