import type { FastifyRequest } from 'fastify'
import { type Decision, decisions } from '../connections/auto-decision.js'
import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { isSessionId } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'
import { URLSearchParams } from '../lib/node-globals.js'
import type { Session } from '../sessions/model.js'
import { type SignInFlow, signInFlows } from '../sessions/sign-in.js'

/** A value of the query: a string, several when the name is there more than once, undefined when it is not there. */
export function queryValue(request: FastifyRequest, name: string): unknown {
  return (request.query as Record<string, unknown> | undefined)?.[name]
}

/**
 * The id of the session that a page's address names.
 *
 * @throws {ApiError} `invalid_params` when it names none, or something else.
 */
export function requireSessionId(request: FastifyRequest): string {
  const id = queryValue(request, 'session')
  if (isSessionId(id)) return id
  fail('invalid_params', {
    message: id === undefined ? 'The link names no session.' : 'The session in the link is not a session id.',
    fix: 'Open the url of a Connect session as it is.',
    field: 'session',
    ...(typeof id === 'string' && { value_received: maskForResponse(id) }),
  })
}

/**
 * The decision that `?auto=` asks for (ours).
 *
 * @returns null when none is asked for.
 * @throws {ApiError} `invalid_params` for anything but approve, deny or expire.
 */
export function autoDecisionOf(request: FastifyRequest): Decision | null {
  const value = queryValue(request, 'auto')
  if (value === undefined) return null
  const decision = decisions.find((one) => one === value)
  if (decision !== undefined) return decision
  const shown = maskForResponse(String(value))
  const meant = closestMatch(shown, decisions)
  fail('invalid_params', {
    message: `auto must be one of ${decisions.join(', ')}; it is ${shown}.`,
    fix: `Use auto=${meant ?? decisions[0]}, or leave it out to see the page.`,
    field: 'auto',
    value_received: shown,
    valid_values: decisions,
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}

/**
 * Where a host signs in whom `?auto=` decides for (ours).
 *
 * @throws {ApiError} `invalid_params` for anything else.
 */
export function signInFlowOf(request: FastifyRequest): SignInFlow | undefined {
  const value = queryValue(request, 'flow')
  if (value === undefined) return undefined
  const flow = signInFlows.find((one) => one === value)
  if (flow !== undefined) return flow
  return fail('invalid_params', {
    message: `flow must be one of ${signInFlows.join(', ')}.`,
    fix: 'Leave it out, or use one of valid_values.',
    field: 'flow',
    value_received: maskForResponse(String(value)),
    valid_values: signInFlows,
  })
}

/** The values of a form by the names of their fields. */
export type Form = ReadonlyMap<string, string>

/**
 * The fields of a posted form.
 *
 * @throws {ApiError} `invalid_body` for a field that is there more than once.
 */
export function formOf({ body }: FastifyRequest): Form {
  const fields = Object.entries((body ?? {}) as Readonly<Record<string, string | readonly string[]>>)
  return new Map(
    fields.map(([name, value]) => [name, typeof value === 'string' ? value : refuseRepeated(name)]),
  )
}

function refuseRepeated(name: string): never {
  fail('invalid_body', {
    message: `The form has the field ${maskForResponse(name)} more than once.`,
    fix: 'Post the form of the page itself, each field once.',
    field: maskForResponse(name),
  })
}

/** @throws {ApiError} `invalid_body`, always: a page takes forms as browsers send them. */
export function refuseContentType(): never {
  fail('invalid_body', {
    message: 'The body is not a form of a page.',
    fix: 'Post the form of the page itself, as application/x-www-form-urlencoded.',
    field: 'Content-Type',
  })
}

/**
 * The address of a session's page, relative to the page that was asked for, so that it holds behind any proxy and under
 * any prefix.
 *
 * @param from the path that was asked for, as this server sees it.
 * @param more what else the query says, e.g. the step.
 * @example addressFrom('/connect/', session) // '../connect/airbnb?session=cs_…'
 */
export function addressFrom(
  from: string,
  { id, provider }: Pick<Session, 'id' | 'provider'>,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ session: id, ...more })
  return `${rootFrom(from)}connect${provider === null ? '' : `/${provider}`}?${query}`
}

/** The address of the time of a session, for a page that shows it as `shown` says. */
export function timeAddressFrom(from: string, { id }: Pick<Session, 'id'>, shown: string): string {
  return `${rootFrom(from)}connect/time?${new URLSearchParams({ session: id, shown })}`
}

/**
 * The relative address of the root of this server.
 *
 * @example rootFrom('/docs/errors?a=1') // '../'
 */
export function rootFrom(from: string): string {
  const [path = ''] = from.split('?', 1)
  return '../'.repeat(path.split('/').length - 2)
}
