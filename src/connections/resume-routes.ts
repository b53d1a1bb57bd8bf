import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { ErrorEnvelope } from '../errors/schema.js'
import { type AssignWorkspace, contextOf, setSession } from '../http/context.js'
import type { FaultInjection } from '../http/fault-injection.js'
import { declare } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { anyOf } from '../lib/schema.js'
import { presentSession } from '../sessions/present.js'
import type { ResumeService } from './resume-service.js'
import { ResumeProblem, ResumeQuery } from './schema.js'

export interface ResumeDeps {
  resuming: ResumeService
  publicUrl: PublicUrl
  assign: AssignWorkspace
  /** Null without control features. */
  faultInjection: FaultInjection | null
}

/** GET /v1/connect/resume (published): where the `fixUrl` of a connection leads its host. */
export const resumeRoutes: FastifyPluginAsyncTypebox<ResumeDeps> = async (app, deps) => {
  const { resuming, publicUrl, assign, faultInjection } = deps
  app.get(
    '/v1/connect/resume',
    {
      schema: {
        operationId: 'resumeConnect',
        tags: ['Connect'],
        summary: 'Lead a host back to a connection',
        description:
          'The `fixUrl` of a connection is such a link. It redirects to the hosted page of a fresh session for that connection, which completing heals. The link does not expire.',
        querystring: ResumeQuery,
        response: {
          302: Type.Null({ description: 'To the hosted page. No body.' }),
          400: {
            description: 'The link leads nowhere, or:',
            content: {
              'application/json': {
                schema: anyOf(
                  ResumeProblem,
                  ErrorEnvelope,
                  'Why the link leads nowhere, or the error of any call.',
                ),
              },
            },
          },
        },
      },
      config: declare({
        access: 'public',
        errors: ['capacity_exceeded'],
        example: { answer: null },
      }),
    },
    async (request, reply) => {
      const found = await resuming.find(request.query.t)
      if ('error' in found) return reply.code(400).send(found)
      const { workspace, connection } = found
      await assign(request, reply, workspace)
      if (contextOf(request).fault === null)
        await faultInjection?.injectMatching(request, reply, async () => connection.provider)
      if (reply.sent) return reply
      const base = publicUrl(request)
      const session = await resuming.open(found)
      setSession(request, session)
      return reply.redirect(presentSession(session, base).url, 302)
    },
  )
}
