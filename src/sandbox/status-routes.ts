import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import type { PlanLimit } from '../http/limits.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import type { SandboxService } from './service.js'
import { ListingStatusBody, ListingStatusResult } from './status-schema.js'

export interface ListingStatusDeps {
  sandbox: SandboxService
  plan: PlanLimit
}

/** POST /v1/listings/status (published since 2026-10). */
export const listingStatusRoutes: FastifyPluginAsyncTypebox<ListingStatusDeps> = async (
  app,
  { sandbox, plan },
) => {
  app.post(
    '/v1/listings/status',
    {
      schema: {
        operationId: 'setListingsStatus',
        tags: ['Listings'],
        summary: 'Activate or deactivate listings',
        description:
          'Use it after an account was connected again: its listings stay inactive until this call activates them. Lists leave inactive listings out, and reading one fails with 403 `listing_inactive`. ' +
          'All of the listings are changed, or none. Deactivating is allowed to a workspace that is over its plan.',
        body: ListingStatusBody,
        response: { 200: ref(ListingStatusResult) },
      },
      config: declare({
        access: 'key',
        isServedOverPlan: true,
        body: 'required',
        errors: ['not_found', 'listings_limit_exceeded'],
        example: {
          body: { listingIds: ['900000102'], active: true },
          answer: { active: true, updated: ['900000102'], unchanged: [] },
        },
      }),
    },
    async (request) => {
      const { listingIds, active } = request.body
      const allow = (count: number) => plan.requireWithin(count)
      const result = await sandbox.setStatus(workspaceOf(request), listingIds.map(String), active, allow)
      return { active, ...result }
    },
  )
}
