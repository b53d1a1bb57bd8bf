import { finished, Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { clearTimeout, setTimeout } from '../lib/node-globals.js'

/** How much of an answer is made before its reader has taken it, in characters. */
export const pieceLength = 64 * 1024

/**
 * Sends pieces as the answer, as fast as they are read. Whoever takes longer to read it than a request may take to arrive is
 * disconnected.
 *
 * @param ended is called once the answer has ended in whatever way.
 */
export function sendStreamed(
  reply: FastifyReply,
  pieces: Iterable<Buffer> | AsyncIterable<string>,
  ended: () => void = () => {},
): FastifyReply {
  const { raw, server } = reply
  const timer = setTimeout(() => raw.destroy(), server.server.requestTimeout).unref()
  finished(raw, () => {
    clearTimeout(timer)
    ended()
  })
  const stream = Readable.from(pieces, { objectMode: false, highWaterMark: pieceLength })
  // It may fail when nobody reads it any more, and nobody else listens then.
  stream.on('error', () => {})
  return reply.send(stream)
}
