import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** One answer. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** What an HTTP request is made of. */
export interface RequestParts {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly key?: string
  readonly body?: unknown
}

/** The bytes of a request, written once and sent many times. */
export function requestBytes({ method, path, key, body }: RequestParts): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body)
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(key === undefined ? [] : [`Authorization: Bearer ${key}`]),
    ...(body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${text.length}`]),
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`, 'latin1')
}

/**
 * A connection that stays open and asks one thing at a time. It reads no more of an answer than its status and where it
 * ends, so that the bench takes little of the machine from the server that it measures.
 */
export class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #onAnswer: (status: number, body: Buffer) => void = () => {}
  #onFailure: (error: Error) => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay()
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', (error) => this.#onFailure(error))
    socket.on('close', () => this.#onFailure(new Error('The server closed the connection.')))
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    return new Connection(socket)
  }

  /** Sends a request; exactly one of the two functions is called, once the answer is there or cannot come any more. */
  send(
    request: Buffer,
    onAnswer: (status: number, body: Buffer) => void,
    onFailure: (error: Error) => void,
  ): void {
    this.#onAnswer = onAnswer
    this.#onFailure = onFailure
    this.#socket.write(request)
  }

  close(): void {
    this.#onFailure = () => {}
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const headEnd = this.#received.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    const head = this.#received.toString('latin1', 0, headEnd)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) {
      this.#onFailure(new Error(`An answer does not say how long it is: ${head}`))
      return
    }
    const end = headEnd + 4 + Number(length)
    if (this.#received.length < end) return
    const body = this.#received.subarray(headEnd + 4, end)
    this.#received = this.#received.subarray(end)
    this.#onAnswer(Number(head.slice(9, 12)), body)
  }
}

/**
 * Asks once, on a connection of its own.
 *
 * @throws the error of the connection.
 */
export async function ask(port: number, parts: RequestParts): Promise<Answer> {
  const connection = await Connection.open(port)
  try {
    return await new Promise((resolve, reject) =>
      connection.send(
        requestBytes(parts),
        (status, body) => resolve({ status, body: body.toString() }),
        reject,
      ),
    )
  } finally {
    connection.close()
  }
}
