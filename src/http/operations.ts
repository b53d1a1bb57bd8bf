import { distance } from 'fastest-levenshtein'
import type { FastifyInstance } from 'fastify'
import { pathTemplate } from '../lib/address.js'
import { otherOperations } from './other-operations.js'
import { policyOf } from './policy.js'

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
      this.#all.push({ method: String(route.method), path: pathTemplate(route.url) })
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
  nearestTo({ method, path: asked }: Operation): Operation {
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
