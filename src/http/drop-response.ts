import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { faultOf } from './context.js'

/**
 * Takes answers away on their last step, when a tester asked for that: the work is done, and the reply is lost, whole or
 * in part. Must be declared behind every other hook of its kind.
 */
export function dropResponses(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const { drop, truncate } = faultOf(request)?.respond ?? {}
    const isText = typeof payload === 'string' && payload !== '' && request.method !== 'HEAD'
    if (drop === 'after' || (truncate !== undefined && !isText)) {
      reply.hijack()
      reply.raw.destroy()
      return
    }
    if (truncate === undefined) {
      done()
      return
    }
    const bytes = Buffer.from(payload as string)
    reply.header('content-length', bytes.length)
    done(null, cutOff(bytes.subarray(0, Math.min(truncate, bytes.length - 1))))
  })
}

/** A stream that breaks behind these bytes. */
function cutOff(bytes: Uint8Array): Readable {
  async function* pieces() {
    yield bytes
    throw new Error('the reply is cut off, as a tester asked')
  }
  return Readable.from(pieces(), { objectMode: false })
}
