import { type ErrorTable, json, openSession, verifyHotel } from '../entry.js'

/** Errors of sessions, of connections, and of the providers behind them. */
export const connectErrors = {
  invalid_credentials: {
    status: 401,
    message: 'The provider refused these credentials. Nothing was stored.',
    fix: 'Ask the host for the right credentials and send them again; the session stays usable.',
    when: [
      'The provider refuses the credentials. In this mock, a credential with the value invalid makes it do so.',
      'The username and password of Vrbo are not the ones that were made for the session.',
    ],
    script: [`curl -s -X POST $MOCK/v1/connect/smoobu -H "$KEY" ${json} -d '{"apiKey": "invalid"}'`],
  },
  session_terminal: {
    status: 409,
    message: 'The Connect session has already ended.',
    fix: 'Read the connection with GET /v1/connect/{provider}, or open a new session.',
    details: { session_status: 'completed' },
    when: [
      'A call names a session that is completed, cancelled or errored; session_status says which. It stays so after its expiry.',
      'Of two calls that complete a session at the same time, the later one is refused.',
    ],
    script: [
      openSession('airbnb'),
      `curl -s -o /dev/null -X POST $MOCK/v1/connect/sessions/$SESSION/complete -H "$KEY" ${json} -d '{"provider": "airbnb"}'`,
      'curl -s $MOCK/v1/connect/sessions/$SESSION -H "$KEY"',
    ],
    example: { message: 'The Connect session is completed and cannot change any more.' },
  },
  no_connection: {
    status: 409,
    message: 'The workspace has no connection to this channel.',
    fix: 'Connect the channel first: POST /v1/connect/{provider}.',
    when: [
      'A call under /v1/channels reads from a channel that the workspace has not connected.',
      'The write policy of a PMS is asked for that the workspace has not connected. The status is 404 there.',
    ],
    script: ['curl -s $MOCK/v1/channels/vrbo/listings -H "$KEY"'],
    example: {
      message: 'The workspace has no connection to vrbo.',
      fix: 'Connect it with POST /v1/connect/vrbo.',
      field: 'provider',
      value_received: 'vrbo',
    },
  },
  listing_inactive: {
    status: 403,
    message: 'The listing is inactive, so it cannot be read or changed.',
    fix: 'Connect its channel again if it was disconnected, then activate it with POST /v1/listings/status.',
    when: [
      'A call reads a listing that was deactivated, or one of its reservations, or replays a delivery about them.',
      'DELETE of a provider deactivates the listings that no other connected channel has.',
    ],
    script: [
      'curl -s -o /dev/null -X POST $MOCK/v1/sandbox/seed -H "$KEY"',
      'curl -s -o /dev/null -X DELETE $MOCK/v1/connect/airbnb -H "$KEY"',
      'curl -s $MOCK/v1/listings/900000102 -H "$KEY"',
    ],
    example: {
      message: 'The listing 900000102 is inactive, so it cannot be read or changed.',
      fix: 'Connect its channel again if it was disconnected, then activate it: POST /v1/listings/status with {"listingIds": ["900000102"], "active": true}.',
      field: 'listingId',
      value_received: '900000102',
    },
  },
  session_expired: {
    status: 410,
    message: 'The lifetime of this Connect session is over.',
    fix: 'Open a fresh session with POST /v1/connect/{provider} and the same redirectUrl, and send the user to its url at once.',
    details: { session_status: 'expired' },
    when: [
      'The lifetime of the session is over: 30 minutes, what REPULL_MOCK_SESSION_TTL says, or what the creating call asked for with Prefer: ttl.',
      'A day after its expiry (REPULL_MOCK_SESSION_RETENTION) the session is forgotten; then the answer is not_found.',
    ],
    script: [
      openSession('airbnb', " -H 'Prefer: ttl=1ms'"),
      'curl -s $MOCK/v1/connect/sessions/$SESSION -H "$KEY"',
    ],
    example: { message: 'The Connect session expired at 2026-11-21T09:00:00.001Z.' },
  },
  designation_pending: {
    status: 412,
    message: 'The hotel has not yet chosen Repull as its connectivity provider.',
    fix: 'Ask the host to designate Repull in the Booking.com Extranet, then verify the hotel again.',
    isOurs: true,
    when: ['The owner of the hotel has not yet designated Repull. In this mock: ids that end in 412.'],
    script: [openSession('booking'), verifyHotel('1234412')],
  },
  claim_pending: {
    status: 425,
    message: 'The hotel is not claimed yet, or its rooms are still being imported.',
    fix: 'Verify the hotel if that was not done, then ask for its rooms again after retry_after seconds.',
    isOurs: true,
    details: { retry_after: 2 },
    when: [
      'The rooms of a session are asked for, or mapped, before a hotel was verified in it.',
      'Rooms are mapped while they are still being imported; in this mock, the import takes two calls for the rooms if the id of the hotel ends in 425.',
    ],
    script: [openSession('booking'), 'curl -s "$MOCK/v1/connect/booking/rooms?sessionId=$SESSION"'],
    example: { message: 'No hotel is verified in this session yet.' },
  },
  booking_error: {
    status: 502,
    message: 'Booking.com answered with an error.',
    fix: 'Try again later; the session stays usable.',
    when: ['Booking.com fails to verify the hotel. In this mock: ids that end in 502.'],
    script: [openSession('booking'), verifyHotel('1234502')],
  },
  provider_unavailable: {
    status: 503,
    message: 'The provider cannot be reached at the moment.',
    fix: 'Try again later; nothing was changed.',
    when: [
      'The provider cannot be reached. In this mock, a credential with the value unavailable makes it so, and a hotel id that ends in 503.',
    ],
    script: [`curl -s -X POST $MOCK/v1/connect/smoobu -H "$KEY" ${json} -d '{"apiKey": "unavailable"}'`],
  },
} satisfies ErrorTable
