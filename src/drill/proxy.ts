import { createServer, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodedPath } from '../lib/api-path.js'
import type { Alarm } from '../lib/clock.js'
import { fitsGlob } from '../lib/glob.js'
import { URL } from '../lib/node-globals.js'
import type { Operation } from './operation.js'

/** A call that finds nobody, by its position among those of its operation. */
export interface RefusedCall extends Operation {
  readonly skip: number
}

/** An address of its own in front of the server, at which connections can be refused. */
export interface CuttingProxy {
  readonly url: string
  /** Whether the call came that was to find nobody. */
  hasRefused(): boolean
  /** Lets so many milliseconds pass of the time for which nobody listens. */
  pass(elapsedMs: number): Promise<void>
  close(): Promise<void>
}

/** How long nobody listens, in milliseconds: of real time, or of what a test lets pass in its workspace. */
const awayMs = 300

/**
 * Opens a proxy that passes calls on, but for one: its connection is cut, and for a while the next ones are refused, as by a
 * server that is being restarted.
 *
 * @param target the address of the server.
 */
export async function openProxy(target: string, refusal: RefusedCall, alarm: Alarm): Promise<CuttingProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const host = hostname.replace(/^\[|\]$/g, '')
  let seen = 0
  let hasRefused = false
  let cancel = () => {}
  let leftMs = awayMs
  const open = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const pass = (request: IncomingMessage, reply: ServerResponse) => {
    const { method, url: path, headers } = request
    const passed = requestOf({ host, port: targetPort, method, path, headers, agent: false }, (answer) => {
      reply.writeHead(answer.statusCode as number, answer.headers)
      answer.pipe(reply)
      answer.on('error', () => reply.destroy())
    })
    passed.on('error', () => reply.destroy())
    reply.on('close', () => passed.destroy())
    request.pipe(passed)
  }
  const server = createServer((request, reply) => {
    const [path = ''] = (request.url as string).split('?')
    const isMeant = request.method === refusal.method && fitsGlob(refusal.path, decodedPath(path))
    if (!isMeant || seen++ !== refusal.skip) return pass(request, reply)
    hasRefused = true
    request.socket.destroy()
    server.close()
    server.closeIdleConnections()
    cancel = alarm(awayMs, () => void server.listen(port, '127.0.0.1'))
  })
  // Somebody may have taken the port meanwhile; then all calls find nobody.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    hasRefused: () => hasRefused,
    pass: async (elapsedMs) => {
      if (!hasRefused || server.listening) return
      leftMs -= elapsedMs
      if (leftMs > 0) return
      cancel()
      await open()
    },
    close: async () => {
      cancel()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
