import { fail } from '../errors/api-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { formatDuration, parseDuration } from '../lib/duration.js'
import { fitsGlob } from '../lib/glob.js'
import { knownProvider } from '../providers/lookup.js'

/** Which calls a fault is for; what is left out fits every call. */
export interface FaultMatch {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A path without query, in which `*` stands for anything. Without one the fault is for /v1. */
  readonly path?: string
  readonly provider?: string
  /** Headers by name, in any case, each with the value that it must have. */
  readonly header?: Readonly<Record<string, string>>
}

/** What happens to a call: a delay, and at most one of the others. */
export interface FaultResponse {
  readonly error?: ErrorCode
  /** The catalogue's first error with this status. */
  readonly status?: number
  /** E.g. `500ms`, or milliseconds; real time. */
  readonly delay?: string | number
  /** `before`: nothing is done. `after`: the work is done, and the reply is lost. */
  readonly drop?: 'before' | 'after'
  /** How many bytes of the body arrive before the connection is cut. */
  readonly truncate?: number
}

/** What a tester says of a fault. */
export interface FaultInput {
  readonly match?: FaultMatch
  /** How often it happens; null for ever. */
  readonly times?: number | null
  readonly probability?: number
  readonly respond: FaultResponse
}

/** A fault as it is kept, an immutable value. */
export interface Fault extends Required<FaultInput> {
  readonly id: string
  /** How often it will still happen; null for ever. */
  readonly remaining: number | null
}

/** As much of a call as decides whether a fault is for it. */
export interface FaultyCall {
  readonly method: string
  readonly path: string
  /** Only asked for when a fault names one. */
  readonly provider: () => Promise<string | null>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** The path of a fault that names none. */
export const defaultPath = '/v1/*'

/** The longest delay, in milliseconds. */
export const longestDelayMs = 5 * 60_000

/** Whether a text, or a number of milliseconds, is a delay that a call can be given. */
export function isDelay(delay: string | number): boolean {
  const delayMs = typeof delay === 'number' ? delay : parseDuration(delay)
  return delayMs !== undefined && delayMs <= longestDelayMs
}

/** Whether a fault that may still happen is for this call. */
export async function isFor({ match, remaining }: Fault, call: FaultyCall): Promise<boolean> {
  if (remaining === 0) return false
  if (match.method !== undefined && match.method !== call.method) return false
  if (!fitsGlob(match.path ?? defaultPath, call.path)) return false
  for (const [name, value] of Object.entries(match.header ?? {})) {
    if (call.headers[name.toLowerCase()] !== value) return false
  }
  return match.provider === undefined || match.provider === (await call.provider())
}

/**
 * Refuses a fault that could not happen as it is said.
 *
 * @param within where it stands, e.g. `faults[2].`.
 * @throws {ApiError} `invalid_body` for two outcomes at once or a delay that is too long, `invalid_provider`.
 */
export function requirePossible(
  { match, respond }: Pick<FaultInput, 'match' | 'respond'>,
  within = '',
): void {
  if (match?.provider !== undefined) knownProvider(match.provider, `${within}match.provider`)
  const outcomes = (['error', 'status', 'drop', 'truncate'] as const).filter(
    (name) => respond[name] !== undefined,
  )
  if (outcomes.length > 1) {
    fail('invalid_body', {
      message: `${within}respond has ${outcomes.join(' and ')}, of which only one can happen.`,
      fix: 'Send one of them, with or without delay; a second fault can do the other.',
      field: `${within}respond.${outcomes[1]}`,
    })
  }
  if (respond.delay === undefined || isDelay(respond.delay)) return
  fail('invalid_body', {
    message: `${within}respond.delay is ${respond.delay}, which is longer than ${formatDuration(longestDelayMs)}.`,
    fix: `Send ${formatDuration(longestDelayMs)} at most.`,
    field: `${within}respond.delay`,
    value_received: respond.delay,
  })
}
