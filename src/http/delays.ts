import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import { bounds } from '../lib/bounds.js'
import type { Pause } from '../lib/clock.js'
import { AbortController } from '../lib/node-globals.js'
import { Concurrency } from '../workspaces/concurrency.js'
import type { ConnectionRequests } from './connection-requests.js'
import { contextOf, workspaceOrNull } from './context.js'

/** Ends a call whose caller left. Nobody gets this answer, and no Idempotency-Key remembers it. */
export class CallerLeft extends ApiError {
  constructor() {
    super('internal_error', { message: 'The caller left before the answer.' })
  }
}

/** Lets calls wait, as a tester asked or as a slow channel does. */
export class Delays {
  readonly #calls = new Concurrency(bounds.delayedCalls, bounds.allDelayedCalls)
  readonly #pause: Pause
  readonly #connections: ConnectionRequests

  constructor(pause: Pause, connections: ConnectionRequests) {
    this.#pause = pause
    this.#connections = connections
  }

  /**
   * Lets a call wait, with no more than it needs.
   *
   * @param delayMs of real time.
   * @throws {ApiError} `capacity_exceeded` at once when too many wait; CallerLeft as soon as its caller left.
   */
  async wait(request: FastifyRequest, delayMs: number): Promise<void> {
    const context = contextOf(request)
    const end = this.#calls.begin(workspaceOrNull(request)?.id ?? null, context.bodySize)
    const left = new AbortController()
    const forget = this.#connections.whenCallerLeaves(request.raw, () => left.abort())
    try {
      await this.#pause(delayMs, left.signal)
    } finally {
      forget()
      end()
    }
    if (!left.signal.aborted) return
    context.hasCallerLeft = true
    throw new CallerLeft()
  }

  /** The pause of a call that waits for its channel. */
  pauseOf(request: FastifyRequest): Pause {
    return (delayMs) => this.wait(request, delayMs)
  }
}
