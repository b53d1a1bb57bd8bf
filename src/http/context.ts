import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { InjectedFault } from '../control/fault.js'
import type { ApiError } from '../errors/api-error.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { performance } from '../lib/node-globals.js'
import type { BoundSession, Session } from '../sessions/model.js'
import type { BoundSessionContext, FoundSession, SessionContext } from '../sessions/service.js'
import { type ApiVersion, newestVersion } from '../versions/api-version.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { InFlight } from './idempotent-calls.js'
import { ownVersion, type Policy } from './policy.js'
import type { Preference } from './prefer-header.js'

/**
 * One step of a pipeline: throws to refuse, and returns a promise only where it has to wait. One that answers itself returns
 * a promise that resolves once the answer is sent; then no further step runs.
 */
export type Check = (request: FastifyRequest, reply: FastifyReply) => MaybePromise<unknown>

/** One step before an answer leaves. */
export type SendStep = (
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
) => MaybePromise<unknown>

/** What the requests of a route pass, compiled when the route is declared. */
export interface Pipeline {
  readonly policy: Policy | undefined
  readonly beforeBody: readonly Check[]
  readonly afterBody: readonly Check[]
  readonly beforeSend: readonly SendStep[]
}

/** The result of looking up the session that a request names. */
export type SessionLookup = { readonly found: FoundSession } | { readonly failure: unknown }

const noPipeline: Pipeline = { policy: undefined, beforeBody: [], afterBody: [], beforeSend: [] }

/** What the checks find out about a request: its workspace, its session, its outcome. */
export class RequestContext {
  /** When it came, in milliseconds of real time since the process began. */
  readonly startedMs = performance.now()
  readonly pipeline: Pipeline
  /** The version of the API that it asks for; null when it asks for none. */
  preferredVersion: ApiVersion | null = null
  /** The workspace that it belongs to; null when it belongs to none, or to all. */
  workspace: Workspace | null = null
  /** What its Prefer header says; null until somebody asks. */
  preferences: readonly Preference[] | null = null
  lookup: SessionLookup | null = null
  /** The session that it named or opened. Handlers get a named one only when it is open. */
  session: Session | null = null
  /** The session id that it named, even where there is no such session. */
  namedSession: string | null = null
  /** The error that answered it. */
  failure: ApiError | null = null
  /** The fault that was injected. */
  fault: InjectedFault | null = null
  /** What was ignored, as the caller is warned. */
  warnings: readonly string[] = []
  /** The body as it was sent; null for none, for a form and for a long one. */
  bodyText: string | null = null
  /** Bytes of the body that was read; 0 before, and for none. */
  bodySize = 0
  /** Whether its caller left before the answer. */
  hasCallerLeft = false
  /** The id of the workspace from which it has its request id; null for the server's. */
  renamedFor: string | null = null
  /** Set while it does the work of its Idempotency-Key; null without a key, and once its answer is stored. */
  inFlight: InFlight | null = null
  /** What must be done before the answer may leave, because it writes headers. */
  pendingHeaders: Promise<void> | null = null

  readonly #defaultVersion: ApiVersion

  constructor(pipeline: Pipeline, defaultVersion: ApiVersion) {
    this.pipeline = pipeline
    this.#defaultVersion = defaultVersion
  }

  /** The version of the API that it speaks: the one it asks for, else that of its workspace, else that of all. */
  get version(): ApiVersion {
    if (this.pipeline.policy?.access === 'control') return ownVersion
    return this.preferredVersion ?? this.workspace?.apiVersion ?? this.#defaultVersion
  }

  /** Notes the error that answers it, unless its caller has left: nobody gets that answer. */
  failWith(error: ApiError): void {
    if (!this.hasCallerLeft) this.failure = error
  }

  /** The id of the session that it named, opened or was about, even where there is no such session. */
  get sessionId(): string | null {
    return this.session?.id ?? this.namedSession
  }

  /** How long ago it came, in milliseconds with one digit behind the point. */
  get durationMs(): number {
    return Math.round((performance.now() - this.startedMs) * 10) / 10
  }
}

/** Longer bodies are not kept, in characters. */
export const longestKeptBody = 16 * 1024

type RequestWithContext = FastifyRequest & { requestContext: RequestContext | null }

/** Gives every request room for its context, one object of our own: Fastify checks each access to what decorates a request. */
export function decorateContext(app: FastifyInstance): void {
  app.decorateRequest('requestContext', null)
}

/**
 * Begins the context of a request.
 *
 * @param defaultVersion the version of the API that it speaks as long as it belongs to no workspace.
 */
export function beginContext(
  request: FastifyRequest,
  pipeline: Pipeline,
  defaultVersion: ApiVersion,
): RequestContext {
  const context = new RequestContext(pipeline, defaultVersion)
  ;(request as RequestWithContext).requestContext = context
  return context
}

/** The context of a request. One whose address cannot be read passes no pipeline. */
export function contextOf(request: FastifyRequest): RequestContext {
  return (request as RequestWithContext).requestContext ?? beginContext(request, noPipeline, newestVersion)
}

/** The version of the API that a request speaks. */
export function versionOf(request: FastifyRequest): ApiVersion {
  return contextOf(request).version
}

/** The workspace that the request belongs to; null when it belongs to none, or to all. */
export function workspaceOrNull(request: FastifyRequest): Workspace | null {
  return contextOf(request).workspace
}

/** The workspace that the request belongs to. */
export function workspaceOf(request: FastifyRequest): Workspace {
  return contextOf(request).workspace as Workspace
}

/** The session that the request named; null when it named none. Handlers get it judged open. */
export function sessionOf(request: FastifyRequest): Session | null {
  return contextOf(request).session
}

export function setSession(request: FastifyRequest, session: Session): void {
  contextOf(request).session = session
}

export function setNamedSession(request: FastifyRequest, sessionId: string): void {
  contextOf(request).namedSession = sessionId
}

/** The session of a route that always has one, with its workspace. */
export function sessionContextOf(request: FastifyRequest): SessionContext {
  return { workspace: workspaceOf(request), session: contextOf(request).session as Session }
}

/** The same, of a route whose checks have asked for the session's provider, so that it is bound. */
export function boundSessionOf(request: FastifyRequest): BoundSessionContext {
  return { workspace: workspaceOf(request), session: contextOf(request).session as BoundSession }
}

/** Makes a request one of a workspace. Waits only where the request gets another id. */
export type AssignWorkspace = (
  request: FastifyRequest,
  reply: FastifyReply,
  workspace: Workspace,
) => Promise<void> | undefined

/** Makes the id of a request in a workspace. */
export type CreateRequestId = (workspace: Workspace) => MaybePromise<string>

/**
 * @param createId where ids repeat from run to run: a request's id comes from its workspace then, so that what other workspaces
 * do does not change it. Null where they do not.
 */
export function createWorkspaceAssignment(createId: CreateRequestId | null): AssignWorkspace {
  return (request, reply, workspace) => {
    contextOf(request).workspace = workspace
    return createId === null ? undefined : rename(request, reply, workspace, createId)
  }
}

/** Makes the check that gives every request with a good key an id of its workspace, also where no check asks for the key. */
export function createRequestIds(
  workspaceOfKey: (request: FastifyRequest) => MaybePromise<Workspace | null>,
  createId: CreateRequestId,
): Check {
  return async (request, reply) => {
    const workspace = await workspaceOfKey(request)
    if (workspace !== null) await rename(request, reply, workspace, createId)
  }
}

async function rename(
  request: FastifyRequest,
  reply: FastifyReply,
  workspace: Workspace,
  createId: CreateRequestId,
): Promise<void> {
  const context = contextOf(request)
  if (chosenRequestId(request.raw) !== undefined || context.renamedFor === workspace.id) return
  context.renamedFor = workspace.id
  request.id = await createId(workspace)
  request.log = request.server.log.child({ requestId: request.id })
  reply.log = request.log
  reply.header('x-request-id', request.id)
}

const requestIdForm = /^[\w.-]{1,128}$/

/** The request id that a caller chose, when it is one that may be echoed. */
export function chosenRequestId(request: IncomingMessage): string | undefined {
  const chosen = request.headers['x-request-id']
  return typeof chosen === 'string' && requestIdForm.test(chosen) ? chosen : undefined
}
