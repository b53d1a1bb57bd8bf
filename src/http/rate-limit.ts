import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import type { Counted, RateLimit, RateWindow, Tally } from '../storage/rate-window.js'
import type { Workspace } from '../workspaces/workspace.js'
import { lateHeadersOf, setLateHeaders } from './context.js'

/** Calls that a key may make (published: 600 a minute). */
export const rateLimit: RateLimit = { calls: 600, windowMs: 60_000 }

const policyHeader = `${rateLimit.calls};w=${rateLimit.windowMs / 1000}`

/** Counts the calls of each workspace, and says how many it has left. */
export class RateLimiter {
  readonly #rates: RateWindow
  readonly #isEnforced: boolean

  /** @param isEnforced whether calls over the limit are refused; they are counted either way. */
  constructor(rates: RateWindow, isEnforced: boolean) {
    this.#rates = rates
    this.#isEnforced = isEnforced
  }

  /**
   * Counts a call and writes the X-RateLimit headers.
   *
   * @throws {ApiError} `rate_limit_exceeded` when limits are enforced and none is left; that call is not counted.
   */
  count(request: FastifyRequest, reply: FastifyReply, workspace: Workspace): Promise<void> | undefined {
    const counted = this.#rates.count(workspace, rateLimit, this.#isEnforced)
    if (!(counted instanceof Promise)) return void this.#judge(workspace, reply, counted)
    const judged = counted.then((late) => this.#judge(workspace, reply, late))
    return this.#isEnforced ? judged : this.#expect(request, judged)
  }

  /** Writes the X-RateLimit headers of a call that does not count, because it needs no key. */
  show(request: FastifyRequest, reply: FastifyReply, workspace: Workspace): void {
    const tally = this.#rates.look(workspace, rateLimit)
    if (tally instanceof Promise)
      this.#expect(
        request,
        tally.then((late) => write(reply, late, workspace.clock.now())),
      )
    else write(reply, tally, workspace.clock.now())
  }

  /** Lets answers wait for their headers: where nobody is refused, the work need not. */
  observe(app: FastifyInstance): void {
    app.addHook('onSend', (request, _reply, _payload, done) => {
      const waiting = lateHeadersOf(request)
      if (waiting === null) done()
      else waiting.then(() => done(), done)
    })
  }

  #expect(request: FastifyRequest, headers: Promise<void>): undefined {
    // Of a store that is away the call hears elsewhere.
    setLateHeaders(
      request,
      headers.catch(() => {}),
    )
  }

  #judge(workspace: Workspace, reply: FastifyReply, counted: Counted): void {
    const nowMs = workspace.clock.now()
    write(reply, counted, nowMs)
    if (!counted.isOver || !this.#isEnforced) return
    const { calls, windowMs } = rateLimit
    fail('rate_limit_exceeded', {
      message: `This API key has made ${calls} calls within the last ${windowMs / 1000} seconds.`,
      limit: calls,
      window_seconds: windowMs / 1000,
      retry_after: Math.ceil((freeAt(counted, nowMs) - nowMs) / 1000),
    })
  }
}

function write(reply: FastifyReply, tally: Tally, nowMs: number): void {
  reply
    .header('x-ratelimit-limit', rateLimit.calls)
    .header('x-ratelimit-remaining', rateLimit.calls - tally.count)
    .header('x-ratelimit-reset', Math.ceil(freeAt(tally, nowMs) / 1000))
    .header('x-ratelimit-policy', policyHeader)
}

/** When the oldest counted call leaves the window, so that one more is free. */
function freeAt({ oldestMs }: Tally, nowMs: number): number {
  return (oldestMs ?? nowMs) + rateLimit.windowMs
}
