import { get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Test } from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { listen } from './raw-socket.js'

export const host = 'Host: 127.0.0.1\r\n'
export const key = 'Authorization: Bearer sk_test_doors\r\n'
export const json = 'Content-Type: application/json\r\n'

/** A client that does as little as its test says. */
export interface Client {
  readonly socket: Socket
  /** What the server has said so far. */
  said(): string
  /** Ends when the server has closed the connection, or has broken it off. */
  readonly left: Promise<void>
}

/** A server on a real port, with short limits so that tests need not wait for long ones. */
export interface Stage {
  readonly mock: Mock
  readonly port: number
  /** Connects; the client closes its own side never by itself. */
  open(text?: string): Client
  /** How many connections the server has open. */
  connections(): Promise<number>
  /** Asserts that a client as it should be is served while something goes on. */
  serves<T>(during: Promise<T>): Promise<T>
  /** Asserts that no connection is left, and no memory beyond what a little use takes. */
  isEmpty(): Promise<void>
}

/** How long a request may take here, in milliseconds. Node looks once a second. */
const patienceMs = 1000

/** How long anything may take before its test says so, in milliseconds. */
const deadlineMs = 30_000

/** How much more memory may be in use afterwards, in bytes. */
const mostGrowth = 16 * 1024 * 1024

const collectGarbage = exposeGarbageCollection()

export async function setStage(t: Test): Promise<Stage> {
  const mock = await createMock(t, { settings: { LOG_LEVEL: 'silent' } })
  const port = await listen(mock)
  const { server } = mock.app
  server.headersTimeout = patienceMs
  server.requestTimeout = patienceMs
  const clients = new Set<Socket>()
  t.teardown(() => {
    for (const socket of clients) socket.destroy()
  })
  for (let at = 0; at < 50; at++) await askHealth(port)
  const before = heapUsed()
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))

  return {
    mock,
    port,
    connections,
    open(text = '') {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      clients.add(socket)
      let said = ''
      socket.setEncoding('latin1').on('data', (chunk) => {
        said += chunk
      })
      const left = new Promise<void>((resolve) => {
        for (const event of ['end', 'error', 'close']) socket.once(event, () => resolve())
      })
      socket.on('error', () => {})
      socket.on('close', () => clients.delete(socket))
      socket.write(text)
      return { socket, said: () => said, left: within(left, 'the server to leave') }
    },
    async serves(during) {
      let isOver = false
      const done = during.finally(() => {
        isOver = true
      })
      do {
        t.equal(await within(askHealth(port), 'an answer to a client as it should be'), 200)
        await wait(20)
      } while (!isOver)
      return done
    },
    async isEmpty() {
      for (const socket of clients) socket.destroy()
      const end = performance.now() + deadlineMs
      while ((await connections()) > 0 && performance.now() < end) await wait(50)
      t.equal(await connections(), 0, 'no connection is left')
      const growth = heapUsed() - before
      t.comment(`measured { heap_growth_kib: ${Math.round(growth / 1024)} }`)
      t.ok(growth < mostGrowth, `the memory in use grew by ${growth} bytes`)
    },
  }

  async function within<T>(something: Promise<T>, what: string): Promise<T> {
    const timer = setTimeout(() => t.fail(`${what} takes longer than ${deadlineMs} ms`), deadlineMs)
    return something.finally(() => clearTimeout(timer))
  }
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The status of an answer on a connection of its own. */
function askHealth(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', path: '/v1/health', agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode))
    })
    request.on('error', reject)
  })
}

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

function exposeGarbageCollection(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}
