import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { CompletedConnection } from '../connections/schema.js'
import type { ConnectionService } from '../connections/service.js'
import { warnOfUnknownCredentials } from '../connections/unknown-credentials.js'
import { boundSessionOf, sessionContextOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { ref } from '../lib/schema.js'
import { knownProvider, providerOf } from '../providers/lookup.js'
import { pageUrl, presentConnection, presentDetail } from './present.js'
import { example } from './samples.js'
import { CompleteBody, SelectBody, SelectedProvider, SessionDetail } from './schema.js'
import type { SessionService } from './service.js'

export interface SessionsDeps {
  sessions: SessionService
  connections: ConnectionService
  publicUrl: PublicUrl
}

const SessionPath = Type.Object({ id: Type.String({ description: 'The sessionId.' }) })

/** The calls about one session under /v1/connect/sessions/{id}: reading, selecting, completing. */
export const sessionsRoutes: FastifyPluginAsyncTypebox<SessionsDeps> = async (app, deps) => {
  const { sessions, connections, publicUrl } = deps
  app.get(
    '/v1/connect/sessions/:id',
    {
      schema: {
        operationId: 'getConnectSession',
        tags: ['Connect'],
        summary: 'Read an open session',
        params: SessionPath,
        response: { 200: ref(SessionDetail) },
      },
      config: declare({
        access: 'key',
        session: { in: 'path' },
        errors: [],
        example: { answer: example.sessionDetail },
      }),
    },
    async (request) => presentDetail(sessionContextOf(request).session, publicUrl(request)),
  )

  app.post(
    '/v1/connect/sessions/:id/select-provider',
    {
      schema: {
        operationId: 'selectConnectProvider',
        tags: ['Connect'],
        summary: 'Bind a picker session to the provider that the user chose',
        description: 'The session id is the capability. The same provider again changes nothing.',
        params: SessionPath,
        body: SelectBody,
        response: { 200: ref(SelectedProvider) },
      },
      config: declare({
        access: 'session',
        session: { in: 'path' },
        body: 'required',
        errors: ['invalid_provider'],
        example: { body: { provider: 'airbnb' }, answer: example.selectedProvider },
      }),
    },
    async (request) => {
      const { id: provider, connectPattern } = knownProvider(request.body.provider)
      const session = await sessions.select(sessionContextOf(request), provider)
      const nextUrl = pageUrl(publicUrl(request), session, provider)
      return { sessionId: session.id, provider, pattern: connectPattern, nextUrl }
    },
  )

  app.post(
    '/v1/connect/sessions/:id/complete',
    {
      schema: {
        operationId: 'completeConnectSession',
        tags: ['Connect'],
        summary: 'Complete a session as if the user had done it',
        description:
          'The short cut of a tester, from any open state and for every pattern. Magic credentials choose the answer ' +
          'of the simulated provider: `invalid` 401, `unavailable` 503, `slow` three seconds.',
        params: SessionPath,
        body: CompleteBody,
        response: { 200: ref(CompletedConnection) },
      },
      config: declare({
        access: 'key',
        session: { in: 'path', provider: 'body' },
        body: 'required',
        errors: ['invalid_credentials', 'designation_pending', 'booking_error', 'provider_unavailable'],
        example: { body: example.completeBody, answer: example.completedConnection },
      }),
    },
    async (request, reply) => {
      const held = boundSessionOf(request)
      const provider = providerOf(held.session.provider)
      warnOfUnknownCredentials(request, reply, provider, request.body.credentials)
      const connection = await connections.complete(held, request.body)
      return { ...presentConnection(connection), sessionId: held.session.id }
    },
  )
}
