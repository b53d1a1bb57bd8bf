import { connect, type Socket } from 'node:net'
import type { AnyBody } from '../helpers/answers.js'

export interface Request {
  readonly method: string
  readonly path: string
  readonly key?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, a string as a form. */
  readonly body?: object | string
}

/** Null when the connection ended before the first byte of an answer. */
export type Response = { readonly status: number; readonly text: string } | null

interface Waiting {
  readonly isHead: boolean
  readonly resolve: (response: Response) => void
  readonly reject: (error: Error) => void
}

/** A connection with pipelined requests. It stays open, and is opened again when the server has closed it. */
export class Connection {
  readonly #port: number
  #socket: Socket | null = null
  #received: Buffer = Buffer.alloc(0)
  #waiting: Waiting[] = []

  constructor(port: number) {
    this.#port = port
  }

  /** @throws {Error} when the connection ends within an answer. */
  ask(request: Request): Promise<Response> {
    const socket = this.#open()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ isHead: request.method === 'HEAD', resolve, reject })
      socket.write(bytesOf(request))
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

  /** Resolves the pending requests with null. The first one is rejected when a part of its answer was received. */
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

/** The JSON body of an answer; undefined for any other body. */
export function parsed(response: Response): AnyBody {
  return response?.text.startsWith('{') ? JSON.parse(response.text) : undefined
}

export function bytesOf({ method, path, key, headers = {}, body }: Request): Buffer {
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
