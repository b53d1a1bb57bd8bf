import formbody from '@fastify/formbody'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AutoDecision, Decision } from '../connections/auto-decision.js'
import { ApiError } from '../errors/api-error.js'
import { boundSessionOf, sessionContextOf, setNamedSession, setSession } from '../http/context.js'
import type { FaultInjection } from '../http/fault-injection.js'
import type { FormTokens } from '../http/form-token.js'
import { pathParam } from '../http/policy.js'
import type { AssignWorkspace } from '../http/workspace-assignment.js'
import { knownProvider, providerOf, requireSameProvider } from '../providers/lookup.js'
import { type EndStatus, isTerminal, offeredBy, requireOpen } from '../sessions/model.js'
import { returnUrl } from '../sessions/present.js'
import type { SessionContext } from '../sessions/service.js'
import { addressFrom } from './address.js'
import { autoOf } from './auto.js'
import { donePage } from './done-page.js'
import type { Flow, FlowDeps } from './flow.js'
import { createFlows } from './flows.js'
import { formOf, refuseContentType, refuseDecision } from './form-body.js'
import type { PageSender } from './page-sender.js'
import { pickerPage } from './picker-page.js'
import { queryText, queryValue, sessionIdOf } from './query.js'
import type { Visit } from './visit.js'

export interface PagesDeps extends FlowDeps {
  readonly sender: PageSender
  readonly autoDecision: AutoDecision
  readonly tokens: FormTokens
  readonly enter: AssignWorkspace
  /** What testers may do; null when they may not. */
  readonly faultInjection: FaultInjection | null
}

/** The longest form that is read, in bytes. */
const bodyLimit = 32 * 1024

/** The hosted pages to which a session's url leads. Always HTML, problems too. */
export const pagesRoutes: FastifyPluginAsyncTypebox<PagesDeps> = async (app, deps) => {
  const { sessions, connections, sender, autoDecision, tokens, enter, faultInjection } = deps
  const walks = createFlows(deps)
  await app.register(formbody, { bodyLimit })
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, async () => refuseContentType())

  app.addHook('preHandler', async (request, reply) => {
    const slug = pathParam(request, 'provider')
    if (slug !== undefined) knownProvider(slug)
    const id = sessionIdOf(request)
    setNamedSession(request, id)
    const { workspace, session: found } = await sessions.find(id, 'session')
    await enter(request, reply, workspace)
    setSession(request, found)
    await faultInjection?.injectMatching(request, reply, async () => found.provider)
    if (reply.sent) return
    // A fault may have taken its time: what the session has become meanwhile is judged.
    const { session, nowMs } = await sessions.find(id, 'session', workspace)
    setSession(request, session)
    requireOpen(session, nowMs)
    if (slug !== undefined) requireSameProvider(slug, session.provider)
    if (request.method === 'POST') await tokens.require(session.id, formOf(request).get('formToken'))
  })

  app.addHook('preHandler', async (request, reply) => {
    const way = faultInjection && request.method === 'GET' ? autoOf(request) : null
    if (way !== null) return leaveAtOnce(request, reply, way)
  })

  app.get('/connect/:provider', async (request, reply) => {
    const visit = await visitOf(request)
    return sender.sendHosted(reply, await walks[visit.provider.connectPattern].show(visit, null), visit.held)
  })

  app.post('/connect/:provider', async (request, reply) => {
    const visit = await visitOf(request)
    const flow = walks[visit.provider.connectPattern]
    let step: string | undefined
    try {
      step = await decide(flow, visit)
    } catch (error) {
      return showAgain(request, reply, flow, error)
    }
    return goOn(request, reply, step)
  })

  app.get('/connect', async (request, reply) => {
    const held = sessionContextOf(request)
    if (held.session.provider !== null) return goOn(request, reply)
    const offered = offeredBy(held.session).map(providerOf)
    return sender.sendHosted(reply, pickerPage(await contextOf(request, held), offered), held)
  })

  app.post('/connect', async (request, reply) => {
    const form = formOf(request)
    if (form.get('decision') === 'cancel') await sessions.end(sessionContextOf(request), 'cancelled')
    else await sessions.select(sessionContextOf(request), form.get('provider') ?? '')
    return goOn(request, reply)
  })

  async function contextOf(request: FastifyRequest, { session }: SessionContext) {
    return { texts: sender.textsFor(request, session), token: await tokens.of(session.id) }
  }

  async function visitOf(request: FastifyRequest): Promise<Visit> {
    const held = boundSessionOf(request)
    return {
      held,
      provider: providerOf(held.session.provider),
      step: queryText(request, 'step'),
      form: formOf(request),
      context: await contextOf(request, held),
      address: (step) => addressFrom(request.url, held.session, step === null ? {} : { step }),
    }
  }

  /** Does what the host's button says, and returns the step to which it leads, if it leads to one. */
  async function decide({ steps, decisions }: Flow, visit: Visit): Promise<string | undefined> {
    const name = visit.form.get('decision') ?? ''
    const known = { ...steps, ...decisions }
    if (!Object.hasOwn(known, name)) refuseDecision(Object.keys(known))
    await decisions[name]?.(visit)
    return steps[name]
  }

  /** The same form again, with why it was not taken, as long as the session can go on. */
  async function showAgain(request: FastifyRequest, reply: FastifyReply, flow: Flow, error: unknown) {
    if (!(error instanceof ApiError)) throw error
    const { session, nowMs } = await sessions.find(sessionContextOf(request).session.id, 'session')
    requireOpen(session, nowMs)
    setSession(request, session)
    const visit = await visitOf(request)
    const content = await flow.show(visit, error)
    reply.code(error.statusCode).headers(error.headers)
    return sender.sendHosted(reply, { ...content, isRefused: true }, visit.held)
  }

  /** The next page of an open session, the last one of a session that has ended. */
  async function goOn(request: FastifyRequest, reply: FastifyReply, step?: string) {
    const held = await sessions.find(sessionContextOf(request).session.id, 'session')
    const { session } = held
    if (isTerminal(session)) return sendDone(reply, { ...held, session })
    const more = step === undefined ? {} : { step }
    return reply.redirect(addressFrom(request.url, session, more), 303)
  }

  async function sendDone(reply: FastifyReply, held: SessionContext & { session: { status: EndStatus } }) {
    const { session, workspace } = held
    const content = donePage(sender.textsFor(reply.request, session), {
      status: session.status,
      provider: session.provider && providerOf(session.provider),
      sessionId: session.id,
      accountName: (await connections.madeBy(held))?.account.name ?? null,
      returnUrl: returnUrl(session, workspace.clock.now()),
    })
    return sender.sendHosted(reply, content, held)
  }

  /** Straight back to the app; to the last page where there is no way back, or where a person is to see it. */
  async function leaveAtOnce(request: FastifyRequest, reply: FastifyReply, way: Decision) {
    const { workspace, session: before } = sessionContextOf(request)
    const slug = queryValue(request, 'provider')
    const picked = slug === undefined ? undefined : String(slug)
    const session = await autoDecision.decide({ workspace, session: before }, way, picked)
    const url = returnUrl(session, session.expiresAt)
    if (url !== null && queryText(request, 'show') !== 'done') return reply.redirect(url, 303)
    return goOn(request, reply)
  }
}
