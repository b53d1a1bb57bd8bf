import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { decodedPath, versioned } from '../lib/api-path.js'
import { closestMatch } from '../lib/closest-match.js'
import { wantsHtml } from '../lib/headers.js'
import { maskForResponse } from '../lib/masking.js'
import { URLSearchParams } from '../lib/node-globals.js'
import { reservedWords } from '../providers/lookup.js'
import { providerSlugs } from '../providers/providers.js'
import type { Operations } from './operations.js'
import { policyOf } from './policy.js'
import { pathOf, pathParam } from './request-path.js'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * Answers for paths and methods that no route has, and for calls of the API that forgot their `/v1`, also where a hosted
 * page has the path. Must be set before the routes are declared, whose addresses it collects.
 *
 * @param operations answers for those that are published and not here.
 * @returns the check that refuses; it throws `not_implemented` for an operation that is published, `method_not_allowed` when the path has routes for other methods, else
 * `not_found` with the address that is most alike.
 */
export function refuseUnknownRoutes(
  app: FastifyInstance,
  operations: Operations,
): (request: FastifyRequest) => never {
  const addresses = new Set<string>()
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/') && !policyOf(route)?.refuse) addresses.add(route.url)
  })
  const refuse = (request: FastifyRequest): never => {
    operations.refuseLacking(request)
    const path = decodedPath(request.url.split('?', 1)[0] as string)
    const methodsOf = (path: string) => methods.filter((method) => hasRoute(app, method, path, operations))
    const allowed = forgotVersion(request) ? [] : methodsOf(path)
    if (allowed.length > 0) refuseMethod(request.method, path, allowed)
    const found = [...versioned(path), ...underConnect(path)].find((one) => methodsOf(one).length > 0)
    const meant = found === undefined ? closestAddress(path, addresses) : maskForResponse(found)
    fail('not_found', {
      message: `There is no route ${request.method} ${maskForResponse(path)}.`,
      fix:
        meant === undefined ? 'See /openapi.json for what there is.' : `Use ${meant}, or see /openapi.json.`,
      field: 'path',
      value_received: maskForResponse(path),
      ...(meant !== undefined && { did_you_mean: meant }),
    })
  }
  app.setNotFoundHandler(refuse)
  return refuse
}

/** Whether a reserved word stands where a slug could: it has routes of its own, and is never taken for a slug. */
export function isReserved(request: FastifyRequest): boolean {
  return reservedWords.has(pathParam(request, 'provider') as string)
}

function hasRoute(
  app: FastifyInstance,
  method: (typeof methods)[number],
  path: string,
  operations: Operations,
): boolean {
  if (operations.lacking(method, path) !== undefined) return true
  const route = app.findRoute({ method: method === 'HEAD' ? 'GET' : method, url: path })
  return route !== null && !reservedWords.has(route.params.provider ?? '') && route.params['*'] === undefined
}

function refuseMethod(method: string, path: string, allowed: readonly string[]): never {
  const all = [...allowed, 'OPTIONS']
  fail('method_not_allowed', {
    message: `${maskForResponse(path)} cannot be called with ${method}.`,
    fix: `Use ${all.join(', ')}.`,
    field: 'method',
    value_received: method,
    valid_values: all,
    headers: { allow: all.join(', ') },
  })
}

/** @example underConnect('/v1/providers') // ['/v1/connect/providers'] */
function underConnect(path: string): readonly string[] {
  const [, word = ''] = /^(?:\/v1)?\/([^/]+)/.exec(path) ?? []
  const isThere = reservedWords.has(word) || providerSlugs.some((slug) => slug === word)
  return isThere ? [path.replace(/^(?:\/v1)?/, '/v1/connect')] : []
}

/** The address that a path is a few typos away from, with the path's own values where the address has parameters. */
function closestAddress(path: string, addresses: Iterable<string>): string | undefined {
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

/**
 * Whether a call under /connect is one of the API whose `/v1` was forgotten: it wants no page and names no session
 * (ours). The hosted pages are for all others.
 */
export function forgotVersion(request: FastifyRequest): boolean {
  if (request.method === 'OPTIONS' || !/^\/connect(?:\/|$)/.test(pathOf(request))) return false
  return !wantsHtml(request.headers) && !namesSession(request)
}

/** The query may not be parsed yet, and may not be readable at all. */
function namesSession({ url }: FastifyRequest): boolean {
  const at = url.indexOf('?')
  return at >= 0 && new URLSearchParams(url.slice(at)).has('session')
}
