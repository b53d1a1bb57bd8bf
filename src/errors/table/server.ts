import { type ErrorTable, json, openSession } from '../entry.js'

/** Where a larger plan can be had. */
export const upgradeUrl = 'https://repull.dev/pricing'

/** Errors of HTTP, of Idempotency-Keys, of limits, and of the server. */
export const serverErrors = {
  invalid_request: {
    status: 400,
    message: 'The request is not valid HTTP.',
    fix: 'Check the request line, the headers and the escapes in the URL.',
    isOurs: true,
    when: [
      'The request is not HTTP, or contradicts itself, like one with two lengths.',
      'The URL has a broken escape.',
      'The Host header is missing, or is not a host name.',
    ],
    script: ['curl -s $MOCK/v1/%zz -H "$KEY"'],
  },
  invalid_json: {
    status: 400,
    message: 'The body is not valid JSON.',
    fix: 'Send one JSON object; names and texts stand in double quotes.',
    when: [
      'Repull answers so when the body of a call that writes a reservation is not JSON. This server has no such call, so only a fault or a Prefer header asks for it. All other calls answer `invalid_body`.',
    ],
    script: [`curl -s $MOCK/v1/reservations -H "$KEY" -H 'Prefer: error=invalid_json'`],
    remark: 'It asks for the error with a Prefer header.',
  },
  listings_limit_exceeded: {
    status: 402,
    message: 'The workspace has more active listings than its plan allows.',
    fix: 'Deactivate listings or move to a larger plan.',
    details: { tier: 'free', limit: 2, active_listings: 3, upgrade_url: upgradeUrl },
    when: [
      'The workspace has more active listings than REPULL_MOCK_PLAN allows. Then only calls without a key, DELETE and the reset of the sandbox are served.',
    ],
    setting: 'REPULL_MOCK_PLAN=free',
    script: [
      'curl -s -o /dev/null -X POST $MOCK/v1/sandbox/seed -H "$KEY"',
      'curl -s $MOCK/v1/connect -H "$KEY"',
    ],
    example: {
      message: 'The plan free of this server allows 2 active listings, not 3.',
      fix: 'Deactivate some with POST /v1/listings/status, remove the data of the sandbox with POST /v1/sandbox/reset, or start the server with REPULL_MOCK_PLAN=custom.',
    },
  },
  request_timeout: {
    status: 408,
    message: 'The request did not arrive completely within 30 seconds.',
    fix: 'Send the request again, headers and body without long pauses.',
    isOurs: true,
    when: ['Headers and body have not arrived completely 30 seconds after the request began.'],
    script: [`curl -s -X POST $MOCK/v1/connect -H "$KEY" ${json} -H 'Content-Length: 10' -d '{'`],
    remark: 'It announces ten bytes and sends one, so the answer takes 30 seconds.',
  },
  idempotency_key_in_use: {
    status: 409,
    message: 'The first request with this Idempotency-Key is still being worked on.',
    fix: 'Send the same request again in a moment: it gets the answer of the first.',
    when: ['The first request with the Idempotency-Key is still in progress. Later, its answer comes back.'],
    script: [
      `slow() { curl -s -X POST $MOCK/v1/connect/smoobu -H "$KEY" -H 'Idempotency-Key: order-7' ${json} -d '{"apiKey": "slow"}'; }`,
      'slow > /dev/null 2>&1 & sleep 1',
      'slow; wait',
    ],
    example: {
      message: 'The first request with the Idempotency-Key "order-7" is still being worked on.',
      field: 'Idempotency-Key',
      value_received: 'order-7',
      retry_after: 1,
    },
  },
  payload_too_large: {
    status: 413,
    message: 'The request body is larger than this address takes.',
    fix: 'Send 1 MiB at most, to a hosted page 32 KiB at most.',
    isOurs: true,
    when: ['A body has more than 1 MiB, or a form that is posted to a hosted page more than 32 KiB.'],
    script: [`printf '%01100000d' 0 | curl -s -X POST $MOCK/v1/connect -H "$KEY" ${json} --data-binary @-`],
  },
  uri_too_long: {
    status: 414,
    message: 'The URL is longer than 12 KiB.',
    fix: 'Shorten the URL.',
    isOurs: true,
    when: ['The URL has more than 12 KiB.'],
    script: ['curl -s "$MOCK/v1/connect/$(printf \'%013000d\' 0)" -H "$KEY"'],
  },
  expectation_failed: {
    status: 417,
    message: 'The Expect header asks for something that this server cannot do.',
    fix: 'Leave the Expect header out, or send "Expect: 100-continue".',
    isOurs: true,
    when: ['The Expect header asks for anything but 100-continue.'],
    script: ['curl -s -X POST $MOCK/v1/connect -H \'Expect: wonders\' -H "$KEY"'],
    example: { field: 'Expect' },
  },
  idempotency_key_reused: {
    status: 422,
    message: 'This Idempotency-Key was used before with another body.',
    fix: 'Use a new Idempotency-Key for a different request.',
    when: [
      'The Idempotency-Key was used within 24 hours on the same route, with another body. With the same body, the first answer comes back.',
    ],
    script: [
      `connect() { curl -s -X POST $MOCK/v1/connect/airbnb -H "$KEY" -H 'Idempotency-Key: order-42' ${json} -d "$1"; }`,
      `connect '{"state": "first"}' > /dev/null`,
      `connect '{"state": "second"}'`,
    ],
    example: {
      message: 'The Idempotency-Key "order-42" was sent to this address before, with another body.',
      fix: 'Send a new Idempotency-Key with a different request, or the same body with this key.',
      field: 'Idempotency-Key',
      value_received: 'order-42',
    },
  },
  rate_limit_exceeded: {
    status: 429,
    message: 'Too many requests with this API key.',
    fix: 'Wait for retry_after seconds, then send the request again.',
    details: { retry_after: 1, limit: 600, window_seconds: 60 },
    when: [
      'A key makes its 601st call within 60 seconds, and the server was started with REPULL_MOCK_RATE_LIMIT=on. Retry-After and retry_after say when the next call is allowed.',
    ],
    setting: 'REPULL_MOCK_RATE_LIMIT=on',
    script: [
      'curl -s -o /dev/null "$MOCK/v1/connect#[1-600]" -H "$KEY"',
      'curl -s $MOCK/v1/connect -H "$KEY"',
    ],
    example: { message: 'This API key has made 600 calls within the last 60 seconds.', retry_after: 58 },
    remark: 'Its first curl makes 600 calls.',
  },
  headers_too_large: {
    status: 431,
    message: 'The request headers are larger than 16 KiB.',
    fix: 'Send fewer or shorter headers.',
    isOurs: true,
    when: ['Request line and headers together have more than 16 KiB.'],
    script: ['curl -s $MOCK/v1/connect -H "$KEY" -H "X-Long: $(printf \'%017000d\' 0)"'],
  },
  internal_error: {
    status: 500,
    message: 'The mock server failed on this request. That is a bug of the mock, not of your request.',
    fix: 'Look for the request id in the log of the server, and report what you find.',
    when: ['The mock has a bug. The answer says nothing about it; the log does, under the same request id.'],
    script: ['curl -s $MOCK/v1/connect -H "$KEY" -H \'Prefer: error=internal_error\''],
    remark: 'No call is known that causes it, so the Prefer header asks for it.',
  },
  capacity_exceeded: {
    status: 503,
    message: 'The server holds as much as it is allowed to.',
    fix: 'Let open sessions end, empty a workspace, or start the server with a higher REPULL_MOCK_MAX_SESSIONS, REPULL_MOCK_MAX_WORKSPACES or REPULL_MOCK_MAX_MEMORY.',
    isOurs: true,
    when: [
      'A session is opened while the server has REPULL_MOCK_MAX_SESSIONS of them and all are open.',
      'A new key is used while there are REPULL_MOCK_MAX_WORKSPACES workspaces, and each was called within the last REPULL_MOCK_WORKSPACE_IDLE.',
      'Something new is made while records take as much memory as REPULL_MOCK_MAX_MEMORY lets them, or those of one workspace half of it. Reading, deleting and resets go on.',
    ],
    setting: 'REPULL_MOCK_MAX_SESSIONS=1',
    script: [openSession('airbnb'), 'curl -s -X POST $MOCK/v1/connect/airbnb -H "$KEY"'],
    example: {
      message: 'The server is full of open Connect sessions and takes no more.',
      fix: 'Complete some, let them expire, or start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
    },
  },
  store_unavailable: {
    status: 503,
    message: 'The store behind this server cannot be reached.',
    fix: 'Try again in a moment.',
    isOurs: true,
    when: [
      'The store of REPULL_MOCK_STORE_URL cannot be reached, or takes no changes. A change may have been made or not.',
    ],
    script: ['curl -s $MOCK/v1/connect -H "$KEY" -H \'Prefer: error=store_unavailable\''],
    remark: 'A store would have to be stopped to cause it, so the Prefer header asks for it.',
  },
  shutting_down: {
    status: 503,
    message: 'The server is closing and takes no new requests.',
    fix: 'Send the request again once the server is back.',
    isOurs: true,
    when: ['A request arrives on an open connection while the server finishes its work and closes.'],
    script: ['curl -s $MOCK/v1/connect -H "$KEY" -H \'Prefer: error=shutting_down\''],
    remark: 'A closing server is hard to hit by hand, so the Prefer header asks for it.',
  },
} satisfies ErrorTable
