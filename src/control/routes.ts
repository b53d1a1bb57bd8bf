import type { FastifyInstance, FastifyPluginAsync, RouteOptions } from 'fastify'
import { pathTemplate } from '../lib/address.js'
import type { PageSender } from '../pages/page-sender.js'
import { rootFrom } from '../pages/request.js'
import { apiVersionRoutes } from './api-version-routes.js'
import { clockRoutes } from './clock-routes.js'
import { controlConnectionsRoutes } from './connection-routes.js'
import { type ControlDeps, controlCall } from './deps.js'
import { endpointsRoutes } from './endpoint-routes.js'
import { eventsRoutes } from './event-routes.js'
import { faultsRoutes } from './fault-routes.js'
import { type ControlCall, controlIndexPage } from './index-page.js'
import { controlWebhooksRoutes, requestsRoutes } from './journal-routes.js'
import { controlSessionsRoutes } from './session-routes.js'
import { snapshotRoutes } from './snapshot-routes.js'
import { workspacesRoutes } from './workspace-routes.js'

/** Everything under /_mock (ours): clock, faults, journal and contents of workspaces, for testers. */
export const controlRoutes: FastifyPluginAsync<ControlDeps & { sender: PageSender }> = async (app, deps) => {
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
    controlWebhooksRoutes,
    endpointsRoutes,
    eventsRoutes,
    snapshotRoutes,
  ]) {
    await routes(app, deps)
  }
  indexRoute(app, deps.sender, [...calls])
}

/** GET /_mock (ours): what the server holds and the other control calls, as a page. */
function indexRoute(app: FastifyInstance, sender: PageSender, others: readonly ControlCall[]): void {
  app.get(
    '/_mock',
    controlCall(
      {
        operationId: 'showMockIndex',
        summary: 'Show the control calls as a page',
        description: 'A page for people that lists every call under `/_mock`.',
        response: {
          200: {
            description: 'The page, as HTML.',
            content: { 'text/html': { schema: { type: 'string' } } },
          },
        },
      },
      { example: { answer: '<!doctype html>…' } },
    ),
    async (request, reply) => sender.send(reply, controlIndexPage(others, rootFrom(request.url))),
  )
}

function callOf({ method, url, schema }: RouteOptions): ControlCall {
  const { summary, operationId } = schema as { summary: string; operationId: string }
  return { method: String(method), path: pathTemplate(url), summary, operationId }
}
