import type { FastifyRequest } from 'fastify'
import { type Decision, decisions } from '../connections/auto-decision.js'
import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { queryValue } from './query.js'

/**
 * What `?auto=` asks the auto-decision to do (ours).
 *
 * @returns null when nothing is asked.
 * @throws {ApiError} `invalid_params` for anything but approve, deny or expire.
 */
export function autoOf(request: FastifyRequest): Decision | null {
  const value = queryValue(request, 'auto')
  if (value === undefined) return null
  const decision = decisions.find((one) => one === value)
  if (decision !== undefined) return decision
  const shown = maskForResponse(String(value))
  const meant = closestMatch(shown, decisions)
  fail('invalid_params', {
    message: `auto is ${shown}, which is none of ${decisions.join(', ')}.`,
    fix: `Use auto=${meant ?? decisions[0]}, or leave it out to see the page.`,
    field: 'auto',
    value_received: shown,
    valid_values: decisions,
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}
