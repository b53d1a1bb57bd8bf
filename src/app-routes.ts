import type { FastifyInstance } from 'fastify'
import { apiRoutes } from './api.js'
import type { AppDeps } from './app-parts.js'
import { controlRoutes } from './control/routes.js'
import { homeRoutes } from './home/routes.js'
import type { AssignWorkspace } from './http/context.js'
import type { Delays } from './http/delays.js'
import type { FaultInjection, FaultRoutes } from './http/fault-injection.js'
import { FormTokens } from './http/form-token.js'
import type { PlanLimit } from './http/limits.js'
import type { Operations } from './http/operations.js'
import { createPreferredTtl } from './http/preferences.js'
import { createPublicUrl, type ServerAddress } from './http/public-url.js'
import { secretText } from './lib/ids.js'
import { Assets } from './pages/assets.js'
import type { PageSender } from './pages/page-sender.js'
import { referenceRoutes } from './pages/reference.js'
import { pagesRoutes } from './pages/routes.js'
import { timeRoutes } from './pages/time-routes.js'
import type { createServices } from './services.js'

/** What routes are made of. */
export interface RouteParts {
  readonly deps: AppDeps
  readonly services: ReturnType<typeof createServices>
  readonly assign: AssignWorkspace
  readonly delays: Delays
  /** Null without the control API. */
  readonly faultInjection: FaultInjection | null
  readonly faultRoutes: FaultRoutes
  readonly operations: Operations
  readonly plan: PlanLimit
  readonly address: ServerAddress
  readonly sender: PageSender
}

/** Registers all routes: the API, the pages, the control API and the description of the API. */
export function registerRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { deps, services, delays, faultInjection, faultRoutes, operations, plan, address, sender } = parts
  const { settings, version, secrets, pause, alarm, stores } = deps
  const { records, journal } = stores
  const { transactions, workspaces, sessions } = services
  const { API_KEYS: apiKeys, CONTROL_TOKEN: token, API_VERSION: apiVersion } = settings
  const controlEnabled = settings.CONTROL === 'on'
  const publicUrl = createPublicUrl(address, { publicUrl: settings.PUBLIC_URL, basePath: settings.BASE_PATH })
  const nonce = () => secretText(secrets)
  const hosted = { assign: parts.assign, delays, faultInjection }

  const preferredTtl = createPreferredTtl(controlEnabled, settings.SESSION_TTL)
  const health = { version, clock: workspaces.defaultClock, trouble: () => stores.trouble() }
  app.register(apiRoutes, { ...services, ...health, ...hosted, operations, plan, publicUrl, preferredTtl })

  const tokens = new FormTokens({ records, transactions, createSecret: nonce })
  app.register(pagesRoutes, { ...services, ...hosted, sender, tokens })

  const pages = { version, nonce, assets: new Assets() }
  if (controlEnabled) {
    app.register(timeRoutes, { sessions, changes: journal })
    const control = { ...services, faultRoutes, journal, publicUrl, apiKeys, pause, alarm }
    app.register(controlRoutes, { ...control, ...pages })
  }
  app.register(homeRoutes, { version, apiVersion, publicUrl, controlEnabled, apiKeys, token, sender })
  app.register(referenceRoutes, { ...pages, hasOwnKeys: apiKeys !== null })
}
