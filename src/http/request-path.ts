import type { FastifyRequest } from 'fastify'
import { decodedPath } from '../lib/api-path.js'

/** The value of a path parameter. */
export function pathParam(request: FastifyRequest, name: string): string | undefined {
  return (request.params as Record<string, string | undefined>)[name]
}

/** The path of a request, without query, base path and slash at its end, escapes undone where they are good ones. */
export function pathOf({ url }: Pick<FastifyRequest, 'url'>): string {
  const end = url.indexOf('?')
  const whole = end < 0 ? url : url.slice(0, end)
  const path = whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole
  return decodedPath(path)
}

/** Whether a request is for testers: those are not journaled, and have no CORS headers. */
export function isControl(request: FastifyRequest): boolean {
  const { url } = request
  if (!url.startsWith('/_') && !url.startsWith('/%')) return false
  return /^\/_mock(?:[/?#;]|$)/.test(pathOf(request))
}

/** Whether a request is for a file of a page, or for the time that a page follows: no app asks for those. */
export function isPageFile({ url }: FastifyRequest): boolean {
  return url.startsWith('/docs/assets/') || url.startsWith('/connect/time?')
}
