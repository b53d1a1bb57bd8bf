import type { FastifyPluginAsync } from 'fastify'
import type { BookingService } from '../connect/booking-service.js'
import type { ChannelService } from '../sandbox/channel-service.js'
import type { SandboxService } from '../sandbox/sandbox-service.js'
import { bookingRoutes } from './booking.js'
import { channelsRoutes } from './channels/channels.js'
import { type ConnectProviderDeps, connectProviderRoutes } from './connect-provider.js'
import { connectionsRoutes } from './connections.js'
import { credentialsRoutes } from './credentials.js'
import { type HealthDeps, healthRoutes } from './health.js'
import { listingsRoutes } from './listings.js'
import { notImplementedRoutes } from './not-implemented.js'
import { openSessionRoutes } from './open-session.js'
import type { Operations } from './operations.js'
import { propertiesRoutes } from './properties.js'
import { providersRoutes } from './providers.js'
import { reservationsRoutes } from './reservations.js'
import { sandboxRoutes } from './sandbox.js'
import { sessionsRoutes } from './sessions.js'
import type { WebhooksDeps } from './webhooks/deps.js'
import { webhooksRoutes } from './webhooks/webhooks.js'

export interface ApiDeps extends ConnectProviderDeps, WebhooksDeps, HealthDeps {
  /** Those that the server has, and those that it lacks. */
  readonly operations: Operations
  readonly booking: BookingService
  readonly sandbox: SandboxService
  readonly channels: ChannelService
}

/** Every published operation under /v1; those that the server does not have come last. */
export const apiRoutes: FastifyPluginAsync<ApiDeps> = async (app, deps) => {
  deps.operations.observe(app)
  for (const routes of [
    healthRoutes,
    providersRoutes,
    openSessionRoutes,
    connectProviderRoutes,
    connectionsRoutes,
    sessionsRoutes,
    credentialsRoutes,
    bookingRoutes,
    webhooksRoutes,
    sandboxRoutes,
    listingsRoutes,
    propertiesRoutes,
    reservationsRoutes,
    channelsRoutes,
    notImplementedRoutes,
  ]) {
    await routes(app, deps)
  }
}
