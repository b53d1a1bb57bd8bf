import { Type } from '@sinclair/typebox'
import {
  instant,
  instantOrNull,
  integerOrNull,
  mapOf,
  objectOrNull,
  oneOf,
  oneOfOrNull,
  stringOrNull,
} from '../lib/schema.js'
import { hotelIdForm } from '../providers/channel.js'
import { providerSlugs } from '../providers/providers.js'
import { Slug } from '../providers/schema.js'
import { accessTypes, locales } from '../sessions/model.js'
import { eventTypes } from '../webhooks/event-types.js'
import { Headers, HeadersOrNull, webhookStatuses } from '../webhooks/schema.js'

import { KeptFault } from './fault-schema.js'

const closed = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const Text = Type.String({ minLength: 1, maxLength: 1024 })
const Status = integerOrNull({ minimum: 100, maximum: 999 })
const Count = Type.Integer({ minimum: 0, maximum: 1e9 })
const Attempt = Type.Integer({ minimum: 1, maximum: 1e9 })
const Position = { minimum: 1, maximum: 1e12 }

const KeptSession = Type.Object(
  {
    id: Type.String({
      pattern: '^cs_[0-9A-HJKMNP-TV-Z]{26}$',
      description: 'cs_ and 26 characters of a ULID',
    }),
    status: oneOf(['pending', 'awaiting_room_mapping', 'completed', 'cancelled', 'errored']),
    provider: oneOfOrNull(providerSlugs),
    isPicker: Type.Boolean(),
    allowedProviders: Type.Unsafe<(typeof providerSlugs)[number][] | null>({
      type: ['array', 'null'],
      items: { type: 'string', enum: providerSlugs },
    }),
    redirectUrl: stringOrNull({ format: 'uri', maxLength: 4096 }),
    state: stringOrNull({ maxLength: 4096 }),
    locale: oneOfOrNull(locales),
    accessType: oneOfOrNull(accessTypes),
    createdAt: instant('When it was opened.'),
    expiresAt: instant('When it expires.'),
    claim: objectOrNull(
      Type.Object(
        {
          hotelId: Type.String({ pattern: hotelIdForm.source, description: 'six digits or more' }),
          polls: Type.Integer({ minimum: 0 }),
        },
        closed,
      ),
    ),
    accountId: stringOrNull({ minLength: 1, maxLength: 1024 }),
  },
  closed,
)

const KeptConnection = Type.Object(
  {
    provider: Slug,
    account: Type.Object({ id: Text, name: Text }, closed),
    accessType: oneOfOrNull(accessTypes),
    rooms: mapOf(stringOrNull()),
    createdAt: instant('When it was first connected.'),
    position: Type.Integer({ ...Position, description: 'Its place in the order of connecting.' }),
  },
  closed,
)

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
  },
  closed,
)

const KeptWebhooks = Type.Object(
  {
    webhooks: Type.Array(KeptWebhook, { maxItems: 50 }),
    deliveries: Type.Array(KeptDelivery, { maxItems: 10_000, description: 'Their log.' }),
    due: Type.Array(KeptDue, { maxItems: 50_000, description: 'Attempts that are still to come.' }),
  },
  closed,
)

export const SnapshotRecord = Type.Object(
  {
    version: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'The version of this format.' }),
    clock: Type.Object({ now: instant('What the clock showed.'), frozen: Type.Boolean() }, closed),
    sessions: Type.Array(KeptSession),
    connections: Type.Array(KeptConnection),
    faults: Type.Array(KeptFault, { maxItems: 2000 }),
    webhooks: Type.Optional(KeptWebhooks),
    sandbox: Type.Optional(
      objectOrNull(Type.Object({ seededAt: instant('When the sandbox was last seeded.') }, closed)),
    ),
  },
  { $id: 'MockSnapshot', ...closed, description: 'Everything that a workspace holds but its journal.' },
)

export const ForkBody = Type.Object(
  { to: Type.String({ description: 'The API key of the workspace that becomes the copy.' }) },
  closed,
)

export const Forked = Type.Object(
  { sessions: mapOf(Type.String(), { description: 'The new id of each session.' }) },
  closed,
)
