import t from 'tap'
import { ApiError, envelope, fail } from '../../src/errors/api-error.js'
import { catalogue, type ErrorCode, errorCodes } from '../../src/errors/catalogue.js'

/** The published and settled codes by status. A code is for ever: lines are only added here. */
const settled: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid_provider', 'invalid_body', 'invalid_param', 'invalid_request', 'invalid_json'],
  401: ['unauthorized', 'invalid_api_key', 'invalid_credentials'],
  402: ['listings_limit_exceeded'],
  403: ['forbidden', 'listing_inactive'],
  404: ['not_found'],
  405: ['method_not_allowed'],
  408: ['request_timeout'],
  409: [
    'session_terminal',
    'no_connection',
    'idempotency_key_in_use',
    'replay_limit_reached',
    'delivery_already_succeeded',
  ],
  410: ['session_expired'],
  412: ['designation_pending'],
  413: ['payload_too_large'],
  414: ['uri_too_long'],
  417: ['expectation_failed'],
  422: ['invalid_params', 'unknown_params', 'idempotency_key_reused'],
  425: ['claim_pending'],
  429: ['rate_limit_exceeded'],
  431: ['headers_too_large'],
  500: ['internal_error'],
  501: ['not_implemented'],
  502: ['booking_error'],
  503: ['provider_unavailable', 'capacity_exceeded', 'store_unavailable', 'shutting_down'],
}

t.test('the catalogue has exactly the settled codes with their statuses', async (t) => {
  const own: Record<number, string[]> = {}
  for (const code of errorCodes) {
    const codes = own[catalogue[code].status] ?? []
    own[catalogue[code].status] = [...codes, code]
  }
  t.strictSame(own, settled)
})

t.test('every error says what happened and what to do, in sentences', async (t) => {
  for (const code of errorCodes) {
    t.match(catalogue[code].message, /^[A-Z].*\.$/, code)
    t.match(catalogue[code].fix, /^[A-Z].*\.$/, code)
  }
})

t.test('an envelope has the five members, then the details, and no headers', async (t) => {
  const error = new ApiError('claim_pending', {
    message: 'Not yet.',
    field: 'hotelId',
    retry_after: 2,
    headers: { a: 'b' },
  })
  t.strictSame(envelope(error, 'req_1'), {
    error: {
      code: 'claim_pending',
      message: 'Not yet.',
      fix: catalogue.claim_pending.fix,
      docs_url: 'https://repull.dev/docs/errors/claim_pending',
      request_id: 'req_1',
      field: 'hotelId',
      retry_after: 2,
    },
  })
  t.strictSame(error.headers, { 'retry-after': '2', a: 'b' })
  t.equal(error.statusCode, 425)
})

t.test('fail throws an ApiError', async (t) => {
  const code: ErrorCode = 'not_found'
  t.throws(() => fail(code), { code, message: catalogue[code].message })
})
