import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contextOf } from './context.js'

/**
 * Ends what a request passes before its answer leaves. Where a tester asked for that, the answer is lost, whole or in part:
 * the work is done, and `done` is not called for one that is lost whole.
 */
export function finishAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error?: null, payload?: unknown) => void,
): void {
  const { drop, truncate } = contextOf(request).fault?.respond ?? {}
  if (drop !== 'after' && truncate === undefined) {
    if (request.method === 'HEAD') sendHead(reply, payload, done)
    else done()
    return
  }
  if (drop === 'after' || typeof payload !== 'string' || payload === '' || request.method === 'HEAD') {
    reply.hijack()
    reply.raw.destroy()
    return
  }
  const bytes = Buffer.from(payload)
  reply.header('content-length', bytes.length)
  done(null, cutOff(bytes.subarray(0, Math.min(truncate as number, bytes.length - 1))))
}

/** A stream that breaks behind these bytes. */
function cutOff(bytes: Uint8Array): Readable {
  async function* pieces() {
    yield bytes
    throw new Error('the reply is cut off, as a tester asked')
  }
  return Readable.from(pieces(), { objectMode: false })
}

/** Ends what an answer to HEAD passes before it leaves: it has the length of the body that it does not have. */
export function sendHead(
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: null) => void,
): void {
  if (payload instanceof Readable) payload.resume()
  else if (reply.statusCode !== 204 && reply.statusCode !== 304)
    reply.header('content-length', Buffer.byteLength((payload ?? '') as string | Buffer))
  done(null, null)
}
