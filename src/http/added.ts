import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { pathTemplate } from '../lib/address.js'
import { apiVersions } from '../versions/api-version.js'
import { type Check, contextOf } from './context.js'
import { isInVersion } from './policy.js'

/**
 * Refuses a call that speaks a version of the API without its operation (ours): what was published later must not work for a
 * client that is tested against that version.
 *
 * @throws {ApiError} `not_implemented`.
 */
export function requireInVersion(request: FastifyRequest): undefined {
  const { pipeline, version } = contextOf(request)
  const added = pipeline.policy?.added
  if (added === undefined || isInVersion({ added }, version)) return
  const having = apiVersions.filter((one) => isInVersion({ added }, one))
  const [newest] = having
  fail('not_implemented', {
    message: `The API of ${version} has no ${request.method} ${pathTemplate(String(request.routeOptions.url))}.`,
    fix: `Repull publishes it since ${added.since}. To speak ${newest}, send "Prefer: api-version=${newest}", start the server with REPULL_MOCK_API_VERSION=${newest}, or send {"version": "${newest}"} to PUT /_mock/api-version.`,
    field: 'api-version',
    value_received: version,
    valid_values: having,
  })
}

/** A check whose refusals come after that of the version, for calls that nobody knows the workspace of yet. */
export function afterVersion(check: Check): Check {
  return (request, reply) => {
    try {
      return check(request, reply)
    } catch (error) {
      requireInVersion(request)
      throw error
    }
  }
}
