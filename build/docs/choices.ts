import { declarations } from '../../src/cli/settings.js'
import { catalogue, errorCodes } from '../../src/errors/catalogue.js'
import { rateLimit } from '../../src/http/limits.js'
import { providers } from '../../src/providers/providers.js'

const { SESSION_TTL: ttl, SESSION_RETENTION: retention } = declarations
const ownCodes = errorCodes.filter((code) => catalogue[code].isOurs)

/** What Repull publishes of a matter, and what we chose where it is silent. */
export interface Choice {
  readonly matter: string
  /** Empty where nothing is published. */
  readonly published: string
  readonly ours: string
}

/** All of our own choices that no comparison of two descriptions shows. */
export const choices: readonly Choice[] = [
  {
    matter: 'Errors',
    published: 'the envelope and most codes',
    ours: `the wording of message and fix; did_you_mean; field and value_received; the codes ${ownCodes.map((code) => `[${code}](errors/${code}.md)`).join(', ')}`,
  },
  {
    matter: 'Order of checks',
    published: '',
    ours: 'route, key, limits, faults, provider, query, body, repetition, session (ended, expired, wrong provider), fields, hotel and rooms: the first that fails is answered',
  },
  {
    matter: 'Fields that nobody knows',
    published: 'they are not refused',
    ours: 'they are named in `X-Repull-Mock-Warning`, in the log and in the journal',
  },
  {
    matter: 'Keys',
    published: '`sk_test_` and `sk_live_`',
    ours: 'every such key is taken and is a workspace of its own, made on first use; `REPULL_MOCK_API_KEYS` names the only ones',
  },
  {
    matter: 'Sessions',
    published: 'they expire, end once, and belong to one provider',
    ours: `${ttl.fallback} of life, forgotten ${retention.fallback} after expiry; \`Prefer: ttl=5s\` shortens one; 503 \`capacity_exceeded\` where REPULL_MOCK_MAX_SESSIONS of them are open; a state that ended stays ended after expiry`,
  },
  {
    matter: 'Completing a session',
    published: '`connect.complete(sessionId, payload)` of the SDK',
    ours: 'its address, `POST /v1/connect/sessions/{id}/complete`, and its body `{provider, accountId?, accountName?, credentials?}`',
  },
  {
    matter: 'Providers',
    published: `the ${providers.length} slugs and how each connects`,
    ours: 'names, descriptions, aliases and colours; no folding of other spellings',
  },
  {
    matter: 'What a provider answers',
    published: '',
    ours: 'the magic values: a credential `invalid`, `unavailable` or `slow`; hotel ids that end in 412, 425, 502 or 503; any other hotel derives from its id',
  },
  {
    matter: 'Hosts who sign in',
    published: 'the calls, their members, and the words of Vrbo',
    ours: 'the words of the status of the Extranet and of errors of a mapping; the magic values of [sign-in.md](sign-in.md); the connection is made by the mapping; an import is done at once, or in ten seconds',
  },
  {
    matter: 'Hosted pages',
    published: 'the messages to the window that opened them, and what comes back to redirectUrl',
    ours: 'how they look and go; their `data-testid`; `auto=` and `show=`',
  },
  {
    matter: 'Webhooks',
    published: 'types, bodies, signature, retries, replays',
    ours: 'where they may go (`REPULL_MOCK_WEBHOOK_TARGETS`); what ping, test and replay answer; `nextAttemptAt`; one attempt at a time; what is due follows the clock of the workspace',
  },
  {
    matter: 'Sandbox',
    published: 'seed and reset, and the shapes of what is read',
    ours: 'the listings, reservations and connections themselves; 409 `no_connection` for a channel without one',
  },
  {
    matter: 'Idempotency-Key',
    published: '24 hours, `Idempotency-Status: cached`',
    ours: 'per route, and per session where that stands for the key; errors are remembered too, except 401, 402, 408, 425, 429 and 5xx; 422 for another body; 409 while the first call is running',
  },
  {
    matter: 'Rate limit',
    published: `${rateLimit.calls} calls in ${rateLimit.windowMs / 1000} seconds and the \`X-RateLimit\` headers`,
    ours: 'it is counted always and refused only with `REPULL_MOCK_RATE_LIMIT=on`; a refused call does not count',
  },
  {
    matter: 'Plans',
    published: '402 over the limit of a plan',
    ours: '`REPULL_MOCK_PLAN`, and which calls are served all the same: DELETE, the reset of the sandbox, and whatever needs no key',
  },
  {
    matter: 'Being a mock',
    published: '',
    ours: '`X-Repull-Mock` on every answer; all under `/_mock`; the `Prefer` header; `REPULL_MOCK_SEED`; `REPULL_MOCK_STORE_URL` for several servers',
  },
]
