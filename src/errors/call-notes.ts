import { type ErrorNotes, json } from './error-note.js'

const listParams = ['limit', 'cursor', 'offset', 'include_total']

/** Errors of single calls: what they say, who makes them, what they are about. */
export const callNotes = {
  invalid_body: {
    when: [
      'The body is missing where one is needed, is no JSON, or comes without Content-Type: application/json.',
      'A field is missing, or has a type or a value that the call does not take; field names it.',
      'Both spellings of a field are there and differ, like allowedProviders and allowed_providers.',
    ],
    sh: [`curl -s -X POST $MOCK/v1/connect -H "$KEY" ${json} -d '{"redirectUrl": "/callback"}'`],
    answer: {
      message:
        'redirectUrl must be an absolute http or https URL, without a user name or password; it is "/callback".',
      fix: 'Send a URL like https://app.example/callback.',
      field: 'redirectUrl',
      value_received: '/callback',
    },
  },
  invalid_params: {
    when: [
      'A query parameter has a value that the endpoint does not take.',
      'The Prefer header asks for an error that there is none of, or for a delay or ttl that is no duration.',
      'The Idempotency-Key header is empty, or longer than 255 characters.',
    ],
    sh: ['curl -s "$MOCK/v1/connect?limit=0" -H "$KEY"'],
    answer: {
      message: 'limit must be 1 to 100; it is 0.',
      fix: 'Use 1 to 100.',
      field: 'limit',
      value_received: 0,
    },
  },
  invalid_param: {
    when: ['A value in the path is not of the form that the endpoint takes, like a word for a number.'],
    sh: ['curl -s $MOCK/v1/listings/cedar -H "$KEY"'],
    answer: {
      message: 'id must be a whole number; it is "cedar".',
      fix: 'Send id as a whole number.',
      field: 'id',
      value_received: 'cedar',
    },
  },
  unknown_params: {
    when: ['The query has a parameter that the endpoint does not have. Hosted pages ignore such parameters.'],
    sh: ['curl -s "$MOCK/v1/connect?limits=10" -H "$KEY"'],
    answer: {
      message: '/v1/connect has no query parameter limits.',
      fix: 'Use limit, cursor, offset, include_total, or leave it out.',
      field: 'limits',
      validParams: listParams,
      valid_params: listParams,
      endpoint: '/v1/connect',
      did_you_mean: 'limit',
    },
  },
  unauthorized: {
    when: [
      'A call that needs an API key has none, or a malformed Authorization header.',
      'A control call comes without the REPULL_MOCK_CONTROL_TOKEN that the server was started with.',
    ],
    sh: ['curl -s $MOCK/v1/connect'],
  },
  invalid_api_key: {
    when: [
      'The key does not begin with sk_test_ or sk_live_, or has nothing behind that.',
      'The server was started with REPULL_MOCK_API_KEYS, and the key is none of them.',
    ],
    sh: ["curl -s $MOCK/v1/connect -H 'Authorization: Bearer nonsense'"],
    answer: {
      message: 'Invalid API key: a key begins with sk_test_ or sk_live_ and goes on after it, in ASCII.',
    },
  },
  forbidden: {
    when: [
      'The sandbox is seeded or reset with a live key.',
      'A room is mapped that is not one of the claimed hotel. Nothing is changed then.',
      'A control call comes from a page of another site, under a name that is not this server’s, or with a token that is not REPULL_MOCK_CONTROL_TOKEN.',
      'A hosted page is posted without the token of its own form.',
    ],
    sh: ["curl -s -X POST $MOCK/v1/sandbox/seed -H 'Authorization: Bearer sk_live_forbidden'"],
    answer: {
      message: 'This API key is not one for tests, and only those have a sandbox.',
      fix: 'Call with a key that begins with sk_test_.',
    },
  },
  not_found: {
    when: [
      'No route has the path; did_you_mean names the nearest one.',
      'An id is unknown, was forgotten, or belongs to another key’s workspace.',
      'A provider is disconnected that is not connected.',
    ],
    sh: ['curl -s $MOCK/v1/conect -H "$KEY"'],
    answer: {
      message: 'There is no route GET /v1/conect.',
      fix: 'Use /v1/connect, or see /openapi.json.',
      field: 'path',
      value_received: '/v1/conect',
      did_you_mean: '/v1/connect',
    },
  },
  method_not_allowed: {
    isOurs: true,
    when: ['The path has routes for other methods; valid_values and the Allow header list them.'],
    sh: ['curl -s -X DELETE $MOCK/v1/connect -H "$KEY"'],
    answer: {
      message: '/v1/connect can not be called with DELETE.',
      fix: 'Use GET, HEAD, POST, OPTIONS.',
      field: 'method',
      value_received: 'DELETE',
      valid_values: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    },
  },
  no_connection: {
    when: ['A call under /v1/channels reads from a channel that the workspace has not connected.'],
    sh: ['curl -s $MOCK/v1/channels/vrbo/listings -H "$KEY"'],
    answer: {
      message: 'The workspace has no connection to vrbo.',
      fix: 'Connect it with POST /v1/connect/vrbo.',
      field: 'provider',
      value_received: 'vrbo',
    },
  },
  idempotency_key_in_use: {
    when: [
      'An Idempotency-Key comes again while the first request with it is still being worked on. Once that is answered, the same answer comes back.',
    ],
    sh: [
      `slow() { curl -s -X POST $MOCK/v1/connect/smoobu -H "$KEY" -H 'Idempotency-Key: order-7' ${json} -d '{"apiKey": "slow"}'; }`,
      'slow > /dev/null 2>&1 & sleep 1',
      'slow; wait',
    ],
    answer: {
      message: 'The first request with the Idempotency-Key "order-7" is still being worked on.',
      fix: 'Send the same request again in a moment: it gets the answer of the first.',
      field: 'Idempotency-Key',
      value_received: 'order-7',
      retry_after: 1,
    },
  },
  idempotency_key_reused: {
    when: [
      'An Idempotency-Key comes again within 24 hours on the same route, with another body. With the same body the first answer comes back.',
    ],
    sh: [
      `connect() { curl -s -X POST $MOCK/v1/connect/airbnb -H "$KEY" -H 'Idempotency-Key: order-42' ${json} -d "$1"; }`,
      `connect '{"state": "first"}' > /dev/null`,
      `connect '{"state": "second"}'`,
    ],
    answer: {
      message: 'The Idempotency-Key "order-42" was sent to this address before, with another body.',
      fix: 'Send a new Idempotency-Key with a request that is not the same, or the same body with this one.',
      field: 'Idempotency-Key',
      value_received: 'order-42',
    },
  },
  not_implemented: {
    when: [
      'Repull publishes the operation, and this server does not have it; fix names the nearest one that it has.',
    ],
    sh: ['curl -s $MOCK/v1/reviews -H "$KEY"'],
    answer: {
      message: 'Repull publishes GET /v1/reviews, but this mock does not have it.',
      fix: 'The nearest operation that the mock has is GET /v1/reservations; /openapi.json lists them all.',
    },
  },
} as const satisfies ErrorNotes<string>
