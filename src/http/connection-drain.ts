import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from '../lib/node-globals.js'

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
