import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { fail } from '../errors/api-error.js'
import { clearTimeout, setTimeout } from '../lib/node-globals.js'
import type { Check } from './context.js'

/** What ends with the server. */
export interface Closable {
  close(): Promise<void>
}

/** How long requests in flight may go on once the server closes, in milliseconds. */
const graceMs = 1500

/**
 * Closes in order: connections that never asked for anything end at once; what is in flight may finish within
 * `graceMs`, then its connection is cut; what comes in meanwhile, on connections that are still open, is refused.
 *
 * @param parts end in this order, once no request is left.
 * @returns the check that refuses; it throws `shutting_down`.
 */
export function closeGracefully(app: FastifyInstance, parts: readonly Closable[]): Check {
  const silent = new Set<Socket>()
  let cut: NodeJS.Timeout | undefined
  app.server.on('connection', (socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  app.server.on('request', ({ socket }) => silent.delete(socket))
  app.addHook('preClose', async () => {
    for (const socket of silent) socket.destroy()
    // Connections that are not read do not keep the process alive, so this does.
    cut = setTimeout(() => app.server.closeAllConnections(), graceMs)
  })
  app.addHook('onClose', async () => {
    clearTimeout(cut)
    for (const part of parts) await part.close()
  })
  return () => {
    if (cut !== undefined) fail('shutting_down', { headers: { connection: 'close' } })
    return undefined
  }
}
