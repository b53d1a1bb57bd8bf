import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BoundSession, Session } from '../connect/session.js'
import type { HeldSession } from '../connect/session-service.js'
import type { Workspace } from '../workspaces/workspace.js'

/** Gives every request room for what the checks find out: whose call it is, and about which session. */
export function decorateCalls(app: FastifyInstance): void {
  app.decorateRequest('workspace', null)
  app.decorateRequest('session', null)
}

/** The workspace that the call belongs to. */
export function workspaceOf(request: FastifyRequest): Workspace {
  return request.getDecorator<Workspace>('workspace')
}

export function setWorkspace(request: FastifyRequest, workspace: Workspace): void {
  request.setDecorator('workspace', workspace)
}

/** The session that the call named; null when it named none. Handlers get it judged open. */
export function sessionOf(request: FastifyRequest): Session | null {
  return request.getDecorator<Session | null>('session')
}

export function setSession(request: FastifyRequest, session: Session): void {
  request.setDecorator('session', session)
}

/** The session of a route that always has one, with its workspace. */
export function heldOf(request: FastifyRequest): HeldSession {
  return { workspace: workspaceOf(request), session: request.getDecorator<Session>('session') }
}

/** The same, of a route whose checks have asked for the session's provider, so that it is bound. */
export function boundOf(request: FastifyRequest): HeldSession & { session: BoundSession } {
  return { workspace: workspaceOf(request), session: request.getDecorator<BoundSession>('session') }
}
