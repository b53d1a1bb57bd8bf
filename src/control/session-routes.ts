import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { decisions } from '../connections/auto-decision.js'
import { workspaceOrNull } from '../http/context.js'
import { declare } from '../http/policy.js'
import { listOf, ref } from '../lib/schema.js'
import { type ControlDeps, meantBy } from './deps.js'
import { controlExample } from './examples.js'
import { presentAnySession } from './present-session.js'
import { AnySession, DecideBody } from './session-schema.js'

const tags = ['Control']
const SessionPath = Type.Object({ id: Type.String({ description: 'The sessionId.' }) })
const ListQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'The newest so many.' }),
  ),
})

const summaries = {
  approve: 'Let the host approve a session',
  deny: 'Let the host refuse a session',
  expire: 'Let a session expire now',
}

/** /_mock/sessions (ours): sessions whatever they have become, and a host who decides at once. */
export const controlSessionsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, sessions, autoDecision, publicUrl } = deps
  app.get(
    '/_mock/sessions',
    {
      schema: {
        operationId: 'listMockSessions',
        tags,
        summary: 'List sessions, ended and expired ones too, oldest first',
        querystring: ListQuery,
        response: { 200: listOf(AnySession) },
      },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer: { data: [controlExample.session] } },
      }),
    },
    async (request) => {
      const { limit = 100 } = request.query
      const base = publicUrl(request)
      const lists = await Promise.all(
        (await meantBy(request, workspaces)).map(async (workspace) =>
          (await sessions.list(workspace)).slice(-limit),
        ),
      )
      const newest = lists
        .flat()
        .sort((a, b) => a.session.createdAt - b.session.createdAt)
        .slice(-limit)
      return { data: newest.map(({ session, nowMs }) => presentAnySession(session, base, nowMs)) }
    },
  )

  app.get(
    '/_mock/sessions/:id',
    {
      schema: {
        operationId: 'getMockSession',
        tags,
        summary: 'Read a session, whatever it has become',
        params: SessionPath,
        response: { 200: ref(AnySession) },
      },
      config: declare({
        access: 'control',
        errors: ['not_found'],
        example: { answer: controlExample.session },
      }),
    },
    async (request) => {
      const own = workspaceOrNull(request) ?? undefined
      const { session, nowMs } = await sessions.find(request.params.id, 'id', own)
      return presentAnySession(session, publicUrl(request), nowMs)
    },
  )

  for (const decision of decisions) {
    app.post(
      `/_mock/sessions/:id/${decision}`,
      {
        schema: {
          operationId: `${decision}MockSession`,
          tags,
          summary: summaries[decision],
          params: SessionPath,
          body: DecideBody,
          response: { 200: ref(AnySession) },
        },
        config: declare({
          access: 'control',
          body: 'optional',
          errors: ['not_found', 'session_terminal', 'session_expired', 'invalid_provider'],
          example: { body: {}, answer: controlExample.session },
        }),
      },
      async (request) => {
        const own = workspaceOrNull(request) ?? undefined
        const held = await sessions.find(request.params.id, 'id', own)
        const session = await autoDecision.decide(held, decision, request.body.provider)
        return presentAnySession(session, publicUrl(request), session.expiresAt)
      },
    )
  }
}
