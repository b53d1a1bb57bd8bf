import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { ApiError, envelope, fail } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import type { Clock } from '../lib/clock.js'
import { type Random, requestId } from '../lib/ids.js'
import { clearTimeout, setTimeout } from '../lib/node-globals.js'
import { ConnectionRequests } from './connection-requests.js'
import { type Check, chosenRequestId } from './context.js'
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

/** A request on a connection with its answer, and the exchange before it while that is not over. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Forgotten once another one has begun, because it would hold all that came before. */
  before: Exchange | null
}

/** How long a client that is still sending has to read the last answer, in milliseconds. */
const partingMs = 5000

/**
 * What goes on on each connection, so that it ends in order: what came whole is answered first, nothing is answered
 * twice, and the last answer arrives. To close while a client sends would make its system throw that answer away.
 */
export class ConnectionDrain {
  readonly #last = new WeakMap<Socket, Exchange>()
  readonly #ending = new WeakSet<Socket>()

  /** Follows the connections of a server. An answer has as much time to be taken as a request has to arrive. */
  follow(server: Server): void {
    server.on('connection', (socket: Socket) => {
      const destroySoon = socket.destroySoon.bind(socket)
      // Node calls this to end a connection after its last answer, even while data is still arriving.
      socket.destroySoon = () => (this.#isArriving(socket) ? this.#part(socket, '') : destroySoon())
    })
    function onPrefinish(this: ServerResponse) {
      const { socket } = this.req
      if (socket.writableLength > 0) destroyAfter(server.requestTimeout, socket, this)
    }
    const begin = (request: IncomingMessage, response: ServerResponse) => {
      const { socket } = request
      const last = this.#last.get(socket)
      const before = last === undefined || isOver(last) ? null : last
      if (before !== null) before.before = null
      this.#last.set(socket, { request, response, before })
      response.on('prefinish', onPrefinish)
    }
    server.on('request', begin)
    server.on('checkExpectation', begin)
  }

  /**
   * Ends a connection of which no more is read, once everything that came whole is answered.
   *
   * @param answer the answer to the request that could not be read, unless it was answered already;
   * null when nothing is owed to what was sent.
   */
  end(socket: Socket, answer: string | null): void {
    if (this.#ending.has(socket)) return
    this.#ending.add(socket)
    const last = this.#last.get(socket) ?? null
    const isNew = last === null || last.request.complete
    const awaited = isNew ? last : last.before
    const isOwed = isNew || !last.response.headersSent
    const part = () => this.#part(socket, (isOwed && answer) || '')
    if (awaited === null || isOver(awaited)) part()
    else awaited.response.once('close', part)
  }

  /** Whether more may come than was read so far. */
  #isArriving(socket: Socket): boolean {
    return this.#ending.has(socket) || this.#last.get(socket)?.request.complete === false
  }

  /** Sends the last answer, and discards what arrives until the client closes or its time is over. */
  #part(socket: Socket, answer: string): void {
    this.#ending.add(socket)
    if (socket.writableEnded) return
    socket.end(answer)
    this.#last.get(socket)?.request.resume()
    socket.resume()
    destroyAfter(partingMs, socket, socket)
  }
}

function isOver({ response }: Exchange): boolean {
  return response.writableFinished || response.destroyed
}

/** Destroys a socket, unless something has closed before. */
function destroyAfter(delayMs: number, socket: Socket, something: Socket | ServerResponse): void {
  const timer = setTimeout(() => socket.destroy(), delayMs).unref()
  something.once('close', () => clearTimeout(timer))
}

/** What ends with the server. */
export interface Closable {
  close(): Promise<void>
}

/** How long requests in flight may go on once the server closes, in milliseconds. */
const graceMs = 1500

/**
 * Closes in order: connections that never asked for anything end at once; what is in flight may finish within
 * `graceMs`, then its connection is cut; what comes in meanwhile, on connections that are still open, is refused.
 *
 * @param parts end in this order, once no request is left.
 * @returns the check that refuses; it throws `shutting_down`.
 */
export function closeGracefully(app: FastifyInstance, parts: readonly Closable[]): Check {
  const silent = new Set<Socket>()
  let cut: NodeJS.Timeout | undefined
  app.server.on('connection', (socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  app.server.on('request', ({ socket }) => silent.delete(socket))
  app.addHook('preClose', async () => {
    for (const socket of silent) socket.destroy()
    // Connections that are not read do not keep the process alive, so this does.
    cut = setTimeout(() => app.server.closeAllConnections(), graceMs)
  })
  app.addHook('onClose', async () => {
    clearTimeout(cut)
    for (const part of parts) await part.close()
  })
  return () => {
    if (cut !== undefined) fail('shutting_down', { headers: { connection: 'close' } })
    return undefined
  }
}
