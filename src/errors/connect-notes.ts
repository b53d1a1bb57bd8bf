import { providerSlugs } from '../providers/providers.js'
import { type ErrorNotes, json, openSession, verifyHotel } from './error-note.js'

/** Errors of sessions, and of the providers behind them. */
export const connectNotes = {
  invalid_provider: {
    when: [
      'The slug in the path, in select-provider or in allowedProviders is none of the supported ones. Nothing is folded: Airbnb, booking.com and airbnb_v2 are refused, and did_you_mean says what was meant.',
      'A session is used with a provider other than the one that it is bound to, or completed before it is bound to any.',
      'A provider is selected that the session does not allow, or after another one was selected.',
      'Credentials are sent to a provider that connects without any, like airbnb.',
      'A listing or reservation is asked for in the namespace of a channel where it is not.',
    ],
    sh: ['curl -s -X POST $MOCK/v1/connect/airbnbpro -H "$KEY"'],
    answer: {
      message: 'Unknown provider: airbnbpro',
      fix: 'Use a slug exactly as valid_values lists it, most likely airbnb: lower case, no spaces, no version suffix.',
      field: 'provider',
      value_received: 'airbnbpro',
      valid_values: providerSlugs,
      did_you_mean: 'airbnb',
    },
  },
  invalid_credentials: {
    when: [
      'The provider refuses what the host entered. Here it does so when any credential is the text invalid.',
      'The username and password of Vrbo are not those that were made for the session.',
    ],
    sh: [`curl -s -X POST $MOCK/v1/connect/smoobu -H "$KEY" ${json} -d '{"apiKey": "invalid"}'`],
  },
  session_terminal: {
    when: [
      'A call names a session that is completed, cancelled or errored; session_status says which. That is final, also after the session would have expired.',
      'Of two calls that complete a session at the same time, the later one gets it.',
    ],
    sh: [
      openSession('airbnb'),
      `curl -s -o /dev/null -X POST $MOCK/v1/connect/sessions/$SESSION/complete -H "$KEY" ${json} -d '{"provider": "airbnb"}'`,
      'curl -s $MOCK/v1/connect/sessions/$SESSION -H "$KEY"',
    ],
    answer: {
      message: 'The Connect session is completed and can not change any more.',
      session_status: 'completed',
    },
  },
  session_expired: {
    when: [
      'Any call on a session whose lifetime is over: 30 minutes, what REPULL_MOCK_SESSION_TTL says, or what the creating call asked for with Prefer: ttl.',
      'A day after its expiry (REPULL_MOCK_SESSION_RETENTION) the session is forgotten, and the answer is not_found.',
    ],
    sh: [
      openSession('airbnb', " -H 'Prefer: ttl=1ms'"),
      'curl -s $MOCK/v1/connect/sessions/$SESSION -H "$KEY"',
    ],
    answer: {
      message: 'The Connect session expired at 2026-11-21T09:00:00.001Z.',
      session_status: 'expired',
    },
  },
  designation_pending: {
    isOurs: true,
    when: [
      'A hotel is verified whose owner has not yet designated Repull in the Extranet. Here that is every hotel id that ends in 412.',
    ],
    sh: [openSession('booking'), verifyHotel('1234412')],
  },
  claim_pending: {
    isOurs: true,
    when: [
      'The rooms of a session are asked for, or mapped, before a hotel was verified in it.',
      'Rooms are mapped while they are still being imported. Here the import of a hotel whose id ends in 425 takes two calls for its rooms.',
    ],
    sh: [openSession('booking'), 'curl -s "$MOCK/v1/connect/booking/rooms?sessionId=$SESSION"'],
    answer: { message: 'No hotel is verified in this session yet.', retry_after: 2 },
  },
  booking_error: {
    when: ['Booking.com fails at a verification. Here it does so for every hotel id that ends in 502.'],
    sh: [openSession('booking'), verifyHotel('1234502')],
  },
  provider_unavailable: {
    when: [
      'The provider is away. Here it is when any credential is the text unavailable, and for every hotel id that ends in 503.',
    ],
    sh: [`curl -s -X POST $MOCK/v1/connect/smoobu -H "$KEY" ${json} -d '{"apiKey": "unavailable"}'`],
  },
} as const satisfies ErrorNotes<string>
