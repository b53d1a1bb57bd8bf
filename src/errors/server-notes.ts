import { type ErrorNotes, json, openSession } from './error-note.js'
import { upgradeUrl } from './simulated.js'

/** Errors of HTTP itself, of limits, and of the server. */
export const serverNotes = {
  invalid_request: {
    isOurs: true,
    when: [
      'What came in is no HTTP, or contradicts itself, like a request with two lengths.',
      'The URL has a broken escape.',
      'The Host header is missing, or is no host name.',
    ],
    sh: ['curl -s $MOCK/v1/%zz -H "$KEY"'],
  },
  request_timeout: {
    isOurs: true,
    when: ['Headers or body are not all there 30 seconds after the request began.'],
    sh: [`curl -s -X POST $MOCK/v1/connect -H "$KEY" ${json} -H 'Content-Length: 10' -d '{'`],
    remark: 'It announces ten bytes and sends one, so the answer takes those 30 seconds.',
  },
  payload_too_large: {
    isOurs: true,
    when: ['A body has more than 1 MiB, or a form that is posted to a hosted page more than 32 KiB.'],
    sh: [`printf '%01100000d' 0 | curl -s -X POST $MOCK/v1/connect -H "$KEY" ${json} --data-binary @-`],
  },
  uri_too_long: {
    isOurs: true,
    when: ['The URL has more than 12 KiB.'],
    sh: ['curl -s "$MOCK/v1/connect/$(printf \'%013000d\' 0)" -H "$KEY"'],
  },
  expectation_failed: {
    isOurs: true,
    when: ['The Expect header asks for anything but 100-continue.'],
    sh: ['curl -s -X POST $MOCK/v1/connect -H \'Expect: wonders\' -H "$KEY"'],
    answer: { field: 'Expect' },
  },
  headers_too_large: {
    isOurs: true,
    when: ['Request line and headers together have more than 16 KiB.'],
    sh: ['curl -s $MOCK/v1/connect -H "$KEY" -H "X-Long: $(printf \'%017000d\' 0)"'],
  },
  listings_limit_exceeded: {
    when: [
      'The workspace has more active listings than REPULL_MOCK_PLAN allows. Every call that needs a key gets it then, but for DELETE and the reset of the sandbox, which lead back below.',
    ],
    setting: 'REPULL_MOCK_PLAN=free',
    sh: [
      'curl -s -o /dev/null -X POST $MOCK/v1/sandbox/seed -H "$KEY"',
      'curl -s $MOCK/v1/connect -H "$KEY"',
    ],
    answer: {
      message: 'The workspace has 3 active listings, and the plan free of this server allows 2.',
      fix: 'Remove the data of the sandbox with POST /v1/sandbox/reset, or start the server with REPULL_MOCK_PLAN=custom.',
      tier: 'free',
      limit: 2,
      active_listings: 3,
      upgrade_url: upgradeUrl,
    },
  },
  rate_limit_exceeded: {
    when: [
      'A key makes its 601st call within 60 seconds, and the server was started with REPULL_MOCK_RATE_LIMIT=on. Retry-After and retry_after say when one more is free.',
    ],
    setting: 'REPULL_MOCK_RATE_LIMIT=on',
    sh: ['curl -s -o /dev/null "$MOCK/v1/connect#[1-600]" -H "$KEY"', 'curl -s $MOCK/v1/connect -H "$KEY"'],
    answer: {
      message: 'This API key has made 600 calls within the last 60 seconds.',
      limit: 600,
      window_seconds: 60,
      retry_after: 58,
    },
    remark: 'Its first curl makes 600 calls.',
  },
  capacity_exceeded: {
    isOurs: true,
    when: [
      'A session is to be opened while the server holds REPULL_MOCK_MAX_SESSIONS of them and all are open.',
      'A new key is used while there are REPULL_MOCK_MAX_WORKSPACES workspaces and none is empty.',
    ],
    setting: 'REPULL_MOCK_MAX_SESSIONS=1',
    sh: [openSession('airbnb'), 'curl -s -X POST $MOCK/v1/connect/airbnb -H "$KEY"'],
    answer: {
      message: 'The server is full of open Connect sessions and takes no more.',
      fix: 'Complete some, let them expire, or start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
    },
  },
  internal_error: {
    when: [
      'This server has a bug. Nothing of it leaks into the answer; the log has it, under the same request id.',
    ],
    sh: ['curl -s $MOCK/v1/connect -H "$KEY" -H \'Prefer: error=internal_error\''],
    remark: 'No call is known that causes it, so the Prefer header asks for it.',
  },
  store_unavailable: {
    isOurs: true,
    when: [
      'The server was started with REPULL_MOCK_STORE_URL, and that store is away. After it nobody knows whether a change was made.',
    ],
    sh: ['curl -s $MOCK/v1/connect -H "$KEY" -H \'Prefer: error=store_unavailable\''],
    remark: 'A store would have to be stopped to cause it, so the Prefer header asks for it.',
  },
  shutting_down: {
    isOurs: true,
    when: ['A request comes on an open connection while the server finishes what it has begun and closes.'],
    sh: ['curl -s $MOCK/v1/connect -H "$KEY" -H \'Prefer: error=shutting_down\''],
    remark:
      'The moment in which it happens is too short to be met by hand, so the Prefer header asks for it.',
  },
} as const satisfies ErrorNotes<string>
