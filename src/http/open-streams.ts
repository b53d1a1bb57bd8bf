import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bound } from '../lib/bounds.js'
import { Concurrency } from '../workspaces/concurrency.js'

/** A stream of server-sent events. */
export interface EndableStream extends Readable {
  /** Ends it for its reader, who may open another one. */
  end(): void
}

/** Answers that are streams of server-sent events. Each counts until it is closed, and all end with the server. */
export class OpenStreams {
  readonly #streams = new Set<EndableStream>()
  readonly #open: Concurrency

  /**
   * @param each how many of them one workspace may have, and so those who name none.
   * @param all how many the server may have.
   */
  constructor(app: Pick<FastifyInstance, 'addHook'>, each: Bound, all: Bound) {
    this.#open = new Concurrency(each, all)
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
    const end = this.#open.begin(workspaceId)
    try {
      const stream = await open()
      this.#streams.add(stream)
      stream.once('close', () => {
        end()
        this.#streams.delete(stream)
      })
      reply.raw.once('close', () => stream.destroy())
      return reply.send(stream)
    } catch (error) {
      end()
      throw error
    }
  }
}
