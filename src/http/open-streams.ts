import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bound } from '../lib/bounds.js'
import { Places } from './places.js'

/** A stream of server-sent events. */
export interface EndableStream extends Readable {
  /** Ends it for its reader, who may open another one. */
  end(): void
}

/** Answers that are streams of server-sent events. Each has a place until it is closed, and all end with the server. */
export class OpenStreams {
  readonly #streams = new Set<EndableStream>()
  readonly #places: Places

  /**
   * @param each how many of them one workspace may have, and so those who name none.
   * @param all how many the server may have.
   */
  constructor(app: Pick<FastifyInstance, 'addHook'>, each: Bound, all: Bound) {
    this.#places = new Places(each, all)
    app.addHook('preClose', async () => {
      for (const stream of this.#streams) stream.end()
    })
  }

  /**
   * Answers with a stream, or HEAD with its headers alone.
   *
   * @throws {ApiError} `capacity_exceeded`, and whatever `open` throws.
   */
  async send(
    { method }: Pick<FastifyRequest, 'method'>,
    reply: FastifyReply,
    workspaceId: string | null,
    open: () => Promise<EndableStream>,
  ): Promise<FastifyReply> {
    reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
    if (method === 'HEAD') return reply.send(Readable.from([]))
    const giveBack = this.#places.take(workspaceId)
    try {
      const stream = await open()
      this.#streams.add(stream)
      stream.once('close', () => {
        giveBack()
        this.#streams.delete(stream)
      })
      reply.raw.once('close', () => stream.destroy())
      return reply.send(stream)
    } catch (error) {
      giveBack()
      throw error
    }
  }
}
