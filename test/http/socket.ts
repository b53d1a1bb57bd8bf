import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Test } from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import type { Mock } from '../helpers/mock.js'

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The JSON body; undefined when there is none. */
  readonly body: AnyBody
}

/** A bare connection to a mock, closed with the test. */
export class Wire {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #isClosed = false
  #wake = () => {}

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  /** Connects to a mock that listens. */
  static async open(t: Test, { app }: Mock): Promise<Wire> {
    const { port, address } = app.server.address() as AddressInfo
    const wire = new Wire(connect({ port, host: address, allowHalfOpen: true }))
    await once(wire.socket, 'connect')
    t.teardown(() => wire.socket.destroy())
    return wire
  }

  /** Sends bytes as they are; of texts, each line of the array gets its line break. */
  send(bytes: Buffer | string | readonly string[]): this {
    this.socket.write(typeof bytes === 'string' || Buffer.isBuffer(bytes) ? bytes : `${bytes.join('\r\n')}\r\n\r\n`)
    return this
  }

  /** The next answer; null when the server closed the connection without one. */
  async answer({ toHead = false } = {}): Promise<RawAnswer | null> {
    for (;;) {
      const answer = this.#take(toHead)
      if (answer !== undefined) return answer
      if (this.#isClosed || this.socket.readableEnded) return null
      await this.#more()
    }
  }

  /** Waits until the server has closed its side. */
  async closed(): Promise<void> {
    while (!this.#isClosed && !this.socket.readableEnded) await this.#more()
  }

  /** What came in beyond the answers taken so far. */
  rest(): string {
    return this.#received.toString()
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.socket.once('end', resolve)
    })
  }

  #take(toHead: boolean): RawAnswer | undefined {
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return undefined
    const [statusLine = '', ...lines] = this.#received.subarray(0, end).toString('latin1').split('\r\n')
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    )
    const status = Number(statusLine.split(' ')[1])
    const after = end + 4
    const hasNone = toHead || status < 200 || status === 204 || status === 304
    const length = hasNone ? 0 : Number(headers['content-length'] ?? Number.NaN)
    const whole = Number.isNaN(length) ? this.#closedLength() : after + length
    if (whole === undefined || this.#received.length < whole) return undefined
    const text = this.#received.subarray(after, whole).toString()
    this.#received = this.#received.subarray(whole)
    const isJson = headers['content-type']?.startsWith('application/json') && text !== ''
    return { status, headers, text, body: isJson ? JSON.parse(text) : undefined }
  }

  /** An answer without a length ends with the connection. */
  #closedLength(): number | undefined {
    return this.#isClosed || this.socket.readableEnded ? this.#received.length : undefined
  }
}

/** Lets a mock listen on a free port of the machine. */
export async function listen(mock: Mock, host = '127.0.0.1'): Promise<Mock> {
  await mock.app.listen({ port: 0, host })
  return mock
}
