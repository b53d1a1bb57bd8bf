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

/** What is sent: a text, bytes, or something to do or to wait for in between. */
export type Part = string | Buffer | (() => Promise<unknown>)

/** How long a server may take to close a connection, in milliseconds. */
const patienceMs = 15_000

/** The port of a mock that listens on loopback. */
export async function listen({ app }: Mock): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return Number(new URL(app.listeningOrigin).port)
}

/** Sends texts as they are, one after the other, and reads until the server closes the connection. */
export async function talk(port: number, ...parts: readonly Part[]): Promise<RawAnswer> {
  const text = await converse(port, parts)
  return { text, ...parse(text.slice(text.lastIndexOf('HTTP/1.1 '))) }
}

/**
 * Sends and reads until the server closes the connection, and closes it then too.
 *
 * @param isEnd whether nothing comes behind the parts, which the server is told.
 * @throws {Error} with what came so far, when the server keeps the connection.
 */
export async function converse(port: number, parts: readonly Part[], isEnd = false): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  // A reset is an end like any other.
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  for (const part of parts) {
    if (typeof part === 'function') await part()
    else socket.write(part)
  }
  if (isEnd) socket.end()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    socket.destroy()
  }, patienceMs)
  await closed
  clearTimeout(timer)
  if (isLate) throw new Error(`The server keeps the connection after ${patienceMs} ms; it has said: ${text}`)
  return text
}

/**
 * The answers in what a server said, one by one as a client reads them.
 *
 * @throws {Error} when something is left that is no whole answer.
 */
export function answersIn(said: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = []
  let rest = Buffer.from(said)
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n') + 4
    const head = rest.subarray(0, end).toString()
    if (!/^HTTP\/1\.1 [1-5]\d\d [\w ]+\r\n/.test(head)) throw new Error(`This is no answer: ${rest}`)
    const length = Number(parse(head).headers['content-length'] ?? 0)
    if (rest.length < end + length) throw new Error(`The answer is cut off: ${rest}`)
    const text = rest.subarray(0, end + length).toString()
    answers.push({ text, ...parse(text) })
    rest = rest.subarray(end + length)
  }
  return answers
}

function parse(text: string): Omit<RawAnswer, 'text'> {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(': ', 1).join('').toLowerCase(), line.replace(/^[^:]*: /, '')]),
  )
  const body = rest.join('\r\n\r\n')
  const isJson = headers['content-type']?.startsWith('application/json') && body !== ''
  return { status: Number(first.split(' ')[1]) || null, headers, body: isJson ? JSON.parse(body) : body }
}
