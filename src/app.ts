import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { AppParts } from './app-parts.js'
import type { Announce } from './connect/announcement.js'
import { BookingService } from './connect/booking-service.js'
import { ConnectionService } from './connect/connection-service.js'
import { HeadlessHost } from './connect/headless-host.js'
import { SessionService } from './connect/session-service.js'
import { Faults } from './control/faults.js'
import { Snapshots } from './control/snapshots.js'
import { Time } from './control/time.js'
import { parseBodies } from './http/body.js'
import { decorateCalls, setFailure } from './http/call.js'
import { ClientErrors } from './http/client-errors.js'
import { closeGracefully } from './http/closing.js'
import { createControlGate } from './http/control-gate.js'
import { allowAllOrigins } from './http/cors.js'
import { createEntrance, renameCalls } from './http/entrance.js'
import { catalogued, createErrorAnswer } from './http/error-handler.js'
import { FaultRoutes } from './http/fault-routes.js'
import { FormTokens } from './http/form-token.js'
import { Idempotency } from './http/idempotency.js'
import { Journaling } from './http/journaling.js'
import { loseReplies } from './http/lost-replies.js'
import { refuseUnknownRoutes } from './http/not-found.js'
import { orderChecks } from './http/order-of-checks.js'
import { PlanLimit } from './http/plan-limit.js'
import { createPreferredTtl } from './http/preferences.js'
import { createPublicUrl } from './http/public-url.js'
import { RateLimiter } from './http/rate-limit.js'
import { createSerializerCompiler } from './http/serializers.js'
import { serverOptions } from './http/server-options.js'
import { checkHeads, stampAnswers } from './http/stamp.js'
import { Steering } from './http/steering.js'
import { createTrust } from './http/trusted-proxies.js'
import { createValidatorCompiler } from './http/validators.js'
import { secretText } from './ids.js'
import { createPost } from './outbound.js'
import { apiRoutes } from './routes/api.js'
import { controlRoutes } from './routes/control/control.js'
import { descriptionRoutes } from './routes/description.js'
import { homeRoutes } from './routes/home.js'
import { PageSender } from './routes/hosted/page-sender.js'
import { pagesRoutes } from './routes/hosted/pages.js'
import { Operations } from './routes/operations.js'
import { ChannelService } from './sandbox/channel-service.js'
import { SandboxService } from './sandbox/sandbox-service.js'
import { components } from './schemas/components.js'
import { deliveryLog } from './webhooks/delivery-log.js'
import { Targets } from './webhooks/targets.js'
import { createWebhooks } from './webhooks/webhooks.js'
import { createDraws } from './workspaces/draws.js'
import { Standings } from './workspaces/standings.js'
import { Workspaces } from './workspaces/workspaces.js'

export interface AppDeps extends AppParts {
  readonly logger: FastifyBaseLogger
  /** Sees every route as it is declared: the description of the API is made so, and the tests check answers so. */
  readonly observer?: (app: FastifyInstance) => PromiseLike<unknown> | undefined
}

/** How long requests in flight may go on once the server closes, in milliseconds. */
const graceMs = 1500

/** The whole server, not yet listening. Read it from top to bottom: so does a request. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { settings, version, clock, random, secrets, pause, stores, resolve } = deps
  const { store, journal } = stores
  const isSteered = settings.CONTROL === 'on'

  // The domain: sessions, and the connections that come of them. Nothing below this block decides anything.
  const drawsOf = createDraws(settings.SEED, random)
  const shared = drawsOf('')
  const workspaces: Workspaces = new Workspaces({
    clock,
    standings: new Standings({ clock, createEra: () => secretText(secrets), documents: stores.standings }),
    drawsOf,
    maxWorkspaces: settings.MAX_WORKSPACES,
    isEmpty: async (workspace) =>
      workspace.clock.isLike(workspaces.defaultClock) &&
      (await faults.isEmpty(workspace)) &&
      (await stores.webhooks.listWebhooks(workspace.id)).length === 0 &&
      store.isEmpty(workspace.id),
    forgetRest: (id) => faults.forget(id),
  })
  const faults = new Faults({ documents: stores.faults, chance: shared.chance })
  const sandbox = new SandboxService(store)
  // Who hears of connections, and how that gets there.
  const targets = new Targets(settings.WEBHOOK_TARGETS, resolve)
  const { webhooks, events, outbox, archive } = createWebhooks({
    store: stores.webhooks,
    laneDocuments: stores.lanes,
    workspaceOf: async (id) => workspaces.ofId(id),
    targets,
    createSecret: () => `whsec_${secretText(secrets)}`,
    createToken: () => secretText(secrets),
    seededAt: (workspaceId) => sandbox.seededAt(workspaceId),
    alarm: deps.alarm,
    post: createPost({
      resolve,
      isAllowed: (address, host) => targets.isAllowed(address, host),
      isTlsVerified: settings.WEBHOOK_TLS === 'verify',
      timeoutMs: deps.deliveryTimeoutMs,
      userAgent: `repull-mock/${version}`,
    }),
    told: ({ id, clock }, { url }, delivery) => {
      if (isSteered) journal.record(id, clock.now(), { type: 'webhook', url, delivery })
    },
    ...deliveryLog(deps.logger),
  })

  const announce: Announce = async (workspace, announcement) => {
    if (isSteered) await journal.record(workspace.id, workspace.clock.now(), announcement)
    await events.announce(workspace, announcement)
  }
  const limits = { sessionTtlMs: settings.SESSION_TTL, sessionRetentionMs: settings.SESSION_RETENTION }
  const sessions = new SessionService(store, workspaces, limits, announce)
  const connections = new ConnectionService(store, sessions, pause, announce)
  const channels = new ChannelService(connections, sandbox)
  const booking = new BookingService(store, sessions, (workspaceId) => sandbox.listingOptions(workspaceId))
  const host = new HeadlessHost(sessions, connections)

  // What testers steer: the time of a workspace, its faults, its memory.
  const time = new Time(workspaces, journal, () => outbox.wake())
  const snapshots = new Snapshots({ workspaces, sessions, store, faults, webhooks: archive, journal, time })

  // The server, and the doors by which an answer leaves that no route made.
  const sender = new PageSender({
    sessions,
    nonce: () => secretText(secrets),
    isSteered,
  })
  const { API_KEYS: apiKeys } = settings
  const enter = createEntrance(settings.SEED !== null)
  const trust = createTrust(settings.TRUST_PROXY)
  const journaling = new Journaling({ journal, workspaces, apiKeys, trust })
  const idempotency = new Idempotency({
    answers: stores.answers,
    journaling: isSteered ? journaling : null,
  })
  const steering = new Steering({ faults, pause, journaling })
  const gate = createControlGate({
    workspaces,
    apiKeys,
    token: settings.CONTROL_TOKEN,
    publicUrl: settings.PUBLIC_URL,
    trust,
  })
  const clientErrors = new ClientErrors({ version, ids: shared.ids, clock: workspaces.defaultClock })
  const { BASE_PATH: basePath } = settings
  const answer = createErrorAnswer({ version, isSteered, pages: sender })
  const operations = new Operations()
  const app = Fastify({
    ...serverOptions({ logger: deps.logger, clientErrors, trust, basePath }),
    frameworkErrors: (error, request, reply) => {
      if (isSteered) journaling.recordUnread(request, catalogued(error))
      answer(error, request, reply)
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  clientErrors.watch(app.server)
  app.setErrorHandler((error, request, reply) => {
    setFailure(request, catalogued(error))
    return answer(error, request, reply)
  })
  app.setValidatorCompiler(createValidatorCompiler())
  app.setSerializerCompiler(createSerializerCompiler(components))
  for (const component of components) app.addSchema(component)
  parseBodies(app)

  // What every request passes, in this order.
  decorateCalls(app)
  stampAnswers(app, version)
  allowAllOrigins(app, isSteered)
  if (settings.SEED !== null) renameCalls(app, async (request) => journaling.workspaceOfKey(request))
  checkHeads(app)
  closeGracefully(app, graceMs, [outbox, stores])
  if (stores.lanes.isShared) app.addHook('onListen', async () => outbox.watch())
  refuseUnknownRoutes(app, (method, path) => operations.lacking(method, path) !== undefined)
  if (isSteered) journaling.observe(app)
  // Each route takes its part of: key, rate limit, plan, faults, provider, query; (body is parsed); repetition, session,
  // state, provider; (fields).
  orderChecks(app, {
    workspaces,
    sessions,
    limiter: new RateLimiter(stores.rates, settings.RATE_LIMIT === 'on'),
    idempotency,
    plan: new PlanLimit(settings.PLAN, async (id) => (await sandbox.listings(id)).length),
    apiKeys,
    enter,
    gate,
    testers: isSteered ? { steering, journaling } : null,
  })
  idempotency.observe(app)
  const faultRoutes = new FaultRoutes(() => operations.allLacking())
  faultRoutes.observe(app)
  if (isSteered) loseReplies(app)
  await deps.observer?.(app)

  // The routes.
  const publicUrl = createPublicUrl({ publicUrl: settings.PUBLIC_URL, basePath, trust })
  const preferredTtl = createPreferredTtl(isSteered, settings.SESSION_TTL)
  app.register(apiRoutes, {
    version,
    operations,
    clock: workspaces.defaultClock,
    isUp: () => stores.isUp(),
    sessions,
    connections,
    booking,
    webhooks,
    events,
    sandbox,
    channels,
    publicUrl,
    preferredTtl,
  })
  app.register(pagesRoutes, {
    sessions,
    connections,
    booking,
    host,
    sender,
    tokens: new FormTokens(stores.secrets, () => secretText(secrets)),
    enter,
    steering: isSteered ? steering : null,
  })
  if (isSteered) {
    const steered = {
      workspaces,
      sessions,
      store,
      time,
      faults,
      faultRoutes,
      journal,
      snapshots,
    }
    app.register(controlRoutes, { ...steered, host, publicUrl, pause, apiKeys, sender })
  }
  app.register(homeRoutes, { version, sender, publicUrl, isSteered })
  app.register(descriptionRoutes, { sender, publicUrl, isSteered })
  return app
}
