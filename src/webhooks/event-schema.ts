import { Type } from '@sinclair/typebox'
import { instant, integerOrNull, objectOrNull, oneOf, ref } from '../lib/schema.js'
import { eventTypes } from './event-types.js'

const closed = { additionalProperties: false }

export const EventType = oneOf(eventTypes, { $id: 'WebhookEventType', description: 'A type of event.' })

/** The account that an event is about. */
export const EventAccount = Type.Object(
  {
    id: integerOrNull({ description: 'The id of its connection; null where that is not a number.' }),
    provider: Type.String({ description: 'The slug of the provider.' }),
    externalAccountId: Type.String({ description: "The provider's own id of the account." }),
  },
  { ...closed, description: 'The account that it is about; without one, it is about the workspace.' },
)

export const WebhookEvent = Type.Object(
  {
    id: Type.String({
      format: 'uuid',
      description:
        'The id of the event, the same in all its deliveries, so that a receiver recognizes a repetition.',
    }),
    deliveryId: Type.String({ format: 'uuid', description: 'Of this delivery alone.' }),
    type: ref(EventType),
    event: ref(EventType),
    createdAt: instant('When it happened.'),
    timestamp: instant('The same.'),
    apiVersion: Type.String(),
    eventId: Type.String({ format: 'uuid', description: 'The same as id.' }),
    account: objectOrNull(EventAccount),
    workspaceId: Type.Union([Type.String({ format: 'uuid' }), Type.Integer()], {
      description: 'The workspace; of a migration the one that it fills, which has a number.',
    }),
    data: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  },
  { $id: 'WebhookEvent', ...closed, description: 'What an endpoint gets.' },
)
