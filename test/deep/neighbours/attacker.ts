import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { bytesOf, Connection, type Request, type Response } from '../../soak/connection.js'

export interface Target {
  readonly port: number
  /** An endpoint that takes requests and never answers. */
  readonly silentUrl: string
  /** How long the attack lasts, in milliseconds. */
  readonly forMs: number
}

/** One caller at full speed, with sockets that never wait for an answer. */
export class Attacker {
  readonly key = 'sk_test_attacker'
  readonly silentUrl: string
  readonly #port: number
  #endsAt: number
  readonly #sockets = new Set<Socket>()
  readonly #connection: Connection

  constructor({ port, silentUrl, forMs }: Target) {
    this.#port = port
    this.silentUrl = silentUrl
    this.#endsAt = performance.now() + forMs
    this.#connection = new Connection(port)
  }

  get isOver(): boolean {
    return performance.now() > this.#endsAt
  }

  /** Sends a request and waits for its answer; null when the connection ended before. */
  call(request: Request): Promise<Response> {
    return this.#connection.ask({ key: this.key, ...request }).catch(() => null)
  }

  /**
   * Sends requests on so many connections until the attack is over, as fast as the server reads them.
   *
   * @param requestAt the request with this number; its bytes when it is none that is whole.
   * @param isRead whether the answers are read, and thrown away.
   */
  async flood(
    connections: number,
    requestAt: (at: number) => Request | Buffer,
    isRead = true,
  ): Promise<void> {
    let at = 0
    const next = () => {
      const request = requestAt(at++)
      return Buffer.isBuffer(request) ? request : bytesOf({ key: this.key, ...request })
    }
    const send = async () => {
      while (!this.isOver) {
        const socket = await this.open(isRead)
        while (!this.isOver && !socket.destroyed) {
          const batch = Buffer.concat(Array.from({ length: 32 }, next))
          if (!socket.write(batch)) await this.#drained(socket)
          // Lets the sockets be read, too.
          else await new Promise((resolve) => setImmediate(resolve))
        }
      }
    }
    await Promise.all(Array.from({ length: connections }, send))
  }

  /** Opens a connection, and leaves it open until the end of the attack. */
  async open(isRead = true): Promise<Socket> {
    const socket = connect(this.#port, '127.0.0.1').setNoDelay()
    this.#sockets.add(socket)
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket))
    if (isRead) socket.resume()
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
    return socket
  }

  /** Waits for the end of the attack. */
  async rest(): Promise<void> {
    await sleep(Math.max(0, this.#endsAt - performance.now()))
  }

  /** Ends the attack. */
  close(): void {
    this.#endsAt = 0
    this.#connection.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #drained(socket: Socket): Promise<unknown> {
    return Promise.race([
      new Promise((resolve) => socket.once('drain', resolve).once('close', resolve)),
      ...(Number.isFinite(this.#endsAt) ? [this.rest()] : []),
    ])
  }
}
