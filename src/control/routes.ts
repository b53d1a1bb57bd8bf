import type { FastifyPluginAsync, RouteOptions } from 'fastify'
import type { ControlCall } from '../inspector/call-list.js'
import { type InspectorDeps, inspectorRoute } from '../inspector/routes.js'
import { pathTemplate } from '../lib/address.js'
import { apiVersionRoutes } from './api-version-routes.js'
import { clockRoutes } from './clock-routes.js'
import { controlConnectionsRoutes } from './connection-routes.js'
import { type ControlDeps, WorkspaceQuery } from './deps.js'
import { endpointsRoutes } from './endpoint-routes.js'
import { eventsRoutes } from './event-routes.js'
import { faultsRoutes } from './fault-routes.js'
import { requestsRoutes, sentWebhooksRoutes } from './journal-routes.js'
import { controlSessionsRoutes } from './session-routes.js'
import { snapshotRoutes } from './snapshot-routes.js'
import { workspacesRoutes } from './workspace-routes.js'

/** Everything under /_mock (ours): clock, faults, journal and contents of workspaces, for testers. */
export const controlRoutes: FastifyPluginAsync<ControlDeps & InspectorDeps> = async (app, deps) => {
  const calls: ControlCall[] = []
  app.addHook('onRoute', (route) => {
    calls.push(callOf(route))
  })
  for (const routes of [
    workspacesRoutes,
    clockRoutes,
    apiVersionRoutes,
    controlSessionsRoutes,
    controlConnectionsRoutes,
    requestsRoutes,
    faultsRoutes,
    sentWebhooksRoutes,
    endpointsRoutes,
    eventsRoutes,
    snapshotRoutes,
  ]) {
    await routes(app, deps)
  }
  inspectorRoute(app, [...calls], WorkspaceQuery, deps)
}

function callOf({ method, url, schema }: RouteOptions): ControlCall {
  const { summary, operationId } = schema as { summary: string; operationId: string }
  return { method: String(method), path: pathTemplate(url), summary, operationId }
}
