import { Type } from '@sinclair/typebox'
import { instant, objectOrNull, oneOf, oneOfOrNull, ref, stringOrNull } from '../lib/schema.js'
import { hotelIdForm } from '../providers/channel.js'
import { providerSlugs } from '../providers/providers.js'
import { Slug } from '../providers/schema.js'
import { accessTypes, locales } from '../sessions/model.js'
import { ClockReading } from './clock-schema.js'
import { FaultId, faultFields } from './fault-schema.js'
import { KeptWebhooks } from './webhook-schema.js'

export const WorkspaceView = Type.Object(
  {
    id: Type.String(),
    sessions: Type.Integer(),
    connections: Type.Integer(),
    clock: ref(ClockReading),
  },
  { $id: 'MockWorkspace', additionalProperties: false },
)

const exactly = { additionalProperties: false }

const KeptSession = Type.Object(
  {
    id: Type.String({ pattern: '^cs_[0-9A-HJKMNP-TV-Z]{26}$', description: 'cs_ and 26 signs of a ULID' }),
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
        exactly,
      ),
    ),
    accountId: stringOrNull({ minLength: 1, maxLength: 1024 }),
  },
  exactly,
)

const KeptConnection = Type.Object(
  {
    provider: Slug,
    account: Type.Object(
      {
        id: Type.String({ minLength: 1, maxLength: 1024 }),
        name: Type.String({ minLength: 1, maxLength: 1024 }),
      },
      exactly,
    ),
    accessType: oneOfOrNull(accessTypes),
    rooms: Type.Unsafe<Record<string, string | null>>({
      type: 'object',
      additionalProperties: { type: ['string', 'null'] },
    }),
    createdAt: instant('When it was first connected.'),
    position: Type.Integer({
      minimum: 1,
      maximum: 1e12,
      description: 'Its place in the order of connecting.',
    }),
  },
  exactly,
)

export const SnapshotRecord = Type.Object(
  {
    version: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'Of this form.' }),
    clock: Type.Object({ now: instant('What the clock showed.'), frozen: Type.Boolean() }, exactly),
    sessions: Type.Array(KeptSession),
    connections: Type.Array(KeptConnection),
    faults: Type.Array(Type.Object({ id: FaultId, ...faultFields }, exactly), { maxItems: 2000 }),
    webhooks: Type.Optional(KeptWebhooks),
    sandbox: Type.Optional(
      objectOrNull(Type.Object({ seededAt: instant('When the sandbox was last seeded.') }, exactly)),
    ),
  },
  { $id: 'MockSnapshot', ...exactly, description: 'Everything that a workspace holds but its journal.' },
)

export const ForkBody = Type.Object(
  { to: Type.String({ description: 'The API key of the workspace that becomes the copy.' }) },
  exactly,
)
