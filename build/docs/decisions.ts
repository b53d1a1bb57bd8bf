/** The published files that decisions rest on, with the day of each. */
const sources = {
  july: 'OpenAPI file, 2026-07-30',
  newest: 'OpenAPI file 0.2.29, 2026-10-03',
  october: 'OpenAPI file 0.2.28, 2026-10-03',
  docs25: 'client docs 0.2.25, 2026-09-29',
  changes: 'changelog to 0.2.28, 2026-10-03',
  agent: 'agent client 0.2.9, 2026-10-03',
  pages: 'pages about errors',
} as const

/** What was decided where the published versions, or the published texts of one, contradict each other. */
export interface Decision {
  /** A row number for ever: `A` changes what clients of 2026-07 read, `B` adds paths, `C` is what the pages about errors settle. */
  readonly id: string
  readonly matter: string
  readonly here: string
  readonly source: string
  /** Whether what is here is published nowhere. */
  readonly isOurs: boolean
}

type Row = readonly [id: string, matter: string, here: string, source: keyof typeof sources, isOurs?: 'ours']

const rows: readonly Row[] = [
  ['A1', 'body of a webhook', 'the members of both versions; `eventId` is `id`', 'october'],
  ['A2', 'event at the end', '`account.created` once, `connect.session.completed` always', 'october'],
  ['A3', 'event types', '32 can be subscribed to; 2026-07 lists its 15', 'october'],
  ['A4', 'DELETE, several accounts', '422 with their ids; in 2026-07 the newest goes', 'newest'],
  ['A5', 'DELETE of other providers', '501; in 2026-07 as for airbnb', 'newest'],
  ['A6', '`listingsDeactivated`', 'the listings that no other channel carries', 'newest'],
  ['A7', '`accounts` of a status', 'five members each; those of airbnb stay when disconnected', 'newest'],
  [
    'A8',
    'status of a connection',
    'active or error; in `accounts` inactive too; none of the three new ones',
    'october',
    'ours',
  ],
  ['A9', '`action` and `fixUrl` of a connection', 'only while it is bad', 'newest'],
  ['A10', '`apiKey` in POST /v1/connect/{provider}', 'taken in both versions, with a warning', 'agent'],
  ['A11', 'smoobu', 'needs `apiSecret`; in 2026-07 one key is enough', 'newest'],
  ['A12', 'booking/properties, vrbo/listings', 'arrays; in 2026-07 `{data, pagination}`', 'october'],
  ['A13', '`dataFreshness`', 'both objects, each in its spelling', 'newest'],
  ['A14', 'ids of airbnb', 'strings; in 2026-07 integers', 'october'],
  ['A15', 'latitude, longitude', 'strings; in 2026-07 numbers', 'october'],
  ['A16', '`mapped`', 'rooms that got a listing; in 2026-07 all items', 'october'],
  [
    'A17',
    '`create` of a mapping',
    'makes a listing for the room, in the same step as the mapping',
    'october',
    'ours',
  ],
  ['A18', '`missingCapabilities`', 'empty, but for a hotel id that ends in 403', 'newest'],
  ['A19', 'bad query', '422; in 2026-07 400. The code stays `unknown_params`', 'newest'],
  ['A20', 'bad body', '400 `invalid_body`, as the error table says', 'pages'],
  ['A21', 'Idempotency-Key of another body', '422 `idempotency_key_reused`', 'newest'],
  ['A22', 'Idempotency-Key in use', '409 `idempotency_key_in_use`, in both versions', 'newest'],
  ['A23', 'what a key remembers', 'refusals too, but not 401, 402, 408, 425, 429 or 5xx', 'newest'],
  ['A24', '`no_connection`', '409 for channels, 404 for the write policy', 'newest'],
  [
    'A25',
    '`state`',
    '500 characters; in 2026-07 4096. Also in the message to the opener and the webhook',
    'newest',
  ],
  ['A26', '`accessType` of a picker', 'taken; it fixes the choice on the page', 'newest'],
  ['A27', 'migration', 'its fields are taken; `purpose: "migrate"` answers 501', 'newest', 'ours'],
  ['A28', 'sandbox, `sk_test_` keys', 'stay, because they are how a mock gets data', 'july'],
  ['A29', 'plan `starter`', '50 listings, as a plan for tests; `starter:3` for 3', 'newest'],
  ['A30', 'calls without the plan limit', 'what needs no key, DELETE, reset, activating listings', 'newest'],
  ['A31', 'inactive listings', 'left out of lists; 403 `listing_inactive` when read', 'newest'],
  ['A32', 'replays', 'three an hour; `force` for one that succeeded', 'newest'],
  ['A33', '`X-RateLimit-Reset`', 'seconds since 1970', 'newest'],
  ['A34', '`fixUrl` of airbnb', 'a page of this server', 'newest', 'ours'],
  [
    'B35',
    'cloudbeds, mews, track',
    'connect by credentials; answers have the members of all routes',
    'october',
  ],
  ['B36', 'providers listed', 'all; in 2026-07 none that came after it', 'newest'],
  ['B37', 'write policy', 'stored per provider, kept when it reconnects', 'docs25'],
  ['B38', 'mapping of units', 'snake_case and integer ids, as published; a result for each item', 'docs25'],
  ['B39', 'sign-in of Vrbo', '501 in 2026-07; the mapping makes the connection', 'docs25'],
  [
    'B40',
    'sign-in of the Extranet',
    '501 in 2026-07; connects as `booking_extranet`; the words of `status` are ours',
    'october',
    'ours',
  ],
  ['B41', '/v1/connect/resume', '302; a bad link is the one refusal without the envelope', 'october'],
  ['B42', '/v1/connect/booking/callback', '200 for any object', 'newest'],
  ['B43', 'health of parts', '200; 503 while a fault of the channel is set', 'newest'],
  ['B44', '/v1/connect/plumguide/credentials', 'kept', 'july', 'ours'],
  ['B45', 'all other operations', '501 in both versions, those of the past too', 'changes', 'ours'],
  ['C46', '`invalid_provider`', '400; the slug is judged before query and body', 'pages'],
  ['C47', '`session_expired`', '410, on every call of a session', 'pages'],
  ['C48', 'answer of a new session', '`id` and `expires_at`, and `sessionId` and `expiresAt`', 'pages'],
  ['C49', '`sk_test_` keys', 'taken in both versions', 'pages'],
  ['C50', 'connect.complete(sessionId, payload)', 'POST /v1/connect/sessions/{id}/complete', 'pages', 'ours'],
  ['C51', 'connect.create({provider, redirectUrl})', 'POST /v1/connect/{provider}', 'pages'],
  ['C52', 'status of a session that succeeded', '`completed`', 'pages'],
  ['C53', 'code of what is not there', '`not_found`', 'pages'],
]

/** Every decision, in the order of its number. */
export const decisions: readonly Decision[] = rows.map(([id, matter, here, source, isOurs]) => {
  return { id, matter, here, source: sources[source], isOurs: isOurs !== undefined }
})
