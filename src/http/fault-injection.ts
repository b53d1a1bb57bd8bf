import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { customAnswerOf } from '../control/custom-answer.js'
import type { Fault, FirstChange, InjectedFault } from '../control/fault.js'
import type { FaultEffects } from '../control/fault-effects.js'
import type { FaultService } from '../control/fault-service.js'
import type { FaultRoute } from '../control/fault-warnings.js'
import { ApiError, injectedError } from '../errors/api-error.js'
import { firstWithStatus } from '../errors/catalogue.js'
import { durationMs } from '../lib/duration.js'
import { type MaybePromise, settle, then } from '../lib/maybe-promise.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { contextOf, versionOf } from './context.js'
import type { Delays } from './delays.js'
import type { Journaling } from './journaling.js'
import { type Policy, policyOf } from './policy.js'
import { preferredFault } from './preferences.js'
import { pathOf, pathParam } from './request-path.js'
import { ThrownAnswer } from './thrown-answer.js'

export interface FaultInjectionDeps {
  readonly faults: FaultService
  readonly faultEffects: FaultEffects
  readonly delays: Delays
  readonly journaling: Journaling
  readonly workspaces: Workspaces
}

/**
 * Injects what testers asked for (ours): what the Prefer header of a call says, and the faults of its workspace. In this order:
 *
 * 1. `FaultService.applyToCall` (control/fault-service.ts) finds the fault and counts it as applied.
 * 2. `delay` waits, and `first` changes the workspace (control/fault-effects.ts), before anything else is done.
 * 3. `body` is thrown as a `ThrownAnswer`, `error` and `status` as an error of the catalogue; `drop: 'before'` cuts.
 * 4. Once there is an answer, `setFaultHeaders` (thrown-answer.ts) sets `headers`, and `holdReply` waits for `replyDelay`.
 * 5. `finishAnswer` (finish-answer.ts) loses the answer of `drop: 'after'`, or a part of it for `truncate`.
 */
export class FaultInjection {
  readonly #deps: FaultInjectionDeps

  constructor(deps: FaultInjectionDeps) {
    this.#deps = deps
  }

  /**
   * Does what the Prefer header asks for, then what a fault that is for this call says.
   *
   * @param providerOf finds the provider that the call is about.
   * @throws {ApiError} the error that was asked for; `invalid_params` for a Prefer header that cannot be honoured. When the
   * connection is cut instead, `reply.sent` is true afterwards.
   * @throws {ThrownAnswer} the answer that a fault has of its own.
   */
  inject(
    request: FastifyRequest,
    reply: FastifyReply,
    providerOf: () => MaybePromise<string | null>,
  ): MaybePromise<void> {
    const preferred = preferredFault(request, reply)
    if (preferred === null) return this.injectMatching(request, reply, providerOf)
    return this.#apply(request, reply, { id: null, respond: preferred }).then(() =>
      this.injectMatching(request, reply, providerOf),
    )
  }

  /** The same without Prefer, which is for the API alone. */
  injectMatching(
    request: FastifyRequest,
    reply: FastifyReply,
    providerOf: () => MaybePromise<string | null>,
  ): MaybePromise<void> {
    const { faults, workspaces } = this.#deps
    const { workspace } = contextOf(request)
    if (workspace !== null && !workspace.state.hasFaults) return
    const { method, headers } = request
    const match = (one: Workspace) =>
      faults.applyToCall(one, { method, path: pathOf(request), provider: providerOf, headers })
    const apply = (fault: Fault | null) =>
      fault === null ? undefined : this.#apply(request, reply, { id: fault.id, respond: fault.respond })
    return workspace === null
      ? settle(() => then(workspaces.defaults(), match), apply, ignoreStore)
      : then(match(workspace), apply)
  }

  async #apply(request: FastifyRequest, reply: FastifyReply, fault: InjectedFault): Promise<void> {
    const { delays, journaling } = this.#deps
    const context = contextOf(request)
    context.fault = fault
    const { delay, first, drop, error, status } = fault.respond
    if (delay !== undefined) {
      await delays.wait(request, durationMs(delay)).catch((refusal) => {
        // Nor is the refusal cut off.
        if (!context.hasCallerLeft) context.fault = null
        throw refusal
      })
    }
    if (first !== undefined) await this.#change(request, first)
    const custom = customAnswerOf(fault.respond)
    if (custom !== undefined) throw new ThrownAnswer(custom)
    const code = status === undefined ? error : firstWithStatus(status, versionOf(request))
    if (code !== undefined) throw injectedError(code)
    if (drop !== 'before') return
    reply.hijack()
    try {
      journaling.recordCut(request, reply)
    } finally {
      reply.raw.destroy()
    }
  }

  /** Changes the workspace of a call, and gives the call the workspace as it is then. */
  async #change(request: FastifyRequest, first: FirstChange): Promise<void> {
    const context = contextOf(request)
    const { workspace } = context
    if (workspace === null) return
    const sessionId = context.sessionId ?? pathParam(request, 'id')
    context.workspace = await this.#deps.faultEffects.apply(workspace, sessionId ?? null, first)
  }

  /** Lets an answer leave later, where a fault of its call says so. Its caller may have left meanwhile. */
  holdReply(request: FastifyRequest): Promise<void> | undefined {
    const { fault } = contextOf(request)
    if (fault?.respond.replyDelay === undefined) return undefined
    return this.#deps.delays.wait(request, durationMs(fault.respond.replyDelay)).catch(() => {})
  }
}

/** A call of the API by its path with `{parameters}`. */
interface PublishedCall {
  readonly method: string
  readonly path: string
}

/** A call of no workspace is answered without the store: while that is away, no fault is injected. */
function ignoreStore(error: unknown): void {
  if (!(error instanceof ApiError)) throw error
}

/** The routes into whose calls faults can be injected, collected as they are declared. */
export class FaultRoutes {
  readonly #declared: FaultRoute[] = []
  readonly #lacking: () => readonly PublishedCall[]
  #all: readonly FaultRoute[] | undefined

  /** @param lacking the calls that one route answers for, because this server does not have them. */
  constructor(lacking: () => readonly PublishedCall[]) {
    this.#lacking = lacking
  }

  /** Must be called before the routes are declared. */
  observe(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const provider = providerOf(route)
      if (provider === null) return
      this.#declared.push(...withHead({ method: String(route.method), path: route.url, provider }))
    })
  }

  /** All of them, once all routes are declared. */
  get all(): readonly FaultRoute[] {
    this.#all ??= [...this.#declared, ...this.#lacking().flatMap(routesOf)]
    return this.#all
  }
}

function routesOf({ method, path }: PublishedCall): readonly FaultRoute[] {
  return withHead({ method, path: path.replace(/\{(\w+)\}/g, ':$1'), provider: 'none' })
}

/** A GET is a HEAD too. */
function withHead(route: FaultRoute): readonly FaultRoute[] {
  return route.method === 'GET' ? [route, { ...route, method: 'HEAD' }] : [route]
}

/** Which provider the calls of a route are about; null for a route that no fault is for. */
function providerOf(route: RouteOptions): FaultRoute['provider'] | null {
  const policy = policyOf(route)
  const { url } = route
  // A hosted page is about the provider of its session.
  if (policy === undefined) return /^\/connect(?:\/|$)/.test(url) ? 'any' : null
  if (policy.access === 'control' || policy.refuse) return null
  return url.includes(':provider') ? 'path' : (policy.channel ?? providerOfSession(policy))
}

function providerOfSession({ session }: Policy): FaultRoute['provider'] {
  if (session === undefined) return 'none'
  const { provider = 'any' } = session
  return provider === 'path' || provider === 'body' || typeof provider === 'function' ? 'any' : provider
}
