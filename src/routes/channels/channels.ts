import type { FastifyPluginAsync } from 'fastify'
import type { ChannelService } from '../../sandbox/channel-service.js'
import { airbnbRoutes } from './airbnb.js'
import { bookingChannelRoutes } from './booking.js'
import { plumguideRoutes } from './plumguide.js'
import { vrboRoutes } from './vrbo.js'

/** Everything under /v1/channels (published, as far as it reads). */
export const channelsRoutes: FastifyPluginAsync<{ channels: ChannelService }> = async (app, deps) => {
  for (const routes of [airbnbRoutes, bookingChannelRoutes, vrboRoutes, plumguideRoutes]) {
    await app.register(routes, deps)
  }
}
