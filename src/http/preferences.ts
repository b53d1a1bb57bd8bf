import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FaultResponse, isDelay, longestDelayMs } from '../control/fault.js'
import { formatDuration, parseDuration } from '../duration.js'
import { type ErrorDetails, fail } from '../errors/api-error.js'
import { errorCodes, errorStatuses, firstWithStatus } from '../errors/catalogue.js'
import { nearest } from '../errors/nearest.js'
import { showable } from '../errors/showable.js'

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
 * `Prefer: delay=500ms, error=session_expired` or `code=410` (ours): the fault that a call asks for itself. What is
 * honoured comes back in `Preference-Applied`.
 *
 * @returns null when it asks for none.
 * @throws {ApiError} `invalid_params` for a code or status that the catalogue does not have, or a value that is no delay.
 */
export function preferredFault(request: FastifyRequest, reply: FastifyReply): FaultResponse | null {
  if (request.headers.prefer === undefined) return null
  const delay = preference(request, 'delay')
  const error = preference(request, 'error')
  const code = error === undefined ? preference(request, 'code') : undefined
  if (delay !== undefined && !isDelay(delay)) {
    refuse('delay', delay, `is no delay of ${formatDuration(longestDelayMs)} at most`, 'delay=500ms')
  }
  const answer =
    error === undefined
      ? code && (firstWithStatus(Number(code)) ?? refuseUnknown('code', code, errorStatuses.map(String)))
      : (errorCodes.find((one) => one === error) ?? refuseUnknown('error', error, errorCodes))
  const respond = { ...(answer && { error: answer }), ...(delay !== undefined && { delay }) }
  if (delay !== undefined) applied(reply, `delay=${delay}`)
  if (answer) applied(reply, error === undefined ? `code=${code}` : `error=${error}`)
  return Object.keys(respond).length === 0 ? null : respond
}

function refuseUnknown(name: string, value: string, known: readonly string[]): never {
  const meant = nearest(value, known)
  refuse(name, value, 'is not in the catalogue of errors', 'error=session_expired', {
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
    message: `The preference ${name} in the Prefer header is ${showable(JSON.stringify(value))}, which ${problem}.`,
    fix: `Send it like "Prefer: ${like}", or leave it out.`,
    field: 'Prefer',
    value_received: showable(value),
    ...details,
  })
}

/** The value of a preference; of several with one name the first counts. */
function preference({ headers }: FastifyRequest, name: string): string | undefined {
  if (headers.prefer === undefined) return undefined
  for (const one of splitOutsideQuotes([headers.prefer].flat().join(','), ',')) {
    const [pair = ''] = splitOutsideQuotes(one, ';')
    const [key = '', value = ''] = pair.split(/=(.*)/s)
    if (key.trim().toLowerCase() === name) return value.trim().replace(/^"(.*)"$/, '$1')
  }
  return undefined
}

/** The parts of a header between a sign, where it does not stand in quotes. */
function splitOutsideQuotes(text: string, sign: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    if (isQuoted && text[at] === '\\') at++
    else if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === sign && !isQuoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}
