import formbody from '@fastify/formbody'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { mintedPair } from '../connect/channel.js'
import type { ConnectionService } from '../connect/connection-service.js'
import { knownProvider, providerOf, requireSameProvider } from '../connect/provider-lookup.js'
import { providerSlugs } from '../connect/providers.js'
import { returnUrl } from '../connect/redirect.js'
import { type BoundSession, requireOpen, type Session } from '../connect/session.js'
import type { HeldSession, SessionService } from '../connect/session-service.js'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import { heldOf, sessionOf, setSession, setWorkspace } from '../http/call.js'
import { catalogued } from '../http/error-handler.js'
import { pathParam } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { approvalPage, donePage, pickerPage, problemPage } from '../pages/connect-pages.js'
import { contentSecurityPolicy } from '../pages/layout.js'
import { pageUrl } from './present.js'

export interface PagesDeps {
  sessions: SessionService
  connections: ConnectionService
  publicUrl: PublicUrl
}

const idForm = /^cs_[0-9A-HJKMNP-TV-Z]{26}$/

/** The hosted pages to which a session's url leads. Always HTML, problems too. */
export const pagesRoutes: FastifyPluginAsyncTypebox<PagesDeps> = async (
  app,
  { sessions, connections, publicUrl },
) => {
  await app.register(formbody, { bodyLimit: 16 * 1024 })

  app.setErrorHandler(async (thrown, request, reply) => {
    const error = catalogued(thrown)
    if (error.code === 'internal_error')
      request.log.error({ err: thrown }, 'a page failed by a bug of the mock')
    const before = sessionOf(request)
    if (before === null) return send(reply.code(error.statusCode), problemPage(error, null), null)
    // What the session has become since it was found: a race may have been lost.
    const { session, workspace } = await sessions.find(before.id, 'session')
    const back = returnUrl(session, workspace.clock.now())
    return send(reply.code(error.statusCode), problemPage(error, back), session)
  })

  app.addHook('preHandler', async (request) => {
    const slug = pathParam(request, 'provider')
    if (slug !== undefined) knownProvider(slug)
    const { workspace, session } = await sessions.find(sessionIdOf(request), 'session')
    setWorkspace(request, workspace)
    setSession(request, session)
    requireOpen(session, workspace.clock.now())
    if (slug !== undefined) requireSameProvider(slug, session.provider)
  })

  app.get('/connect/:provider', async (request, reply) => {
    const { session } = approvableOf(request)
    const provider = providerOf(session.provider)
    const { id: sessionId, accessType } = session
    const minted = provider.connectPattern === 'activation' ? mintedPair(sessionId) : null
    return send(reply, approvalPage({ sessionId, provider, accessType, minted }), session)
  })

  app.post('/connect/:provider', async (request, reply) => {
    const held = approvableOf(request)
    const decision = formField(request, 'decision')
    if (decision === 'approve') await connections.approve(held)
    else if (decision === 'deny') await sessions.end(held, 'cancelled')
    else if (decision === 'conflict') await sessions.end(held, 'errored')
    else fail('invalid_body', { message: 'The form says neither approve nor deny.', field: 'decision' })
    const { session } = await sessions.find(held.session.id, 'session')
    const target = returnUrl(session, held.workspace.clock.now())
    if (target !== null) return reply.redirect(target, 303)
    return send(reply, donePage(session.status === 'completed'), session)
  })

  app.get('/connect', async (request, reply) => {
    const { session } = heldOf(request)
    if (session.provider !== null)
      return reply.redirect(pageUrl(publicUrl(request), session, session.provider), 303)
    const offered = (session.allowedProviders ?? providerSlugs).map(providerOf)
    return send(reply, pickerPage(session.id, offered), session)
  })

  app.post('/connect', async (request, reply) => {
    const session = await sessions.select(heldOf(request), formField(request, 'provider') ?? '')
    return reply.redirect(pageUrl(publicUrl(request), session, session.provider), 303)
  })
}

/** The session of a provider's page; the page's check has seen to it that it belongs to that provider. */
function approvableOf(request: FastifyRequest): HeldSession & { session: BoundSession } {
  const { workspace, session } = heldOf(request)
  return { workspace, session: session as BoundSession }
}

function sessionIdOf(request: FastifyRequest): string {
  const id = (request.query as Record<string, unknown>).session ?? formField(request, 'session')
  if (typeof id === 'string' && idForm.test(id)) return id
  fail('invalid_params', {
    message: id === undefined ? 'The link names no session.' : 'The link names a session that can not exist.',
    fix: 'Open the url of a Connect session as it is.',
    field: 'session',
    ...(typeof id === 'string' && { value_received: showable(id) }),
  })
}

function formField(request: FastifyRequest, name: string): string | undefined {
  const value = (request.body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}

function send(reply: FastifyReply, markup: string, session: Session | null): FastifyReply {
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(session?.redirectUrl ?? null),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(markup)
}
