import cors from '@fastify/cors'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Clock, Pause } from './clock.js'
import { BookingService } from './connect/booking-service.js'
import { ConnectionService } from './connect/connection-service.js'
import { HeadlessHost } from './connect/headless-host.js'
import { SessionService } from './connect/session-service.js'
import type { Store } from './connect/store.js'
import { loggable } from './errors/showable.js'
import { AccessLog } from './http/access-log.js'
import { parseBodies } from './http/body.js'
import { createClientErrorHandler, refuseOutsideRoutes } from './http/client-errors.js'
import { closeGracefully } from './http/closing.js'
import { corsOptions } from './http/cors.js'
import { answerError, formatFieldErrors } from './http/error-handler.js'
import { FormTokens } from './http/form-token.js'
import { refuseUnknownRoutes } from './http/not-found.js'
import { orderChecks } from './http/order-of-checks.js'
import { createPreferredTtl } from './http/preferences.js'
import { createPublicUrl, stripBasePath } from './http/public-url.js'
import { RateLimiter } from './http/rate-limit.js'
import { checkHead, chosenRequestId, stamp } from './http/stamp.js'
import { createValidatorCompiler } from './http/validators.js'
import { createIds, type Random, secretText, seededRandom } from './ids.js'
import { bookingRoutes } from './routes/booking.js'
import { connectProviderRoutes } from './routes/connect-provider.js'
import { connectionsRoutes } from './routes/connections.js'
import { credentialsRoutes } from './routes/credentials.js'
import { descriptionRoutes } from './routes/description.js'
import { healthRoutes } from './routes/health.js'
import { PageSender } from './routes/hosted/page-sender.js'
import { pagesRoutes } from './routes/hosted/pages.js'
import { openSessionRoutes } from './routes/open-session.js'
import { providersRoutes } from './routes/providers.js'
import { sessionsRoutes } from './routes/sessions.js'
import { components } from './schemas/components.js'
import type { Settings } from './settings.js'
import { Workspaces } from './workspaces/workspaces.js'

/** What the server is made of, so that tests can bring their own time, chance and patience. */
export interface AppDeps {
  readonly settings: Settings
  readonly version: string
  readonly clock: Clock
  readonly random: Random
  /** Randomness for tokens and nonces, which no seed may make guessable. */
  readonly secrets: Random
  readonly pause: Pause
  readonly store: Store
  readonly logger: FastifyBaseLogger
  /** Sees every route as it is declared: the description of the API is made so, and the tests check answers so. */
  readonly observer?: (app: FastifyInstance) => PromiseLike<unknown> | undefined
}

/** How long requests in flight may go on once the server closes, in milliseconds. */
const graceMs = 1500

/** The whole server, not yet listening. Read it from top to bottom: so does a request. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { settings, version, clock, random, secrets, pause, store } = deps

  // The domain: sessions, and the connections that come of them. Nothing below this block decides anything.
  const sharedIds = createIds(random)
  const workspaces = new Workspaces({
    clock,
    idsOf: (id) => (settings.SEED === null ? sharedIds : createIds(seededRandom(`${settings.SEED} ${id}`))),
    maxWorkspaces: settings.MAX_WORKSPACES,
    isEmpty: (id) => store.isEmpty(id),
  })
  const sessions = new SessionService(store, workspaces, {
    sessionTtlMs: settings.SESSION_TTL,
    sessionRetentionMs: settings.SESSION_RETENTION,
  })
  const connections = new ConnectionService(store, sessions, pause)
  const booking = new BookingService(store, sessions)
  const host = new HeadlessHost(sessions, connections)

  // The server, and the doors by which an answer leaves that no route made.
  const isSteered = settings.CONTROL === 'on'
  const sender = new PageSender({
    sessions,
    nonce: () => secretText(secrets),
    isSteered,
  })
  const raw = { version, requestId: () => sharedIds.request(clock.now()) }
  const app = Fastify({
    loggerInstance: deps.logger,
    logController: new AccessLog(),
    childLoggerFactory: (logger, { requestId }, options) =>
      logger.child({ requestId: loggable(String(requestId)) }, options),
    genReqId: (request) => chosenRequestId(request) ?? raw.requestId(),
    trustProxy: settings.TRUST_PROXY === null ? false : [...settings.TRUST_PROXY],
    rewriteUrl: stripBasePath(settings.BASE_PATH),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 64 * 1024 },
    bodyLimit: 1024 * 1024,
    requestTimeout: 30_000,
    return503OnClosing: false,
    http: { maxHeaderSize: 16 * 1024, requireHostHeader: false, connectionsCheckingInterval: 1000 },
    clientErrorHandler: createClientErrorHandler(raw),
    frameworkErrors: (error, request, reply) => {
      stamp(request, reply.header('access-control-allow-origin', '*'), version)
      if (sender.isPage(request.url)) sender.answer(error, request, reply)
      else answerError(error, request, reply)
    },
    schemaErrorFormatter: formatFieldErrors,
  }).withTypeProvider<TypeBoxTypeProvider>()
  refuseOutsideRoutes(app.server, raw)
  app.setErrorHandler((error, request, reply) =>
    sender.isPage(request.url) ? sender.answer(error, request, reply) : answerError(error, request, reply),
  )
  app.setValidatorCompiler(createValidatorCompiler())
  for (const component of components) app.addSchema(component)
  parseBodies(app)

  // What every request passes, in this order.
  app.addHook('onRequest', async (request, reply) => stamp(request, reply, version))
  await app.register(cors, corsOptions)
  app.addHook('onRequest', async (request) => checkHead(request))
  closeGracefully(app, graceMs)
  refuseUnknownRoutes(app)
  // Each route takes its part of: key, rate limit, provider, query; (body is parsed); session, state, provider; (fields).
  orderChecks(app, {
    workspaces,
    sessions,
    limiter: new RateLimiter(settings.RATE_LIMIT === 'on'),
    apiKeys: settings.API_KEYS,
  })
  await deps.observer?.(app)

  // The routes.
  const publicUrl = createPublicUrl({ publicUrl: settings.PUBLIC_URL, basePath: settings.BASE_PATH })
  const preferredTtl = createPreferredTtl(isSteered, settings.SESSION_TTL)
  app.register(healthRoutes, { clock, version })
  app.register(providersRoutes)
  app.register(openSessionRoutes, { sessions, publicUrl, preferredTtl })
  app.register(connectProviderRoutes, { sessions, connections, publicUrl, preferredTtl })
  app.register(connectionsRoutes, { connections })
  app.register(sessionsRoutes, { sessions, connections, publicUrl })
  app.register(credentialsRoutes, { connections })
  app.register(bookingRoutes, { booking })
  app.register(pagesRoutes, {
    sessions,
    connections,
    booking,
    host,
    sender,
    tokens: new FormTokens(secretText(secrets)),
    isSteered,
  })
  app.register(descriptionRoutes)
  return app
}
