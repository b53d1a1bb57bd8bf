import type { FastifyPluginAsync } from 'fastify'
import type { ControlCall } from '../../pages/control-index-page.js'
import type { PageSender } from '../hosted/page-sender.js'
import { clockRoutes } from './clock.js'
import type { ControlDeps } from './deps.js'
import { eventsRoutes } from './events.js'
import { faultsRoutes } from './faults.js'
import { callOf, controlIndexRoutes } from './index-page.js'
import { requestsRoutes } from './requests.js'
import { controlSessionsRoutes } from './sessions.js'
import { snapshotRoutes } from './snapshot.js'
import { controlWebhooksRoutes } from './webhooks.js'
import { workspacesRoutes } from './workspaces.js'

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
