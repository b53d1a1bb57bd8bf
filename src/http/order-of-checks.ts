import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteOptions,
} from 'fastify'
import { knownProvider } from '../providers/lookup.js'
import type { FoundSession, SessionService } from '../sessions/service.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, apiKeyOf } from './api-key.js'
import { bodyCheck } from './body.js'
import { faultOf, inFlightOf, setNamedSession, setSession, workspaceOf, workspaceOrNull } from './context.js'
import type { FaultInjection } from './fault-injection.js'
import type { Idempotency } from './idempotency.js'
import type { Journaling } from './journaling.js'
import { isReserved } from './not-found.js'
import type { PlanLimit } from './plan-limit.js'
import { type Policy, pathParam, policyOf, type SessionPolicy, takesIdempotencyKey } from './policy.js'
import { queryCheck } from './query.js'
import type { RateLimiter } from './rate-limit.js'
import { judgeSession, namedSession } from './session-check.js'
import type { AssignWorkspace } from './workspace-assignment.js'

export interface ChecksOptions {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly limiter: RateLimiter
  readonly idempotency: Idempotency
  readonly plan: PlanLimit
  readonly apiKeys: AcceptedKeys
  readonly enter: AssignWorkspace
  /** Lets control calls in. */
  readonly gate: Check
  /** What testers may do; null when they may not. */
  readonly testers: TestersOptions | null
}

export interface TestersOptions {
  readonly faultInjection: FaultInjection
  readonly journaling: Journaling
}

/**
 * Gives every route the checks that its policy asks for, in the published order: key, rate limit, plan, faults, provider,
 * query; then the body is parsed; then body presence, repetition, session (where it stands for the key: faults and
 * repetition), its state and its provider; then Fastify checks the fields. What a route does not need costs it nothing. Must
 * be called before the routes
 * are declared.
 */
export function orderChecks(app: FastifyInstance, options: ChecksOptions): void {
  app.addHook('onRoute', (route) => {
    const policy = policyOf(route)
    if (policy === undefined) return
    route.onRequest = beforeBody(route, policy, options)
    route.preValidation = afterBody(route, policy, options)
  })
}

/** Waits only where it has to: a promise costs more than most checks. */
type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | undefined

/** A check as Fastify calls it. */
function hookOf(check: Check): onRequestHookHandler {
  return (request, reply, done) => {
    const waiting = check(request, reply)
    if (waiting === undefined) done()
    return waiting
  }
}

function beforeBody(route: RouteOptions, policy: Policy, options: ChecksOptions) {
  const { testers } = options
  if (policy.access === 'control') return [hookOf(options.gate), queryCheck(route)]
  const admit = admission(options)
  const checkKey: Check = (request, reply) => {
    const isAsked = policy.access === 'key' || namedSession(request, 'query') === undefined
    return isAsked ? admit(request, reply) : undefined
  }
  const greet: Check = (request, reply) => {
    const waiting = testers?.journaling.workspaceOfKey(request) ?? null
    if (waiting === null) return undefined
    return Promise.resolve(waiting).then((workspace) => workspace && options.enter(request, reply, workspace))
  }
  const refuseReserved: Check = (request, reply) =>
    isReserved(request) ? Promise.resolve(reply.callNotFound()) : undefined
  const { refuse, isThere } = policy
  const refuseAbsent: Check = (request, reply) =>
    isThere?.(request) ? undefined : Promise.resolve(reply.callNotFound())
  const checkProvider: Check = (request) => {
    const provider = knownProvider(pathParam(request, 'provider') as string)
    policy.judgeProvider?.(provider)
    return undefined
  }
  const hasSlug = route.url.includes(':provider')
  return [
    ...(hasSlug ? [hookOf(refuseReserved)] : []),
    ...(isThere ? [hookOf(refuseAbsent)] : []),
    ...(policy.access === 'public' ? [hookOf(greet)] : []),
    ...(policy.access === 'key' || isSessionInQuery(policy) ? [hookOf(checkKey)] : []),
    ...(testers && policy.access !== 'session' ? [hookOf(injectionOf(policy, options, testers))] : []),
    ...(hasSlug ? [hookOf(checkProvider)] : []),
    refuse ? hookOf(refuse) : queryCheck(route),
  ]
}

function afterBody(route: RouteOptions, policy: Policy, options: ChecksOptions) {
  const { session } = policy
  const checkRepetition: Check | null = takesIdempotencyKey(route)
    ? (request, reply) => options.idempotency.check(request, reply)
    : null
  return [
    ...(policy.body ? [bodyCheck(route, policy.body)] : []),
    ...(checkRepetition && policy.access !== 'session' ? [hookOf(checkRepetition)] : []),
    ...(session ? [hookOf(sessionCheck(policy, session, options, checkRepetition))] : []),
  ]
}

/**
 * Finds the session that a call names and judges it; a call that may name none needs a key then. Where the session
 * stands for the key, its workspace's faults and the answers to calls before come between.
 */
function sessionCheck(
  policy: Policy,
  { in: place }: SessionPolicy,
  options: ChecksOptions,
  checkRepetition: Check | null,
): Check {
  const { sessions, limiter, enter, testers } = options
  const admit = admission(options)
  const isCapability = policy.access === 'session'
  const steer = testers && isCapability ? injectionOf(policy, options, testers) : null
  return async (request, reply) => {
    const id = namedSession(request, place)
    if (id === undefined && place === 'body') await admit(request, reply)
    if (typeof id === 'string') setNamedSession(request, id)
    const field = place === 'path' ? 'id' : 'sessionId'
    const own = isCapability ? undefined : workspaceOf(request)
    const find = async (): Promise<{ held?: FoundSession; failure?: unknown } | null> => {
      if (typeof id !== 'string') return null
      return sessions.find(id, field, own).then(
        (held) => ({ held }),
        (failure: unknown) => ({ failure }),
      )
    }
    let found = await find()
    if (isCapability && found?.held) {
      await enter(request, reply, found.held.workspace)
      limiter.show(request, reply, found.held.workspace)
    }
    if (steer) await steer(request, reply)
    if (reply.sent) return
    if (isCapability) await checkRepetition?.(request, reply)
    if (reply.sent) return
    // A fault or another call may have taken its time: what the session has become meanwhile is judged.
    const hasWaited = isCapability && (faultOf(request) !== null || inFlightOf(request) !== null)
    if (hasWaited) found = await find()
    if (found === null) return
    if (found.held === undefined) throw found.failure
    const { session, nowMs } = found.held
    judgeSession(request, session, policy, nowMs)
    setSession(request, session)
  }
}

/** Checks the API key, finds its workspace, counts the call and holds the workspace against its plan. */
function admission({ workspaces, limiter, plan, apiKeys, enter }: ChecksOptions): Check {
  return async (request, reply) => {
    const workspace = await workspaces.ofKey(apiKeyOf(request, apiKeys))
    await enter(request, reply, workspace)
    await limiter.count(request, reply, workspace)
    await plan.check(request, workspace)
  }
}

/** Lets faults happen to a call, whose provider stands in the path or is that of the session it names. */
function injectionOf(policy: Policy, { sessions }: ChecksOptions, { faultInjection }: TestersOptions): Check {
  const { session } = policy
  return (request, reply) =>
    faultInjection.inject(request, reply, async () => {
      const slug = pathParam(request, 'provider') ?? policy.channel
      if (slug !== undefined || session === undefined) return slug ?? null
      if (session.provider && !['path', 'body'].includes(session.provider)) return session.provider
      const id = namedSession(request, session.in)
      const own = workspaceOrNull(request)
      if (typeof id !== 'string' || own === null) return null
      return sessions.find(id, 'sessionId', own).then(
        (held) => held.session.provider,
        () => null,
      )
    })
}

function isSessionInQuery(policy: Policy): boolean {
  return policy.access === 'session' && policy.session?.in === 'query'
}
