import { Type } from '@sinclair/typebox'
import { boolean, instant, instantOrNull, integerOrNull, oneOf, stringOrNull } from '../lib/schema.js'
import { Headers, HeadersOrNull } from './delivery-schema.js'
import { DeliveryId, EventAccount, EventData, EventId, WebhookId } from './event-schema.js'
import { eventTypes } from './event-types.js'
import { webhookStatuses } from './schema.js'

const closed = { additionalProperties: false }
const Status = integerOrNull({
  minimum: 100,
  maximum: 999,
  description: 'The HTTP status of the endpoint; null when there was no answer.',
})
const Attempt = Type.Integer({
  minimum: 1,
  maximum: 1e9,
  description: 'How many times the event has been sent to this webhook, this delivery included.',
})

/** A number from 0 that means what the description says. */
function count(description: string) {
  return Type.Integer({ minimum: 0, maximum: 1e9, description })
}

/** A place in an order that the description names. */
function position(description: string) {
  return Type.Integer({ minimum: 1, maximum: 1e12, description })
}

const KeptWebhook = Type.Object(
  {
    id: WebhookId,
    url: Type.String({
      format: 'uri',
      maxLength: 2048,
      description: 'The endpoint to which deliveries are posted.',
    }),
    description: stringOrNull({ maxLength: 1024, description: 'A note of the app; null for none.' }),
    events: Type.Array(oneOf(eventTypes), { maxItems: 50, description: 'The types of events that it gets.' }),
    status: oneOf(webhookStatuses, 'Whether it gets events, is paused, or was disabled by failures.'),
    secret: Type.String({ minLength: 1, maxLength: 256, description: 'The key of the signatures, in full.' }),
    attempts: count('How many deliveries were made.'),
    consecutiveFailures: count('How many deliveries have failed since the last success.'),
    lastDeliveredAt: instantOrNull('When the last delivery was made; null before the first.'),
    lastSuccessAt: instantOrNull('When a delivery last succeeded; null when none did.'),
    lastFailureAt: instantOrNull('When a delivery last failed; null when none did.'),
    lastDeliveryStatus: Status,
    disabledAt: instantOrNull('When failures disabled the webhook; null while they have not.'),
    createdAt: instant('When the webhook was created.'),
    updatedAt: instant('When the webhook was last changed.'),
    position: position('Its place in the order of creation.'),
  },
  { ...closed, description: 'A webhook with its secret.' },
)

const KeptEvent = Type.Object(
  {
    id: EventId,
    type: oneOf(eventTypes, 'The type of the event.'),
    createdAt: instant('When the event occurred.'),
    account: Type.Optional(EventAccount),
    data: EventData,
  },
  { ...closed, description: 'The event that is delivered.' },
)

const KeptDelivery = Type.Object(
  {
    id: DeliveryId,
    webhookId: WebhookId,
    position: position('Its place among the deliveries of its webhook.'),
    event: KeptEvent,
    attempt: Attempt,
    isReplay: Type.Optional(boolean('Whether it is a replay.')),
    success: boolean('Whether the endpoint took the event.'),
    statusCode: Status,
    responseTimeMs: count('How long the endpoint took, in milliseconds of real time.'),
    errorMessage: stringOrNull({ maxLength: 1000, description: 'Why the delivery failed; null otherwise.' }),
    requestHeaders: Headers,
    responseHeaders: HeadersOrNull,
    responseBody: stringOrNull({
      maxLength: 5000,
      description: 'The beginning of the answer; null for none.',
    }),
    createdAt: instant('When the delivery was due.'),
    endedAt: instant('When the delivery ended.'),
    nextAttemptAt: instantOrNull('When the event is sent again; null when it is not.'),
  },
  closed,
)

const KeptDue = Type.Object(
  {
    webhookId: WebhookId,
    event: KeptEvent,
    attempt: Attempt,
    retries: integerOrNull({
      minimum: 0,
      maximum: 5,
      description: 'How many automatic retries came before it; null for a replay.',
    }),
    dueAt: instant('When the delivery is made.'),
    isHeld: Type.Optional(boolean('Whether it waits for the delivery behind it.')),
    badSignature: Type.Optional(boolean('Whether its signature will be wrong.')),
    isRepeat: Type.Optional(boolean('Whether its event comes once more behind it.')),
  },
  closed,
)

/** What a snapshot holds of webhooks, as it leaves the server. */
export const WebhooksSnapshot = Type.Object(
  {
    webhooks: Type.Array(KeptWebhook, { maxItems: 50, description: 'The webhooks, with their secrets.' }),
    deleted: Type.Optional(
      Type.Array(KeptWebhook, {
        maxItems: 50,
        description: 'Those that were deleted while deliveries waited for them.',
      }),
    ),
    deliveries: Type.Array(KeptDelivery, { maxItems: 10_000, description: 'The deliveries that were made.' }),
    due: Type.Array(KeptDue, { maxItems: 50_000, description: 'The deliveries that are still to be made.' }),
  },
  { ...closed, description: 'The webhooks and their deliveries. Absent means none.' },
)
