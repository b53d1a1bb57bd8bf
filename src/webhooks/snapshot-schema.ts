import { Type } from '@sinclair/typebox'
import { instant, instantOrNull, integerOrNull, oneOf, stringOrNull } from '../lib/schema.js'
import { EventAccount } from './event-schema.js'
import { eventTypes } from './event-types.js'
import { Headers, HeadersOrNull, webhookStatuses } from './schema.js'

const closed = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const Status = integerOrNull({ minimum: 100, maximum: 999 })
const Count = Type.Integer({ minimum: 0, maximum: 1e9 })
const Attempt = Type.Integer({ minimum: 1, maximum: 1e9 })
const Position = { minimum: 1, maximum: 1e12 }

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
    lastFailureAt: instantOrNull('When a delivery last failed.'),
    lastDeliveryStatus: Status,
    disabledAt: instantOrNull('When failures disabled it.'),
    createdAt: instant('When it was made.'),
    updatedAt: instant('When it was last changed.'),
    position: Type.Integer(Position),
  },
  closed,
)

const KeptEvent = Type.Object(
  {
    id: Uuid,
    type: oneOf(eventTypes),
    createdAt: instant('When it happened.'),
    account: Type.Optional(EventAccount),
    data: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  },
  closed,
)

const KeptDelivery = Type.Object(
  {
    id: Uuid,
    webhookId: Uuid,
    position: Type.Integer(Position),
    event: KeptEvent,
    attempt: Attempt,
    isReplay: Type.Optional(Type.Boolean()),
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
  closed,
)

const KeptDue = Type.Object(
  {
    webhookId: Uuid,
    event: KeptEvent,
    attempt: Attempt,
    retries: integerOrNull({ minimum: 0, maximum: 5 }),
    dueAt: instant('When it is made.'),
    isHeld: Type.Optional(Type.Boolean({ description: 'Whether it waits for the delivery behind it.' })),
    badSignature: Type.Optional(Type.Boolean({ description: 'Whether its signature will be wrong.' })),
    isRepeat: Type.Optional(Type.Boolean({ description: 'Whether its event comes once more behind it.' })),
  },
  closed,
)

/** What a snapshot holds of webhooks, as it leaves the server. */
export const WebhooksSnapshot = Type.Object(
  {
    webhooks: Type.Array(KeptWebhook, { maxItems: 50 }),
    deliveries: Type.Array(KeptDelivery, { maxItems: 10_000, description: 'Their log.' }),
    due: Type.Array(KeptDue, { maxItems: 50_000, description: 'Attempts that are still to come.' }),
  },
  closed,
)
