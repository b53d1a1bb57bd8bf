import type { FastifyRequest } from 'fastify'
import { wantsHtml } from './accept.js'
import { pathOf } from './policy.js'

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

/**
 * The same path where the version stands in the right place: put before it when it is missing, and everything before it
 * taken off when there is more, such as a base path that this server was not told of.
 *
 * @example versioned('/connect/airbnb') // ['/v1/connect/airbnb']
 */
export function versioned(path: string): readonly string[] {
  const at = path.lastIndexOf('/v1/')
  return at > 0 ? [path.slice(at), `/v1${path}`] : [`/v1${path}`]
}
