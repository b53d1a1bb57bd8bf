import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { isSessionId } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'

/**
 * The id of the session that a page's address names.
 *
 * @throws {ApiError} `invalid_params` when it names none, or something else.
 */
export function sessionIdOf(request: FastifyRequest): string {
  const id = queryValue(request, 'session')
  if (isSessionId(id)) return id
  fail('invalid_params', {
    message: id === undefined ? 'The link names no session.' : 'The link names a session that can not exist.',
    fix: 'Open the url of a Connect session as it is.',
    field: 'session',
    ...(typeof id === 'string' && { value_received: maskForResponse(id) }),
  })
}

/** A value of the query: a text, several when the name stands there more than once, undefined when it does not. */
export function queryValue(request: FastifyRequest, name: string): unknown {
  return (request.query as Record<string, unknown> | undefined)?.[name]
}

/** A value of the query that is one text; null when it is not. */
export function queryText(request: FastifyRequest, name: string): string | null {
  const value = queryValue(request, name)
  return typeof value === 'string' ? value : null
}
