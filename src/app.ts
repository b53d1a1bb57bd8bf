import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { apiRoutes } from './api.js'
import type { AppParts } from './app-parts.js'
import { components } from './components.js'
import { controlRoutes } from './control/routes.js'
import { parseBodies } from './http/body.js'
import { ClientErrors } from './http/client-errors.js'
import { closeGracefully } from './http/closing.js'
import { decorateContext, setFailure } from './http/context.js'
import { createControlGate } from './http/control-gate.js'
import { allowAllOrigins } from './http/cors.js'
import { dropResponses } from './http/drop-response.js'
import { createErrorAnswer, toApiError } from './http/error-handler.js'
import { FaultInjection } from './http/fault-injection.js'
import { FaultRoutes } from './http/fault-routes.js'
import { FormTokens } from './http/form-token.js'
import { Idempotency } from './http/idempotency.js'
import { Journaling } from './http/journaling.js'
import { refuseUnknownRoutes } from './http/not-found.js'
import { Operations } from './http/operations.js'
import { orderChecks } from './http/order-of-checks.js'
import { PlanLimit } from './http/plan-limit.js'
import { createPreferredTtl } from './http/preferences.js'
import { createPublicUrl } from './http/public-url.js'
import { RateLimiter } from './http/rate-limit.js'
import { checkHeads, setCommonHeaders } from './http/response-headers.js'
import { createSerializerCompiler } from './http/serializers.js'
import { serverOptions } from './http/server-options.js'
import { createTrust } from './http/trusted-proxies.js'
import { createValidatorCompiler } from './http/validators.js'
import {
  assignRequestIds,
  createWorkspaceAssignment,
  type DrawRequestId,
} from './http/workspace-assignment.js'
import { IdempotentCalls } from './idempotency/idempotent-calls.js'
import { pooled, secretText } from './lib/ids.js'
import { descriptionRoutes } from './pages/description.js'
import { homeRoutes } from './pages/home-routes.js'
import { PageSender } from './pages/page-sender.js'
import { pagesRoutes } from './pages/routes.js'
import { createServices } from './services.js'

export interface AppDeps extends AppParts {
  readonly logger: FastifyBaseLogger
  /** Sees every route as it is declared: the description of the API is made so, and the tests check answers so. */
  readonly observer?: (app: FastifyInstance) => PromiseLike<unknown> | undefined
}

/** How long requests in flight may go on once the server closes, in milliseconds. */
const graceMs = 1500

/** The whole server, not yet listening. Read it from top to bottom: so does a request. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { settings, version, clock, secrets, pause, stores } = deps
  const random = pooled(deps.random)
  const { records, journal, rates } = stores
  const controlEnabled = settings.CONTROL === 'on'
  const services = createServices({ ...deps, random })
  const {
    transactions,
    workspaces,
    faults,
    sessions,
    connections,
    booking,
    autoDecision,
    worker,
    time,
    snapshots,
  } = services

  // The server, and the doors by which an answer leaves that no route made.
  const sender = new PageSender({
    sessions,
    nonce: () => secretText(secrets),
    controlEnabled,
  })
  const { API_KEYS: apiKeys } = settings
  const drawRequestId: DrawRequestId = (workspace) =>
    transactions.run(workspace, (tx) => tx.randomSource.requestId(tx.clock.now()))
  const enter = createWorkspaceAssignment(settings.SEED === null ? null : drawRequestId)
  const trust = createTrust(settings.TRUST_PROXY)
  const journaling = new Journaling({ journal, workspaces, apiKeys, trust })
  const calls = new IdempotentCalls({ transactions, clock, createToken: () => secretText(secrets) })
  const idempotency = new Idempotency({ calls, transactions })
  const faultInjection = new FaultInjection({ faults, pause, journaling, workspaces })
  const gate = createControlGate({
    workspaces,
    apiKeys,
    token: settings.CONTROL_TOKEN,
    publicUrl: settings.PUBLIC_URL,
    trust,
  })
  const clientErrors = new ClientErrors({ version, random, clock: workspaces.defaultClock })
  const { BASE_PATH: basePath } = settings
  const answer = createErrorAnswer({ version, controlEnabled, pages: sender })
  const operations = new Operations()
  const app = Fastify({
    ...serverOptions({ logger: deps.logger, clientErrors, trust, basePath }),
    frameworkErrors: (error, request, reply) => {
      const recorded = controlEnabled
        ? journaling.recordUnread(request, toApiError(error))
        : Promise.resolve()
      recorded
        .catch(services.log.failed)
        .then(() => answer(error, request, reply))
        .catch(services.log.failed)
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  clientErrors.watch(app.server)
  app.setErrorHandler((error, request, reply) => {
    setFailure(request, toApiError(error))
    return answer(error, request, reply)
  })
  app.setValidatorCompiler(createValidatorCompiler())
  app.setSerializerCompiler(createSerializerCompiler(components))
  for (const component of components) app.addSchema(component)
  parseBodies(app)

  // What every request passes, in this order.
  decorateContext(app)
  setCommonHeaders(app, version)
  allowAllOrigins(app, controlEnabled)
  if (settings.SEED !== null)
    assignRequestIds(app, async (request) => journaling.workspaceOfKey(request), drawRequestId)
  checkHeads(app)
  closeGracefully(app, graceMs, [worker, stores])
  if (records.isShared) app.addHook('onListen', async () => worker.start())
  refuseUnknownRoutes(app, (method, path) => operations.lacking(method, path) !== undefined)
  const limiter = new RateLimiter(rates, settings.RATE_LIMIT === 'on')
  limiter.observe(app)
  if (controlEnabled) journaling.observe(app)
  // Each route takes its part of: key, rate limit, plan, faults, provider, query; (body is parsed); repetition, session,
  // state, provider; (fields).
  orderChecks(app, {
    workspaces,
    sessions,
    limiter,
    idempotency,
    plan: new PlanLimit(settings.PLAN, async (id) => (await services.sandbox.listings(id)).length),
    apiKeys,
    enter,
    gate,
    testers: controlEnabled ? { faultInjection, journaling } : null,
  })
  idempotency.observe(app)
  const faultRoutes = new FaultRoutes(() => operations.allLacking())
  faultRoutes.observe(app)
  if (controlEnabled) dropResponses(app)
  await deps.observer?.(app)

  // The routes.
  const publicUrl = createPublicUrl({ publicUrl: settings.PUBLIC_URL, basePath, trust })
  const preferredTtl = createPreferredTtl(controlEnabled, settings.SESSION_TTL)
  app.register(apiRoutes, {
    ...services,
    version,
    operations,
    clock: workspaces.defaultClock,
    trouble: () => stores.trouble(),
    publicUrl,
    preferredTtl,
  })
  app.register(pagesRoutes, {
    sessions,
    connections,
    booking,
    autoDecision,
    sender,
    tokens: new FormTokens({ records, transactions, createSecret: () => secretText(secrets) }),
    enter,
    faultInjection: controlEnabled ? faultInjection : null,
  })
  if (controlEnabled) {
    const steered = { workspaces, sessions, connections, time, faults, faultRoutes, journal, snapshots }
    app.register(controlRoutes, { ...steered, autoDecision, publicUrl, pause, apiKeys, sender })
  }
  app.register(homeRoutes, { version, sender, publicUrl, controlEnabled })
  app.register(descriptionRoutes, { sender, publicUrl, controlEnabled })
  return app
}
