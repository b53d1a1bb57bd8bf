import formbody from '@fastify/formbody'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AutoDecision, Decision } from '../connections/auto-decision.js'
import { ApiError, fail } from '../errors/api-error.js'
import { judgeSession } from '../http/checks.js'
import type { AssignWorkspace } from '../http/context.js'
import {
  boundSessionOf,
  sessionContextOf,
  setNamedSession,
  setSession,
  versionOf,
  workspaceOf,
} from '../http/context.js'
import type { Delays } from '../http/delays.js'
import type { FaultInjection } from '../http/fault-injection.js'
import type { FormTokens } from '../http/form-token.js'
import { pathParam } from '../http/request-path.js'
import { knownProvider, providerOf } from '../providers/lookup.js'
import type { ConnectPattern } from '../providers/providers.js'
import { canUnbind, isTerminal, offeredBy, requireOpen, unbind } from '../sessions/model.js'
import { returnUrl } from '../sessions/present.js'
import type { SessionContext } from '../sessions/service.js'
import { activationFlow } from './activation.js'
import { claimFlow } from './claim.js'
import { credentialsFlow } from './credentials.js'
import type { Flow, FlowDeps, Visit } from './flow.js'
import { oauthFlow } from './oauth.js'
import { donePage } from './outcome-pages.js'
import type { PageSender } from './page-sender.js'
import { backToPicker, pickerPage } from './picker-page.js'
import {
  addressFrom,
  autoDecisionOf,
  formOf,
  queryValue,
  refuseContentType,
  requireSessionId,
  signInFlowOf,
} from './request.js'
import { forgedUrl, visitOnce } from './second-return.js'
import { signInFlow, signsIn } from './sign-in.js'

export interface PagesDeps extends FlowDeps {
  readonly sender: PageSender
  readonly autoDecision: AutoDecision
  readonly tokens: FormTokens
  readonly delays: Delays
  readonly assign: AssignWorkspace
  /** Null without control features. */
  readonly faultInjection: FaultInjection | null
}

/** The longest form that is read, in bytes. */
const bodyLimit = 32 * 1024

/** The same check as in the API: the session is open, and for the provider of the path. */
const sessionPolicy = { in: 'query', provider: 'path' } as const

/** The hosted pages to which a session's url leads. Always HTML, problems too. */
export const pagesRoutes: FastifyPluginAsyncTypebox<PagesDeps> = async (app, deps) => {
  const { sessions, connections, delays, sender, autoDecision, tokens, assign, faultInjection } = deps
  const flows: Readonly<Record<ConnectPattern, Flow>> = {
    oauth: oauthFlow(deps),
    credentials: credentialsFlow(deps),
    activation: activationFlow(deps),
    claim: claimFlow(deps),
  }
  const signInFlows = {
    vrbo: signInFlow(deps, 'vrbo-login'),
    booking: signInFlow(deps, 'booking-extranet-login'),
  }
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit })
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, async () => refuseContentType())

  app.addHook('preHandler', async (request, reply) => {
    const slug = pathParam(request, 'provider')
    if (slug !== undefined) knownProvider(slug)
    const id = requireSessionId(request)
    setNamedSession(request, id)
    const { workspace, session: found } = await sessions.find(id, 'session')
    await assign(request, reply, workspace)
    setSession(request, found)
    await faultInjection?.injectMatching(request, reply, async () => found.provider)
    if (reply.sent) return
    // A fault may have taken its time, and the session may have changed meanwhile.
    const { session, nowMs } = await sessions.find(id, 'session', workspaceOf(request))
    setSession(request, session)
    judgeSession(request, session, sessionPolicy, nowMs)
    if (request.method === 'POST') await tokens.require(session.id, formOf(request).get('formToken'))
  })

  app.addHook('preHandler', async (request, reply) => {
    const decision = faultInjection && request.method === 'GET' ? autoDecisionOf(request) : null
    if (decision !== null) return decideAtOnce(request, reply, decision)
  })

  app.get('/connect/:provider', async (request, reply) => {
    const visit = await visitOf(request)
    return sender.sendHosted(reply, await flowOf(visit).show(visit, null), visit)
  })

  app.post('/connect/:provider', async (request, reply) => {
    const visit = await visitOf(request)
    let step: string | undefined
    try {
      step = await decide(visit)
    } catch (error) {
      return showAgain(request, reply, error)
    }
    return goOn(request, reply, step)
  })

  app.get('/connect', async (request, reply) => {
    const context = sessionContextOf(request)
    const { session } = context
    if (session.provider !== null) return goOn(request, reply)
    const content = pickerPage(await formContextOf(request, context), offeredBy(session).map(providerOf))
    return sender.sendHosted(reply, content, context)
  })

  app.post('/connect', async (request, reply) => {
    const form = formOf(request)
    if (form.get('decision') === 'cancel') await sessions.end(sessionContextOf(request), 'cancelled')
    else await sessions.select(sessionContextOf(request), form.get('provider') ?? '')
    return goOn(request, reply)
  })

  async function formContextOf(request: FastifyRequest, { session }: SessionContext) {
    const texts = sender.textsFor(request, session)
    return { texts, app: sender.askingAppFor(texts), token: await tokens.of(session.id) }
  }

  async function visitOf(request: FastifyRequest): Promise<Visit> {
    const context = boundSessionOf(request)
    const { session } = context
    const step = queryValue(request, 'step')
    const formContext = await formContextOf(request, context)
    return {
      ...context,
      ...formContext,
      isPicked: session.isPicker,
      toPicker: canUnbind(session) ? backToPicker(formContext) : null,
      provider: providerOf(session.provider),
      version: versionOf(request),
      pause: delays.pauseOf(request),
      step: typeof step === 'string' ? step : null,
      form: formOf(request),
      address: (step) => addressFrom(request.url, session, step === null ? {} : { step }),
    }
  }

  function flowOf(visit: Visit): Flow {
    const { provider } = visit
    if (!signsIn(visit)) return flows[provider.connectPattern]
    return provider.id === 'vrbo' ? signInFlows.vrbo : signInFlows.booking
  }

  /** Does what the host's button says; returns the step to which it leads, undefined when it leads to none. */
  async function decide(visit: Visit): Promise<string | undefined> {
    const name = visit.form.get('decision') ?? ''
    const known: Flow['decisions'] = {
      ...flowOf(visit).decisions,
      cancel: () => sessions.end(visit, 'cancelled'),
      ...(visit.toPicker !== null && { pick: () => sessions.change(visit, unbind) }),
    }
    const decision = Object.hasOwn(known, name) ? known[name] : undefined
    if (decision === undefined) refuseDecision(Object.keys(known))
    if (typeof decision === 'string') return decision
    const next = await decision(visit)
    return typeof next === 'string' ? next : undefined
  }

  /** The same form again, with why it was refused, as long as the session is open. */
  async function showAgain(request: FastifyRequest, reply: FastifyReply, error: unknown) {
    if (!(error instanceof ApiError)) throw error
    const { session, nowMs } = await sessions.find(sessionContextOf(request).session.id, 'session')
    requireOpen(session, nowMs)
    setSession(request, session)
    const visit = await visitOf(request)
    const content = await flowOf(visit).show(visit, error)
    reply.code(error.statusCode).headers(error.headers)
    return sender.sendHosted(reply, { ...content, isRefused: true }, visit)
  }

  /** The next page of an open session, the last one of a session that has ended. */
  async function goOn(request: FastifyRequest, reply: FastifyReply, step?: string) {
    const context = await sessions.find(sessionContextOf(request).session.id, 'session')
    const { session, workspace } = context
    if (!isTerminal(session)) {
      return reply.redirect(addressFrom(request.url, session, step === undefined ? {} : { step }), 303)
    }
    const texts = sender.textsFor(request, session)
    const content = donePage(
      { texts, app: sender.askingAppFor(texts) },
      {
        status: session.status,
        isDenied: formOf(request).get('decision') === 'deny' || queryValue(request, 'auto') === 'deny',
        provider: session.provider && providerOf(session.provider),
        sessionId: session.id,
        state: session.state,
        accountName: (await connections.madeBy(context))?.account.name ?? null,
        returnUrl: returnUrl(session, workspace.clock.now()),
      },
    )
    return sender.sendHosted(reply, content, context)
  }

  /** Straight back to the app; to the last page where there is no way back, or where `show=done` asks for it. */
  async function decideAtOnce(request: FastifyRequest, reply: FastifyReply, decision: Decision) {
    const slug = queryValue(request, 'provider')
    const picked = slug === undefined ? undefined : String(slug)
    const { session, fault } = await autoDecision.decide(sessionContextOf(request), decision, {
      provider: picked,
      flow: signInFlowOf(request),
    })
    const url = fault === 'forge' ? forgedUrl(session) : returnUrl(session, session.expiresAt)
    if (fault === 'leave') return goOn(request, reply)
    if (fault === 'again' && url !== null) await visitOnce(url)
    if (url !== null && queryValue(request, 'show') !== 'done') return reply.redirect(url, 303)
    return goOn(request, reply)
  }
}

/** @throws {ApiError} `invalid_body`, always: the form was sent by no button of the page. */
function refuseDecision(known: readonly string[]): never {
  fail('invalid_body', {
    message: 'The page has no such decision.',
    fix: 'Press a button of the page.',
    field: 'decision',
    valid_values: known,
  })
}
