import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FaultResponse, isDelay, longestDelayMs } from '../control/fault.js'
import { type ErrorDetails, fail } from '../errors/api-error.js'
import { type ErrorCode, errorCodes, errorStatuses, firstWithStatus } from '../errors/catalogue.js'
import { closestMatch } from '../lib/closest-match.js'
import { formatDuration, parseDuration } from '../lib/duration.js'
import { maskForResponse } from '../lib/masking.js'
import { type ApiVersion, apiVersions } from '../versions/api-version.js'
import { contextOf, versionOf } from './context.js'
import { type Preference, preferencesIn } from './prefer-header.js'
import { encoded, warn } from './warnings.js'

/** Reads the lifetime that a creating call prefers for its session, in milliseconds. */
export type PreferredTtl = (request: FastifyRequest, reply: FastifyReply) => number | undefined

/**
 * `Prefer: ttl=5s` (ours, RFC 7240): shortens a session's life, never beyond the server's own. What was used comes back
 * in `Preference-Applied`. With the control features off the header is ignored, as unknown preferences always are.
 *
 * @throws {ApiError} `invalid_params` (from the returned function) when the value is not a duration.
 */
export function createPreferredTtl(isEnabled: boolean, sessionTtlMs: number): PreferredTtl {
  return (request, reply) => {
    const text = isEnabled ? preference(request, 'ttl') : undefined
    if (text === undefined) return undefined
    const asked = parseDuration(text)
    if (!asked) {
      refuse('ttl', text, 'is no duration: a whole number above 0 with ms, s, m, h or d', 'ttl=5s')
    }
    const ttlMs = Math.min(asked, sessionTtlMs)
    applied(reply, `ttl=${ttlMs === asked ? text : formatDuration(ttlMs)}`)
    return ttlMs
  }
}

/**
 * `Prefer: api-version=2026-07` (ours): the version of the API that a call speaks, whatever it is answered. It comes back in
 * `Preference-Applied`. An unknown one is refused with the faults.
 */
export function preferVersion(request: FastifyRequest, reply: FastifyReply): undefined {
  if (request.headers.prefer === undefined) return
  const asked = preference(request, 'api-version')
  const version = apiVersions.find((one) => one === asked)
  if (version === undefined) return
  contextOf(request).preferredVersion = version
  applied(reply, `api-version=${version}`)
}

/**
 * `Prefer: delay=500ms, error=session_expired` or `code=410` (ours): the fault that a call asks for itself. What is
 * honoured comes back in `Preference-Applied`; what looks meant and is ignored, in a warning.
 *
 * @returns null when it asks for none.
 * @throws {ApiError} `invalid_params` for a version that there is not, a code or status that the catalogue does not have, or a
 * value that is no delay.
 */
export function preferredFault(request: FastifyRequest, reply: FastifyReply): FaultResponse | null {
  if (request.headers.prefer === undefined) return null
  warnOfIgnored(request, reply)
  const version = preference(request, 'api-version')
  if (version !== undefined) requireVersion(version)
  const delay = preference(request, 'delay')
  const error = preference(request, 'error')
  const code = error === undefined ? preference(request, 'code') : undefined
  if (delay !== undefined && !isDelay(delay)) {
    refuse('delay', delay, `is no delay of ${formatDuration(longestDelayMs)} at most`, 'delay=500ms')
  }
  const answer =
    error === undefined ? code !== undefined && codeOfStatus(code, versionOf(request)) : codeOfName(error)
  const respond = { ...(answer && { error: answer }), ...(delay !== undefined && { delay }) }
  if (delay !== undefined) applied(reply, `delay=${delay}`)
  if (answer) applied(reply, error === undefined ? `code=${code}` : `error=${error}`)
  return Object.keys(respond).length === 0 ? null : respond
}

function codeOfName(name: string): ErrorCode {
  return errorCodes.find((one) => one === name) ?? refuseUnknown('error', name, errorCodes, ofCatalogue)
}

function codeOfStatus(status: string, version: ApiVersion): ErrorCode {
  const found = firstWithStatus(Number(status), version)
  return found ?? refuseUnknown('code', status, errorStatuses.map(String), ofCatalogue)
}

function requireVersion(text: string): void {
  const known = { problem: 'is no version of the API', like: 'api-version=2026-07' }
  if (!apiVersions.some((one) => one === text)) refuseUnknown('api-version', text, apiVersions, known)
}

const ofCatalogue = { problem: 'is not in the catalogue of errors', like: 'error=session_expired' }

function refuseUnknown(
  name: string,
  value: string,
  known: readonly string[],
  { problem, like }: typeof ofCatalogue,
): never {
  const meant = closestMatch(value, known)
  refuse(name, value, problem, like, {
    valid_values: known,
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}

/** Adds to the header what was honoured. */
function applied(reply: FastifyReply, text: string): void {
  const before = reply.getHeader('preference-applied')
  reply.header('preference-applied', before === undefined ? text : `${before}, ${text}`)
}

function refuse(
  name: string,
  value: string,
  problem: string,
  like: string,
  details: ErrorDetails = {},
): never {
  fail('invalid_params', {
    message: `The preference ${name} in the Prefer header is ${maskForResponse(JSON.stringify(value))}, which ${problem}.`,
    fix: `Send it like "Prefer: ${like}", or leave it out.`,
    field: 'Prefer',
    value_received: maskForResponse(value),
    ...details,
  })
}

/** The value of a preference; of several with one name the first counts. */
function preference(request: FastifyRequest, name: string): string | undefined {
  return preferencesOf(request).find((one) => one.name === name)?.value
}

/** The preferences of a request. Its header may be long, and is read once. */
function preferencesOf(request: FastifyRequest): readonly Preference[] {
  const { prefer = [] } = request.headers
  const context = contextOf(request)
  context.preferences ??= preferencesIn([prefer].flat().join(','))
  return context.preferences
}

/** What this server honours; every other preference is ignored, as RFC 7240 says. */
const known = ['ttl', 'delay', 'error', 'code', 'api-version'] as const

/**
 * Tells of what looks meant for this server and is ignored: a misspelt name, a value in another form, a preference behind
 * another one's semicolon, a second answer.
 */
function warnOfIgnored(request: FastifyRequest, reply: FastifyReply): void {
  const all = preferencesOf(request)
  const isKnown = (name: string) => known.some((one) => one === name)
  const warnings = all.flatMap(({ name, parameters }) => {
    const lost = parameters.filter(isKnown).map((one) => `preference ${one} is ignored behind ";"; use ","`)
    if (isKnown(name)) return lost
    const word = name.split(/[^\w-]/, 1)[0] as string
    const meant = closestMatch(word, known)
    if (meant !== undefined) lost.push(`unknown preference ${encoded(name)}; did you mean ${meant}=?`)
    return lost
  })
  const names = all.map(({ name }) => name)
  if (names.includes('error') && names.includes('code'))
    warnings.push('preference code is ignored because error is set too')
  if (warnings.length > 0) warn(request, reply, warnings)
}
