import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from '@sinclair/typebox'
import { workspaceOf } from '../http/context.js'
import { paginate } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { parseDay } from '../lib/clock.js'
import { ref } from '../lib/schema.js'
import { NumberPath } from './listing-schema.js'
import { presentReservation } from './present-reservation.js'
import { isReservation, type ReservationFilter } from './reservation.js'
import { Reservation, ReservationList, ReservationsQuery, reservationsLimit } from './reservation-schema.js'
import { sandboxExample } from './sandbox-examples.js'
import type { SandboxService } from './sandbox-service.js'

const tags = ['Reservations']

/** GET /v1/reservations and /v1/reservations/{id} (published). */
export const reservationsRoutes: FastifyPluginAsyncTypebox<{ sandbox: SandboxService }> = async (
  app,
  { sandbox },
) => {
  app.get(
    '/v1/reservations',
    {
      schema: {
        operationId: 'list_reservations',
        tags,
        summary: 'List the reservations of the workspace',
        description: 'Every parameter that is given holds, each spelling of it too.',
        querystring: ReservationsQuery,
        response: { 200: ref(ReservationList) },
      },
      config: declare({ access: 'key', errors: [], example: { answer: sandboxExample.reservations } }),
    },
    async (request) => {
      const filter = filterOf(request.query)
      const all = await sandbox.reservations(workspaceOf(request).id)
      const wanted = all.filter((reservation) => isReservation(reservation, filter))
      const { items, pagination } = paginate(wanted, request.query, reservationsLimit)
      return { data: items.map(presentReservation), pagination }
    },
  )

  app.get(
    '/v1/reservations/:id',
    {
      schema: {
        operationId: 'get_reservation',
        tags,
        summary: 'Read a reservation',
        params: NumberPath,
        response: { 200: ref(Reservation) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: sandboxExample.reservation },
      }),
    },
    async (request) =>
      presentReservation(await sandbox.reservation(workspaceOf(request).id, String(request.params.id))),
  )
}

function filterOf(query: Static<typeof ReservationsQuery>): ReservationFilter {
  const { platform, status, listingId } = query
  const { check_in_after, check_in_before, check_out_after, check_out_before } = query
  const { checkInFrom, checkInTo, checkInAfter, checkInBefore, checkOutAfter, checkOutBefore } = query
  return {
    platform,
    status,
    listingId: listingId?.toString(),
    checkIn: {
      from: daysOf(check_in_after, checkInAfter, checkInFrom),
      to: daysOf(check_in_before, checkInBefore, checkInTo),
    },
    checkOut: {
      from: daysOf(check_out_after, checkOutAfter),
      to: daysOf(check_out_before, checkOutBefore),
    },
  }
}

/** The days that were given; an instant means its day. */
export function daysOf(...texts: readonly (string | undefined)[]): readonly string[] {
  return texts.flatMap((text) => (text === undefined ? [] : [parseDay(text) as string]))
}
