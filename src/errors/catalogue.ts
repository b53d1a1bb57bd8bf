/** What the catalogue knows of a code: its HTTP status, what happened, and the remedy. */
interface Entry {
  readonly status: number
  readonly message: string
  readonly fix: string
}

/**
 * Every error that this server can answer, once. A code is for ever: none is renamed or used again for another
 * meaning. Where a `message` or `fix` here is general, whoever throws the error gives a closer one.
 */
export const catalogue = {
  invalid_provider: {
    status: 400,
    message: 'The provider is unknown, or is not the one that this resource belongs to.',
    fix: 'Use a provider slug exactly as GET /v1/connect/providers lists it, and the same one for all calls of a session.',
  },
  invalid_body: {
    status: 400,
    message: 'The request body can not be used.',
    fix: 'Send a JSON object with the fields that this call documents, and Content-Type: application/json.',
  },
  invalid_params: {
    status: 400,
    message: 'A query parameter has a value that this endpoint does not take.',
    fix: 'Correct the named parameter and send the request again.',
  },
  invalid_param: {
    status: 400,
    message: 'A value in the path is not of the form that this endpoint takes.',
    fix: 'Correct the named path value and send the request again.',
  },
  unknown_params: {
    status: 400,
    message: 'The request has a query parameter that this endpoint does not have.',
    fix: 'Remove the parameter, or use one of those in valid_params.',
  },
  invalid_request: {
    status: 400,
    message: 'The request is not valid HTTP.',
    fix: 'Check the request line, the headers and the escapes in the URL.',
  },
  unauthorized: {
    status: 401,
    message: 'The request carries no API key.',
    fix: 'Send "Authorization: Bearer sk_test_…" or "x-api-key: sk_test_…".',
  },
  invalid_api_key: {
    status: 401,
    message: 'Invalid API key.',
    fix: 'Use a key that begins with sk_test_ or sk_live_ and that this server accepts.',
  },
  invalid_credentials: {
    status: 401,
    message: 'The provider refused these credentials. Nothing was stored.',
    fix: 'Ask the host for the right credentials and send them again; the session stays usable.',
  },
  listings_limit_exceeded: {
    status: 402,
    message: 'The workspace has more active listings than its plan allows.',
    fix: 'Deactivate listings or move to a larger plan.',
  },
  forbidden: {
    status: 403,
    message: 'This request is not allowed to do that.',
    fix: 'Check that what the request names belongs to what it acts on.',
  },
  not_found: {
    status: 404,
    message: 'There is nothing at this address.',
    fix: 'Check the path and the id; ids are visible only to the key that made them.',
  },
  method_not_allowed: {
    status: 405,
    message: 'The path exists, but not with this method.',
    fix: 'Use one of the methods in valid_values.',
  },
  request_timeout: {
    status: 408,
    message: 'The request did not arrive whole within 30 seconds.',
    fix: 'Send the request again, headers and body without long pauses.',
  },
  session_terminal: {
    status: 409,
    message: 'The Connect session has already ended.',
    fix: 'Read the connection with GET /v1/connect/{provider}, or open a new session.',
  },
  no_connection: {
    status: 409,
    message: 'The workspace has no connection to this channel.',
    fix: 'Connect the channel first: POST /v1/connect/{provider}.',
  },
  idempotency_key_in_use: {
    status: 409,
    message: 'The first request with this Idempotency-Key is still being worked on.',
    fix: 'Send the same request again in a moment: it gets the answer of the first.',
  },
  session_expired: {
    status: 410,
    message: 'The lifetime of this Connect session is over.',
    fix: 'Open a fresh session with POST /v1/connect/{provider} and the same redirectUrl, and send the user to its url at once.',
  },
  designation_pending: {
    status: 412,
    message: 'The hotel has not yet chosen Repull as its connectivity provider.',
    fix: 'Ask the host to designate Repull in the Booking.com Extranet, then verify the hotel again.',
  },
  payload_too_large: {
    status: 413,
    message: 'The request body is larger than this address takes.',
    fix: 'Send 1 MiB at most, to a hosted page 32 KiB at most.',
  },
  uri_too_long: {
    status: 414,
    message: 'The URL is longer than 12 KiB.',
    fix: 'Shorten the URL.',
  },
  expectation_failed: {
    status: 417,
    message: 'The Expect header asks for something that this server can not do.',
    fix: 'Leave the Expect header out, or send "Expect: 100-continue".',
  },
  idempotency_key_reused: {
    status: 422,
    message: 'This Idempotency-Key was used before with another body.',
    fix: 'Use a new Idempotency-Key for a different request.',
  },
  claim_pending: {
    status: 425,
    message: 'The hotel is not claimed yet, or its rooms are still being imported.',
    fix: 'Verify the hotel if that was not done, then ask for its rooms again after retry_after seconds.',
  },
  rate_limit_exceeded: {
    status: 429,
    message: 'Too many requests with this API key.',
    fix: 'Wait for retry_after seconds, then send the request again.',
  },
  headers_too_large: {
    status: 431,
    message: 'The request headers are larger than 16 KiB.',
    fix: 'Send fewer or shorter headers.',
  },
  internal_error: {
    status: 500,
    message: 'The mock server failed on this request. That is a bug of the mock, not of your request.',
    fix: 'Look for the request id in the log of the server, and report what you find.',
  },
  not_implemented: {
    status: 501,
    message: 'Repull publishes this operation, but this mock does not have it.',
    fix: 'Use an operation that the mock lists in /openapi.json.',
  },
  booking_error: {
    status: 502,
    message: 'Booking.com answered with an error.',
    fix: 'Try again later; the session stays usable.',
  },
  provider_unavailable: {
    status: 503,
    message: 'The provider can not be reached at the moment.',
    fix: 'Try again later; nothing was changed.',
  },
  capacity_exceeded: {
    status: 503,
    message: 'The server holds as much as it is allowed to.',
    fix: 'Let open sessions end, or start the server with a higher REPULL_MOCK_MAX_SESSIONS or REPULL_MOCK_MAX_WORKSPACES.',
  },
  store_unavailable: {
    status: 503,
    message: 'The store behind this server can not be reached.',
    fix: 'Try again in a moment.',
  },
  shutting_down: {
    status: 503,
    message: 'The server is closing and takes no new requests.',
    fix: 'Send the request again once the server is back.',
  },
} as const satisfies Record<string, Entry>

/** A code of the catalogue. */
export type ErrorCode = keyof typeof catalogue

/** Every code, in the order of the catalogue. */
export const errorCodes = Object.keys(catalogue) as readonly ErrorCode[]

/** Every status of the catalogue, in its order. */
export const errorStatuses: readonly number[] = [...new Set(errorCodes.map((code) => catalogue[code].status))]

/** The first error of the catalogue with a status; undefined when none has it. */
export function firstWithStatus(status: number): ErrorCode | undefined {
  return errorCodes.find((code) => catalogue[code].status === status)
}
