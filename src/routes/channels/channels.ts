import type { FastifyPluginAsync } from 'fastify'
import type { ChannelService } from '../../sandbox/channel-service.js'
import { airbnbRoutes } from './airbnb.js'
import { bookingChannelRoutes } from './booking.js'
import { emptyChannelsRoutes } from './empty.js'

/** Everything under /v1/channels (published, as far as it reads). */
export const channelsRoutes: FastifyPluginAsync<{ channels: ChannelService }> = async (app, deps) => {
  for (const routes of [airbnbRoutes, bookingChannelRoutes, emptyChannelsRoutes]) {
    await routes(app, deps)
  }
}
