import { Type } from '@sinclair/typebox'
import { type BreakReason, breakReasons } from '../connections/problem.js'
import {
  boolean,
  instant,
  mapOf,
  objectOrNull,
  oneOf,
  oneOfOrNull,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { hotelIdForm } from '../providers/channel.js'
import { providerSlugs } from '../providers/providers.js'
import { Connected } from '../providers/schema.js'
import { accessTypes, locales } from '../sessions/model.js'
import { signInFlows, signInHolds, signInReasons, signInSteps } from '../sessions/sign-in.js'
import { apiVersions } from '../versions/api-version.js'
import { KeptFault } from './fault-schema.js'
import { partSchemas } from './snapshot-parts.js'

const closed = { additionalProperties: false }

/** A short string that means what the description says. */
function text(description: string) {
  return Type.String({ minLength: 1, maxLength: 1024, description })
}

const AccessType = oneOfOrNull(
  accessTypes,
  'What the app may do with the account; null when it was not asked.',
)

const KeptAccount = Type.Object(
  {
    id: text('The id that the provider gives the account.'),
    name: text('The name of the account, to show to people.'),
  },
  { ...closed, description: 'The account at the provider.' },
)

const KeptSignIn = Type.Object(
  {
    flow: oneOf(signInFlows, 'Where the host signs in.'),
    account: KeptAccount,
    email: stringOrNull({ maxLength: 320, description: 'The e-mail address of the host; null for none.' }),
    accessType: AccessType,
    step: oneOf(signInSteps, 'How far the host has come.'),
    reason: oneOfOrNull(signInReasons, 'Why it failed; null while it has not.'),
    waitsFor: oneOfOrNull(signInHolds, 'What holds it up until it is rechecked; null for nothing.'),
    polls: Type.Integer({ minimum: 0, description: 'How often what was not there yet was asked for.' }),
  },
  closed,
)

const KeptSession = Type.Object(
  {
    id: Type.String({
      pattern: '^cs_[0-9A-HJKMNP-TV-Z]{26}$',
      description: 'The id of the session: cs_ and the 26 characters of a ULID.',
    }),
    status: oneOf(
      ['pending', 'awaiting_room_mapping', 'completed', 'cancelled', 'errored'],
      'The status of the session. An expired session keeps the status that it had.',
    ),
    provider: oneOfOrNull(providerSlugs, 'The slug of the provider; null until the user has picked one.'),
    isPicker: boolean('Whether the session was opened without a provider.'),
    allowedProviders: Type.Unsafe<(typeof providerSlugs)[number][] | null>({
      type: ['array', 'null'],
      items: { type: 'string', enum: providerSlugs },
      maxItems: 100,
      description: 'The slugs of the providers that the session offers; null for all.',
    }),
    redirectUrl: stringOrNull({
      format: 'uri',
      maxLength: 4096,
      description: 'Where the browser returns to; null for nowhere.',
    }),
    state: stringOrNull({ maxLength: 4096, description: 'The `state` that the app sent; null for none.' }),
    locale: oneOfOrNull(locales, 'The language of the hosted pages; null for that of the browser.'),
    accessType: AccessType,
    createdAt: instant('When the session was opened.'),
    expiresAt: instant('When the session expires.'),
    claim: objectOrNull(
      Type.Object(
        {
          hotelId: Type.String({
            pattern: hotelIdForm.source,
            description: 'Six digits or more. It is the id of the hotel at Booking.com.',
          }),
          polls: Type.Integer({
            minimum: 0,
            description: 'How often its rooms were asked for while they were imported.',
          }),
        },
        closed,
      ),
      'The hotel that was claimed; null for none.',
    ),
    accountId: stringOrNull({
      minLength: 1,
      maxLength: 1024,
      description: 'The account that was connected; null before the session is completed.',
    }),
    resumes: Type.Optional(
      objectOrNull(KeptAccount, 'The account that the session connects again; null for any.'),
    ),
    signIn: Type.Optional(objectOrNull(KeptSignIn, 'How the host signs in; null where nobody does.')),
  },
  { ...closed, description: 'A session in full.' },
)

const KeptConnection = Type.Object(
  {
    provider: Connected,
    account: KeptAccount,
    accessType: AccessType,
    rooms: mapOf(stringOrNull({ maxLength: 1024 }), {
      maxProperties: 1000,
      description: 'The listing of each room by the id of the room; null for an unmapped one.',
    }),
    createdAt: instant('When the account was first connected.'),
    problem: Type.Optional(
      oneOfOrNull(
        Object.keys(breakReasons) as BreakReason[],
        'Why the host must act; null while the connection can be used.',
      ),
    ),
    resumeSecret: Type.Optional(
      stringOrNull({
        minLength: 1,
        maxLength: 100,
        description: 'What proves its resume links; null before it was first broken.',
      }),
    ),
    email: Type.Optional(
      stringOrNull({ maxLength: 320, description: 'The e-mail address with which its host has signed in.' }),
    ),
    credentialsId: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,15}$',
        description: 'Tells the credentials that were accepted last, and does not reveal them.',
      }),
    ),
    importRequestedAt: Type.Optional(instant('When the mapping of one that signed in was confirmed.')),
    calendarSync: Type.Optional(
      mapOf(Type.Boolean(), {
        maxProperties: 1000,
        description: 'Whether the calendars of units are written, by the ids of the units.',
      }),
    ),
    position: Type.Integer({
      minimum: 1,
      maximum: 1e12,
      description: 'Its place in the order in which accounts were connected.',
    }),
  },
  { ...closed, description: 'A connection in full.' },
)

export const SnapshotRecord = Type.Object(
  {
    version: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'The version of this format.' }),
    clock: Type.Object(
      {
        now: instant('The time that the clock showed.'),
        frozen: boolean('Whether the clock stood still.'),
      },
      { ...closed, description: 'The clock of the workspace.' },
    ),
    apiVersion: Type.Optional(
      oneOf(apiVersions, {
        description: 'The version of the API that it speaks; without it, that of the server.',
      }),
    ),
    origin: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description:
          'The workspace that it stems from. Where it is restored, the same hosts and credentials have the same accounts.',
      }),
    ),
    sessions: Type.Array(KeptSession, { description: 'The sessions in any status.' }),
    connections: Type.Array(KeptConnection, { description: 'The connections of all providers.' }),
    faults: Type.Array(KeptFault, { maxItems: 2000, description: 'The faults, oldest first.' }),
    ...partSchemas,
  },
  { $id: 'MockSnapshot', ...closed, description: 'Everything that a workspace holds, except its journal.' },
)

export const ForkBody = Type.Object(
  { to: string('The API key of the workspace that becomes the copy.') },
  closed,
)

export const Forked = Type.Object(
  { sessions: mapOf(Type.String(), 'The new id of each session, by its old id.') },
  { ...closed, description: 'The new ids of the copied sessions.' },
)
