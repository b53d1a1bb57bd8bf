import { Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { pageQuery } from '../http/lists.js'
import {
  boolean,
  instant,
  instantOrNull,
  integer,
  integerOrNull,
  mapOf,
  mapOrNull,
  oneOf,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import {
  Attempt,
  DeliveryId,
  ErrorMessage,
  EventId,
  EventType,
  ResponseTimeMs,
  StatusCode,
  Success,
  WebhookEvent,
  WebhookId,
} from './event-schema.js'
import { eventNames } from './event-types.js'
import { page, webhooksLimit } from './schema.js'

const closed = { additionalProperties: false }

export const NextAttemptAt = instantOrNull(
  'When the event is sent again; null when it is not, or when the retry was cancelled.',
)

const deliveryFields = {
  id: DeliveryId,
  eventId: EventId,
  eventType: ref(EventType),
  statusCode: StatusCode,
  responseTimeMs: integerOrNull(ResponseTimeMs),
  attempt: Attempt,
  success: Success,
  errorMessage: ErrorMessage,
  createdAt: instant('When the delivery was due.'),
  succeededAt: instantOrNull('When the delivery succeeded; null when it failed.'),
  failedAt: instantOrNull('When the delivery failed; null when it succeeded.'),
  nextAttemptAt: NextAttemptAt,
}

export const WebhookDelivery = Type.Object(deliveryFields, {
  $id: 'WebhookDelivery',
  ...closed,
  description: 'One attempt to post an event to the endpoint.',
})

export const Headers = mapOf(Type.String(), 'The headers that were sent, by name.')
export const HeadersOrNull = mapOrNull(
  Type.String(),
  'The headers of the answer, by name; null when there was no answer.',
)

export const WebhookDeliveryDetail = Type.Object(
  {
    ...deliveryFields,
    payload: ref(WebhookEvent),
    requestHeaders: Headers,
    responseHeaders: HeadersOrNull,
    responseBody: stringOrNull('The first 4 KiB of the answer; null when there was none.'),
  },
  {
    $id: 'WebhookDeliveryDetail',
    ...closed,
    description: 'A delivery, with what was sent and what came back.',
  },
)

export const WebhookDeliveryList = Type.Object(
  { data: Type.Array(ref(WebhookDelivery), { description: page }), pagination: ref(Pagination) },
  { $id: 'WebhookDeliveryListResponse', ...closed, description: 'Deliveries to the webhook, newest first.' },
)

export const DeliveriesQuery = Type.Object({
  ...pageQuery(webhooksLimit).properties,
  status: Type.Optional(
    oneOf(['success', 'failure', 'all'], {
      default: 'all',
      description: 'Only deliveries that succeeded, only those that failed, or all.',
    }),
  ),
})

export const DeliveryPath = Type.Object({
  id: WebhookId,
  delivery_id: DeliveryId,
})

export const EventTestPath = Type.Object({
  id: WebhookId,
  event_type: string('A type of event, as `GET /v1/webhooks/event-types` lists them.'),
})

const plannedFields = {
  queued: boolean('True: the delivery is made as soon as the endpoint has taken those before it.'),
  deliveryId: DeliveryId,
  eventId: EventId,
  eventType: ref(EventType),
  attempt: Attempt,
}

export const PlannedDelivery = Type.Object(plannedFields, {
  $id: 'PlannedWebhookDelivery',
  ...closed,
  description: 'A delivery that waits or is under way. Read it by `deliveryId` when it has ended.',
})

export const ReplayBody = Type.Object({
  force: Type.Optional(
    Type.Boolean({ default: false, description: 'Whether to replay a delivery that succeeded, too.' }),
  ),
})

export const ReplayedDelivery = Type.Object(
  {
    ...plannedFields,
    replayNumber: Type.Integer({ minimum: 1, description: 'Its number among the replays of the window.' }),
    replaysRemaining: Type.Integer({ minimum: 0, description: 'How many more replays the window allows.' }),
    replayLimit: integer('How many replays a window of 60 minutes allows.'),
    nextWindowResetAt: instant('When the first replay of the window no longer counts, in workspace time.'),
    forced: boolean('Whether `force` was sent.'),
  },
  { $id: 'ReplayedWebhookDelivery', ...closed, description: 'A replay that waits or is under way.' },
)

export const ProbeBody = Type.Object({
  url: Type.String({
    format: 'uri',
    maxLength: 2048,
    description: 'The endpoint to which the event is posted.',
  }),
  event_type: Type.Optional(oneOf(eventNames, 'The type of the event; `repull.ping` when it is left out.')),
  signing_secret: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'The key of the signature. Without one, a random key signs that nobody knows.',
    }),
  ),
})

export const Signature = string(
  'The `X-Repull-Signature` that was sent: HMAC-SHA256 of the body under the secret, in hex.',
)

export const Probed = Type.Object(
  {
    success: Success,
    statusCode: StatusCode,
    responseTimeMs: integer(ResponseTimeMs),
    errorMessage: ErrorMessage,
    signature: Signature,
    payload: ref(WebhookEvent),
  },
  {
    $id: 'WebhookTestResult',
    ...closed,
    description: 'The result of a delivery to an endpoint that is no webhook.',
  },
)
