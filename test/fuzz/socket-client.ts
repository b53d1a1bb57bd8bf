import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Answer, Request } from './request.js'

/** The client ends its side of the connection when nothing was received for this long. */
const quietMs = 300

/**
 * Sends bytes on a new connection and reads until it closes. Without an answer, the client ends its side.
 *
 * @param isEnough whether enough was received; then the connection is cut.
 * @throws {Error} when the connection is open after ten seconds.
 */
export async function exchange(
  port: number,
  pieces: readonly Buffer[],
  isEnough: (text: string) => boolean = () => false,
): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setNoDelay()
  let text = ''
  socket.on('error', () => {})
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  const quiet = setTimeout(() => socket.end(), quietMs)
  const timeout = setTimeout(() => socket.destroy(new Error('timeout')), 10_000)
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    quiet.refresh()
    if (isEnough(text)) socket.destroy()
  })
  socket.on('end', () => socket.end())
  await write(socket, pieces)
  await closed
  clearTimeout(quiet)
  clearTimeout(timeout)
  if (socket.errored?.message === 'timeout')
    throw new Error(`the connection stays open: ${text.slice(0, 300)}`)
  return text
}

/** The bytes of a request, its body in one piece or in two chunks. */
export function bytesOf({ method, url, headers, body }: Request, isChunked: boolean): Buffer {
  const bytes = Buffer.from(body ?? '')
  const half = Math.ceil(bytes.length / 2)
  const chunks = [bytes.subarray(0, half), bytes.subarray(half), Buffer.alloc(0)].filter(
    (chunk, at) => chunk.length > 0 || at === 2,
  )
  const length = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`
  const lines = [
    `${method} ${url} HTTP/1.1`,
    ...('host' in headers ? [] : ['Host: 127.0.0.1']),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [length]),
    'Connection: close',
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  if (body === undefined || !isChunked) return Buffer.concat([head, bytes])
  const framed = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([head, ...framed])
}

/** The first answer in what was received; null when it is not complete. */
export function answerIn(text: string): Answer | null {
  const end = text.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1])
  if (end < 0 || !status) return null
  const lines = text.slice(0, end).split('\r\n').slice(1)
  const headers: Record<string, string | undefined> = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
  const rest = text.slice(end + 4)
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  const raw = coding === 'chunked' ? unchunked(rest) : rest.slice(0, Number(length ?? 0))
  if (coding === undefined && rest !== '' && rest.length < Number(length)) return null
  return { status, headers, body: Buffer.from(raw, 'latin1').toString('utf8') }
}

async function write(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.writable) await new Promise((resolve) => socket.write(piece, resolve))
  }
}

function unchunked(text: string): string {
  const [, size] = /^([\da-f]+)\r\n/i.exec(text) ?? []
  if (size === undefined || Number.parseInt(size, 16) === 0) return ''
  const from = size.length + 2
  const to = from + Number.parseInt(size, 16)
  return text.slice(from, to) + unchunked(text.slice(to + 2))
}
