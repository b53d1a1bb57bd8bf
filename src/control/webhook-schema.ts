import { Type } from '@sinclair/typebox'
import { instant, instantOrNull, integerOrNull, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { eventTypes } from '../webhooks/event-types.js'
import { EventType, Headers, HeadersOrNull, WebhookEvent, webhookStatuses } from '../webhooks/schema.js'
import { Wait } from './clock-schema.js'
import { Since } from './request-schema.js'

const exactly = { additionalProperties: false }
const uuid = { format: 'uuid' }
const Uuid = Type.String(uuid)
const Status = integerOrNull({ minimum: 100, maximum: 999 })
const Count = Type.Integer({ minimum: 0, maximum: 1e9 })

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
    statusCode: Status,
    errorMessage: stringOrNull(),
    nextAttemptAt: instantOrNull('When the event is sent again; null when it is not.'),
    url: Type.String(),
    signature: Type.String({ description: 'The X-Repull-Signature that was sent.' }),
    payload: ref(WebhookEvent),
  },
  { $id: 'MockWebhookDelivery', ...exactly, description: 'An attempt to deliver an event.' },
)

export const SentQuery = Type.Object({
  type: Type.Optional(oneOf(eventTypes)),
  webhook: Type.Optional(Type.String({ ...uuid, description: 'The id of a webhook.' })),
  success: Type.Optional(Type.Boolean()),
  since: Type.Optional(Since),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'The newest so many.' })),
  count: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'How many to wait for; 1 if not said.' }),
  ),
  wait: Type.Optional(Wait),
})

const Position = Type.Integer({ minimum: 1, maximum: 1e12 })

const KeptWebhook = Type.Object(
  {
    id: Uuid,
    url: Type.String({ format: 'uri', maxLength: 2048 }),
    description: stringOrNull({ maxLength: 1024 }),
    events: Type.Array(oneOf(eventTypes), { maxItems: 50 }),
    status: oneOf(webhookStatuses),
    secret: Type.String({ minLength: 1, maxLength: 256 }),
    attempts: Count,
    consecutiveFailures: Count,
    lastDeliveredAt: instantOrNull('When the last attempt was made.'),
    lastSuccessAt: instantOrNull('When the endpoint last took an event.'),
    lastFailureAt: instantOrNull('When it last did not.'),
    lastDeliveryStatus: Status,
    disabledAt: instantOrNull('When failures disabled it.'),
    createdAt: instant('When it was made.'),
    updatedAt: instant('When it was last changed.'),
    position: Position,
  },
  exactly,
)

const KeptEvent = Type.Object(
  {
    id: Uuid,
    type: oneOf(eventTypes),
    createdAt: instant('When it happened.'),
    data: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  },
  exactly,
)

const KeptDelivery = Type.Object(
  {
    id: Uuid,
    webhookId: Uuid,
    position: Position,
    event: KeptEvent,
    attempt: Type.Integer({ minimum: 1, maximum: 1e9 }),
    success: Type.Boolean(),
    statusCode: Status,
    responseTimeMs: Count,
    errorMessage: stringOrNull({ maxLength: 1000 }),
    requestHeaders: Headers,
    responseHeaders: HeadersOrNull,
    responseBody: stringOrNull({ maxLength: 5000 }),
    createdAt: instant('When it was due.'),
    endedAt: instant('When it ended.'),
    nextAttemptAt: instantOrNull('When the event is sent again.'),
  },
  exactly,
)

const KeptDue = Type.Object(
  {
    webhookId: Uuid,
    event: KeptEvent,
    attempt: Type.Integer({ minimum: 1, maximum: 1e9 }),
    retries: integerOrNull({ minimum: 0, maximum: 5 }),
    dueAt: instant('When it is made.'),
  },
  exactly,
)

/** What a snapshot holds of webhooks. */
export const KeptWebhooks = Type.Object(
  {
    webhooks: Type.Array(KeptWebhook, { maxItems: 50 }),
    deliveries: Type.Array(KeptDelivery, { maxItems: 10_000, description: 'Their log.' }),
    due: Type.Array(KeptDue, { maxItems: 50_000, description: 'Attempts that are still to come.' }),
  },
  exactly,
)
