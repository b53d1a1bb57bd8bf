import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError, type ErrorInput } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'

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
