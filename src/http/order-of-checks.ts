import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { knownProvider } from '../connect/provider-lookup.js'
import type { SessionService } from '../connect/session-service.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { apiKeyOf } from './api-key.js'
import { bodyCheck } from './body.js'
import { decorateCalls, setSession, setWorkspace, workspaceOf } from './call.js'
import { isReserved } from './not-found.js'
import { type Policy, pathParam, policyOf, type SessionPolicy } from './policy.js'
import { queryCheck } from './query.js'
import type { RateLimiter } from './rate-limit.js'
import { judgeSession, namedSession } from './session-check.js'

export interface ChecksOptions {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly limiter: RateLimiter
  /** The only API keys that are taken; null takes every well-formed one. */
  readonly apiKeys: ReadonlySet<string> | null
}

/**
 * Gives every route the checks that its policy asks for, in the published order: key, rate limit, provider, query;
 * then the body is parsed; then body presence, session, its state and its provider; then Fastify checks the fields.
 * What a route does not need costs it nothing. Must be called before the routes are declared.
 */
export function orderChecks(app: FastifyInstance, options: ChecksOptions): void {
  decorateCalls(app)
  app.addHook('onRoute', (route) => {
    const policy = policyOf(route)
    if (policy === undefined) return
    route.onRequest = beforeBody(route, policy, options)
    route.preValidation = afterBody(route, policy, options)
  })
}

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

function beforeBody(route: RouteOptions, policy: Policy, options: ChecksOptions) {
  const admit = admission(options)
  const checkKey: Check = async (request, reply) => {
    if (
      policy.access === 'key' ||
      (isSessionInQuery(policy) && namedSession(request, 'query') === undefined)
    ) {
      await admit(request, reply)
    }
  }
  const refuseReserved: Check = async (request, reply) => {
    if (isReserved(request)) return reply.callNotFound()
  }
  const checkProvider: Check = async (request) => {
    const provider = knownProvider(pathParam(request, 'provider') as string)
    policy.judgeProvider?.(provider)
  }
  const hasSlug = route.url.includes(':provider')
  return [
    ...(hasSlug ? [refuseReserved] : []),
    ...(policy.access === 'key' || isSessionInQuery(policy) ? [checkKey] : []),
    ...(hasSlug ? [checkProvider] : []),
    queryCheck(route),
  ]
}

function afterBody(route: RouteOptions, policy: Policy, options: ChecksOptions) {
  const { session } = policy
  return [
    ...(policy.body ? [bodyCheck(route, policy.body)] : []),
    ...(session ? [sessionCheck(policy, session, options)] : []),
  ]
}

/** Finds the session that a call names and judges it; a call that may name none needs a key then. */
function sessionCheck(policy: Policy, { in: place }: SessionPolicy, options: ChecksOptions): Check {
  const admit = admission(options)
  return async (request, reply) => {
    const id = namedSession(request, place)
    if (id === undefined) {
      if (place === 'body') await admit(request, reply)
      return
    }
    if (id === null) return
    const field = place === 'path' ? 'id' : 'sessionId'
    const own = policy.access === 'key' ? workspaceOf(request) : undefined
    const { workspace, session } = await options.sessions.find(id, field, own)
    if (own === undefined) {
      setWorkspace(request, workspace)
      options.limiter.show(workspace, reply)
    }
    judgeSession(request, session, policy, workspace.clock.now())
    setSession(request, session)
  }
}

/** Checks the API key, finds its workspace and counts the call. */
function admission({ workspaces, limiter, apiKeys }: ChecksOptions): Check {
  return async (request, reply) => {
    const workspace = await workspaces.ofKey(apiKeyOf(request, apiKeys))
    setWorkspace(request, workspace)
    limiter.count(workspace, reply)
  }
}

function isSessionInQuery(policy: Policy): boolean {
  return policy.access === 'session' && policy.session?.in === 'query'
}
