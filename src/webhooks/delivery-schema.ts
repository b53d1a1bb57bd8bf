import { Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { pageQuery } from '../http/paginate.js'
import { instant, instantOrNull, integerOrNull, mapOf, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { eventNames } from './event-types.js'
import { EventType, webhooksLimit } from './schema.js'

const closed = { additionalProperties: false }

export const WebhookEvent = Type.Object(
  {
    id: Type.String({
      format: 'uuid',
      description: 'Of the event: the same in all its deliveries, so that a receiver can tell a second one.',
    }),
    deliveryId: Type.String({ format: 'uuid', description: 'Of this delivery alone.' }),
    type: ref(EventType),
    event: ref(EventType),
    createdAt: instant('When it happened.'),
    timestamp: instant('The same.'),
    apiVersion: Type.String(),
    workspaceId: Type.String({ format: 'uuid' }),
    data: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  },
  { $id: 'WebhookEvent', ...closed, description: 'What an endpoint gets.' },
)

const deliveryFields = {
  id: Type.String({ format: 'uuid' }),
  eventId: Type.String({ format: 'uuid' }),
  eventType: ref(EventType),
  statusCode: integerOrNull(),
  responseTimeMs: integerOrNull(),
  attempt: Type.Integer({ minimum: 1 }),
  success: Type.Boolean(),
  errorMessage: stringOrNull(),
  createdAt: instant('When it was due.'),
  succeededAt: instantOrNull('When the endpoint took it.'),
  failedAt: instantOrNull('When it failed.'),
  nextAttemptAt: instantOrNull(
    'When the event is sent again (ours); null when it is not, or when that was given up.',
  ),
}

export const WebhookDelivery = Type.Object(deliveryFields, {
  $id: 'WebhookDelivery',
  ...closed,
  description: 'One attempt to deliver an event.',
})

export const Headers = mapOf(Type.String())
export const HeadersOrNull = Type.Unsafe<Record<string, string> | null>({
  type: ['object', 'null'],
  additionalProperties: { type: 'string' },
})

export const WebhookDeliveryDetail = Type.Object(
  {
    ...deliveryFields,
    payload: ref(WebhookEvent),
    requestHeaders: Headers,
    responseHeaders: HeadersOrNull,
    responseBody: stringOrNull({ description: 'Its first 4 KiB.' }),
  },
  { $id: 'WebhookDeliveryDetail', ...closed },
)

export const WebhookDeliveryList = Type.Object(
  { data: Type.Array(ref(WebhookDelivery)), pagination: ref(Pagination) },
  { $id: 'WebhookDeliveryListResponse', ...closed },
)

export const DeliveriesQuery = Type.Object({
  ...pageQuery(webhooksLimit).properties,
  status: Type.Optional(oneOf(['success', 'failure', 'all'], { default: 'all' })),
})

export const DeliveryPath = Type.Object({
  id: Type.String({ format: 'uuid', description: 'The id of the webhook.' }),
  delivery_id: Type.String({ format: 'uuid', description: 'The id of the delivery.' }),
})

export const EventTestPath = Type.Object({
  id: Type.String({ format: 'uuid', description: 'The id of the webhook.' }),
  event_type: Type.String({ description: 'One of GET /v1/webhooks/event-types.' }),
})

export const PlannedDelivery = Type.Object(
  {
    queued: Type.Boolean(),
    deliveryId: Type.String({ format: 'uuid' }),
    eventId: Type.String({ format: 'uuid' }),
    eventType: ref(EventType),
    attempt: Type.Integer({ minimum: 1 }),
  },
  {
    $id: 'PlannedWebhookDelivery',
    ...closed,
    description: 'A delivery that is on its way; its id finds it once it has ended.',
  },
)

export const ProbeBody = Type.Object({
  url: Type.String({ format: 'uri', maxLength: 2048 }),
  event_type: Type.Optional(oneOf(eventNames)),
  signing_secret: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
})

export const Probed = Type.Object(
  {
    success: Type.Boolean(),
    statusCode: integerOrNull(),
    responseTimeMs: Type.Integer(),
    errorMessage: stringOrNull(),
    signature: Type.String({ description: 'The X-Repull-Signature that was sent.' }),
    payload: ref(WebhookEvent),
  },
  { $id: 'WebhookTestResult', ...closed, description: 'What came of a delivery to an address.' },
)
