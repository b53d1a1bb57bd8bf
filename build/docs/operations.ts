/** How much an operation is what Repull's own does. */
export interface Fidelity {
  /** `implemented`: it does what is published. `simulated`: so it looks, and what is behind it is made up. */
  readonly is: 'implemented' | 'simulated'
  readonly note: string
}

function implemented(note: string): Fidelity {
  return { is: 'implemented', note }
}

function simulated(note: string): Fidelity {
  return { is: 'simulated', note }
}

const fromSandbox = 'The seeded data, and nothing before a seeding.'
const always = 'Always empty once connected: the sandbox has nothing there.'

/** How each operation under `/v1` stands that this server has, by method and path as openapi.yaml spells them. */
export const fidelities: Readonly<Record<string, Fidelity>> = {
  'GET /v1/health': implemented('Says that it is the mock.'),
  'GET /v1/health/auth': simulated('Always ok.'),
  'GET /v1/health/mcp': simulated('Always ok: there is no MCP server behind it.'),
  'GET /v1/health/webhooks': simulated('Always ok.'),
  'GET /v1/health/channels/{channel}': simulated('Not ok while a fault with match.provider is set for it.'),
  'GET /v1/connect': implemented('Newest first. Connections go bad when a tester breaks them.'),
  'GET /v1/connect/resume': implemented('Follows the fixUrl of a connection, of any provider.'),
  'POST /v1/connect': implemented('The url is a page of this server.'),
  'POST /v1/connect/sessions': implemented(
    'Another name of POST /v1/connect, for the documented connect.create.',
  ),
  'GET /v1/connect/providers': implemented(
    'The published slugs and patterns; names, descriptions and aliases are ours.',
  ),
  'GET /v1/connect/sessions/{id}': implemented('For whoever waits for the end of a session.'),
  'POST /v1/connect/sessions/{id}/select-provider': implemented(
    'Selecting the same provider again changes nothing.',
  ),
  'POST /v1/connect/sessions/{id}/complete': simulated(
    'The documented connect.complete: the host is skipped, the account made up.',
  ),
  'GET /v1/connect/{provider}': implemented(
    'The newest account, and all of them in accounts; of airbnb those that were disconnected too.',
  ),
  'POST /v1/connect/{provider}': simulated(
    'The session is real; whether credentials are good is decided by magic values.',
  ),
  'DELETE /v1/connect/{provider}': implemented(
    'Listings of the sandbox that no other connected channel carries become inactive.',
  ),
  'GET /v1/connect/{provider}/write-policy': implemented('The switches hold nothing back here.'),
  'PATCH /v1/connect/{provider}/write-policy': implemented('They survive a reconnect.'),
  'POST /v1/connect/{provider}/credentials': simulated(
    'What the hosted page sends; without a sessionId it asks for a key. Magic values decide what is good.',
  ),
  'GET /v1/connect/vrbo-login': implemented('The status of vrbo.'),
  'GET /v1/connect/booking-extranet-login': implemented('The status of booking_extranet.'),
  'POST /v1/connect/vrbo-login/session': simulated(
    'Magic values decide whether the host may sign in; the account derives from the e-mail address.',
  ),
  'GET /v1/connect/vrbo-login/session': simulated(
    'Done at once, but for accounts whose id ends in 425: they take ten seconds of the clock of the workspace.',
  ),
  'POST /v1/connect/booking-extranet-login/invite': simulated('The host accepts after the first status.'),
  'GET /v1/connect/booking-extranet-login/session': simulated('A fictional number for each session.'),
  'POST /v1/connect/booking-extranet-login/session': simulated(
    'Magic values decide how it goes on; the words of status are ours.',
  ),
  'GET /v1/connect/booking-extranet-login/status': simulated('Each call lets the host go on.'),
  'POST /v1/connect/booking-extranet-login/recheck': simulated('The access is found at once.'),
  'GET /v1/connect/sessions/{id}/listing-options': simulated(
    'The listings of the sandbox, or three derived ones.',
  ),
  'GET /v1/connections/{id}/units': simulated(
    'Three units derive from the account; those of a hotel are its rooms.',
  ),
  'POST /v1/connections/{id}/mappings': simulated(
    'Each item has a result of its own; in a session it makes the connection. No channel hears of it.',
  ),
  'POST /v1/connections/{id}/mappings/automap': simulated(
    'Exactly the same names only; shown unless apply is true.',
  ),
  'GET /v1/connections/{id}/listing-options': simulated(
    'The listings of the sandbox, or three derived ones.',
  ),
  'POST /v1/connect/booking/verify': simulated('Hotels derive from their id; some endings choose an error.'),
  'GET /v1/connect/booking/rooms': simulated(
    'Three rooms derive from the hotel id, ready at once but for ids that end in 425.',
  ),
  'POST /v1/connect/booking/callback': simulated('Any JSON object is taken, and changes nothing.'),
  'POST /v1/connect/booking/map-rooms': simulated(
    'The mapping is checked and completes the session; no channel hears of it.',
  ),
  'GET /v1/webhooks': implemented('Newest first.'),
  'POST /v1/webhooks': implemented(
    'Targets on this machine and private networks only, unless REPULL_MOCK_WEBHOOK_TARGETS says otherwise.',
  ),
  'GET /v1/webhooks/event-types': implemented('All published types.'),
  'GET /v1/webhooks/{id}': implemented('Without the secret.'),
  'PATCH /v1/webhooks/{id}': implemented('active starts the count of failures anew.'),
  'DELETE /v1/webhooks/{id}': implemented('With its log. Deliveries that wait are still made.'),
  'POST /v1/webhooks/{id}/rotate-secret': implemented('The new secret is shown once.'),
  'POST /v1/webhooks/{id}/ping': implemented('Sent for real.'),
  'POST /v1/webhooks/{id}/test/{event_type}': implemented('Sent for real, with data of the sandbox.'),
  'GET /v1/webhooks/{id}/deliveries': implemented('The last 200 attempts.'),
  'GET /v1/webhooks/{id}/deliveries/{delivery_id}': implemented('With what was sent and what came back.'),
  'POST /v1/webhooks/{id}/deliveries/{delivery_id}/replay': implemented(
    'The same event id, a new delivery id; three times an hour, by force if it succeeded.',
  ),
  'POST /v1/webhooks/test': implemented('Sent for real, once.'),
  'POST /v1/sandbox/seed': implemented('The same data in every workspace, dated from the seeding.'),
  'POST /v1/sandbox/reset': implemented('Removes what was seeded, and nothing else.'),
  'GET /v1/listings': simulated(fromSandbox),
  'GET /v1/listings/{id}': simulated(fromSandbox),
  'POST /v1/listings/status': simulated('It changes the seeded listings.'),
  'GET /v1/properties': simulated(fromSandbox),
  'GET /v1/properties/{id}': simulated(fromSandbox),
  'GET /v1/reservations': simulated(fromSandbox),
  'GET /v1/reservations/{id}': simulated(fromSandbox),
  'GET /v1/channels/airbnb/connection': implemented('Disconnected accounts stay in hosts.'),
  'GET /v1/channels/airbnb/listings': simulated(fromSandbox),
  'GET /v1/channels/airbnb/listings/{id}': simulated(fromSandbox),
  'GET /v1/channels/airbnb/reservations': simulated(fromSandbox),
  'GET /v1/channels/airbnb/reservations/{code}': simulated(fromSandbox),
  'GET /v1/channels/booking/properties': simulated(fromSandbox),
  'GET /v1/channels/booking/properties/{id}': simulated(fromSandbox),
  'GET /v1/channels/booking/listings/{id}/pricing': simulated(
    'Prices of the seeded listings, made up for every night.',
  ),
  'GET /v1/channels/booking/reservations': simulated(fromSandbox),
  'GET /v1/channels/vrbo/listings': simulated(always),
  'GET /v1/channels/vrbo/reservations': simulated(always),
  'GET /v1/channels/plumguide/listings': simulated(always),
  'GET /v1/channels/plumguide/bookings': simulated(always),
}

/** What each address does that is no call of the API. */
export const pages: Readonly<Record<string, string>> = {
  'GET /': 'What this server is, a first call, and where its parts are: a page, or JSON for programs',
  'GET /llms.txt': 'The same in short, for coding agents',
  'GET /demo/callback':
    'A page to use as `redirectUrl`: what a redirect brought, and what an app does with it',
  'GET /favicon.ico': 'The icon of the server, as SVG',
  'GET /connect': 'The picker of a session',
  'POST /connect': 'What the host picks there',
  'GET /connect/{provider}': "The page of a session for a provider's host",
  'POST /connect/{provider}': 'What the host decides there',
  'GET /connect/time':
    'How much time the session has left, as server-sent events, which its open page follows',
  'GET /docs': 'The API reference: every operation, to read and to try',
  'GET /docs/assets/{name}': 'The script and the style sheet of that page',
  'GET /docs/errors': 'All errors as a page',
  'GET /docs/errors/{code}': 'One error as a page',
  'GET /openapi.yaml': 'The description of the API, in the version of REPULL_MOCK_API_VERSION',
  'GET /openapi.json': 'The same as JSON',
  'GET /openapi-2026-10.yaml': 'The description of that version, whatever the server speaks',
  'GET /openapi-2026-10.json': 'The same as JSON',
  'GET /openapi-2026-07.yaml': 'The description of that version, whatever the server speaks',
  'GET /openapi-2026-07.json': 'The same as JSON',
}
