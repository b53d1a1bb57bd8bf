import type { FastifyReply } from 'fastify'
import { fail } from '../errors/api-error.js'
import type { Workspace } from '../workspaces/workspace.js'

/** Calls that a key may make in any `windowMs` (published: 600 a minute). */
export const rateLimit = { calls: 600, windowMs: 60_000 } as const

const policyHeader = `${rateLimit.calls};w=${rateLimit.windowMs / 1000}`

/** Counts the calls of each workspace in a sliding window of its own time. */
export class RateLimiter {
  readonly #enforced: boolean
  readonly #windows = new WeakMap<Workspace['era'], number[]>()

  /** @param enforced whether calls over the limit are refused; they are counted either way. */
  constructor(enforced: boolean) {
    this.#enforced = enforced
  }

  /**
   * Counts a call and writes the X-RateLimit headers.
   *
   * @throws {ApiError} `rate_limit_exceeded` when limits are enforced and none is left; that call is not counted.
   */
  count(workspace: Workspace, reply: FastifyReply): void {
    const now = workspace.clock.now()
    const calls = this.#window(workspace, now)
    const isOver = calls.length >= rateLimit.calls
    if (!isOver || !this.#enforced) {
      calls.push(now)
      if (calls.length > rateLimit.calls) calls.shift()
    }
    this.#write(reply, calls, now)
    if (!isOver || !this.#enforced) return
    fail('rate_limit_exceeded', {
      message: `This API key has made ${rateLimit.calls} calls within the last ${rateLimit.windowMs / 1000} seconds.`,
      limit: rateLimit.calls,
      window_seconds: rateLimit.windowMs / 1000,
      retry_after: Math.ceil((freeAt(calls, now) - now) / 1000),
    })
  }

  /** Writes the X-RateLimit headers of a call that does not count, because it needs no key. */
  show(workspace: Workspace, reply: FastifyReply): void {
    const now = workspace.clock.now()
    this.#write(reply, this.#window(workspace, now), now)
  }

  #window(workspace: Workspace, nowMs: number): number[] {
    const before = this.#windows.get(workspace.era)
    const calls = before ?? []
    if (before === undefined) this.#windows.set(workspace.era, calls)
    const start = nowMs - rateLimit.windowMs
    let gone = 0
    while (gone < calls.length && (calls[gone] as number) <= start) gone++
    if (gone > 0) calls.splice(0, gone)
    // A tester may have turned the clock back: what is still to come has not been called yet.
    while ((calls.at(-1) ?? nowMs) > nowMs) calls.pop()
    return calls
  }

  #write(reply: FastifyReply, calls: readonly number[], nowMs: number): void {
    reply.headers({
      'x-ratelimit-limit': rateLimit.calls,
      'x-ratelimit-remaining': rateLimit.calls - calls.length,
      'x-ratelimit-reset': Math.ceil(freeAt(calls, nowMs) / 1000),
      'x-ratelimit-policy': policyHeader,
    })
  }
}

/** When the oldest counted call leaves the window, so that one more is free. */
function freeAt(calls: readonly number[], nowMs: number): number {
  return (calls[0] ?? nowMs) + rateLimit.windowMs
}
