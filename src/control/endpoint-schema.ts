import { type Static, Type } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { boolean, instantOrNull, oneOf, ref, string } from '../lib/schema.js'
import { EventType, uuid } from '../webhooks/event-schema.js'
import { eventNames } from '../webhooks/event-types.js'
import type { Webhook } from '../webhooks/model.js'
import { presentWebhook } from '../webhooks/present.js'
import { WebhookSubscription } from '../webhooks/schema.js'
import { redactUrl } from './redact.js'

const {
  id,
  description,
  status,
  consecutiveFailures,
  lastSuccessAt,
  lastFailureAt,
  disabledAt,
  secretMasked,
} = WebhookSubscription.properties

export const Endpoint = Type.Object(
  {
    id,
    workspace: uuid('The id of the workspace.'),
    url: string('Where deliveries are posted, without secrets in its query.'),
    description,
    events: Type.Array(ref(EventType), { description: 'The types of events that the webhook gets.' }),
    status,
    consecutiveFailures,
    waiting: Type.Integer({ minimum: 0, description: 'How many deliveries wait, retries included.' }),
    idle: boolean('Whether no delivery is due or under way: those that wait are for later.'),
    lastAttemptAt: instantOrNull('When the last delivery that was made was due; null before the first.'),
    lastSuccessAt,
    lastFailureAt,
    disabledAt,
    secretMasked,
  },
  { $id: 'MockEndpoint', additionalProperties: false, description: 'A webhook, and how it fares.' },
)

export const TestBody = Type.Object(
  {
    type: Type.Optional(oneOf(eventNames, 'The type of the event; `repull.ping` when it is left out.')),
  },
  { additionalProperties: false },
)

/** What is to be delivered to a webhook. */
export type EndpointLoad = Pick<Static<typeof Endpoint>, 'waiting' | 'idle'>

/** A webhook and how it fares. */
export function presentEndpoint(
  webhook: Webhook,
  workspace: string,
  { waiting, idle }: EndpointLoad,
): Static<typeof Endpoint> {
  const { id, description, events, status, consecutiveFailures, lastDeliveredAt } = webhook
  const { lastSuccessAt, lastFailureAt, disabledAt, secretMasked } = presentWebhook(webhook)
  return {
    id,
    workspace,
    url: redactUrl(webhook.url),
    description,
    events: [...events],
    status,
    consecutiveFailures,
    waiting,
    idle,
    lastAttemptAt: lastDeliveredAt === null ? null : isoTime(lastDeliveredAt),
    lastSuccessAt,
    lastFailureAt,
    disabledAt,
    secretMasked,
  }
}
