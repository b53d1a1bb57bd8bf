import type { FastifyRequest } from 'fastify'
import { bounds } from '../lib/bounds.js'
import { Concurrency } from '../workspaces/concurrency.js'
import { type Check, workspaceOrNull } from './context.js'

/** Bodies up to this size are not counted, in bytes: the head of a request may be as large. */
const freeSize = 16 * 1024

/**
 * Makes the check that refuses a body for which there is no room, before it is read. A body takes the room that it is
 * announced with, until it has arrived or its caller has left.
 *
 * @throws {ApiError} (from the check) `capacity_exceeded`.
 */
export function createBodyRoom(): Check {
  const bodies = new Concurrency(bounds.bodiesInFlight, bounds.allBodiesInFlight)
  return (request, reply) => {
    const size = announcedSize(request)
    if (size <= freeSize) return undefined
    try {
      request.raw.once('close', bodies.begin(workspaceOrNull(request)?.id ?? null, size))
    } catch (refusal) {
      // Nobody reads the body.
      reply.header('connection', 'close')
      throw refusal
    }
    return undefined
  }
}

/** How large a body may become: one in chunks may be as large as its route takes. */
function announcedSize({ headers, routeOptions }: FastifyRequest): number {
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  const longest = routeOptions.bodyLimit as number
  return coding === undefined ? Math.min(Number(length ?? 0), longest) : longest
}
