import { type ErrorTable, json } from '../entry.js'

const listParams = ['limit', 'cursor', 'offset', 'include_total']

/** Errors of a call itself: its key, its address, its parameters and its body. */
export const callErrors = {
  invalid_provider: {
    status: 400,
    message: 'The provider is unknown, or is not the one that this resource belongs to.',
    fix: 'Use a provider slug exactly as GET /v1/connect/providers lists it, and the same one for all calls of a session.',
    when: [
      'The slug in the path, in select-provider or in allowedProviders is not supported. Other spellings are refused, like Airbnb, booking.com and airbnb_v2; did_you_mean names the slug that was meant.',
      'A session is used with a provider other than its own, or completed before a provider was selected.',
      'A provider is selected that the session does not allow, or after another one was selected.',
      'Credentials are sent to a provider that connects without credentials, like airbnb.',
      'A listing or reservation is asked for under a channel that does not have it.',
    ],
    script: ['curl -s -X POST $MOCK/v1/connect/airbnbpro -H "$KEY"'],
    example: (providers) => ({
      message: 'Unknown provider: airbnbpro',
      fix: 'Use a slug exactly as valid_values lists it, most likely airbnb: lower case, no spaces, no version suffix.',
      field: 'provider',
      value_received: 'airbnbpro',
      valid_values: providers,
      did_you_mean: 'airbnb',
    }),
  },
  invalid_body: {
    status: 400,
    message: 'The request body cannot be used.',
    fix: 'Send a JSON object with the fields that this call documents, and Content-Type: application/json.',
    when: [
      'The body is missing where one is needed, is not JSON, or comes without Content-Type: application/json.',
      'A field is missing, or has a type or a value that the call does not take; field names it.',
      'Both spellings of a field are there and differ, like allowedProviders and allowed_providers.',
    ],
    script: [`curl -s -X POST $MOCK/v1/connect -H "$KEY" ${json} -d '{"redirectUrl": "/callback"}'`],
    example: {
      message:
        'redirectUrl must be an absolute http or https URL, without a user name or password; it is "/callback".',
      fix: 'Send a URL like https://app.example/callback.',
      field: 'redirectUrl',
      value_received: '/callback',
    },
  },
  invalid_params: {
    status: 422,
    statusRow: 'queryStatus',
    message: 'A query parameter has a value that this endpoint does not take.',
    fix: 'Correct the named parameter and send the request again.',
    when: [
      'A query parameter has a value that the endpoint does not take.',
      'The Prefer header asks for an error or a version that does not exist, or for a delay or ttl that is not a duration.',
      'The Idempotency-Key header is empty, or longer than 255 characters.',
      'DELETE /v1/connect/{provider} names no accountId, and the workspace has several accounts of the provider.',
    ],
    script: ['curl -s "$MOCK/v1/connect?limit=0" -H "$KEY"'],
    example: {
      message: 'limit must be 1 to 100; it is 0.',
      fix: 'Use 1 to 100.',
      field: 'limit',
      value_received: 0,
    },
  },
  invalid_param: {
    status: 400,
    message: 'A value in the path is not of the form that this endpoint takes.',
    fix: 'Correct the named path value and send the request again.',
    when: ['A value in the path is not of the form that the endpoint takes, like a word for a number.'],
    script: ['curl -s $MOCK/v1/listings/cedar -H "$KEY"'],
    example: {
      message: 'id must be a whole number; it is "cedar".',
      fix: 'Send id as a whole number.',
      field: 'id',
      value_received: 'cedar',
    },
  },
  unknown_params: {
    status: 422,
    statusRow: 'queryStatus',
    message: 'The request has a query parameter that this endpoint does not have.',
    fix: 'Remove the parameter, or use one of those in valid_params.',
    when: ['The query has a parameter that the endpoint does not have. Hosted pages ignore such parameters.'],
    script: ['curl -s "$MOCK/v1/connect?limits=10" -H "$KEY"'],
    example: {
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
    status: 401,
    message: 'The request carries no API key.',
    fix: 'Send "Authorization: Bearer sk_test_…" or "x-api-key: sk_test_…".',
    when: [
      'A call that needs an API key has none, or a malformed Authorization header.',
      'A control call comes without the REPULL_MOCK_CONTROL_TOKEN that the server was started with.',
    ],
    script: ['curl -s $MOCK/v1/connect'],
  },
  invalid_api_key: {
    status: 401,
    message: 'Invalid API key.',
    fix: 'Use a key that begins with sk_test_ or sk_live_ and that this server accepts.',
    when: [
      'The key does not begin with sk_test_ or sk_live_, or has nothing after that.',
      'The server was started with REPULL_MOCK_API_KEYS, and the key is not one of them.',
    ],
    script: ["curl -s $MOCK/v1/connect -H 'Authorization: Bearer nonsense'"],
    example: {
      message: 'Invalid API key: a key is sk_test_ or sk_live_ and then printable ASCII characters.',
      field: 'Authorization',
    },
  },
  forbidden: {
    status: 403,
    message: 'This request is not allowed to do that.',
    fix: 'Check the key, the token and the ids of the request.',
    when: [
      'The sandbox is seeded or reset with a live key.',
      'A room is mapped that the claimed hotel does not have. Nothing is changed then.',
      'A control call comes from a page of another site, under a host name that is not this server’s, or with a token other than REPULL_MOCK_CONTROL_TOKEN.',
      'A hosted page is posted without the token of its own form.',
    ],
    script: ["curl -s -X POST $MOCK/v1/sandbox/seed -H 'Authorization: Bearer sk_live_forbidden'"],
    example: {
      message: 'This is not a test key, and only test keys have a sandbox.',
      fix: 'Call with a key that begins with sk_test_.',
    },
  },
  not_found: {
    status: 404,
    message: 'There is nothing at this address.',
    fix: 'Check the path and the id; ids are visible only to the key that made them.',
    when: [
      'No route has the path; did_you_mean names the closest one.',
      'An id is unknown, was forgotten, or belongs to the workspace of another key.',
      'DELETE names a provider that is not connected.',
    ],
    script: ['curl -s $MOCK/v1/conect -H "$KEY"'],
    example: {
      message: 'There is no route GET /v1/conect.',
      fix: 'Use /v1/connect, or see /openapi.json.',
      field: 'path',
      value_received: '/v1/conect',
      did_you_mean: '/v1/connect',
    },
  },
  method_not_allowed: {
    status: 405,
    message: 'The path exists, but not with this method.',
    fix: 'Use one of the methods in valid_values.',
    isOurs: true,
    details: { valid_values: ['OPTIONS'], headers: { allow: 'OPTIONS' } },
    when: ['The path has routes for other methods; valid_values and the Allow header list them.'],
    script: ['curl -s -X DELETE $MOCK/v1/connect -H "$KEY"'],
    example: {
      message: '/v1/connect cannot be called with DELETE.',
      fix: 'Use GET, HEAD, POST, OPTIONS.',
      field: 'method',
      value_received: 'DELETE',
      valid_values: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    },
  },
  not_implemented: {
    status: 501,
    message: 'Repull publishes this operation, but this mock does not have it.',
    fix: 'Use an operation that the mock lists in /openapi.json.',
    when: [
      'Repull publishes the operation or has published it, but this mock does not have it; fix says until when, and names the closest one.',
      'A session is opened with the purpose migrate, which this mock does not have.',
      'DELETE /v1/connect/{provider} names another provider than airbnb and booking, as published since 2026-10.',
    ],
    script: ['curl -s $MOCK/v1/reviews -H "$KEY"'],
    example: {
      message: 'This mock does not have GET /v1/reviews.',
      fix: 'Repull publishes it. The nearest operation that the mock has is GET /v1/reservations; /openapi.json lists them all.',
    },
  },
} satisfies ErrorTable
