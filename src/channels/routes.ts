import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { versionOf, workspaceOf } from '../http/context.js'
import { type PageQuery, pageQuery, paginate, whole } from '../http/lists.js'
import { readRoute } from '../http/read-route.js'
import { providerOf } from '../providers/lookup.js'
import { defaultLimit } from '../sandbox/schema.js'
import { exampleByVersion } from '../versions/schema.js'
import { type AirbnbDeps, airbnbRoutes } from './airbnb-routes.js'
import { bookingChannelRoutes } from './booking-routes.js'
import {
  isArrayIn,
  ListingStatusQuery,
  PlumguideBookingList,
  PlumguideBookingsQuery,
  PlumguideListingList,
  VrboListingList,
  VrboReservationList,
} from './schema.js'

/** The lists of channels on which the sandbox has nothing. */
const emptyLists = [
  {
    channel: 'vrbo',
    path: 'listings',
    operationId: 'list_vrbo_listings',
    summary: 'List the listings on Vrbo',
    querystring: ListingStatusQuery,
    answer: VrboListingList,
    isArray: isArrayIn,
  },
  {
    channel: 'vrbo',
    path: 'reservations',
    operationId: 'list_vrbo_reservations',
    summary: 'List the reservations on Vrbo',
    querystring: pageQuery(defaultLimit),
    answer: VrboReservationList,
    isArray: () => false,
  },
  {
    channel: 'plumguide',
    path: 'listings',
    operationId: 'list_plumguide_listings',
    summary: 'List the listings on Plum Guide',
    querystring: pageQuery(defaultLimit),
    answer: PlumguideListingList,
    isArray: () => false,
  },
  {
    channel: 'plumguide',
    path: 'bookings',
    operationId: 'list_plumguide_bookings',
    summary: 'List the bookings on Plum Guide',
    querystring: PlumguideBookingsQuery,
    answer: PlumguideBookingList,
    isArray: () => false,
  },
] as const

/** The GET calls under /v1/channels (published). */
export const channelsRoutes: FastifyPluginAsyncTypebox<AirbnbDeps> = async (app, deps) => {
  await airbnbRoutes(app, deps)
  await bookingChannelRoutes(app, deps)

  for (const { path, isArray, ...list } of emptyLists) {
    const { displayName } = providerOf(list.channel)
    app.get(
      `/v1/channels/${list.channel}/${path}`,
      readRoute({
        ...list,
        description: `The list is always empty, because the sandbox has nothing on ${displayName}. Without a connection to ${displayName} it fails with 409 \`no_connection\`.`,
        tags: ['Channels'],
        errors: ['no_connection'],
        example: exampleByVersion((version) => (isArray(version) ? [] : whole([]))),
      }),
      async (request) => {
        await deps.channels.requireConnection(workspaceOf(request), list.channel)
        if (isArray(versionOf(request))) return []
        const { items: data, pagination } = paginate([], request.query as PageQuery, defaultLimit)
        return { data, pagination }
      },
    )
  }
}
