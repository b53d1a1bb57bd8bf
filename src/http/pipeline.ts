import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { afterVersion, requireInVersion } from './added.js'
import { bodyCheck } from './body.js'
import { createBodyRoom } from './body-room.js'
import {
  admission,
  admissionWithout,
  assignByKey,
  assignBySession,
  type CheckParts,
  checkProvider,
  checkSession,
  findSession,
  findSessionAgain,
  injectFaults,
  refuseAbsent,
  refuseForgottenVersion,
  refuseReserved,
} from './checks.js'
import { beginContext, type Check, contextOf, type Pipeline, type SendStep } from './context.js'
import type { FaultInjection } from './fault-injection.js'
import { finishAnswer } from './finish-answer.js'
import type { HeadRequests } from './head-requests.js'
import type { CommonHeaders } from './headers.js'
import type { Idempotency } from './idempotency.js'
import type { Journaling } from './journaling.js'
import { type Policy, policyOf, takesIdempotencyKey } from './policy.js'
import { preferVersion } from './preferences.js'
import { queryCheck } from './query.js'
import { setFaultHeaders } from './thrown-answer.js'

/** What pipelines are made of. */
export interface PipelineParts extends CheckParts {
  readonly headers: CommonHeaders
  readonly heads: HeadRequests
  /** Checks that every request passes, with a route or without one. */
  readonly always: readonly Check[]
  /** Lets control calls in. */
  readonly gate: Check
  readonly idempotency: Idempotency
  /** What testers may do; null when they may not. */
  readonly testers: { readonly faultInjection: FaultInjection; readonly journaling: Journaling } | null
}

/**
 * Gives every route one pipeline, which its policy asks for, and an app three hooks that run them: before the body is read,
 * after it, and before the answer leaves. What a route does not need costs it nothing. Hooks that a route brings itself run
 * behind these. Must be called before the routes are declared.
 *
 * @throws {Error} (when a route is declared) for one of the API that has no policy, because it would be served to anybody.
 */
export function compilePipelines(app: FastifyInstance, parts: PipelineParts): void {
  const bodyRoom = createBodyRoom()
  const withoutRoute: Pipeline = {
    policy: undefined,
    beforeBody: [...parts.always, parts.refuseUnknown],
    afterBody: [],
    beforeSend: stepsBeforeSend(parts, false),
  }
  app.addHook('onRoute', (route) => {
    const policy = policyOf(route)
    if (policy === undefined && /^\/(?:v1|_mock)(?:\/|$)/.test(route.url))
      throw new Error(`${route.method} ${route.url} has no policy. Declare one as its config.`)
    const takesKey = policy !== undefined && takesIdempotencyKey(route)
    if (takesKey && !policy.runsOnce) route.handler = parts.idempotency.handlerOf(route.handler)
    const pipeline: Pipeline = {
      policy,
      beforeBody: [
        ...parts.always,
        ...checksBeforeBody(route, policy, parts),
        // What has no body is read by nobody.
        ...(route.method === 'GET' ? [] : [bodyRoom]),
      ],
      afterBody: policy === undefined ? [] : checksAfterBody(route, policy, parts),
      beforeSend: stepsBeforeSend(parts, takesKey),
    }
    route.config = { ...route.config, pipeline } as NonNullable<RouteOptions['config']>
  })
  app.addHook('onRequest', (request, reply, done) => {
    parts.heads.restore(request)
    const { pipeline = withoutRoute } = request.routeOptions.config as { pipeline?: Pipeline }
    beginContext(request, pipeline, parts.workspaces.defaultVersion)
    parts.headers.set(request, reply)
    const waiting = run(pipeline.beforeBody, request, reply)
    if (waiting === undefined) done()
    return waiting
  })
  app.addHook('preValidation', (request, reply, done) => {
    const waiting = run(contextOf(request).pipeline.afterBody, request, reply)
    if (waiting === undefined) done()
    return waiting
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const waiting = run(contextOf(request).pipeline.beforeSend, request, reply, payload)
    if (waiting === undefined) finishAnswer(request, reply, payload, done)
    else waiting.then(() => finishAnswer(request, reply, payload, done), done)
  })
}

/** In the published order: whether the route is there, key, rate limit, plan limit, faults, provider, version, query. */
function checksBeforeBody(
  route: RouteOptions,
  policy: Policy | undefined,
  parts: PipelineParts,
): readonly Check[] {
  if (policy === undefined) return /^\/connect(?:\/|$)/.test(route.url) ? [refuseForgottenVersion(parts)] : []
  if (policy.access === 'control') return [parts.gate, queryCheck(route)]
  const { access, added, isThere, refuse, session } = policy
  const hasSlug = route.url.includes(':provider')
  return listOf(
    parts.testers && preferVersion,
    hasSlug && refuseReserved,
    isThere && refuseAbsent(isThere),
    access === 'public' && parts.testers && assignByKey(parts, parts.testers.journaling),
    access === 'key' && admission(parts),
    access === 'session' && session?.in === 'query' && admissionWithout(session, parts),
    access !== 'session' && parts.testers && injectFaults(policy, parts, parts.testers.faultInjection),
    hasSlug && checkProvider(policy),
    access !== 'session' && added && requireInVersion,
    refuse ?? (added ? afterVersion(queryCheck(route)) : queryCheck(route)),
  )
}

/** Presence of the body, repetition, session, its state, its provider. Fastify checks the fields then. */
function checksAfterBody(route: RouteOptions, policy: Policy, parts: PipelineParts): readonly Check[] {
  const { access, added, body, session } = policy
  const checkRepetition =
    takesIdempotencyKey(route) &&
    (((request, reply) => parts.idempotency.check(request, reply)) satisfies Check)
  if (session === undefined || access !== 'session') {
    return listOf(
      body && bodyCheck(route, body),
      checkRepetition,
      session && findSession(session, parts),
      session && checkSession(session),
    )
  }
  // Where the session stands for the key, it says whose call it is. The state in which it is then comes last.
  return listOf(
    body && (added ? afterVersion(bodyCheck(route, body)) : bodyCheck(route, body)),
    session.in === 'body' && admissionWithout(session, parts),
    findSession(session, parts),
    assignBySession(parts),
    parts.testers && injectFaults(policy, parts, parts.testers.faultInjection),
    added && requireInVersion,
    checkRepetition,
    findSessionAgain(session, parts),
    checkSession(session),
  )
}

/**
 * Pending headers, those of a fault, the journal, the answer to repetitions that no commit has stored; faults that delay or
 * cut the answer come last.
 */
function stepsBeforeSend({ testers, idempotency }: PipelineParts, takesKey: boolean): readonly SendStep[] {
  return listOf<SendStep>(
    (request) => contextOf(request).pendingHeaders ?? undefined,
    testers && setFaultHeaders,
    testers && ((request, reply, payload) => testers.journaling.record(request, reply, payload)),
    takesKey && ((request, reply, payload) => idempotency.storeAnswer(request, reply, payload)),
    testers && ((request) => testers.faultInjection.holdReply(request)),
  )
}

function listOf<Step = Check>(...steps: readonly (Step | false | null | undefined)[]): readonly Step[] {
  return steps.filter((step): step is NonNullable<typeof step> & Step => !!step)
}

/** Runs steps in order until one has answered. It waits only where a step has to, because a promise costs more than most. */
function run(
  steps: readonly SendStep[],
  request: FastifyRequest,
  reply: FastifyReply,
  payload?: unknown,
): Promise<void> | undefined {
  for (let at = 0; at < steps.length; at++) {
    const waiting = (steps[at] as SendStep)(request, reply, payload)
    if (waiting instanceof Promise) return runRest(waiting, at + 1, steps, request, reply, payload)
  }
  return undefined
}

async function runRest(
  first: Promise<unknown>,
  from: number,
  steps: readonly SendStep[],
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  await first
  for (let at = from; at < steps.length && !reply.sent; at++) {
    await (steps[at] as SendStep)(request, reply, payload)
  }
}
