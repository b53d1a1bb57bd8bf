import { distance } from 'fastest-levenshtein'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest, HTTPMethods } from 'fastify'
import { fail } from '../errors/api-error.js'
import { pathTemplate } from '../lib/address.js'
import { type OtherOperation, otherOperations } from './other-operations.js'
import { declare, policyOf } from './policy.js'
import { pathOf } from './request-path.js'

/** For resources that this server does not have: the resource that is closest to each. */
const related: Readonly<Record<string, string>> = {
  availability: 'listings',
  conversations: 'reservations',
  guests: 'reservations',
  markets: 'listings',
  reviews: 'reservations',
}

export interface Operation {
  readonly method: string
  /** With parameters in braces. */
  readonly path: string
}

/** The operations of the API that this server has, collected as their routes are declared, and those that it does not have. */
export class Operations {
  readonly #all: Operation[] = []
  #lacking: readonly OtherOperation[] | undefined

  /** Must be called before the routes are declared. */
  observe(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const policy = policyOf(route)
      if (policy === undefined || policy.access === 'control' || policy.refuse) return
      this.#all.push({ method: String(route.method), path: pathTemplate(route.url) })
    })
  }

  /** The operations that Repull publishes or has published, and this server does not have. */
  allLacking(): readonly OtherOperation[] {
    if (this.#lacking === undefined) {
      const own = new Set(this.#all.map(keyOf))
      this.#lacking = otherOperations.filter((one) => !own.has(keyOf(one)))
    }
    return this.#lacking
  }

  /** The published operation that a call means and that this server does not have. HEAD is taken for GET. */
  lacking(method: string, path: string): OtherOperation | undefined {
    const called = method === 'HEAD' ? 'GET' : method
    const parts = path.replace(/\/$/, '').split('/')
    const found = this.allLacking().filter(
      (one) => one.method === called && isMatch(parts, partsOf(one.path)),
    )
    return found.sort((one, other) => countParameters(one) - countParameters(other))[0]
  }

  /**
   * Refuses a call that means an operation that this server does not have.
   *
   * @throws {ApiError} `not_implemented`.
   */
  refuseLacking(call: Call): void {
    const lacking = this.lacking(call.method, pathOf(call))
    if (lacking === undefined) return
    const { method, path, until } = lacking
    const closest = this.#closestTo(lacking)
    const published = until === null ? 'Repull publishes it.' : `Repull published it until ${until}.`
    fail('not_implemented', {
      message: `This mock does not have ${method} ${path}.`,
      fix: `${published} The nearest operation that the mock has is ${closest.method} ${closest.path}; /openapi.json lists them all.`,
    })
  }

  /**
   * The operation whose path, or the path of its related resource, shares the longest beginning. Of several, one with the
   * same method; then the one with the most similar path.
   */
  #closestTo({ method, path: asked }: Operation): Operation {
    const path = asked.replace(/^\/v1\/(\w+)/, (start, name) =>
      name in related ? `/v1/${related[name]}` : start,
    )
    const distanceOf = (one: Operation) =>
      distance(one.path, path) -
      10_000 * countSharedParts(one.path, path) -
      (one.method === method ? 1000 : 0)
    return this.#all.reduce((best, one) => (distanceOf(one) < distanceOf(best) ? one : best))
  }
}

type Call = Pick<FastifyRequest, 'method' | 'url'>

const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Answers 501 to every operation that was ever published and that this server does not have, and names the closest one that
 * it has. Two routes stand for all of them, because two hundred more would slow down the start. One that needs no key is
 * refused as a path without a route is. Must be registered after the routes that this server has.
 */
export const notImplementedRoutes: FastifyPluginAsync<{ operations: Operations }> = async (
  app,
  { operations },
) => {
  const refuse = (call: Call) => operations.refuseLacking(call) as never
  for (const url of ['/v1/*', '/api/studio/*']) {
    app.route({
      method: methods,
      url,
      config: declare({
        access: 'key',
        isThere: (call) => operations.lacking(call.method, pathOf(call))?.isOpen === false,
        refuse,
        errors: ['not_implemented'],
        example: { answer: undefined },
      }),
      handler: refuse,
    })
  }
}

/** @example keyOf({ method: 'GET', path: '/v1/listings/{id}' }) // 'GET /v1/listings/{}' */
function keyOf({ method, path }: Operation): string {
  return `${method} ${partsOf(path).join('/')}`
}

function countParameters({ path }: Operation): number {
  return partsOf(path).filter((part) => part === '{}').length
}

function isMatch(parts: readonly string[], pattern: readonly string[]): boolean {
  return (
    parts.length === pattern.length &&
    parts.every((part, at) => (pattern[at] === '{}' ? part !== '' : part === pattern[at]))
  )
}

/** The parts of a path, each parameter as `{}`. */
function partsOf(path: string): readonly string[] {
  return path.replace(/\{\w+\}/g, '{}').split('/')
}

/** The number of equal parts at the beginning of two paths. */
function countSharedParts(one: string, other: string): number {
  const others = partsOf(other)
  const parts = partsOf(one)
  const differing = parts.findIndex((part, at) => part !== others[at])
  return differing < 0 ? parts.length : differing
}
