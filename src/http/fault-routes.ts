import type { FastifyInstance, RouteOptions } from 'fastify'
import type { FaultRoute } from '../control/fault-warnings.js'
import { type Policy, policyOf } from './policy.js'

/** A call of the API by its path with `{parameters}`. */
interface PublishedCall {
  readonly method: string
  readonly path: string
}

/** The routes whose calls faults can happen to, collected as they are declared. */
export class FaultRoutes {
  readonly #declared: FaultRoute[] = []
  readonly #lacking: () => readonly PublishedCall[]
  #all: readonly FaultRoute[] | undefined

  /** @param lacking the calls that one route answers for, because this server does not have them. */
  constructor(lacking: () => readonly PublishedCall[]) {
    this.#lacking = lacking
  }

  /** Must be called before the routes are declared. */
  observe(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const provider = providerOf(route)
      if (provider !== null) this.#declared.push({ method: String(route.method), path: route.url, provider })
    })
  }

  /** All of them, once all routes are declared. */
  get all(): readonly FaultRoute[] {
    this.#all ??= [...this.#declared, ...this.#lacking().flatMap(routesOf)]
    return this.#all
  }
}

/** A GET is a HEAD too. */
function routesOf({ method, path }: PublishedCall): readonly FaultRoute[] {
  const route: FaultRoute = { method, path: path.replace(/\{(\w+)\}/g, ':$1'), provider: 'none' }
  return method === 'GET' ? [route, { ...route, method: 'HEAD' }] : [route]
}

/** Which provider the calls of a route are about; null for a route that no fault is for. */
function providerOf(route: RouteOptions): FaultRoute['provider'] | null {
  const policy = policyOf(route)
  const { url } = route
  // A hosted page is about the provider of its session.
  if (policy === undefined) return /^\/connect(?:\/|$)/.test(url) ? 'any' : null
  if (policy.access === 'control' || policy.refuse) return null
  return url.includes(':provider') ? 'path' : (policy.channel ?? providerOfSession(policy))
}

function providerOfSession({ session }: Policy): FaultRoute['provider'] {
  if (session === undefined) return 'none'
  const { provider = 'any' } = session
  return provider === 'path' || provider === 'body' ? 'any' : provider
}
