import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { decisions } from '../connections/auto-decision.js'
import { SessionId } from '../connections/schema.js'
import { workspaceOrNull } from '../http/context.js'
import { durationMs } from '../lib/duration.js'
import { ref } from '../lib/schema.js'
import { knownProvider } from '../providers/lookup.js'
import { sampleSession, sampleUrl } from '../sessions/present.js'
import { type ControlDeps, controlCall, requireWorkspace } from './deps.js'
import { ListQuery, newestOf, pageOf } from './newest.js'
import { AnySession, CreateBody, DecideBody, presentAnySession } from './session-schema.js'

const SessionPath = Type.Object({ id: SessionId })

const texts = {
  approve: {
    summary: 'Approve a session as the host',
    description:
      'Use it in tests without a browser: it does what the hosted pages do when the host agrees. The account is connected and webhooks are sent.',
  },
  deny: {
    summary: 'Refuse a session as the host',
    description:
      'Use it to test how an app copes with a host who says no. The session is cancelled and nothing is connected.',
  },
  expire: {
    summary: 'Let a session expire now',
    description:
      'Use it to test an expired session without moving the clock. Calls with the session get `session_expired` from now on.',
  },
}

const sample = presentAnySession(sampleSession, sampleUrl, sampleSession.createdAt)

/** /_mock/sessions (ours): sessions in any status, and a host who decides at once. */
export const controlSessionsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, sessions, autoDecision, publicUrl } = deps
  const find = (request: FastifyRequest, id: string) =>
    sessions.find(id, 'id', workspaceOrNull(request) ?? undefined)
  app.get(
    '/_mock/sessions',
    controlCall(
      {
        operationId: 'listMockSessions',
        summary: 'List sessions in any status',
        description:
          'Use it to find the session that an app has opened. Ended and expired sessions are listed too, oldest first.',
        querystring: ListQuery,
        response: { 200: pageOf(AnySession, 'The sessions, oldest first.') },
      },
      {
        errors: ['invalid_params'],
        example: {
          answer: { data: [sample], pagination: { nextCursor: null, hasMore: false, total: 1 } },
        },
      },
    ),
    async (request) => {
      const base = publicUrl(request)
      const { items, pagination } = await newestOf(request, request.query, {
        workspaces,
        read: (workspaceId, page) => sessions.list(workspaceId, page),
        createdAt: ({ session }) => session.createdAt,
      })
      return { data: items.map(({ item }) => presentAnySession(item.session, base, item.nowMs)), pagination }
    },
  )

  app.post(
    '/_mock/sessions',
    controlCall(
      {
        operationId: 'createMockSession',
        summary: 'Open a session without an app',
        description:
          'Use it to see the hosted pages, or to have something to test with. Unlike `POST /v1/connect` it leaves no request in the journal, and no fault applies to it. Send a key or `workspace` to say which workspace.',
        body: CreateBody,
        response: { 201: ref(AnySession) },
      },
      {
        body: 'optional',
        errors: ['invalid_provider'],
        example: { body: { provider: 'airbnb' }, answer: sample },
      },
    ),
    async (request, reply) => {
      const workspace = requireWorkspace(request)
      const { provider, redirectUrl, state, ttl } = request.body
      const session = await sessions.open(workspace, {
        provider: provider === undefined ? null : knownProvider(provider).id,
        redirectUrl,
        state,
        ttlMs: ttl === undefined ? undefined : durationMs(ttl),
      })
      reply.code(201)
      return presentAnySession(session, publicUrl(request), session.createdAt)
    },
  )

  app.get(
    '/_mock/sessions/:id',
    controlCall(
      {
        operationId: 'getMockSession',
        summary: 'Read a session in any status',
        description:
          'Unlike `GET /v1/connect/sessions/{id}`, it answers 200 for ended and expired sessions too.',
        params: SessionPath,
        response: { 200: ref(AnySession) },
      },
      { errors: ['not_found'], example: { answer: sample } },
    ),
    async (request) => {
      const { session, nowMs } = await find(request, request.params.id)
      return presentAnySession(session, publicUrl(request), nowMs)
    },
  )

  for (const decision of decisions) {
    app.post(
      `/_mock/sessions/:id/${decision}`,
      controlCall(
        {
          operationId: `${decision}MockSession`,
          ...texts[decision],
          params: SessionPath,
          body: DecideBody,
          response: { 200: ref(AnySession) },
        },
        {
          body: 'optional',
          errors: [
            'not_found',
            'session_terminal',
            'session_expired',
            'invalid_provider',
            ...(decision === 'approve' ? (['not_implemented'] as const) : []),
          ],
          example: { body: {}, answer: sample },
        },
      ),
      async (request) => {
        const found = await find(request, request.params.id)
        const base = publicUrl(request)
        const { session } = await autoDecision.decide(found, decision, request.body)
        return presentAnySession(session, base, session.expiresAt)
      },
    )
  }
}
