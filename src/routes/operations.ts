import { distance } from 'fastest-levenshtein'
import type { FastifyInstance } from 'fastify'
import { policyOf } from '../http/policy.js'

/** What resources that this server does not have are about. */
const related: Readonly<Record<string, string>> = {
  availability: 'listings',
  conversations: 'reservations',
  guests: 'reservations',
  markets: 'listings',
  reviews: 'reservations',
}

/** What a client may call. */
export interface Operation {
  readonly method: string
  /** The path, with parameters in braces. */
  readonly path: string
}

/** The operations of the API that this server has, collected as their routes are declared. */
export class Operations {
  readonly #all: Operation[] = []

  /** Must be called before the routes are declared. */
  observe(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const policy = policyOf(route)
      if (policy === undefined || policy.access === 'control' || policy.refuse || route.method === 'HEAD')
        return
      this.#all.push({ method: String(route.method), path: route.url.replace(/:(\w+)/g, '{$1}') })
    })
  }

  /** Whether the server has an operation, whatever its parameters are called. */
  has({ method, path }: Operation): boolean {
    return this.#all.some((one) => one.method === method && partsOf(one.path).join() === partsOf(path).join())
  }

  /**
   * The one whose path, or that of what it is about, begins most alike; of several, one with the same method, and then
   * with the most alike path.
   */
  nearestTo({ method, path: asked }: Operation): Operation {
    const path = asked.replace(/^\/v1\/(\w+)/, (start, name) =>
      name in related ? `/v1/${related[name]}` : start,
    )
    const awayOf = (one: Operation) =>
      distance(one.path, path) - 10_000 * sharedParts(one.path, path) - (one.method === method ? 1000 : 0)
    return this.#all.reduce((best, one) => (awayOf(one) < awayOf(best) ? one : best))
  }
}

/** The parts of a path, all parameters alike. */
function partsOf(path: string): readonly string[] {
  return path.replace(/\{\w+\}/g, '{}').split('/')
}

/** With how many equal parts two paths begin. */
function sharedParts(one: string, other: string): number {
  const others = partsOf(other)
  const parts = partsOf(one)
  const differing = parts.findIndex((part, at) => part !== others[at])
  return differing < 0 ? parts.length : differing
}
