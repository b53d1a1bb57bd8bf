import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BoundSession, Session } from '../connect/session.js'
import type { HeldSession } from '../connect/session-service.js'
import type { MetFault } from '../control/recorded-request.js'
import type { ApiError } from '../errors/api-error.js'
import type { Attempt } from '../idempotency/answers.js'
import type { Workspace } from '../workspaces/workspace.js'

/** Gives every request room for what is found out about it: whose call it is, about which session, what became of it. */
export function decorateCalls(app: FastifyInstance): void {
  for (const name of [
    'workspace',
    'session',
    'namedSession',
    'failure',
    'fault',
    'warnings',
    'bodyText',
    'renamedFor',
    'attempt',
  ])
    app.decorateRequest(name, null)
}

/** The workspace that the call belongs to; null when it belongs to none, or to all. */
export function workspaceOrNull(request: FastifyRequest): Workspace | null {
  return request.getDecorator<Workspace | null>('workspace')
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

/** The id of the session that the call named, opened or was about, even where there is no such session. */
export function sessionIdOf(request: FastifyRequest): string | null {
  return sessionOf(request)?.id ?? request.getDecorator<string | null>('namedSession')
}

export function setNamedSession(request: FastifyRequest, sessionId: string): void {
  request.setDecorator('namedSession', sessionId)
}

/** The error that answered the call, if one did. */
export function failureOf(request: FastifyRequest): ApiError | null {
  return request.getDecorator<ApiError | null>('failure')
}

export function setFailure(request: FastifyRequest, failure: ApiError): void {
  request.setDecorator('failure', failure)
}

/** The fault that happened to the call, if one did. */
export function faultOf(request: FastifyRequest): MetFault | null {
  return request.getDecorator<MetFault | null>('fault')
}

export function setFault(request: FastifyRequest, fault: MetFault): void {
  request.setDecorator('fault', fault)
}

/** What the caller was told of as ignored. */
export function warningsOf(request: FastifyRequest): readonly string[] {
  return request.getDecorator<readonly string[] | null>('warnings') ?? []
}

export function addWarnings(request: FastifyRequest, warnings: readonly string[]): void {
  request.setDecorator('warnings', [...warningsOf(request), ...warnings])
}

/** The body as it was sent; null for none, for a form and for a long one. */
export function bodyTextOf(request: FastifyRequest): string | null {
  return request.getDecorator<string | null>('bodyText')
}

/** Remembers a body as it was sent, where it is short. A parsed one can hold many times as much. */
export function setBodyText(request: FastifyRequest, text: string): void {
  if (text.length <= longestKeptBody) request.setDecorator('bodyText', text)
}

/** Longer bodies are not kept, in characters. */
export const longestKeptBody = 16 * 1024

/** The id of the workspace from which the call has its request id; null for the server's. */
export function renamedFor(request: FastifyRequest): string | null {
  return request.getDecorator<string | null>('renamedFor')
}

export function setRenamedFor(request: FastifyRequest, workspaceId: string): void {
  request.setDecorator('renamedFor', workspaceId)
}

/** The work that repetitions of the call wait for; null when it brought no Idempotency-Key. */
export function attemptOf(request: FastifyRequest): Attempt | null {
  return request.getDecorator<Attempt | null>('attempt')
}

export function setAttempt(request: FastifyRequest, attempt: Attempt): void {
  request.setDecorator('attempt', attempt)
}
