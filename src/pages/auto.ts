import type { FastifyRequest } from 'fastify'
import { type Way, ways } from '../connections/auto-decision.js'
import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { queryValue } from './query.js'

/**
 * What `?auto=` asks a headless host to do (ours).
 *
 * @returns null when nothing is asked.
 * @throws {ApiError} `invalid_params` for anything but approve, deny or expire.
 */
export function autoOf(request: FastifyRequest): Way | null {
  const value = queryValue(request, 'auto')
  if (value === undefined) return null
  const way = ways.find((one) => one === value)
  if (way !== undefined) return way
  const shown = maskForResponse(String(value))
  const meant = closestMatch(shown, ways)
  fail('invalid_params', {
    message: `auto is ${shown}, which is none of ${ways.join(', ')}.`,
    fix: `Use auto=${meant ?? ways[0]}, or leave it out to see the page.`,
    field: 'auto',
    value_received: shown,
    valid_values: ways,
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}
