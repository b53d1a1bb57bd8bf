import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { versioned } from '../lib/api-path.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { reservedWords } from '../providers/lookup.js'
import { forgotVersion } from './forgotten-version.js'
import { pathParam, policyOf } from './policy.js'

type IsThere = (method: string, path: string) => boolean

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * Answers for paths and methods that no route has, and for calls of the API that forgot their `/v1`, also where a hosted
 * page has the path. Must be set before the routes are declared, whose addresses it collects.
 *
 * @param isThere whether a route that takes any path, as its `*`, is there for this one.
 * @throws {ApiError} (from the handler) `method_not_allowed` when the path has routes for other methods, else
 * `not_found` with the nearest address.
 */
export function refuseUnknownRoutes(app: FastifyInstance, isThere: IsThere): void {
  const addresses = new Set<string>()
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/') && !policyOf(route)?.refuse) addresses.add(route.url)
  })
  const refuse = (request: FastifyRequest): never => {
    const path = request.url.split('?', 1)[0] as string
    const methodsOf = (path: string) => methods.filter((method) => hasRoute(app, method, path, isThere))
    const allowed = forgotVersion(request) ? [] : methodsOf(path)
    if (allowed.length > 0) refuseMethod(request.method, path, allowed)
    const found = versioned(path).find((one) => methodsOf(one).length > 0)
    const meant = found === undefined ? nearestAddress(path, addresses) : maskForResponse(found)
    fail('not_found', {
      message: `There is no route ${request.method} ${maskForResponse(path)}.`,
      fix:
        meant === undefined ? 'See /openapi.json for what there is.' : `Use ${meant}, or see /openapi.json.`,
      field: 'path',
      value_received: maskForResponse(path),
      ...(meant !== undefined && { did_you_mean: meant }),
    })
  }
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404 || forgotVersion(request)) refuse(request)
    done()
  })
  app.setNotFoundHandler(refuse)
}

/** Whether a reserved word stands where a slug could: it has routes of its own, and is never taken for a slug. */
export function isReserved(request: FastifyRequest): boolean {
  return reservedWords.has(pathParam(request, 'provider') as string)
}

function hasRoute(
  app: FastifyInstance,
  method: (typeof methods)[number],
  path: string,
  isThere: IsThere,
): boolean {
  const route = app.findRoute({ method, url: path })
  if (route === null || reservedWords.has(route.params.provider ?? '')) return false
  return route.params['*'] === undefined || isThere(method, path)
}

function refuseMethod(method: string, path: string, allowed: readonly string[]): never {
  const all = [...allowed, 'OPTIONS']
  fail('method_not_allowed', {
    message: `${maskForResponse(path)} can not be called with ${method}.`,
    fix: `Use ${all.join(', ')}.`,
    field: 'method',
    value_received: method,
    valid_values: all,
    headers: { allow: all.join(', ') },
  })
}

/** The address that a path is a few typos away from, with the path's own values where the address has parameters. */
function nearestAddress(path: string, addresses: Iterable<string>): string | undefined {
  const given = path.split('/')
  const filled = [...addresses].map((address) =>
    address
      .split('/')
      .map((part, at) => (part.startsWith(':') ? valueFor(part, given[at]) : part))
      .join('/'),
  )
  const meant = closestMatch(
    path,
    filled.filter((address) => address !== path),
  )
  return meant && maskForResponse(meant)
}

/** @example valueFor(':provider', 'sessions') // '{provider}', because a reserved word is no slug */
function valueFor(parameter: string, given: string | undefined): string {
  return given === undefined || reservedWords.has(given) ? `{${parameter.slice(1)}}` : given
}
