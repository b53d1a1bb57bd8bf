import { providerSlugs } from '../../src/connect/providers.js'
import { catalogue } from '../../src/errors/catalogue.js'
import { enumOf } from './shape.js'

/** Differences for one reason: what `compare` calls the place, and `published → described` there. */
interface Deliberate {
  readonly reason: string
  readonly differs: Readonly<Record<string, string>>
}

/**
 * Published paths that this server does not have yet. A line goes when its operations come; what then differs is told
 * by the test, word for word as it belongs below. What below is about an operation of these paths waits for it.
 */
export const notYet: readonly string[] = [
  '/v1/webhooks',
  '/v1/sandbox',
  '/v1/listings',
  '/v1/reservations',
  '/v1/properties',
  '/v1/channels',
]

const slugs = `string → ${enumOf(providerSlugs).kind}`

/** Where openapi.yaml differs from what is published, all of it. `*` is any operation that has not published it. */
export const deliberate: readonly Deliberate[] = [
  {
    reason: 'The slug of a provider is one of 13, so typed clients may know them.',
    differs: {
      'Connection.provider': slugs,
      'ConnectStatus.provider': slugs,
      'ConnectProvider.id': slugs,
      'SelectProviderResponse.provider': slugs,
    },
  },
  {
    reason:
      'The error pages create a session with POST /v1/connect/{provider}; only credentials connect at once.',
    differs: { 'POST /v1/connect/{provider} answer': 'Connection → Connection | ProviderSession' },
  },
  {
    reason:
      'The error pages say id and expires_at, the published file sessionId and expiresAt: both are there.',
    differs: { 'ConnectSession.id': 'absent → string', 'ConnectSession.expires_at': 'absent → date-time' },
  },
  {
    reason:
      'The documented connect.create and connect.complete, and reading a session, need calls of their own.',
    differs: {
      'POST /v1/connect/sessions': 'absent → operation',
      'GET /v1/connect/sessions/{id}': 'absent → operation',
      'POST /v1/connect/sessions/{id}/complete': 'absent → operation',
    },
  },
  {
    reason: 'Hosts paste their credentials into a hosted page, which sends them with the session for a key.',
    differs: { 'POST /v1/connect/{provider}/credentials': 'absent → operation' },
  },
  {
    reason:
      'Each provider asks for credentials of its own, and a session may carry a state however it was opened.',
    differs: {
      'POST /v1/connect/{provider} body.state': 'absent → string | null',
      'POST /v1/connect/{provider} body.accountId': 'absent → string',
      'POST /v1/connect/{provider} body.username': 'absent → string',
      'POST /v1/connect/{provider} body.password': 'absent → string',
      'POST /v1/connect/{provider} body.apiToken': 'absent → string',
      'POST /v1/connect/{provider} body.propKey': 'absent → string',
      'POST /v1/connect/{provider} body.accessToken': 'absent → string',
    },
  },
  {
    reason: 'Both spellings are in use.',
    differs: {
      'POST /v1/connect body.allowed_providers': 'absent → string[] | null',
      'Error.error.valid_params': 'absent → string[]',
    },
  },
  {
    reason: 'A workspace may have several accounts of one provider.',
    differs: {
      'ConnectStatus.accounts': 'absent → Connection[]',
      'DELETE /v1/connect/{provider} ?accountId': 'absent → string',
    },
  },
  {
    reason: 'What is removed is said; published is a status alone.',
    differs: {
      'DELETE /v1/connect/{provider} answer': 'no body → Disconnected',
      'DELETE /v1/connect/{provider} 404': 'absent → Error',
    },
  },
  {
    reason: 'The answer is published with a pagination, for which the published operation has no parameters.',
    differs: {
      'GET /v1/connect ?limit': 'absent → integer',
      'GET /v1/connect ?cursor': 'absent → string',
      'GET /v1/connect ?offset': 'absent → integer',
      'GET /v1/connect ?include_total': 'absent → boolean',
    },
  },
  {
    reason: 'Every session call can meet a session that is not there, has ended or has expired.',
    differs: {
      'POST /v1/connect/sessions/{sessionId}/select-provider 404': 'absent → Error',
      'POST /v1/connect/sessions/{sessionId}/select-provider 409': 'absent → Error',
      'POST /v1/connect/sessions/{sessionId}/select-provider 410': 'absent → Error',
    },
  },
  {
    reason: 'All paths of a session name it alike; that does not show on the wire.',
    differs: {
      'POST /v1/connect/sessions/{sessionId}/select-provider spelling':
        'POST /v1/connect/sessions/{sessionId}/select-provider → POST /v1/connect/sessions/{id}/select-provider',
    },
  },
  {
    reason: 'The list of providers is the same for all: a client may keep it, and finds aliases with each.',
    differs: {
      'GET /v1/connect/providers 304': 'absent → no body',
      'ConnectProvider.aliases': 'string[] | null → string[]',
    },
  },
  {
    reason: 'Health says which server answers, and when; one that is not well answers no ok.',
    differs: {
      'GET /v1/health answer.status': 'string → enum(ok)',
      'GET /v1/health answer.service': 'absent → string',
      'GET /v1/health answer.timestamp': 'absent → date-time',
    },
  },
  {
    reason: 'Errors name the codes that there are, and what a client needs to go on.',
    differs: {
      'Error.error.code': `string → ${enumOf(Object.keys(catalogue)).kind}`,
      'Error.error.session_status': 'absent → enum(cancelled, completed, errored, expired)',
      'Error.error.limit': 'absent → integer',
      'Error.error.window_seconds': 'absent → integer',
    },
  },
  {
    reason: 'There is nobody to turn to for help with a mock.',
    differs: { 'Error.error.support': 'optional object → absent' },
  },
  {
    reason:
      'Published on the pages about errors, or raised by HTTP itself, for any call, if not with each operation.',
    differs: {
      '* 400': 'absent → Error',
      '* 401': 'absent → Error',
      '* 413': 'absent → Error',
      '* 414': 'absent → Error',
      '* 429': 'absent → Error',
      '* 500': 'absent → Error',
      '* 503': 'absent → Error',
    },
  },
  {
    reason: 'The pages about errors give 400 to every refused value, and know no 422.',
    differs: {
      'GET /v1/properties 422': 'Error → absent',
      'GET /v1/properties/{id} 422': 'Error → absent',
      'GET /v1/reservations 422': 'Error → absent',
      'GET /v1/reservations/{id} 422': 'Error → absent',
      'GET /v1/listings 422': 'Error → absent',
      'GET /v1/listings/{id} 422': 'Error → absent',
    },
  },
]
