import type { FastifyPluginAsync } from 'fastify'
import { bookingRoutes } from './booking/routes.js'
import type { BookingService } from './booking/service.js'
import { channelsRoutes } from './channels/routes.js'
import type { ChannelService } from './channels/service.js'
import { credentialsRoutes } from './connections/credentials-routes.js'
import { type ResumeDeps, resumeRoutes } from './connections/resume-routes.js'
import { type ConnectionsDeps, connectionsRoutes } from './connections/routes.js'
import { type WritePolicyDeps, writePolicyRoutes } from './connections/write-policy-routes.js'
import { type PartHealthDeps, partHealthRoutes } from './health/part-routes.js'
import { type HealthDeps, healthRoutes } from './health/routes.js'
import { notImplementedRoutes, type Operations } from './http/operations.js'
import { providersRoutes } from './providers/routes.js'
import { sandboxRoutes } from './sandbox/routes.js'
import { seedRoutes } from './sandbox/seed-routes.js'
import { type ListingStatusDeps, listingStatusRoutes } from './sandbox/status-routes.js'
import { type CreateSessionDeps, createSessionRoutes } from './sessions/create-routes.js'
import { sessionsRoutes } from './sessions/routes.js'
import { type ExtranetSignInRoutesDeps, extranetSignInRoutes } from './sign-in/extranet-routes.js'
import { type VrboSignInRoutesDeps, vrboSignInRoutes } from './sign-in/vrbo-routes.js'
import { type UnitsDeps, unitsRoutes } from './units/routes.js'
import type { WebhooksDeps } from './webhooks/delivery-routes.js'
import { webhooksRoutes } from './webhooks/routes.js'

export interface ApiDeps
  extends CreateSessionDeps,
    ConnectionsDeps,
    ResumeDeps,
    WritePolicyDeps,
    WebhooksDeps,
    HealthDeps,
    PartHealthDeps,
    ListingStatusDeps,
    VrboSignInRoutesDeps,
    ExtranetSignInRoutesDeps,
    UnitsDeps {
  /** Those that the server has, and those that it lacks. */
  readonly operations: Operations
  readonly booking: BookingService
  readonly channels: ChannelService
}

/** Every published operation under /v1; those that the server does not have come last. */
export const apiRoutes: FastifyPluginAsync<ApiDeps> = async (app, deps) => {
  deps.operations.observe(app)
  for (const routes of [
    healthRoutes,
    partHealthRoutes,
    providersRoutes,
    createSessionRoutes,
    sessionsRoutes,
    connectionsRoutes,
    credentialsRoutes,
    resumeRoutes,
    writePolicyRoutes,
    bookingRoutes,
    vrboSignInRoutes,
    extranetSignInRoutes,
    unitsRoutes,
    webhooksRoutes,
    seedRoutes,
    sandboxRoutes,
    listingStatusRoutes,
    channelsRoutes,
    notImplementedRoutes,
  ]) {
    await routes(app, deps)
  }
}
