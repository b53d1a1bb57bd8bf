import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError, envelope } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import type { Clock } from '../lib/clock.js'
import { type Random, requestId } from '../lib/ids.js'
import { ConnectionDrain } from './connection-drain.js'
import { ConnectionRequests } from './connection-requests.js'
import { chosenRequestId } from './context.js'
import { readLittleAtATime } from './small-reads.js'

/** Codes for what Node's HTTP parser refuses; everything else that it refuses is `invalid_request`. */
const ofNode: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

export interface ClientErrorsOptions {
  readonly version: string
  /** The random source and the clock for the id of a request that has none. */
  readonly random: Random
  readonly clock: Clock
}

/** Has each connection's requests in turn, and answers what never reaches a route: what is no HTTP, CONNECT, and expectations that nobody can fulfil. */
export class ClientErrors {
  readonly #options: ClientErrorsOptions
  readonly #drain = new ConnectionDrain()
  /** The requests of each connection, in turn. */
  readonly connections = new ConnectionRequests()

  constructor(options: ClientErrorsOptions) {
    this.#options = options
  }

  /** The id of a request: the one that it chose, when that may be echoed, else a new one. */
  requestIdOf(request: IncomingMessage): string {
    return chosenRequestId(request) ?? this.#newRequestId()
  }

  /** Answers what Node's parser refused, on the bare socket, which cannot be used again. */
  refuse({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
    if (code === 'ECONNRESET') socket.destroy()
    // What follows a request that said it is the last one gets no answer.
    else if (code === 'HPE_CLOSED_CONNECTION') this.#drain.end(socket, null)
    else this.#say(socket, new ApiError(ofNode[code] ?? 'invalid_request'), this.#newRequestId())
  }

  /** Watches for the rest. */
  watch(server: Server): void {
    this.connections.follow(server)
    readLittleAtATime(server)
    this.#drain.follow(server)
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      // The parser has left, and nobody else hears of a client that goes away.
      socket.on('error', () => {})
      const error = new ApiError('method_not_allowed', {
        message: 'This server is no proxy: CONNECT is not possible.',
        fix: 'Send requests to this server itself.',
        field: 'method',
        value_received: request.method,
        headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' },
      })
      this.#say(socket, error, this.requestIdOf(request))
    })
    const refuse = (request: IncomingMessage, response: ServerResponse) => {
      const error = new ApiError('expectation_failed', { field: 'Expect' })
      const { headers, body } = this.#parts(error, this.requestIdOf(request))
      response.writeHead(error.statusCode, headers).end(body)
    }
    server.on('checkExpectation', this.connections.inTurn(refuse))
  }

  #newRequestId(): string {
    const { random, clock } = this.#options
    return requestId(clock.now(), random)
  }

  #say(socket: Socket, error: ApiError, requestId: string): void {
    const { headers, body } = this.#parts(error, requestId)
    const first = `HTTP/1.1 ${error.statusCode} ${STATUS_CODES[error.statusCode]}`
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    this.#drain.end(socket, `${[first, ...lines].join('\r\n')}\r\n\r\n${body}`)
  }

  #parts(error: ApiError, requestId: string) {
    const body = JSON.stringify(envelope(error, requestId))
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'x-request-id': requestId,
      'x-repull-mock': this.#options.version,
      'access-control-allow-origin': '*',
      connection: 'close',
      ...error.headers,
    }
    return { headers, body }
  }
}
