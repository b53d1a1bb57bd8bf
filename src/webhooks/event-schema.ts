import { Type } from '@sinclair/typebox'
import {
  boolean,
  instant,
  integerOrNull,
  objectOrNull,
  oneOf,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { byVersion } from '../versions/schema.js'
import { domainsListed, type EventDomain, eventDomains, eventTypes } from './event-types.js'

const closed = { additionalProperties: false }

/** A UUID that means what the description says. */
export function uuid(description: string) {
  return Type.String({ format: 'uuid', description })
}

/** Fields that answers, snapshots and the journal have, each described once. */
export const WebhookId = uuid('The id of the webhook.')
export const DeliveryId = uuid('The id of the delivery. A retry or replay of the event has another one.')
export const EventId = uuid(
  'The id of the event. It is the same in all deliveries of the event, so receivers can recognize repetitions.',
)
export const Attempt = Type.Integer({
  minimum: 1,
  description: 'How many times the event has been sent to this webhook, this delivery included.',
})
export const Success = boolean('Whether the endpoint answered with a status from 200 to 299 in time.')
export const StatusCode = integerOrNull('The HTTP status of the endpoint; null when there was no answer.')
export const ResponseTimeMs = 'How long the endpoint took, in milliseconds of real time.'
export const ErrorMessage = stringOrNull('Why the delivery failed; null when it succeeded.')

export const EventType = oneOf(eventTypes, {
  $id: 'WebhookEventType',
  description: 'The type of an event, like `account.created`.',
})

export const ApiVersion = string('The version of the bodies of events, like `2026-04`.')

function domainOf(ids: readonly EventDomain[]) {
  return oneOf(ids, 'The id of the domain that the type belongs to.')
}

export const CatalogueEntry = Type.Object(
  {
    type: ref(EventType),
    domain: byVersion(
      (version) => domainOf(domainsListed(version).map(({ id }) => id)),
      domainOf(Object.keys(eventDomains) as EventDomain[]),
    ),
    title: string('The name of the type, to show to people.'),
    description: string('When an event of the type occurs.'),
    samplePayload: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'The `data` that a test event of the type has.',
    }),
  },
  { $id: 'WebhookEventCatalogEntry', ...closed, description: 'A type of event that webhooks can get.' },
)

export const EventCatalogue = Type.Object(
  {
    domains: Type.Array(
      Type.Object(
        {
          id: string('The id of the domain, like `accounts`.'),
          title: string('The name of the domain, to show to people.'),
          events: Type.Array(ref(CatalogueEntry), { description: 'The types of the domain.' }),
        },
        closed,
      ),
      { description: 'The types in groups, by what they are about.' },
    ),
    flat: Type.Array(ref(CatalogueEntry), { description: 'The same types in one list.' }),
  },
  { $id: 'WebhookEventCatalog', ...closed, description: 'Every type of event, by domain and in one list.' },
)

export const EventData = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description: 'What the event is about. Its members depend on the type; the catalogue of types has samples.',
})

export const EventAccount = Type.Object(
  {
    id: integerOrNull('The id of its connection; null where that is not a number.'),
    provider: string('The slug of the provider.'),
    externalAccountId: string("The provider's own id of the account."),
  },
  { ...closed, description: 'The account that the event is about; null when it is about the workspace.' },
)

export const WebhookEvent = Type.Object(
  {
    id: EventId,
    deliveryId: DeliveryId,
    type: ref(EventType),
    event: ref(EventType, 'The same as `type`.'),
    createdAt: instant('When the event occurred.'),
    timestamp: instant('The same as `createdAt`.'),
    apiVersion: ApiVersion,
    eventId: uuid('The same as `id`.'),
    account: objectOrNull(EventAccount),
    workspaceId: Type.Union([Type.String({ format: 'uuid' }), Type.Integer()], {
      description:
        'The workspace in which it occurred. For a migration, the number of the workspace that it fills.',
    }),
    data: EventData,
  },
  {
    $id: 'WebhookEvent',
    ...closed,
    description:
      'The body of a delivery, as the endpoint gets it. `X-Repull-Signature` signs exactly these bytes.',
  },
)
