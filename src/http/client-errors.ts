import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { ApiError } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { envelope } from '../errors/envelope.js'
import { chosenRequestId } from './stamp.js'

/** Codes for what Node's HTTP parser refuses; everything else that it refuses is `invalid_request`. */
const ofNode: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

export interface RawAnswers {
  readonly version: string
  readonly requestId: () => string
}

/** Answers, on the bare socket, what never became a request. A socket that can't be written is closed. */
export function createClientErrorHandler({ version, requestId }: RawAnswers) {
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const code = ofNode[error.code as string] ?? 'invalid_request'
    socket.end(rawAnswer(new ApiError(code), requestId(), version))
  }
}

/** Answers CONNECT, and Expect headers that Node can't meet, which never reach a route. */
export function refuseOutsideRoutes(server: Server, { version, requestId }: RawAnswers): void {
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    // The parser has left, and nobody else hears of a client that goes away.
    socket.on('error', () => {})
    const error = new ApiError('method_not_allowed', {
      message: 'This server is no proxy: CONNECT is not possible.',
      fix: 'Send requests to this server itself.',
      field: 'method',
      value_received: request.method,
      headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' },
    })
    socket.end(rawAnswer(error, chosenRequestId(request) ?? requestId(), version))
  })
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const error = new ApiError('expectation_failed', { field: 'Expect' })
    const { headers, body } = rawParts(error, chosenRequestId(request) ?? requestId(), version)
    response.writeHead(error.statusCode, headers).end(body)
  })
}

/** A whole HTTP answer; the connection can't be used again after what came in on it. */
function rawAnswer(error: ApiError, requestId: string, version: string): string {
  const { headers, body } = rawParts(error, requestId, version)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${error.statusCode} ${STATUS_CODES[error.statusCode]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

function rawParts(error: ApiError, requestId: string, version: string) {
  const body = JSON.stringify(envelope(error, requestId))
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    'x-repull-mock': version,
    'access-control-allow-origin': '*',
    connection: 'close',
    ...error.headers,
  }
  return { headers, body }
}
