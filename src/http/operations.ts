import { distance } from 'fastest-levenshtein'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest, HTTPMethods } from 'fastify'
import { fail } from '../errors/api-error.js'
import { bracedPath } from '../lib/route-path.js'
import { declare, policyOf } from './policy.js'

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

/** The operations of the API that this server has, collected as their routes are declared, and those that it lacks. */
export class Operations {
  readonly #all: Operation[] = []
  #lacking: readonly Operation[] | undefined

  /** Must be called before the routes are declared. */
  observe(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const policy = policyOf(route)
      if (policy === undefined || policy.access === 'control' || policy.refuse || route.method === 'HEAD')
        return
      this.#all.push({ method: String(route.method), path: bracedPath(route.url) })
    })
  }

  /** Those that Repull publishes and this server does not have, whatever their parameters are called. */
  allLacking(): readonly Operation[] {
    if (this.#lacking === undefined) {
      const own = new Set(this.#all.map(nameOf))
      this.#lacking = otherOperations.map(parse).filter((one) => !own.has(nameOf(one)))
    }
    return this.#lacking
  }

  /** What a call is that Repull publishes and this server does not have; HEAD is what GET is. */
  lacking(method: string, path: string): Operation | undefined {
    const called = method === 'HEAD' ? 'GET' : method
    const parts = path.replace(/\/$/, '').split('/')
    const found = this.allLacking().filter((one) => one.method === called && fits(parts, partsOf(one.path)))
    return found.sort((one, other) => parametersOf(one) - parametersOf(other))[0]
  }

  /**
   * The one whose path, or that of what it is about, begins most alike; of several, one with the same method, and then
   * with the most alike path.
   */
  closestTo({ method, path: asked }: Operation): Operation {
    const path = asked.replace(/^\/v1\/(\w+)/, (start, name) =>
      name in related ? `/v1/${related[name]}` : start,
    )
    const awayOf = (one: Operation) =>
      distance(one.path, path) - 10_000 * sharedParts(one.path, path) - (one.method === method ? 1000 : 0)
    return this.#all.reduce((best, one) => (awayOf(one) < awayOf(best) ? one : best))
  }
}

function parse(text: string): Operation {
  const [method, path] = text.split(' ') as [string, string]
  return { method, path }
}

/** @example nameOf({ method: 'GET', path: '/v1/listings/{id}' }) // 'GET /v1/listings/{}' */
function nameOf({ method, path }: Operation): string {
  return `${method} ${partsOf(path).join('/')}`
}

function parametersOf({ path }: Operation): number {
  return partsOf(path).filter((part) => part === '{}').length
}

function fits(parts: readonly string[], pattern: readonly string[]): boolean {
  return (
    parts.length === pattern.length &&
    parts.every((part, at) => (pattern[at] === '{}' ? part !== '' : part === pattern[at]))
  )
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

type Call = Pick<FastifyRequest, 'method' | 'url'>

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Every other operation that Repull publishes: 501 for a caller with a good key, and the nearest operation that there
 * is. One route stands for all of them, because a hundred more would delay the start. Must be
 * registered behind the routes that this server has.
 */
export const notImplementedRoutes: FastifyPluginAsync<{ operations: Operations }> = async (
  app,
  { operations },
) => {
  const lackingOf = ({ method, url }: Call) => operations.lacking(method, url.split('?', 1)[0] as string)
  const isThere = (call: Call) => lackingOf(call) !== undefined
  const refuse = (call: Call) => {
    const lacking = lackingOf(call) as Operation
    return refuseWith(lacking, operations.closestTo(lacking))
  }
  app.route({
    method: methods,
    url: '/v1/*',
    schema: { hide: true },
    config: declare({
      access: 'key',
      isThere,
      refuse,
      errors: ['not_implemented'],
      example: { answer: undefined },
    }),
    handler: refuse,
  })
}

function refuseWith({ method, path }: Operation, closest: Operation): never {
  fail('not_implemented', {
    message: `Repull publishes ${method} ${path}, but this mock does not have it.`,
    fix: `The nearest operation that the mock has is ${closest.method} ${closest.path}; /openapi.json lists them all.`,
  })
}

/** Operations that Repull publishes beside those that this server was made for (published OpenAPI). */
export const otherOperations = [
  'GET /v1/availability/{propertyId}',
  'POST /v1/billing',
  'GET /v1/channels/airbnb/alterations',
  'POST /v1/channels/airbnb/alterations',
  'GET /v1/channels/airbnb/alterations/{id}',
  'POST /v1/channels/airbnb/listings/map',
  'POST /v1/channels/airbnb/listings/{id}',
  'GET /v1/channels/airbnb/listings/{id}/amenities',
  'GET /v1/channels/airbnb/listings/{id}/availability',
  'PUT /v1/channels/airbnb/listings/{id}/availability',
  'GET /v1/channels/airbnb/listings/{id}/checkin-guide',
  'PUT /v1/channels/airbnb/listings/{id}/checkin-guide',
  'GET /v1/channels/airbnb/listings/{id}/checkout-guide',
  'GET /v1/channels/airbnb/listings/{id}/descriptions',
  'GET /v1/channels/airbnb/listings/{id}/photos',
  'POST /v1/channels/airbnb/listings/{id}/photos',
  'DELETE /v1/channels/airbnb/listings/{id}/photos',
  'GET /v1/channels/airbnb/listings/{id}/pricing',
  'PUT /v1/channels/airbnb/listings/{id}/pricing',
  'GET /v1/channels/airbnb/listings/{id}/quality',
  'GET /v1/channels/airbnb/listings/{id}/rooms',
  'POST /v1/channels/airbnb/listings/{id}/rooms',
  'DELETE /v1/channels/airbnb/listings/{id}/rooms',
  'GET /v1/channels/airbnb/listings/{id}/settings',
  'GET /v1/channels/airbnb/messaging',
  'GET /v1/channels/airbnb/messaging/{threadId}',
  'GET /v1/channels/airbnb/messaging/{threadId}/messages',
  'POST /v1/channels/airbnb/messaging/{threadId}/messages',
  'PATCH /v1/channels/airbnb/messaging/{threadId}/messages/{messageId}',
  'POST /v1/channels/airbnb/offers',
  'DELETE /v1/channels/airbnb/offers',
  'POST /v1/channels/airbnb/reservations/{code}',
  'GET /v1/channels/airbnb/reviews',
  'POST /v1/channels/airbnb/reviews',
  'PUT /v1/channels/airbnb/reviews/{id}',
  'POST /v1/channels/airbnb/reviews/{id}/respond',
  'GET /v1/channels/airbnb/transactions',
  'PUT /v1/channels/booking/availability',
  'GET /v1/channels/booking/charges',
  'PUT /v1/channels/booking/charges',
  'GET /v1/channels/booking/content',
  'POST /v1/channels/booking/content',
  'PUT /v1/channels/booking/listings/{id}/pricing',
  'GET /v1/channels/booking/messaging',
  'POST /v1/channels/booking/messaging',
  'POST /v1/channels/booking/reservations',
  'GET /v1/channels/booking/reviews',
  'POST /v1/channels/booking/reviews',
  'POST /v1/channels/booking/setup',
  'GET /v1/channels/booking/webhooks',
  'POST /v1/channels/booking/webhooks',
  'DELETE /v1/channels/booking/webhooks',
  'GET /v1/channels/plumguide/availability',
  'PUT /v1/channels/plumguide/availability',
  'GET /v1/channels/plumguide/pricing',
  'PUT /v1/channels/plumguide/pricing',
  'GET /v1/channels/plumguide/webhooks',
  'PUT /v1/channels/plumguide/webhooks',
  'DELETE /v1/channels/plumguide/webhooks',
  'GET /v1/conversations',
  'GET /v1/conversations/{id}',
  'GET /v1/conversations/{id}/messages',
  'GET /v1/guests',
  'GET /v1/guests/{id}',
  'GET /v1/kv',
  'DELETE /v1/kv',
  'GET /v1/kv/{key}',
  'PUT /v1/kv/{key}',
  'DELETE /v1/kv/{key}',
  'POST /v1/listings',
  'POST /v1/listings/pricing/bulk',
  'PATCH /v1/listings/{id}',
  'DELETE /v1/listings/{id}',
  'GET /v1/listings/{id}/comps',
  'PUT /v1/listings/{id}/content',
  'POST /v1/listings/{id}/generate-content',
  'GET /v1/listings/{id}/pricing',
  'POST /v1/listings/{id}/pricing',
  'GET /v1/listings/{id}/pricing/history',
  'GET /v1/listings/{id}/pricing/strategy',
  'PUT /v1/listings/{id}/pricing/strategy',
  'GET /v1/listings/{id}/publish-status',
  'POST /v1/listings/{id}/publish/airbnb',
  'POST /v1/listings/{id}/publish/booking',
  'GET /v1/listings/{id}/segments',
  'GET /v1/markets',
  'GET /v1/markets/browse',
  'GET /v1/markets/{city}',
  'GET /v1/markets/{city}/calendar',
  'GET /v1/reviews',
  'GET /v1/reviews/{id}',
  'POST /v1/schema/custom',
  'GET /v1/schema/custom',
  'GET /v1/schema/custom/{id}',
  'PATCH /v1/schema/custom/{id}',
  'DELETE /v1/schema/custom/{id}',
  'GET /v1/usage/logs',
  'GET /v1/usage/summary',
  'GET /v1/usage/tier',
] as const
