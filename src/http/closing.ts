import type { FastifyInstance } from 'fastify'
import { fail } from '../errors/api-error.js'

/**
 * Refuses requests that come in on connections still open while the server closes.
 *
 * @throws {ApiError} (from its hook) `shutting_down`.
 */
export function refuseWhileClosing(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.addHook('onRequest', async () => {
    if (isClosing) fail('shutting_down', { headers: { connection: 'close' } })
  })
}
