import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../../http/call.js'
import { declare } from '../../http/policy.js'
import type { ChannelService } from '../../sandbox/channel-service.js'
import {
  PlumguideBookingList,
  PlumguideBookingsQuery,
  PlumguideListingList,
} from '../../schemas/other-channels.js'
import { ref } from '../../schemas/schema.js'
import { whole } from '../paginate.js'
import { channelExample } from './examples.js'

const tags = ['Channels']
const channel = 'plumguide'

/** What is read under /v1/channels/plumguide (published). The sandbox has nothing there. */
export const plumguideRoutes: FastifyPluginAsyncTypebox<{ channels: ChannelService }> = async (
  app,
  { channels },
) => {
  app.get(
    '/v1/channels/plumguide/listings',
    {
      schema: {
        operationId: 'list_plumguide_listings',
        tags,
        summary: 'List the listings on Plum Guide: none',
        response: { 200: ref(PlumguideListingList) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection'],
        example: { answer: channelExample.nothing },
      }),
    },
    async (request) => {
      await channels.requireConnection(workspaceOf(request), channel)
      return whole([])
    },
  )

  app.get(
    '/v1/channels/plumguide/bookings',
    {
      schema: {
        operationId: 'list_plumguide_bookings',
        tags,
        summary: 'List the bookings on Plum Guide: none',
        querystring: PlumguideBookingsQuery,
        response: { 200: ref(PlumguideBookingList) },
      },
      config: declare({
        access: 'key',
        channel,
        errors: ['no_connection'],
        example: { answer: channelExample.nothing },
      }),
    },
    async (request) => {
      await channels.requireConnection(workspaceOf(request), channel)
      return whole([])
    },
  )
}
