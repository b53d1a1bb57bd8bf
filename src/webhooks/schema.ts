import { type Static, Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { pageQuery } from '../http/lists.js'
import { instant, instantOrNull, integerOrNull, mapOf, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { byVersion } from '../versions/schema.js'
import { EventType, WebhookEvent } from './event-schema.js'
import { apiVersion, domainsListed, type EventDomain, eventDomains, eventNames } from './event-types.js'

const closed = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const WebhookId = Type.String({ format: 'uuid', description: 'The id of the webhook.' })

export const webhookStatuses = ['active', 'paused', 'disabled'] as const

/** Items on a page (published), of webhooks and of their deliveries. */
export const webhooksLimit = 25

export const WebhookPath = Type.Object({ id: WebhookId })

const subscriptionFields = {
  id: Uuid,
  url: Type.String({ format: 'uri' }),
  description: stringOrNull(),
  events: Type.Array(ref(EventType)),
  apiVersion: Type.String(),
  status: oneOf(webhookStatuses, {
    description: 'disabled after ten failed attempts in a row; set it to active to go on.',
  }),
  consecutiveFailures: Type.Integer({ minimum: 0 }),
  lastDeliveredAt: instantOrNull('When the last attempt was made.'),
  lastSuccessAt: instantOrNull('When the endpoint last took an event.'),
  lastFailureAt: instantOrNull('When a delivery last failed.'),
  lastDeliveryStatus: integerOrNull({
    description: 'The HTTP status of the endpoint; null when there was no answer.',
  }),
  disabledAt: instantOrNull('When failures disabled it.'),
  createdAt: instant('When it was made.'),
  updatedAt: instant('When it was last changed.'),
  secretMasked: stringOrNull({ description: 'Enough of the secret to know it again.' }),
}

export const WebhookSubscription = Type.Object(
  {
    ...subscriptionFields,
    secret: Type.Optional(
      stringOrNull({ description: 'Signs each delivery. Only the answer that makes the webhook shows it.' }),
    ),
  },
  { $id: 'WebhookSubscription', ...closed, description: 'An endpoint that hears of events.' },
)

export const WebhookList = Type.Object(
  { data: Type.Array(ref(WebhookSubscription)), pagination: ref(Pagination) },
  { $id: 'WebhookListResponse', ...closed },
)

const inputFields = {
  url: Type.String({ format: 'uri', maxLength: 2048, description: 'Where deliveries are posted.' }),
  events: Type.Array(oneOf(eventNames, { description: 'account.connected means account.created.' }), {
    minItems: 1,
    maxItems: 50,
  }),
  description: Type.Optional(stringOrNull({ maxLength: 1024 })),
}

export const WebhookBody = Type.Object({
  ...inputFields,
  apiVersion: Type.Optional(oneOf([apiVersion])),
})
export type WebhookBody = Static<typeof WebhookBody>

export const WebhookChangeBody = Type.Object({
  ...Type.Partial(Type.Object(inputFields)).properties,
  status: Type.Optional(oneOf(['active', 'paused'])),
})
export type WebhookChangeBody = Static<typeof WebhookChangeBody>

export const DeletedWebhook = Type.Object(
  { deleted: Type.Boolean(), id: Uuid },
  { $id: 'DeletedWebhook', ...closed },
)

export const RotatedSecret = Type.Object(
  { id: Type.String(), secret: Type.String(), rotatedAt: instant('When the secret was changed.') },
  { $id: 'RotatedWebhookSecret', ...closed },
)

export const CatalogueEntry = Type.Object(
  {
    type: ref(EventType),
    domain: byVersion(
      (version) => oneOf(domainsListed(version).map(({ id }) => id)),
      oneOf(Object.keys(eventDomains) as EventDomain[]),
    ),
    title: Type.String(),
    description: Type.String(),
    samplePayload: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'The data of an event that a test fires.',
    }),
  },
  { $id: 'WebhookEventCatalogEntry', ...closed },
)

export const EventCatalogue = Type.Object(
  {
    domains: Type.Array(
      Type.Object(
        { id: Type.String(), title: Type.String(), events: Type.Array(ref(CatalogueEntry)) },
        closed,
      ),
    ),
    flat: Type.Array(ref(CatalogueEntry)),
  },
  { $id: 'WebhookEventCatalog', ...closed, description: 'Every event type, by domain and in one list.' },
)

const deliveryFields = {
  id: Uuid,
  eventId: Uuid,
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
    'When the event is sent again (ours); null when it is not, or when the retry was cancelled.',
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
  id: WebhookId,
  delivery_id: Type.String({ format: 'uuid', description: 'The id of the delivery.' }),
})

export const EventTestPath = Type.Object({
  id: WebhookId,
  event_type: Type.String({ description: 'One of GET /v1/webhooks/event-types.' }),
})

const plannedFields = {
  queued: Type.Boolean(),
  deliveryId: Uuid,
  eventId: Uuid,
  eventType: ref(EventType),
  attempt: Type.Integer({ minimum: 1 }),
}

export const PlannedDelivery = Type.Object(plannedFields, {
  $id: 'PlannedWebhookDelivery',
  ...closed,
  description: 'A delivery that is on its way; its id finds it once it has ended.',
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
    replaysRemaining: Type.Integer({ minimum: 0, description: 'How many more the window allows.' }),
    replayLimit: Type.Integer({ description: 'How many replays a window of 60 minutes allows.' }),
    nextWindowResetAt: instant('When the first replay of the window no longer counts, in workspace time.'),
    forced: Type.Boolean({ description: 'Whether force was sent.' }),
  },
  { $id: 'ReplayedWebhookDelivery', ...closed, description: 'A replay that is on its way.' },
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
  { $id: 'WebhookTestResult', ...closed, description: 'The result of a delivery to an address.' },
)
