import { catalogue, type ErrorCode } from './catalogue.js'

/** Members that an envelope may have beyond the five that it always has. */
export interface ErrorDetails {
  field?: string
  value_received?: unknown
  valid_values?: readonly string[]
  did_you_mean?: string
  retry_after?: number
  session_status?: string
  validParams?: readonly string[]
  valid_params?: readonly string[]
  endpoint?: string
  limit?: number
  window_seconds?: number
  tier?: string
  active_listings?: number
  upgrade_url?: string
}

/** What a thrower adds to the catalogue's entry: a closer message or fix, details, headers. */
export interface ErrorInput extends ErrorDetails {
  message?: string
  fix?: string
  headers?: Readonly<Record<string, string>>
}

/** An error of the catalogue on its way to the one place that turns it into bytes. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly statusCode: number
  readonly fix: string
  readonly headers: Readonly<Record<string, string>>
  readonly details: ErrorDetails

  constructor(code: ErrorCode, input: ErrorInput = {}) {
    const { message, fix, headers, ...details } = input
    // An answer, and no bug: nobody asks where it was made, and to find that out takes longer than all the rest.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message ?? catalogue[code].message)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'ApiError'
    this.code = code
    this.statusCode = catalogue[code].status
    this.fix = fix ?? catalogue[code].fix
    this.headers = details.retry_after
      ? { 'retry-after': String(details.retry_after), ...headers }
      : { ...headers }
    this.details = details
  }
}

/**
 * Throws an error of the catalogue.
 *
 * @throws {ApiError} always.
 * @example fail('not_found', { field: 'sessionId', value_received: id })
 */
export function fail(code: ErrorCode, input?: ErrorInput): never {
  throw new ApiError(code, input)
}
