import type { FastifyPluginAsync } from 'fastify'
import { airbnbRoutes } from './airbnb-routes.js'
import { bookingChannelRoutes } from './booking-routes.js'
import type { ChannelService } from './channel-service.js'
import { emptyChannelsRoutes } from './empty-routes.js'

/** Everything under /v1/channels (published, as far as it reads). */
export const channelsRoutes: FastifyPluginAsync<{ channels: ChannelService }> = async (app, deps) => {
  for (const routes of [airbnbRoutes, bookingChannelRoutes, emptyChannelsRoutes]) {
    await routes(app, deps)
  }
}
