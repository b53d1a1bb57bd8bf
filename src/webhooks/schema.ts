import { type Static, Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import { instant, instantOrNull, integerOrNull, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { apiVersion, eventDomains, eventNames, eventTypes } from './event-types.js'
import { webhookStatuses } from './webhook.js'

const closed = { additionalProperties: false }

export const EventType = oneOf(eventTypes, { $id: 'WebhookEventType', description: 'A type of event.' })

const EventName = oneOf(eventNames, { description: 'account.connected means account.created.' })
const HttpStatus = integerOrNull({
  description: 'The HTTP status of the endpoint; null when there was no answer.',
})
/** Items on a page (published), of webhooks and of their deliveries. */
export const webhooksLimit = 25

export const WebhookPath = Type.Object({
  id: Type.String({ format: 'uuid', description: 'The id of the webhook.' }),
})

const subscriptionFields = {
  id: Type.String({ format: 'uuid' }),
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
  lastFailureAt: instantOrNull('When it last did not.'),
  lastDeliveryStatus: HttpStatus,
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
  events: Type.Array(EventName, { minItems: 1, maxItems: 50 }),
  description: Type.Optional(stringOrNull({ maxLength: 1024 })),
}

export const WebhookBody = Type.Object({
  ...inputFields,
  apiVersion: Type.Optional(oneOf([apiVersion])),
})

export const WebhookChangeBody = Type.Object({
  ...Type.Partial(Type.Object(inputFields)).properties,
  status: Type.Optional(oneOf(['active', 'paused'])),
})

export const DeletedWebhook = Type.Object(
  { deleted: Type.Boolean(), id: Type.String({ format: 'uuid' }) },
  { $id: 'DeletedWebhook', ...closed },
)

export const RotatedSecret = Type.Object(
  { id: Type.String(), secret: Type.String(), rotatedAt: instant('When the secret was changed.') },
  { $id: 'RotatedWebhookSecret', ...closed },
)

export const CatalogueEntry = Type.Object(
  {
    type: ref(EventType),
    domain: oneOf(Object.keys(eventDomains) as (keyof typeof eventDomains)[]),
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

export type WebhookBody = Static<typeof WebhookBody>
export type WebhookChangeBody = Static<typeof WebhookChangeBody>
