import type { FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { upgradeUrl } from '../errors/table/server.js'
import type { Counted, RateLimit, RateWindow, Tally } from '../storage/rate-window.js'
import type { Workspace } from '../workspaces/workspace.js'
import { contextOf } from './context.js'
import { isServedOverPlan } from './policy.js'

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
    const judged = counted.then((value) => this.#judge(workspace, reply, value))
    return this.#isEnforced ? judged : this.#expect(request, judged)
  }

  /** Writes the X-RateLimit headers of a call that does not count, because it needs no key. */
  show(request: FastifyRequest, reply: FastifyReply, workspace: Workspace): void {
    const tally = this.#rates.look(workspace, rateLimit)
    const show = (known: Tally) => write(reply, known, workspace.clock.now())
    if (tally instanceof Promise) this.#expect(request, tally.then(show))
    else show(tally)
  }

  #expect(request: FastifyRequest, headers: Promise<void>): undefined {
    // Another step reports a store that is unavailable.
    contextOf(request).pendingHeaders = headers.catch(() => {})
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

/** What a plan allows. */
export interface Plan {
  readonly tier: string
  /** Active listings at most. */
  readonly listings: number
}

/** Refuses the calls of workspaces with more active listings than the plan allows. */
export class PlanLimit {
  readonly #plan: Plan | null
  readonly #activeListings: (workspaceId: string) => Promise<number>

  /** @param plan null for one without a limit, which asks nothing. */
  constructor(plan: Plan | null, activeListings: (workspaceId: string) => Promise<number>) {
    this.#plan = plan
    this.#activeListings = activeListings
  }

  /** @throws {ApiError} `listings_limit_exceeded`, but for calls by which a workspace comes back within its plan. */
  check(request: FastifyRequest, workspace: Workspace): Promise<void> | undefined {
    if (this.#plan === null || isServedOverPlan(request.method, contextOf(request).pipeline.policy)) return
    return this.#activeListings(workspace.id).then((active) => this.requireWithin(active))
  }

  /** @throws {ApiError} `listings_limit_exceeded` when the plan does not allow so many active listings. */
  requireWithin(active: number): void {
    if (this.#plan === null || active <= this.#plan.listings) return
    const { tier, listings: limit } = this.#plan
    fail('listings_limit_exceeded', {
      message: `The plan ${tier} of this server allows ${limit} active listings, not ${active}.`,
      fix: 'Deactivate some with POST /v1/listings/status, remove the data of the sandbox with POST /v1/sandbox/reset, or start the server with REPULL_MOCK_PLAN=custom.',
      tier,
      limit,
      active_listings: active,
      upgrade_url: upgradeUrl,
    })
  }
}
