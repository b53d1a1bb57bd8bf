import type { FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { type MaybePromise, settle, then } from '../lib/maybe-promise.js'
import { knownProvider, requireSameProvider } from '../providers/lookup.js'
import { requireOpen, type Session } from '../sessions/model.js'
import type { SessionService } from '../sessions/service.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, apiKeyOf, findKey } from './auth.js'
import { fieldsOf } from './body.js'
import { type AssignWorkspace, type Check, contextOf, workspaceOf } from './context.js'
import type { FaultInjection } from './fault-injection.js'
import type { Journaling } from './journaling.js'
import type { PlanLimit, RateLimiter } from './limits.js'
import { forgotVersion, isReserved } from './not-found.js'
import type { Policy, SessionPolicy } from './policy.js'
import { pathParam } from './request-path.js'

/** What checks need. */
export interface CheckParts {
  readonly refuseUnknown: (request: FastifyRequest) => never
  readonly apiKeys: AcceptedKeys
  readonly workspaces: Workspaces
  readonly assign: AssignWorkspace
  readonly limiter: RateLimiter
  readonly plan: PlanLimit
  readonly sessions: SessionService
}

export const refuseReserved: Check = (request, reply) => (isReserved(request) ? absent(reply) : undefined)

export function refuseAbsent(isThere: (request: FastifyRequest) => boolean): Check {
  return (request, reply) => (isThere(request) ? undefined : absent(reply))
}

/** Answers as if the route were not there. Resolves once that is sent, because Fastify returns the thenable reply. */
function absent(reply: FastifyReply): Promise<unknown> {
  return Promise.resolve(reply.callNotFound())
}

export function refuseForgottenVersion({ refuseUnknown }: CheckParts): Check {
  return (request) => (forgotVersion(request) ? refuseUnknown(request) : undefined)
}

export function checkProvider({ judgeProvider }: Policy): Check {
  return (request) => {
    const provider = knownProvider(pathParam(request, 'provider') as string)
    judgeProvider?.(provider)
    return undefined
  }
}

/** Makes a call that needs no key one of the workspace of a good key that it brought. */
export function assignByKey({ assign }: CheckParts, journaling: Journaling): Check {
  return (request, reply) =>
    then(journaling.workspaceOfKey(request), (workspace) =>
      workspace === null ? undefined : assign(request, reply, workspace),
    )
}

/** Checks the API key, finds its workspace, counts the call and holds the workspace against its plan. */
export function admission({ workspaces, limiter, plan, apiKeys, assign }: CheckParts): Check {
  return (request, reply) =>
    then(workspaces.ofKey(apiKeyOf(request, apiKeys)), (workspace) =>
      then(assign(request, reply, workspace), () =>
        then(limiter.count(request, reply, workspace), () => plan.check(request, workspace)),
      ),
    )
}

/**
 * The same, for a call that names no session which would stand for the key.
 *
 * @throws {ApiError} (from the check) `unauthorized` where it has no key either: the session is what most callers forgot.
 */
export function admissionWithout({ in: place }: SessionPolicy, parts: CheckParts): Check {
  const admit = admission(parts)
  return (request, reply) => {
    if (namedSession(request, place) !== undefined) return undefined
    if (findKey(request) === null) failUnnamed(place === 'body' ? request.body : request.query, place)
    return admit(request, reply)
  }
}

function failUnnamed(given: unknown, place: SessionPolicy['in']): never {
  const misspelt = closestMatch('sessionId', fieldsOf(given))
  const renamed =
    misspelt && misspelt !== 'sessionId' ? ` The ${place} has ${maskForResponse(misspelt)}; rename it.` : ''
  fail('unauthorized', {
    message: 'The request carries neither a sessionId nor an API key.',
    fix: `Send sessionId in the ${place}: it stands for the key. Calls that work without a session take a key instead.${renamed}`,
    field: 'sessionId',
    ...(renamed !== '' && { did_you_mean: 'sessionId' }),
  })
}

/** Injects faults into a call, whose provider stands in the path or is that of the session it names. */
export function injectFaults(
  policy: Policy,
  { sessions }: CheckParts,
  faultInjection: FaultInjection,
): Check {
  const { session, channel } = policy
  const providerOf = (request: FastifyRequest): MaybePromise<string | null> => {
    const slug = pathParam(request, 'provider') ?? channel
    if (slug !== undefined || session === undefined) return slug ?? null
    if (typeof session.provider === 'function') return session.provider(request) ?? null
    if (session.provider && !['path', 'body'].includes(session.provider)) return session.provider
    const id = namedSession(request, session.in)
    const { workspace } = contextOf(request)
    if (typeof id !== 'string' || workspace === null) return null
    return settle(
      () => sessions.find(id, 'sessionId', workspace),
      (found) => found.session.provider,
      () => null,
    )
  }
  return (request, reply) => faultInjection.inject(request, reply, () => providerOf(request))
}

/** Looks for the session that a call names: one with a key, in its workspace alone. */
export function findSession({ in: place }: SessionPolicy, { sessions }: CheckParts): Check {
  const field = place === 'path' ? 'id' : 'sessionId'
  return (request) => {
    const id = namedSession(request, place)
    if (typeof id !== 'string') return undefined
    const context = contextOf(request)
    context.namedSession = id
    const own = context.pipeline.policy?.access === 'session' ? undefined : workspaceOf(request)
    return settle(
      () => sessions.find(id, field, own),
      (found) => {
        context.lookup = { found }
      },
      (failure: unknown) => {
        context.lookup = { failure }
      },
    )
  }
}

/** Reads the session again after a fault or an earlier call with the same key, because it may have changed meanwhile. */
export function findSessionAgain(session: SessionPolicy, parts: CheckParts): Check {
  const find = findSession(session, parts)
  return (request, reply) => {
    const { fault, inFlight } = contextOf(request)
    return fault === null && inFlight === null ? undefined : find(request, reply)
  }
}

/** Makes a call one of its session's workspace. */
export function assignBySession({ assign, limiter }: CheckParts): Check {
  return (request, reply) => {
    const { lookup } = contextOf(request)
    if (lookup === null || 'failure' in lookup) return undefined
    const { workspace } = lookup.found
    const assigned = assign(request, reply, workspace)
    limiter.show(request, reply, workspace)
    return assigned
  }
}

/** Judges the session that was found: ended, expired, then whether its provider is the one that is asked for. */
export function checkSession(session: SessionPolicy): Check {
  return (request) => {
    const context = contextOf(request)
    const { lookup } = context
    if (lookup === null) return undefined
    if ('failure' in lookup) throw lookup.failure
    const { found } = lookup
    judgeSession(request, found.session, session, found.nowMs)
    context.session = found.session
    return undefined
  }
}

/**
 * @param nowMs epoch milliseconds of the session's workspace.
 * @throws {ApiError} `session_terminal`, `session_expired`, `invalid_provider`.
 */
export function judgeSession(
  request: FastifyRequest,
  session: Session,
  { provider: wanted, completedToo }: SessionPolicy,
  nowMs: number,
): void {
  const asked =
    wanted === 'body'
      ? fieldOf(request.body, 'provider')
      : wanted === 'path'
        ? pathParam(request, 'provider')
        : typeof wanted === 'function'
          ? wanted(request)
          : wanted
  const isLetThrough = completedToo && session.status === 'completed' && session.provider === asked
  if (!isLetThrough) requireOpen(session, nowMs)
  if (typeof asked === 'string') requireSameProvider(asked, session.provider)
}

/** The id of the session that a request names: undefined when it names none, null when what it names is no string. */
function namedSession(request: FastifyRequest, place: SessionPolicy['in']): string | null | undefined {
  if (place === 'path') return pathParam(request, 'id')
  const id = fieldOf(place === 'body' ? request.body : request.query, 'sessionId')
  if (id === undefined || id === null || id === '') return undefined
  return typeof id === 'string' ? id : null
}

/** A field of a body or query that no schema has checked yet. */
function fieldOf(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return undefined
  return (source as Record<string, unknown>)[name]
}
