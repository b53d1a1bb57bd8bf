import type { FastifyPluginAsync } from 'fastify'
import { workspaceOf } from '../http/context.js'
import { type PageQuery, pageQuery, paginate } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { reservationsLimit } from '../sandbox/reservation-schema.js'
import type { ChannelService } from './channel-service.js'
import { channelExample } from './examples.js'
import {
  PlumguideBookingList,
  PlumguideBookingsQuery,
  PlumguideListingList,
  VrboListingList,
  VrboReservationList,
} from './other-schema.js'

const lists = [
  {
    channel: 'vrbo',
    path: 'listings',
    operationId: 'list_vrbo_listings',
    summary: 'List the listings on Vrbo: none',
    answer: VrboListingList,
  },
  {
    channel: 'vrbo',
    path: 'reservations',
    operationId: 'list_vrbo_reservations',
    summary: 'List the reservations on Vrbo: none',
    querystring: pageQuery(reservationsLimit),
    answer: VrboReservationList,
  },
  {
    channel: 'plumguide',
    path: 'listings',
    operationId: 'list_plumguide_listings',
    summary: 'List the listings on Plum Guide: none',
    answer: PlumguideListingList,
  },
  {
    channel: 'plumguide',
    path: 'bookings',
    operationId: 'list_plumguide_bookings',
    summary: 'List the bookings on Plum Guide: none',
    querystring: PlumguideBookingsQuery,
    answer: PlumguideBookingList,
  },
] as const

/** What is read under /v1/channels/vrbo and /v1/channels/plumguide (published). The sandbox has nothing there. */
export const emptyChannelsRoutes: FastifyPluginAsync<{ channels: ChannelService }> = async (
  app,
  { channels },
) => {
  for (const { channel, path, answer, ...schema } of lists) {
    app.get(
      `/v1/channels/${channel}/${path}`,
      {
        schema: { ...schema, tags: ['Channels'], response: { 200: ref(answer) } },
        config: declare({
          access: 'key',
          channel,
          errors: ['no_connection'],
          example: { answer: channelExample.nothing },
        }),
      },
      async (request) => {
        await channels.requireConnection(workspaceOf(request), channel)
        const { items: data, pagination } = paginate([], request.query as PageQuery, reservationsLimit)
        return { data, pagination }
      },
    )
  }
}
