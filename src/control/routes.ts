import type { FastifyPluginAsync } from 'fastify'
import type { ControlCall } from '../pages/control-index-page.js'
import type { PageSender } from '../pages/page-sender.js'
import { clockRoutes } from './clock-routes.js'
import type { ControlDeps } from './deps.js'
import { eventsRoutes } from './event-routes.js'
import { faultsRoutes } from './fault-routes.js'
import { callOf, controlIndexRoutes } from './index-page.js'
import { requestsRoutes } from './journal-routes.js'
import { controlSessionsRoutes } from './session-routes.js'
import { snapshotRoutes } from './snapshot-routes.js'
import { controlWebhooksRoutes } from './webhook-routes.js'
import { workspacesRoutes } from './workspace-routes.js'

/** Everything under /_mock (ours): time, faults, memory and hosts under the tester's hand. */
export const controlRoutes: FastifyPluginAsync<ControlDeps & { sender: PageSender }> = async (app, deps) => {
  const calls: ControlCall[] = []
  app.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') calls.push(callOf(route))
  })
  for (const routes of [
    workspacesRoutes,
    clockRoutes,
    controlSessionsRoutes,
    requestsRoutes,
    faultsRoutes,
    controlWebhooksRoutes,
    eventsRoutes,
    snapshotRoutes,
  ]) {
    await routes(app, deps)
  }
  await controlIndexRoutes(app, { sender: deps.sender, calls })
}
