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
  await app.register(healthRoutes, deps)
  await app.register(providersRoutes)
  await app.register(openSessionRoutes, deps)
  await app.register(connectProviderRoutes, deps)
  await app.register(connectionsRoutes, deps)
  await app.register(sessionsRoutes, deps)
  await app.register(credentialsRoutes, deps)
  await app.register(bookingRoutes, deps)
  await app.register(webhooksRoutes, deps)
  await app.register(sandboxRoutes, deps)
  await app.register(listingsRoutes, deps)
  await app.register(propertiesRoutes, deps)
  await app.register(reservationsRoutes, deps)
  await app.register(channelsRoutes, deps)
  await app.register(notImplementedRoutes, deps)
}
