import type { FastifyRequest } from 'fastify'
import { wantsHtml } from '../lib/headers.js'
import { URLSearchParams } from '../lib/node-globals.js'
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
