import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireTestKey } from '../http/auth.js'
import { workspaceOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import { isoTime } from '../lib/clock.js'
import { ref } from '../lib/schema.js'
import { connectionFixtures, listingFixtures, reservationFixtures } from './fixtures.js'
import { sampleTime } from './model.js'
import { SandboxResetResult, SandboxSeedResult } from './seed-schema.js'
import type { SandboxService } from './service.js'

const tags = ['Sandbox']
const sampleWorkspaceId = '6b1f0c1e-58d3-8a47-a1c2-9f3e5d7b2a10'

/** POST /v1/sandbox/seed and /v1/sandbox/reset (published), for test keys. */
export const seedRoutes: FastifyPluginAsyncTypebox<{ sandbox: SandboxService }> = async (
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
          'Adds three listings, five reservations and two connections, with the same ids each time. Only test keys may call it. ' +
          'Seeding again duplicates nothing and moves the dates to the present. No webhook is sent.',
        response: { 200: ref(SandboxSeedResult) },
      },
      config: declare({
        access: 'key',
        errors: ['forbidden'],
        example: { answer: presentSeed(sampleWorkspaceId, sampleTime) },
      }),
    },
    async (request) => {
      requireTestKey(request)
      const workspace = workspaceOf(request)
      return presentSeed(workspace.id, await sandbox.seed(workspace))
    },
  )

  app.post(
    '/v1/sandbox/reset',
    {
      schema: {
        operationId: 'reset_sandbox',
        tags,
        summary: 'Remove the data that seeding has made',
        description:
          'Removes nothing else: sessions, webhooks and other connections stay. Only test keys may call it. To empty the whole workspace, use `POST /_mock/reset`.',
        response: { 200: ref(SandboxResetResult) },
      },
      config: declare({
        access: 'key',
        isServedOverPlan: true,
        errors: ['forbidden'],
        example: {
          answer: {
            customerId: sampleWorkspaceId,
            resetAt: isoTime(sampleTime),
            deleted: { listings: 3, reservations: 5, connections: 2 },
          },
        },
      }),
    },
    async (request) => {
      requireTestKey(request)
      const workspace = workspaceOf(request)
      const deleted = await sandbox.reset(workspace)
      return { customerId: workspace.id, resetAt: isoTime(workspace.clock.now()), deleted }
    },
  )
}

function presentSeed(workspaceId: string, seededAt: number) {
  const refOf = ({ ref, id }: { ref: string; id: string }) => ({ ref, id })
  return {
    customerId: workspaceId,
    seededAt: isoTime(seededAt),
    listings: listingFixtures.map(refOf),
    reservations: reservationFixtures.map(refOf),
    connections: connectionFixtures.map(({ ref, account }) => ({ ref, id: account.id })),
  }
}
