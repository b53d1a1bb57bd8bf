import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream'
import { bounds } from '../lib/bounds.js'
import { Concurrency } from '../workspaces/concurrency.js'
import { type Check, workspaceOrNull } from './context.js'

/** Bodies up to this size are not counted, in bytes: the head of a request may be as large. */
const freeSize = 16 * 1024

/** A body in chunks says nothing of its size. It takes room by this much as it arrives, in bytes. */
const shareSize = 64 * 1024

/**
 * Makes the check that refuses a body for which there is no room, before it is read. A body takes the room that it is
 * announced with, one in chunks what has come of it, until it has arrived or its caller has left.
 *
 * @throws {ApiError} (from the check) `capacity_exceeded`.
 */
export function createBodyRoom(): Check {
  const bodies = new Concurrency(bounds.bodiesInFlight, bounds.allBodiesInFlight)
  return (request, reply) => {
    const { 'content-length': length = 0, 'transfer-encoding': coding } = request.headers
    const size = Math.min(Number(length), request.routeOptions.bodyLimit as number)
    if (coding === undefined && size <= freeSize) return undefined
    const begin = (bytes: number) => bodies.begin(workspaceOrNull(request)?.id ?? null, bytes)
    try {
      if (coding === undefined) finished(request.raw, begin(size))
      else takeShares(request.raw, () => begin(shareSize))
    } catch (refusal) {
      // Nobody reads the body.
      reply.header('connection', 'close')
      throw refusal
    }
    return undefined
  }
}

/** Takes room for a body while it arrives; the body ends with an error when there is none. */
function takeShares(body: IncomingMessage, begin: () => () => void): void {
  const ends = [begin()]
  let left = shareSize
  const take = (chunk: Buffer) => {
    left -= chunk.length
    try {
      for (; left < 0; left += shareSize) ends.push(begin())
    } catch (refusal) {
      body.off('data', take)
      body.emit('error', refusal)
    }
  }
  // Listening does not make a paused body flow: whoever reads it resumes it.
  body.pause().on('data', take)
  finished(body, () => {
    for (const end of ends) end()
  })
}
