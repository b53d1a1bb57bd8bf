import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/**
 * Answers HEAD by the routes of GET, without the body. Routes of its own would make a start wait for half as many more; so
 * the router is shown GET, and everything behind it HEAD.
 */
export class HeadRequests {
  readonly #onTheirWay = new WeakSet<IncomingMessage>()

  /** Shows the router GET. */
  hide(request: IncomingMessage): void {
    if (request.method !== 'HEAD') return
    request.method = 'GET'
    this.#onTheirWay.add(request)
  }

  /** Makes it HEAD again, once it has come to its route or has none. */
  restore({ raw }: FastifyRequest): void {
    if (raw.method === 'GET' && this.#onTheirWay.delete(raw)) raw.method = 'HEAD'
  }
}
