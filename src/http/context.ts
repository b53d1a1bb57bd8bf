import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { InjectedFault } from '../control/recorded-request.js'
import type { ApiError } from '../errors/api-error.js'
import type { InFlight } from '../idempotency/idempotent-calls.js'
import { performance } from '../lib/node-globals.js'
import type { BoundSession, Session } from '../sessions/model.js'
import type { BoundSessionContext, SessionContext } from '../sessions/service.js'
import type { Workspace } from '../workspaces/workspace.js'

/** What is found out about a request on its way: whose call it is, about which session, what became of it. */
class Call {
  /** When it came, in milliseconds of real time since the process began. */
  readonly startedMs = performance.now()
  workspace: Workspace | null = null
  session: Session | null = null
  namedSession: string | null = null
  failure: ApiError | null = null
  fault: InjectedFault | null = null
  warnings: readonly string[] = []
  bodyText: string | null = null
  renamedFor: string | null = null
  inFlight: InFlight | null = null
  lateHeaders: Promise<void> | null = null
}

type RequestWithContext = FastifyRequest & { call: Call | null }

/** Gives every request room for its call. */
export function decorateContext(app: FastifyInstance): void {
  app.decorateRequest('call', null)
}

/** One object of our own: Fastify checks every reading and writing of what decorates a request. */
function contextOf(request: FastifyRequest): Call {
  const own = request as RequestWithContext
  own.call ??= new Call()
  return own.call
}

/** Notes when the call came. */
export function beginContext(request: FastifyRequest): void {
  contextOf(request)
}

/** How long ago the call came, in milliseconds with one digit behind the point. */
export function durationMsOf(request: FastifyRequest): number {
  return Math.round((performance.now() - contextOf(request).startedMs) * 10) / 10
}

/** The workspace that the call belongs to; null when it belongs to none, or to all. */
export function workspaceOrNull(request: FastifyRequest): Workspace | null {
  return contextOf(request).workspace
}

/** The workspace that the call belongs to. */
export function workspaceOf(request: FastifyRequest): Workspace {
  return contextOf(request).workspace as Workspace
}

export function setWorkspace(request: FastifyRequest, workspace: Workspace): void {
  contextOf(request).workspace = workspace
}

/** The session that the call named; null when it named none. Handlers get it judged open. */
export function sessionOf(request: FastifyRequest): Session | null {
  return contextOf(request).session
}

export function setSession(request: FastifyRequest, session: Session): void {
  contextOf(request).session = session
}

/** The session of a route that always has one, with its workspace. */
export function sessionContextOf(request: FastifyRequest): SessionContext {
  return { workspace: workspaceOf(request), session: contextOf(request).session as Session }
}

/** The same, of a route whose checks have asked for the session's provider, so that it is bound. */
export function boundSessionOf(request: FastifyRequest): BoundSessionContext {
  return { workspace: workspaceOf(request), session: contextOf(request).session as BoundSession }
}

/** The id of the session that the call named, opened or was about, even where there is no such session. */
export function sessionIdOf(request: FastifyRequest): string | null {
  return sessionOf(request)?.id ?? contextOf(request).namedSession
}

export function setNamedSession(request: FastifyRequest, sessionId: string): void {
  contextOf(request).namedSession = sessionId
}

/** The error that answered the call, if one did. */
export function failureOf(request: FastifyRequest): ApiError | null {
  return contextOf(request).failure
}

export function setFailure(request: FastifyRequest, failure: ApiError): void {
  contextOf(request).failure = failure
}

/** The fault that happened to the call, if one did. */
export function faultOf(request: FastifyRequest): InjectedFault | null {
  return contextOf(request).fault
}

export function setFault(request: FastifyRequest, fault: InjectedFault): void {
  contextOf(request).fault = fault
}

/** What the caller was told of as ignored. */
export function warningsOf(request: FastifyRequest): readonly string[] {
  return contextOf(request).warnings
}

export function addWarnings(request: FastifyRequest, warnings: readonly string[]): void {
  contextOf(request).warnings = [...warningsOf(request), ...warnings]
}

/** The body as it was sent; null for none, for a form and for a long one. */
export function bodyTextOf(request: FastifyRequest): string | null {
  return contextOf(request).bodyText
}

/** Remembers a body as it was sent, where it is short. A parsed one can hold many times as much. */
export function setBodyText(request: FastifyRequest, text: string): void {
  if (text.length <= longestKeptBody) contextOf(request).bodyText = text
}

/** Longer bodies are not kept, in characters. */
export const longestKeptBody = 16 * 1024

/** The id of the workspace from which the call has its request id; null for the server's. */
export function renamedFor(request: FastifyRequest): string | null {
  return contextOf(request).renamedFor
}

export function setRenamedFor(request: FastifyRequest, workspaceId: string): void {
  contextOf(request).renamedFor = workspaceId
}

/** That the call does the work of its Idempotency-Key; null when it brought none, or its answer is remembered. */
export function inFlightOf(request: FastifyRequest): InFlight | null {
  return contextOf(request).inFlight
}

export function setInFlight(request: FastifyRequest, inFlight: InFlight | null): void {
  contextOf(request).inFlight = inFlight
}

/** What must be done before the answer may leave, because it writes headers; null for nothing. */
export function lateHeadersOf(request: FastifyRequest): Promise<void> | null {
  return contextOf(request).lateHeaders
}

export function setLateHeaders(request: FastifyRequest, headers: Promise<void>): void {
  contextOf(request).lateHeaders = headers
}
