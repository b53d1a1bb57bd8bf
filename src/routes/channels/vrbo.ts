import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../../http/call.js'
import { declare } from '../../http/policy.js'
import type { ChannelService } from '../../sandbox/channel-service.js'
import { VrboListingList, VrboReservationList } from '../../schemas/other-channels.js'
import { pageQuery } from '../../schemas/page-query.js'
import { reservationsLimit } from '../../schemas/reservation.js'
import { ref } from '../../schemas/schema.js'
import { paginate, whole } from '../paginate.js'
import { channelExample } from './examples.js'

const tags = ['Channels']
const channel = 'vrbo'

/** What is read under /v1/channels/vrbo (published). The sandbox has nothing there. */
export const vrboRoutes: FastifyPluginAsyncTypebox<{ channels: ChannelService }> = async (
  app,
  { channels },
) => {
  app.get(
    '/v1/channels/vrbo/listings',
    {
      schema: {
        operationId: 'list_vrbo_listings',
        tags,
        summary: 'List the listings on Vrbo: none',
        response: { 200: ref(VrboListingList) },
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
    '/v1/channels/vrbo/reservations',
    {
      schema: {
        operationId: 'list_vrbo_reservations',
        tags,
        summary: 'List the reservations on Vrbo: none',
        querystring: pageQuery(reservationsLimit),
        response: { 200: ref(VrboReservationList) },
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
      return { data: [], pagination: paginate([], request.query, reservationsLimit).pagination }
    },
  )
}
