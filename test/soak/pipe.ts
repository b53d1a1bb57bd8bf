import { connect, type Socket } from 'node:net'
import type { AnyBody } from '../helpers/answers.js'

/** A request as clients send it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly key?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** An object goes as JSON, a text as a form. */
  readonly body?: object | string
}

/** What came back: null where the connection ended before the first byte of an answer. */
export type Got = { readonly status: number; readonly text: string } | null

interface Waiting {
  readonly isHead: boolean
  readonly resolve: (got: Got) => void
  readonly reject: (error: Error) => void
}

/** A connection that stays open, on which several ask without waiting for each other, and that is opened again. */
export class Pipe {
  readonly #port: number
  #socket: Socket | null = null
  #received: Buffer = Buffer.alloc(0)
  #waiting: Waiting[] = []

  constructor(port: number) {
    this.#port = port
  }

  /** @throws {Error} when the connection ends within an answer. */
  ask(asked: Asked): Promise<Got> {
    const socket = this.#open()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ isHead: asked.method === 'HEAD', resolve, reject })
      socket.write(bytesOf(asked))
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  #open(): Socket {
    if (this.#socket !== null) return this.#socket
    const socket = connect({ port: this.#port, host: '127.0.0.1' }).setNoDelay()
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => {})
    socket.on('close', () => this.#end(socket))
    this.#socket = socket
    return socket
  }

  /** Who waits when the connection ends gets nothing, and must not have got a part. */
  #end(socket: Socket): void {
    if (this.#socket !== socket) return
    const waiting = this.#waiting
    const part = this.#received
    this.#socket = null
    this.#waiting = []
    this.#received = Buffer.alloc(0)
    const isCut = part.length > 0
    if (isCut)
      waiting
        .shift()
        ?.reject(new Error(`the connection ended within an answer: ${part.toString().slice(0, 200)}`))
    for (const { resolve } of waiting) resolve(null)
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n')
      const [waiting] = this.#waiting
      if (end < 0 || waiting === undefined) return
      const head = this.#received.toString('latin1', 0, end)
      const length = waiting.isHead ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (this.#received.length < end + 4 + length) return
      const text = this.#received.toString('utf8', end + 4, end + 4 + length)
      this.#received = this.#received.subarray(end + 4 + length)
      this.#waiting.shift()
      waiting.resolve({ status: Number(head.slice(9, 12)), text })
    }
  }
}

/** The parsed body of an answer; undefined where it is no JSON. */
export function parsed(got: Got): AnyBody {
  return got?.text.startsWith('{') ? JSON.parse(got.text) : undefined
}

export function bytesOf({ method, path, key, headers = {}, body }: Asked): Buffer {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json'
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(key === undefined ? [] : [`Authorization: Bearer ${key}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(text)}`]),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`)
}
