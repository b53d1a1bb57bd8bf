import type { FastifyInstance } from 'fastify'
import { fail } from '../errors/api-error.js'

/**
 * Closes in order: what is in flight may finish within `graceMs`, then its connection is cut; what comes in meanwhile,
 * on connections that are still open, is refused.
 *
 * @throws {ApiError} (from its hook) `shutting_down`.
 */
export function closeGracefully(app: FastifyInstance, graceMs: number): void {
  let cut: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    cut = setTimeout(() => app.server.closeAllConnections(), graceMs).unref()
  })
  app.addHook('onClose', async () => clearTimeout(cut))
  app.addHook('onRequest', async () => {
    if (cut !== undefined) fail('shutting_down', { headers: { connection: 'close' } })
  })
}
