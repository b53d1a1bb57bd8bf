import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { warnOfCredentials } from '../connections/credentials-routes.js'
import { presentConnection, sampleBase, sampleConnection } from '../connections/present.js'
import { linkBase } from '../connections/routes.js'
import { CompletedConnection, SessionId } from '../connections/schema.js'
import type { ConnectionService } from '../connections/service.js'
import { boundSessionOf, sessionContextOf, versionOf } from '../http/context.js'
import type { Delays } from '../http/delays.js'
import { declare } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { then } from '../lib/maybe-promise.js'
import { ref } from '../lib/schema.js'
import { knownProvider, providerOf } from '../providers/lookup.js'
import { presentDetail, presentSelection, sampleSession, sampleUrl } from './present.js'
import { CompleteBody, SelectBody, SelectedProvider, SessionDetail } from './schema.js'
import type { SessionService } from './service.js'

export interface SessionsDeps {
  sessions: SessionService
  connections: ConnectionService
  delays: Delays
  publicUrl: PublicUrl
}

const SessionPath = Type.Object({ id: SessionId })

/** The calls about one session under /v1/connect/sessions/{id}: read it, select its provider, complete it. */
export const sessionsRoutes: FastifyPluginAsyncTypebox<SessionsDeps> = async (app, deps) => {
  const { sessions, connections, delays, publicUrl } = deps
  app.get(
    '/v1/connect/sessions/:id',
    {
      schema: {
        operationId: 'getConnectSession',
        tags: ['Connect'],
        summary: 'Read an open session',
        description:
          'Use it to see whether the user is still on the hosted pages. It fails with 409 when the session has ended, and with 410 when it has expired.',
        params: SessionPath,
        response: { 200: ref(SessionDetail) },
      },
      config: declare({
        access: 'key',
        session: { in: 'path' },
        errors: [],
        example: { answer: presentDetail(sampleSession, sampleUrl) },
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
        summary: 'Bind a session to the provider that the user picked',
        description:
          'For a picker of your own. It needs no API key, because the session id authorizes it. Selecting the same provider again changes nothing; another one is refused.',
        params: SessionPath,
        body: SelectBody,
        response: { 200: ref(SelectedProvider) },
      },
      config: declare({
        access: 'session',
        session: { in: 'path' },
        body: 'required',
        errors: ['invalid_provider'],
        example: {
          body: { provider: 'airbnb' },
          answer: presentSelection(sampleSession, providerOf('airbnb'), sampleUrl),
        },
      }),
    },
    async (request) => {
      const provider = knownProvider(request.body.provider)
      const base = publicUrl(request)
      const session = await sessions.select(sessionContextOf(request), provider.id)
      return presentSelection(session, provider, base)
    },
  )

  app.post(
    '/v1/connect/sessions/:id/complete',
    {
      schema: {
        operationId: 'completeConnectSession',
        tags: ['Connect'],
        summary: 'Complete a session without the hosted pages',
        description:
          'A short cut for tests: it connects the account as if the user had finished, from any open state. ' +
          'Providers with a form need `credentials`. The credential `invalid` fails with 401 and `unavailable` with 503; `slow` succeeds after three seconds.',
        params: SessionPath,
        body: CompleteBody,
        response: { 200: ref(CompletedConnection) },
      },
      config: declare({
        access: 'key',
        session: { in: 'path', provider: 'body' },
        body: 'required',
        errors: ['invalid_credentials', 'designation_pending', 'booking_error', 'provider_unavailable'],
        example: {
          body: { provider: 'airbnb', accountName: 'Lidia' },
          answer: { ...presentConnection(sampleConnection, sampleBase), sessionId: sampleSession.id },
        },
      }),
    },
    (request, reply) => {
      const context = boundSessionOf(request)
      const { id, provider } = context.session
      warnOfCredentials(request, reply, providerOf(provider), request.body.credentials)
      const base = linkBase(request, publicUrl)
      const call = { version: versionOf(request), pause: delays.pauseOf(request) }
      const completed = connections.complete(context, request.body, call)
      return then(completed, ({ connection }) => ({
        ...presentConnection(connection, base),
        sessionId: id,
      }))
    },
  )
}
