import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { upgradeUrl } from '../errors/table/server.js'
import type { Workspace } from '../workspaces/workspace.js'
import { isServedOverPlan, policyOf } from './policy.js'

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
    if (this.#plan === null || isServedOverPlan(request.method, policyOf(request.routeOptions))) return
    return this.#hold(workspace, this.#plan)
  }

  async #hold(workspace: Workspace, { tier, listings: limit }: Plan): Promise<void> {
    const active = await this.#activeListings(workspace.id)
    if (active <= limit) return
    fail('listings_limit_exceeded', {
      message: `The workspace has ${active} active listings, and the plan ${tier} of this server allows ${limit}.`,
      fix: 'Remove the data of the sandbox with POST /v1/sandbox/reset, or start the server with REPULL_MOCK_PLAN=custom.',
      tier,
      limit,
      active_listings: active,
      upgrade_url: upgradeUrl,
    })
  }
}
