import type { RouteOptions } from 'fastify'
import { fail } from '../errors/api-error.js'
import { pathTemplate } from '../lib/address.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { propertyNames } from './body.js'
import type { Check } from './context.js'
import { fieldError } from './error-handler.js'

/**
 * Checks the query of a route before its body is read.
 *
 * @throws {ApiError} (from the check) `unknown_params` for a parameter that the route does not declare,
 * `invalid_params` for a value that its schema does not take.
 */
export function queryCheck(route: RouteOptions): Check {
  const known = propertyNames(route.schema?.querystring)
  const endpoint = pathTemplate(route.url)
  return (request) => {
    const query = request.query as Record<string, unknown>
    for (const name in query) {
      if (!known.includes(name)) refuseUnknown(name, known, endpoint)
    }
    const validate = known.length > 0 ? request.getValidationFunction('querystring') : undefined
    if (validate && !validate(query)) throw fieldError('invalid_params', validate.errors)
    return undefined
  }
}

function refuseUnknown(name: string, known: readonly string[], endpoint: string): never {
  const meant = closestMatch(name, known)
  fail('unknown_params', {
    message: `${endpoint} has no query parameter ${maskForResponse(name)}.`,
    fix:
      known.length === 0 ? 'Send it without query parameters.' : `Use ${known.join(', ')}, or leave it out.`,
    field: maskForResponse(name),
    validParams: known,
    valid_params: known,
    endpoint,
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}
