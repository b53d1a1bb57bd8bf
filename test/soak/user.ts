import { connect } from 'node:net'
import type { AnyBody } from '../helpers/answers.js'
import { bytesOf, type Connection, parsed, type Request, type Response } from './connection.js'

/** What all users of a soak share. */
export interface Soak {
  readonly port: number
  /** How many requests were answered or lost. */
  done: number
  /** Whether the server was asked to close, so that it may refuse requests. */
  isClosing: boolean
  readonly counts: Map<number, number>
  readonly problems: string[]
}

/** Sends requests and checks their answers. */
export class User {
  readonly soak: Soak
  readonly random: () => number
  readonly #connection: Connection
  /** Whether no other user has the connection, so that it may be cut. */
  readonly hasOwnConnection: boolean
  readonly #name: string
  #generation = 0

  constructor(
    soak: Soak,
    connection: Connection,
    random: () => number,
    name: string,
    hasOwnConnection: boolean,
  ) {
    this.soak = soak
    this.random = random
    this.#connection = connection
    this.hasOwnConnection = hasOwnConnection
    this.#name = name
  }

  get key(): string {
    return `sk_test_${this.#name}_${this.#generation}`
  }

  /** Continues with a new workspace. */
  changeWorkspace(): void {
    this.#generation++
  }

  pick<T>(things: readonly T[]): T {
    return things[Math.floor(this.random() * things.length)] as T
  }

  /**
   * Sends a request and checks the status of its answer. A full server may always refuse.
   *
   * @returns the body; undefined without one, or for an error.
   */
  async ask(
    method: string,
    path: string,
    expected: readonly number[],
    more: Partial<Request> = {},
  ): Promise<AnyBody> {
    const request = { method, path, key: this.key, ...more }
    const response = await this.#connection.ask(request).catch((error: Error) => error)
    this.soak.done++
    const problem = this.#problemOf(response, expected)
    if (problem !== null) this.soak.problems.push(`${method} ${path}: ${problem}`)
    if (response instanceof Error || response === null) return undefined
    const { counts } = this.soak
    counts.set(response.status, (counts.get(response.status) ?? 0) + 1)
    return response.status < 400 ? (parsed(response) ?? response.text) : undefined
  }

  /** Sends a request whose answer may be lost. */
  async sendLossy(method: string, path: string, more: Partial<Request> = {}): Promise<void> {
    await this.#connection.ask({ method, path, key: this.key, ...more }).catch(() => null)
    this.soak.done++
  }

  /** Sends a request on a new connection, and disconnects before the end of the answer, or before its beginning. */
  async disconnect(method: string, path: string, waits: boolean): Promise<void> {
    const socket = connect({ port: this.soak.port, host: '127.0.0.1' })
    await new Promise<void>((resolve) => {
      socket.on('error', () => resolve())
      socket.on('close', () => resolve())
      socket.on('data', () => socket.destroy())
      socket.write(bytesOf({ method, path, key: this.key }), () => {
        if (!waits) socket.resetAndDestroy()
      })
    })
    this.soak.done++
  }

  #problemOf(response: Response | Error, expected: readonly number[]): string | null {
    if (response instanceof Error) return response.message
    if (response === null) return this.soak.isClosing ? null : 'the connection ended without an answer'
    if (expected.includes(response.status)) return null
    // An answer to HEAD has a status only.
    const ofPage = /data-code="(\w+)"/.exec(response.text)?.[1]
    const code =
      response.text === '' && response.status === 503
        ? 'capacity_exceeded'
        : (ofPage ?? parsed(response)?.error?.code)
    if (code === 'capacity_exceeded' || (code === 'shutting_down' && this.soak.isClosing)) return null
    return `${response.status} in the place of ${expected.join(' or ')}: ${response.text.slice(0, 300)}`
  }
}
