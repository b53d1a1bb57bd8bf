import { Type } from '@sinclair/typebox'
import { errorCodes } from '../errors/catalogue.js'
import {
  instant,
  instantOrNull,
  integerOrNull,
  mapOf,
  methods,
  objectOrNull,
  oneOf,
  oneOfOrNull,
  ref,
  stringOrNull,
} from '../lib/schema.js'
import { EventType, WebhookEvent } from '../webhooks/event-schema.js'
import { eventTypes } from '../webhooks/event-types.js'
import { PathPattern } from './fault-schema.js'

const closed = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })

export const RecordedRequest = Type.Object(
  {
    id: Type.String(),
    at: instant('When it was answered, in the time of its workspace.'),
    method: Type.String(),
    path: Type.String({ description: 'Without query and base path.' }),
    query: mapOf(Type.Unknown()),
    status: integerOrNull({ description: 'Null when the connection was cut before there was an answer.' }),
    code: oneOfOrNull(errorCodes, { description: 'Of the error that answered it.' }),
    sessionId: stringOrNull({ description: 'The session that it named or opened.' }),
    requestId: Type.String(),
    workspace: stringOrNull({ description: 'Null for a call that belongs to none.' }),
    durationMs: Type.Number(),
    fault: objectOrNull(
      Type.Object(
        {
          id: stringOrNull({ description: 'Null for a Prefer header.' }),
          respond: Type.Unsafe<object>({ type: 'object', additionalProperties: true }),
        },
        closed,
      ),
    ),
    warnings: Type.Array(Type.String(), { description: 'What was ignored of it.' }),
    requestBody: Type.Unknown({
      description: 'Parsed, credentials redacted; null when there is none or it is long.',
    }),
    responseBody: Type.Unknown({ description: 'Parsed, secrets redacted; null for pages and long ones.' }),
    nearest: stringOrNull({ description: 'After a 400 or 404: what would have worked, or what to do.' }),
    curl: Type.String({ description: 'Sends it again, with the API key of $REPULL_KEY.' }),
  },
  { $id: 'MockRequest', ...closed },
)

export const SentWebhook = Type.Object(
  {
    id: Type.String(),
    at: instant('When it was made, in the time of its workspace.'),
    workspace: Uuid,
    webhookId: Uuid,
    deliveryId: Uuid,
    eventId: Uuid,
    type: ref(EventType),
    attempt: Type.Integer({ minimum: 1 }),
    success: Type.Boolean(),
    statusCode: integerOrNull({ minimum: 100, maximum: 999 }),
    errorMessage: stringOrNull(),
    nextAttemptAt: instantOrNull('When the event is sent again; null when it is not.'),
    url: Type.String(),
    signature: Type.String({ description: 'The X-Repull-Signature that was sent.' }),
    payload: ref(WebhookEvent),
  },
  { $id: 'MockWebhookDelivery', ...closed, description: 'An attempt to deliver an event.' },
)

const since = Type.Optional(
  Type.String({
    pattern: '^(?:jrn_[\\w-]{1,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,16}Z)$',
    description: 'the id of an entry, for those after it, or an instant like 2026-11-21T09:00:00.000Z',
  }),
)

/** Which of the entries that match are listed, and how many of them a call waits for. */
const listing = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'How many at most, the newest.' }),
  ),
  count: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'How many to wait for; 1 if not said.' }),
  ),
  wait: Type.Optional(
    Type.String({
      pattern: '^[0-9]{1,12}(?:ms|s|m|h|d)?$',
      description: 'milliseconds, or a whole number with ms, s, m, h or d, 60s at most',
    }),
  ),
}

const requestFilter = {
  method: Type.Optional(oneOf(methods)),
  path: Type.Optional(PathPattern),
  status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
  code: Type.Optional(oneOf(errorCodes)),
  session: Type.Optional(Type.String({ maxLength: 64, description: 'A sessionId.' })),
  since,
}

export const CountQuery = Type.Object(requestFilter)

export const RequestsQuery = Type.Object({ ...requestFilter, ...listing })

export const SentQuery = Type.Object({
  type: Type.Optional(oneOf(eventTypes)),
  webhook: Type.Optional(Type.String({ format: 'uuid', description: 'The id of a webhook.' })),
  success: Type.Optional(Type.Boolean()),
  since,
  ...listing,
})
