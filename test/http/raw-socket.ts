import { connect } from 'node:net'
import type { AnyBody } from '../helpers/answers.js'
import type { Mock } from '../helpers/mock.js'

/** What came back on a bare socket: whole HTTP answers, the last of them parsed. */
export interface RawAnswer {
  readonly text: string
  /** The status of the last answer; null when the server closed without one. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: AnyBody
}

/** The port of a mock that listens on loopback. */
export async function listen({ app }: Mock): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return Number(new URL(app.listeningOrigin).port)
}

/** Sends texts as they are, one after the other, and reads until the server closes the connection. */
export function talk(
  port: number,
  ...parts: readonly (string | Buffer | (() => Promise<unknown>))[]
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1')
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(parse(text)))
    socket.on('connect', async () => {
      for (const part of parts) {
        if (typeof part === 'function') await part()
        else socket.write(part)
      }
    })
  })
}

function parse(text: string): RawAnswer {
  const last = text.slice(text.lastIndexOf('HTTP/1.1 '))
  const [head = '', ...rest] = last.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(': ', 1).join('').toLowerCase(), line.replace(/^[^:]*: /, '')]),
  )
  const body = rest.join('\r\n\r\n')
  const isJson = headers['content-type']?.startsWith('application/json') && body !== ''
  return {
    text,
    status: Number(first.split(' ')[1]) || null,
    headers,
    body: isJson ? JSON.parse(body) : body,
  }
}
