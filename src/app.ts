import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import type { AppDeps } from './app-parts.js'
import { registerRoutes } from './app-routes.js'
import { components } from './components.js'
import { createControlGate } from './http/auth.js'
import { parseBodies } from './http/body.js'
import { ClientErrors } from './http/client-errors.js'
import { createSerializerCompiler, createValidatorCompiler } from './http/compilers.js'
import {
  type CreateRequestId,
  contextOf,
  createRequestIds,
  createWorkspaceAssignment,
  decorateContext,
} from './http/context.js'
import { Delays } from './http/delays.js'
import { createErrorAnswer, toApiError } from './http/error-handler.js'
import { FaultInjection, FaultRoutes } from './http/fault-injection.js'
import { closeGracefully } from './http/graceful-close.js'
import { HeadRequests } from './http/head-requests.js'
import { CommonHeaders } from './http/headers.js'
import { Idempotency } from './http/idempotency.js'
import { IdempotentCalls } from './http/idempotent-calls.js'
import { Journaling } from './http/journaling.js'
import { PlanLimit, RateLimiter } from './http/limits.js'
import { refuseUnknownRoutes } from './http/not-found.js'
import { Operations } from './http/operations.js'
import { compilePipelines } from './http/pipeline.js'
import { createProtocolCheck } from './http/protocol-check.js'
import { createTrust, ServerAddress } from './http/public-url.js'
import { serverOptions } from './http/server-options.js'
import { ThrownAnswer } from './http/thrown-answer.js'
import { pooled, secretText } from './lib/ids.js'
import { PageSender } from './pages/page-sender.js'
import { createServices } from './services.js'

/** Wires the server, not yet listening. http/pipeline.ts has the order of what a request passes. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { settings, version, clock, secrets, pause, stores } = deps
  const random = pooled(deps.random)
  const { records, journal, rates } = stores
  const controlEnabled = settings.CONTROL === 'on'
  const services = createServices({ ...deps, random, server: () => app.server })
  const { transactions, workspaces, faults, faultEffects, sessions, worker } = services

  // The server, and what answers where no route does.
  const { API_KEYS: apiKeys, BASE_PATH: basePath, PUBLIC_URL: ownUrl, CONTROL_TOKEN: token } = settings
  const asking = { name: settings.APP_NAME, logo: settings.APP_LOGO }
  const sender = new PageSender({ sessions, nonce: () => secretText(secrets), controlEnabled, app: asking })
  const trust = createTrust(settings.TRUST_PROXY)
  const address = new ServerAddress(trust)
  const headers = new CommonHeaders(version, controlEnabled)
  const heads = new HeadRequests()
  const journaling = new Journaling({ journal, workspaces, apiKeys, address })
  const clientErrors = new ClientErrors({ version, random, clock: workspaces.defaultClock })
  const answerError = createErrorAnswer(headers, sender)
  const app = Fastify({
    ...serverOptions({ logger: deps.logger, clientErrors, heads, trust, basePath }),
    frameworkErrors: (error, request, reply) => {
      heads.restore(request)
      const recorded = controlEnabled ? journaling.recordUnread(request, toApiError(error)) : undefined
      const answer = () => answerError(error, request, reply)
      Promise.resolve(recorded).catch(services.failed).then(answer).catch(services.failed)
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  clientErrors.watch(app.server)
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof ThrownAnswer)) contextOf(request).failWith(toApiError(error))
    return answerError(error, request, reply)
  })
  app.setValidatorCompiler(createValidatorCompiler())
  app.setSerializerCompiler(createSerializerCompiler(components))
  parseBodies(app)
  decorateContext(app)

  // The parts of the pipelines of requests.
  const createRequestId: CreateRequestId = (workspace) =>
    transactions.run(workspace, (tx) => tx.randomSource.requestId(tx.clock.now()))
  const assign = createWorkspaceAssignment(settings.SEED === null ? null : createRequestId)
  const operations = new Operations()
  const faultRoutes = new FaultRoutes(() => operations.allLacking())
  const delays = new Delays(pause, clientErrors.connections)
  const faultInjection = new FaultInjection({ faults, faultEffects, delays, journaling, workspaces })
  const calls = new IdempotentCalls({ transactions, clock, createToken: () => secretText(secrets) })
  const requestIds =
    settings.SEED === null
      ? []
      : [createRequestIds((request) => journaling.workspaceOfKey(request), createRequestId)]
  const refuseWhileClosing = closeGracefully(app, [worker, services.expiry, stores])
  const plan = new PlanLimit(settings.PLAN, (id) => services.sandbox.countActive(id))
  compilePipelines(app, {
    headers,
    heads,
    always: [...requestIds, createProtocolCheck(address), refuseWhileClosing],
    refuseUnknown: refuseUnknownRoutes(app, operations),
    gate: createControlGate({ workspaces, apiKeys, token, publicUrl: ownUrl, address }),
    apiKeys,
    workspaces,
    assign,
    limiter: new RateLimiter(rates, settings.RATE_LIMIT === 'on'),
    plan,
    sessions,
    idempotency: new Idempotency({ calls, transactions }),
    testers: controlEnabled ? { faultInjection, journaling } : null,
  })
  headers.answerPreflights(app)
  faultRoutes.observe(app)
  if (records.isShared) app.addHook('onListen', async () => worker.start())
  await deps.observer?.(app)

  registerRoutes(app, {
    ...{ deps, services, assign, delays, faultRoutes, operations, plan, address, sender },
    faultInjection: controlEnabled ? faultInjection : null,
  })
  return app
}
