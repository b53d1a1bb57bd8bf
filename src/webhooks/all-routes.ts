import type { FastifyPluginAsync } from 'fastify'
import { deliveriesRoutes } from './delivery-routes.js'
import type { WebhooksDeps } from './deps.js'
import { subscriptionsRoutes } from './routes.js'
import { webhookTestsRoutes } from './test-routes.js'

/** Everything under /v1/webhooks (published). */
export const webhooksRoutes: FastifyPluginAsync<WebhooksDeps> = async (app, deps) => {
  await subscriptionsRoutes(app, deps)
  await deliveriesRoutes(app, deps)
  await webhookTestsRoutes(app, deps)
}
