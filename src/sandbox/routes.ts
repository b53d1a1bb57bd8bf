import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireTestKey } from '../http/api-key.js'
import { workspaceOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import { isoTime } from '../lib/clock.js'
import { ref } from '../lib/schema.js'
import { connectionFixtures, listingFixtures, reservationFixtures } from './fixtures.js'
import { sandboxExample } from './sandbox-examples.js'
import type { SandboxService } from './sandbox-service.js'
import { SandboxResetResult, SandboxSeedResult } from './schema.js'

const tags = ['Sandbox']
const refOf = (fixture: { ref: string; id: string }) => ({ ref: fixture.ref, id: fixture.id })

/** POST /v1/sandbox/seed and /v1/sandbox/reset (published): data to test with, for keys for tests. */
export const sandboxRoutes: FastifyPluginAsyncTypebox<{ sandbox: SandboxService }> = async (
  app,
  { sandbox },
) => {
  app.post(
    '/v1/sandbox/seed',
    {
      schema: {
        operationId: 'seed_sandbox',
        tags,
        summary: 'Fill the workspace with data to test with',
        description:
          'Three listings, five reservations and two connections, with the same ids each time. Again, it doubles ' +
          'nothing and moves the dates to the present. No webhook tells of it.',
        response: { 200: ref(SandboxSeedResult) },
      },
      config: declare({
        access: 'key',
        errors: ['forbidden'],
        example: { answer: sandboxExample.seeded },
      }),
    },
    async (request) => {
      requireTestKey(request)
      const workspace = workspaceOf(request)
      const { seededAt } = await sandbox.seed(workspace)
      return {
        customerId: workspace.id,
        seededAt: isoTime(seededAt),
        listings: listingFixtures.map(refOf),
        reservations: reservationFixtures.map(refOf),
        connections: connectionFixtures.map(({ ref, accountId }) => ({ ref, id: accountId })),
      }
    },
  )

  app.post(
    '/v1/sandbox/reset',
    {
      schema: {
        operationId: 'reset_sandbox',
        tags,
        summary: 'Remove what seeding has made, and nothing else',
        response: { 200: ref(SandboxResetResult) },
      },
      config: declare({
        access: 'key',
        isServedOverPlan: true,
        errors: ['forbidden'],
        example: { answer: sandboxExample.emptied },
      }),
    },
    async (request) => {
      requireTestKey(request)
      const workspace = workspaceOf(request)
      const deleted = await sandbox.reset(workspace)
      return { customerId: workspace.id, resetAt: isoTime(workspace.clock.now()), deleted: { ...deleted } }
    },
  )
}
