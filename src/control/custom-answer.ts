import type { Static } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import { errorStatuses } from '../errors/catalogue.js'
import { isHeaderName, isHeaderValue } from '../lib/headers.js'
import { maskForResponse, withoutSecrets } from '../lib/masking.js'
import type { FaultResponse as Schema } from './fault-schema.js'
import { maxDepth, redactHeader, redactResponse, redactText } from './redact.js'

type FaultResponse = Readonly<Static<typeof Schema>>

/** The bytes with which a fault answers in the place of the catalogue. */
export interface CustomAnswer {
  readonly status: number
  /** The usual `Content-Type`, unless the fault names another one. */
  readonly type: string
  readonly text: string
}

/** Headers that say where an answer ends or what becomes of its connection: those are the server's (RFC 9110, 9112). */
const framing: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Statuses whose answers end with their headers (RFC 9110). */
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304])

/** The answer of a fault with a body of its own; undefined for another one. Its status is 200 where it names none. */
export function customAnswerOf({ status = 200, body }: FaultResponse): CustomAnswer | undefined {
  if (body === undefined) return undefined
  if (typeof body === 'string') return { status, type: 'text/plain; charset=utf-8', text: body }
  return { status, type: 'application/json; charset=utf-8', text: JSON.stringify(body) }
}

/** Whether what a call was answered with is in part a tester's own. */
export function isCustomAnswer({ body, headers }: FaultResponse): boolean {
  return body !== undefined || headers !== undefined
}

/**
 * What a fault does, without secrets. Masked headers are plain ASCII, so that a snapshot that has them can be put back.
 */
export function presentRespond<T extends FaultResponse>(respond: T): T {
  const { body, headers } = respond
  if (!isCustomAnswer(respond)) return respond
  return {
    ...respond,
    ...(body !== undefined && { body: typeof body === 'string' ? redactText(body) : redactResponse(body) }),
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          inAscii(withoutSecrets(name)),
          inAscii(redactHeader(name, value)),
        ]),
      ),
    }),
  }
}

function inAscii(masked: string): string {
  return masked.replaceAll('…', '...')
}

/**
 * Refuses a status, a body or headers that no answer can have.
 *
 * @param within the place of the fault in the body, e.g. `faults[2].`.
 * @throws {ApiError} `invalid_body`.
 */
export function requireCustomAnswer(respond: FaultResponse, within: string): void {
  const { error, status, body, headers = {} } = respond
  requireStatus(respond, within)
  if (body !== undefined && isDeeper(body, maxDepth)) {
    fail('invalid_body', {
      message: `${within}respond.body has more than ${maxDepth} levels.`,
      fix: 'Send a flatter one, or the text of it as a string.',
      field: `${within}respond.body`,
    })
  }
  if (respond.headers !== undefined && error === undefined && status === undefined && body === undefined) {
    fail('invalid_body', {
      message: `${within}respond has headers, and no answer that could have them.`,
      fix: 'Send error, status or body beside them.',
      field: `${within}respond.headers`,
    })
  }
  const seen = new Set<string>()
  for (const [name, value] of Object.entries(headers)) {
    const problem = problemOf(name, value, seen)
    if (problem !== undefined) refuseHeader(name, problem, within)
    seen.add(name.toLowerCase())
  }
}

function requireStatus({ status, body }: FaultResponse, within: string): void {
  if (status === undefined) return
  const field = `${within}respond.status`
  if (body === undefined && !errorStatuses.includes(status)) {
    fail('invalid_body', {
      message: `${field} is ${status}, which no error of the catalogue has.`,
      fix: `Send a body beside it, or one of ${errorStatuses.join(', ')}.`,
      field,
      value_received: status,
      valid_values: errorStatuses.map(String),
    })
  }
  if (body !== undefined && body !== '' && withoutBody.has(status)) {
    fail('invalid_body', {
      message: `An answer with the status ${status} has no body, and ${within}respond.body is one.`,
      fix: 'Send "" as the body, or another status.',
      field: `${within}respond.body`,
    })
  }
}

/** What is wrong with a header; undefined for a good one. */
function problemOf(name: string, value: string, seen: ReadonlySet<string>): string | undefined {
  const known = name.toLowerCase()
  if (!isHeaderName(name)) return 'is no name of a header'
  if (framing.has(known)) return 'is set by the server alone, because it says where an answer ends'
  if (seen.has(known)) return 'is there twice, in different case'
  return isHeaderValue(value)
    ? undefined
    : 'has a character that no header can have, like a line break or one beyond Latin-1'
}

function refuseHeader(name: string, problem: string, within: string): never {
  const field = `${within}respond.headers.${maskForResponse(name)}`
  fail('invalid_body', {
    message: `${field} ${problem}.`,
    fix: 'Leave it out, or correct it; a header is like "Retry-After": "5".',
    field,
  })
}

/** Whether a value has more levels of lists and objects than these. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}
