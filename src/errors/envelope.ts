import type { ApiError } from './api-error.js'

/** The body of every answer that is not a success (both seeds; the five members: published OpenAPI, `Error`). */
export function envelope(error: ApiError, requestId: string) {
  return {
    error: {
      code: error.code,
      message: error.message,
      fix: error.fix,
      docs_url: `https://repull.dev/docs/errors/${error.code}`,
      request_id: requestId,
      ...error.details,
    },
  }
}
