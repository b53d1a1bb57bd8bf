import { type Static, Type } from '@sinclair/typebox'
import { Pagination } from '../connections/schema.js'
import {
  boolean,
  instant,
  instantOrNull,
  integerOrNull,
  oneOf,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { ApiVersion, EventType, WebhookId } from './event-schema.js'
import { apiVersion, eventNames } from './event-types.js'

const closed = { additionalProperties: false }
/** How every list describes its items. */
export const page = 'The items of this page.'

export const webhookStatuses = ['active', 'paused', 'disabled'] as const

/** Items on a page (published), of webhooks and of their deliveries. */
export const webhooksLimit = 25

export const WebhookPath = Type.Object({ id: WebhookId })

const subscriptionFields = {
  id: WebhookId,
  url: Type.String({ format: 'uri', description: 'The endpoint to which deliveries are posted.' }),
  description: stringOrNull('A note of the app about the webhook; null for none.'),
  events: Type.Array(ref(EventType), { description: 'The types of events that the webhook gets.' }),
  apiVersion: ApiVersion,
  status: oneOf(
    webhookStatuses,
    '`disabled` after ten failed deliveries in a row. Set it to `active` to continue. A `paused` webhook gets only pings, tests and replays.',
  ),
  consecutiveFailures: Type.Integer({
    minimum: 0,
    description: 'How many deliveries have failed since the last success.',
  }),
  lastDeliveredAt: instantOrNull('When the last delivery that was made was due; null before the first.'),
  lastSuccessAt: instantOrNull('When a delivery last succeeded; null when none did.'),
  lastFailureAt: instantOrNull('When a delivery last failed; null when none did.'),
  lastDeliveryStatus: integerOrNull(
    'The HTTP status of the endpoint at the last delivery; null when there was no answer.',
  ),
  disabledAt: instantOrNull('When failures disabled the webhook; null while they have not.'),
  createdAt: instant('When the webhook was created.'),
  updatedAt: instant('When the webhook was last changed.'),
  secretMasked: stringOrNull('The beginning and the end of the secret, to recognize it.'),
}

export const WebhookSubscription = Type.Object(
  {
    ...subscriptionFields,
    secret: Type.Optional(
      stringOrNull(
        'The key of the signatures. Only the answer that creates the webhook has it, so store it then.',
      ),
    ),
  },
  {
    $id: 'WebhookSubscription',
    ...closed,
    description: 'A webhook: an endpoint that is subscribed to events.',
  },
)

export const WebhookList = Type.Object(
  { data: Type.Array(ref(WebhookSubscription), { description: page }), pagination: ref(Pagination) },
  { $id: 'WebhookListResponse', ...closed, description: 'Webhooks, newest first.' },
)

const inputFields = {
  url: Type.String({
    format: 'uri',
    maxLength: 2048,
    description: 'The endpoint to which deliveries are posted.',
  }),
  events: Type.Array(oneOf(eventNames), {
    minItems: 1,
    maxItems: 50,
    description: 'The types of events to send. `account.connected` means `account.created`.',
  }),
  description: Type.Optional(
    stringOrNull({ maxLength: 1024, description: 'A note of the app about the webhook.' }),
  ),
}

export const WebhookBody = Type.Object({
  ...inputFields,
  apiVersion: Type.Optional(oneOf([apiVersion], 'The version of the bodies of events. There is one.')),
})
export type WebhookBody = Static<typeof WebhookBody>

export const WebhookChangeBody = Type.Object({
  ...Type.Partial(Type.Object(inputFields)).properties,
  status: Type.Optional(
    oneOf(
      ['active', 'paused'],
      '`paused` stops deliveries. `active` continues, and resets the count of failures.',
    ),
  ),
})
export type WebhookChangeBody = Static<typeof WebhookChangeBody>

export const DeletedWebhook = Type.Object(
  { deleted: boolean('True: the webhook is gone.'), id: WebhookId },
  { $id: 'DeletedWebhook', ...closed, description: 'The webhook that was deleted.' },
)

export const RotatedSecret = Type.Object(
  {
    id: string('The id of the webhook.'),
    secret: string('The new key of the signatures. No other answer shows it.'),
    rotatedAt: instant('When the secret was changed.'),
  },
  { $id: 'RotatedWebhookSecret', ...closed, description: 'The new secret of the webhook.' },
)
