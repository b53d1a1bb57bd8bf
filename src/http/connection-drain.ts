import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from '../lib/node-globals.js'

/** A request on a connection with its answer, and the exchange before it while that is not over. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly before: Exchange | null
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
      // By this Node ends a connection behind its last answer, whatever is still coming in.
      socket.destroySoon = () => (this.#isArriving(socket) ? this.#part(socket, '') : destroySoon())
    })
    const begin = (request: IncomingMessage, response: ServerResponse) => {
      const { socket } = request
      const last = this.#last.get(socket)
      const before = last === undefined || isOver(last) ? null : last
      this.#last.set(socket, { request, response, before })
      response.once('prefinish', () => {
        if (socket.writableLength > 0) destroyAfter(server.requestTimeout, socket, response)
      })
    }
    server.on('request', begin)
    server.on('checkExpectation', begin)
  }

  /**
   * Ends a connection of which no more is read, once everything that came whole is answered.
   *
   * @param answer what is said to the request that could not be read, unless it was answered before that turned out;
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

  /** Says the last, and reads to nowhere until the client closes too or has had its time. */
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
