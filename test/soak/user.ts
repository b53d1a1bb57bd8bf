import { connect } from 'node:net'
import type { AnyBody } from '../helpers/answers.js'
import { type Asked, bytesOf, type Got, type Pipe, parsed } from './pipe.js'

/** What all users of a soak share. */
export interface Soak {
  readonly port: number
  /** How many requests were answered or lost as they should be. */
  done: number
  /** Whether the server was told to end, so that it may refuse. */
  isClosing: boolean
  readonly counts: Map<number, number>
  readonly problems: string[]
}

/** Somebody who asks a server for this and that, and knows what the answer must be. */
export class User {
  readonly soak: Soak
  readonly chance: () => number
  readonly #pipe: Pipe
  /** Whether nobody else is on the connection, so that it may be lost. */
  readonly isAlone: boolean
  readonly #name: string
  #generation = 0

  constructor(soak: Soak, pipe: Pipe, chance: () => number, name: string, isAlone: boolean) {
    this.soak = soak
    this.chance = chance
    this.#pipe = pipe
    this.isAlone = isAlone
    this.#name = name
  }

  get key(): string {
    return `sk_test_${this.#name}_${this.#generation}`
  }

  /** Goes on as somebody who was never here. */
  leave(): void {
    this.#generation++
  }

  /** One of several things. */
  pick<T>(things: readonly T[]): T {
    return things[Math.floor(this.chance() * things.length)] as T
  }

  /**
   * Asks, and holds the answer against what it may be; a full server may always refuse.
   *
   * @returns its body; undefined when there is none, or when it is a refusal of a server that is full or closing.
   */
  async ask(
    method: string,
    path: string,
    expected: readonly number[],
    more: Partial<Asked> = {},
  ): Promise<AnyBody> {
    const asked = { method, path, key: this.key, ...more }
    const got = await this.#pipe.ask(asked).catch((error: Error) => error)
    this.soak.done++
    const problem = this.#problemOf(got, expected)
    if (problem !== null) this.soak.problems.push(`${method} ${path}: ${problem}`)
    if (got instanceof Error || got === null) return undefined
    const { counts } = this.soak
    counts.set(got.status, (counts.get(got.status) ?? 0) + 1)
    return got.status < 400 ? (parsed(got) ?? got.text) : undefined
  }

  /** Sends a request whose answer may get lost on the way. */
  async lose(method: string, path: string, more: Partial<Asked> = {}): Promise<void> {
    await this.#pipe.ask({ method, path, key: this.key, ...more }).catch(() => null)
    this.soak.done++
  }

  /** Asks on a connection of its own and goes away before the end of the answer, or before its beginning. */
  async goAway(method: string, path: string, isPatient: boolean): Promise<void> {
    const socket = connect({ port: this.soak.port, host: '127.0.0.1' })
    await new Promise<void>((resolve) => {
      socket.on('error', () => resolve())
      socket.on('close', () => resolve())
      socket.on('data', () => socket.destroy())
      socket.write(bytesOf({ method, path, key: this.key }), () => {
        if (!isPatient) socket.resetAndDestroy()
      })
    })
    this.soak.done++
  }

  #problemOf(got: Got | Error, expected: readonly number[]): string | null {
    if (got instanceof Error) return got.message
    if (got === null) return this.soak.isClosing ? null : 'the connection ended without an answer'
    if (expected.includes(got.status)) return null
    // An answer to HEAD says no more than the status.
    const code = got.text === '' && got.status === 503 ? 'capacity_exceeded' : parsed(got)?.error?.code
    if (code === 'capacity_exceeded' || (code === 'shutting_down' && this.soak.isClosing)) return null
    return `${got.status} in the place of ${expected.join(' or ')}: ${got.text.slice(0, 300)}`
  }
}
