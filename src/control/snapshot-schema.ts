import { Type } from '@sinclair/typebox'
import { type BreakReason, breakReasons } from '../connections/problem.js'
import { instant, mapOf, objectOrNull, oneOf, oneOfOrNull, stringOrNull } from '../lib/schema.js'
import { hotelIdForm } from '../providers/channel.js'
import { providerSlugs } from '../providers/providers.js'
import { Slug } from '../providers/schema.js'
import { accessTypes, locales } from '../sessions/model.js'
import { apiVersions } from '../versions/api-version.js'
import { KeptFault } from './fault-schema.js'
import { partSchemas } from './snapshot-parts.js'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1, maxLength: 1024 })
const Position = { minimum: 1, maximum: 1e12 }

const KeptAccount = Type.Object({ id: Text, name: Text }, closed)

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
    resumes: Type.Optional(objectOrNull(KeptAccount)),
  },
  closed,
)

const KeptConnection = Type.Object(
  {
    provider: Slug,
    account: KeptAccount,
    accessType: oneOfOrNull(accessTypes),
    rooms: mapOf(stringOrNull()),
    createdAt: instant('When it was first connected.'),
    problem: Type.Optional(oneOfOrNull(Object.keys(breakReasons) as BreakReason[])),
    resumeSecret: Type.Optional(
      stringOrNull({ minLength: 1, maxLength: 100, description: 'What proves its resume links.' }),
    ),
    position: Type.Integer({ ...Position, description: 'Its place in the order of connecting.' }),
  },
  closed,
)

export const SnapshotRecord = Type.Object(
  {
    version: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'The version of this format.' }),
    clock: Type.Object({ now: instant('What the clock showed.'), frozen: Type.Boolean() }, closed),
    apiVersion: Type.Optional(
      oneOf(apiVersions, {
        description: 'The version of the API that it speaks; without it, that of the server.',
      }),
    ),
    sessions: Type.Array(KeptSession),
    connections: Type.Array(KeptConnection),
    faults: Type.Array(KeptFault, { maxItems: 2000 }),
    ...partSchemas,
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
