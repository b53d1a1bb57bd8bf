import { type ApiVersion, newestVersion } from '../versions/api-version.js'
import { catalogue, type ErrorCode, statusOf } from './catalogue.js'
import type { ErrorDetails, ErrorInput } from './entry.js'
import { planNoticeOf } from './plan-notice.js'

export type { ErrorDetails, ErrorInput }

/** An error of the catalogue on its way to the one place that turns it into bytes. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly statusCode: number
  readonly fix: string
  readonly headers: Readonly<Record<string, string>>
  readonly details: ErrorDetails

  /** @param status by default that of the newest version of the API. */
  constructor(code: ErrorCode, input: ErrorInput = {}, status = catalogue[code].status) {
    const entry = catalogue[code]
    const { message = entry.message, fix = entry.fix, headers, ...details } = input
    // An answer is no bug: nobody reads its stack, and to collect one takes longer than all the rest.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'ApiError'
    this.code = code
    this.statusCode = status
    this.fix = fix
    this.headers = {
      ...(details.retry_after && { 'retry-after': String(details.retry_after) }),
      ...headers,
    }
    this.details = details
  }

  /**
   * The same error with the status that it has in a version of the API.
   *
   * @param statuses the statuses that codes have on one route alone.
   */
  in(version: ApiVersion, statuses: Partial<Record<ErrorCode, number>> = {}): ApiError {
    const status = statuses[this.code] ?? statusOf(this.code, version)
    if (status === this.statusCode) return this
    const { code, message, fix, headers, details } = this
    return new ApiError(code, { ...details, message, fix, headers }, status)
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

/** The error that a tester asks for, with the members that clients read of a real one. */
export function injectedError(code: ErrorCode): ApiError {
  return new ApiError(code, catalogue[code].details)
}

/** The body of every answer that is not a success. The first five members are published (OpenAPI, `Error`). */
export function envelope(error: ApiError, requestId: string, version: ApiVersion = newestVersion) {
  const planNotice = planNoticeOf(error, version)
  return {
    error: {
      code: error.code,
      message: error.message,
      fix: error.fix,
      docs_url: `https://repull.dev/docs/errors/${error.code}`,
      request_id: requestId,
      ...error.details,
    },
    ...(planNotice && { planNotice }),
  }
}
