import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { bounds } from '../lib/bounds.js'
import { setImmediate } from '../lib/node-globals.js'
import { Queue } from '../lib/queue.js'

const { maxItems: mostInFlight } = bounds.requestsInFlight
const { maxItems: mostBegun } = bounds.requestsAtWork
const { maxItems: mostWaiting } = bounds.waitingRequests

/** A request that has come, and what begins it. */
type Begin = () => void

/** What goes on on one connection. */
interface Connection {
  readonly socket: Socket
  /** Requests that have begun and whose answers are not sent. */
  begun: number
  /** Requests that came behind others. */
  readonly waiting: Queue<Begin>
  /** Whether it is not read, because there are too many. */
  isPaused: boolean
  /** Whether it has its place among those whose turn comes. */
  hasTurn: boolean
  /** What those want to know of who waits for an answer. */
  readonly whenLeft: Set<() => void>
}

/**
 * The requests of each connection. The first one begins at once; those that are sent before it is answered begin one by
 * one, connection by connection, so that no caller keeps the server for itself. With `bounds.requestsInFlight` of them a
 * connection is not read.
 */
export class ConnectionRequests {
  readonly #connections = new WeakMap<Socket, Connection>()
  /** Connections with a request whose turn comes. */
  readonly #turns = new Queue<Connection>()
  #isScheduled = false
  #waiting = 0
  /** One listener for all answers. */
  readonly #onClose: (this: ServerResponse) => void

  constructor() {
    const requests = this
    this.#onClose = function () {
      requests.#end(requests.#of(this.req.socket))
    }
  }

  /** Follows a server. Must be called before others listen for its requests. */
  follow(server: Server): void {
    const [handle] = server.listeners('request') as [RequestListener]
    server.removeListener('request', handle)
    server.on('request', this.inTurn(handle))
  }

  /** Makes a listener that gets the requests of a connection in turn. */
  inTurn(handle: RequestListener): RequestListener {
    return (request, response) => {
      const connection = this.#of(request.socket)
      if (connection.begun === 0 && connection.waiting.count === 0)
        this.#begin(connection, handle, request, response)
      else this.#hold(connection, () => this.#begin(connection, handle, request, response))
    }
  }

  /**
   * Calls `run` once, when the caller of a request leaves. Their connection tells it, because an answer behind others does
   * not.
   *
   * @returns what stops that.
   */
  whenCallerLeaves({ socket }: IncomingMessage, run: () => void): () => void {
    if (socket.destroyed) {
      run()
      return () => {}
    }
    const { whenLeft } = this.#of(socket)
    whenLeft.add(run)
    return () => whenLeft.delete(run)
  }

  #begin(
    connection: Connection,
    handle: RequestListener,
    request: IncomingMessage,
    response: Parameters<RequestListener>[1],
  ): void {
    connection.begun++
    response.on('close', this.#onClose)
    handle(request, response)
  }

  #end(connection: Connection): void {
    connection.begun--
    if (connection.isPaused && countOf(connection) < mostInFlight) {
      connection.isPaused = false
      connection.socket.resume()
    }
    this.#giveTurn(connection)
  }

  #hold(connection: Connection, begin: Begin): void {
    const { socket, waiting } = connection
    if (socket.destroyed) return
    if (this.#waiting >= mostWaiting && waiting.count >= mostInFlight) {
      socket.destroy()
      return
    }
    waiting.add(begin)
    this.#waiting++
    if (!connection.isPaused && countOf(connection) >= mostInFlight) {
      connection.isPaused = true
      socket.pause()
    }
    this.#giveTurn(connection)
  }

  #giveTurn(connection: Connection): void {
    if (connection.hasTurn || connection.waiting.count === 0 || connection.begun >= mostBegun) return
    connection.hasTurn = true
    this.#turns.add(connection)
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#takeTurn())
  }

  /** Begins one request: what it does before it waits is done before everybody else has their turn. */
  #takeTurn(): void {
    const next = this.#turns.dropOldest() as Connection
    next.hasTurn = false
    const begin = next.waiting.dropOldest()
    if (begin !== undefined) {
      this.#waiting--
      begin()
      this.#giveTurn(next)
    }
    this.#isScheduled = this.#turns.count > 0
    if (this.#isScheduled) setImmediate(() => this.#takeTurn())
  }

  #of(socket: Socket): Connection {
    const known = this.#connections.get(socket)
    if (known !== undefined) return known
    const connection: Connection = {
      socket,
      begun: 0,
      waiting: new Queue(),
      isPaused: false,
      hasTurn: false,
      whenLeft: new Set(),
    }
    this.#connections.set(socket, connection)
    // Node resumes a connection after each request that has no body.
    socket.on('resume', () => {
      if (connection.isPaused) socket.pause()
    })
    socket.once('close', () => this.#forget(connection))
    return connection
  }

  #forget({ waiting, whenLeft }: Connection): void {
    this.#waiting -= waiting.count
    while (waiting.count > 0) waiting.dropOldest()
    for (const run of whenLeft) run()
    whenLeft.clear()
  }
}

function countOf({ begun, waiting }: Connection): number {
  return begun + waiting.count
}
