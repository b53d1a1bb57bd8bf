import { Type } from '@sinclair/typebox'
import { Credentials, credential } from '../connections/credentials-schema.js'
import { SessionId } from '../connections/schema.js'
import { instant, oneOf, oneOfOrNull, otherSpelling, string, stringOrNull } from '../lib/schema.js'
import { credentialNames, fieldOf, nounOf } from '../providers/credentials.js'
import { providerSlugs } from '../providers/providers.js'
import { Pattern, Slug } from '../providers/schema.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import { byVersion } from '../versions/schema.js'
import { accessTypes } from './model.js'

const sessionFields = {
  id: string('The same as `sessionId`.'),
  sessionId: SessionId,
  url: Type.String({
    format: 'uri',
    description: 'The hosted page on which the user connects. Send the browser there before `expiresAt`.',
  }),
  expires_at: instant('The same as `expiresAt`.'),
  expiresAt: instant('When the session expires. Calls at this instant or later get `session_expired`.'),
  state: stringOrNull('The `state` that the app sent; null when it sent none.'),
}

export const PickerSession = Type.Object(sessionFields, {
  $id: 'ConnectSession',
  additionalProperties: false,
  description: 'A session in which the user picks the provider.',
})

export const ProviderSession = Type.Object(
  {
    ...sessionFields,
    provider: Slug,
    oauthUrl: Type.String({ format: 'uri', description: 'The same as `url`.' }),
  },
  { $id: 'ProviderSession', additionalProperties: false, description: 'A session for one provider.' },
)

export const SessionDetail = Type.Object(
  {
    ...sessionFields,
    provider: oneOfOrNull(providerSlugs, 'The slug of the provider; null until the user has picked one.'),
    sessionStatus: oneOf(
      ['pending', 'awaiting_room_mapping'],
      '`pending`: the user has not finished. `awaiting_room_mapping`: the hotel is claimed, its rooms are not mapped yet.',
    ),
    createdAt: instant('When the session was opened.'),
    redirectUrl: stringOrNull('Where the browser returns to; null when the app sent no address.'),
    accessType: oneOfOrNull(
      accessTypes,
      'What the app may do with the account. Null for providers without this choice.',
    ),
  },
  { $id: 'SessionDetail', additionalProperties: false, description: 'An open session.' },
)

export const SelectedProvider = Type.Object(
  {
    sessionId: SessionId,
    provider: Slug,
    pattern: Pattern,
    nextUrl: Type.String({ format: 'uri', description: 'The hosted page on which the user continues.' }),
  },
  {
    $id: 'SelectProviderResponse',
    additionalProperties: false,
    description: 'The provider of the session, and the page that comes next.',
  },
)

const stateIn = (version: ApiVersion) =>
  stringOrNull({
    maxLength: inVersion(version, 'stateLength'),
    description: 'Any string of the app. It comes back unchanged as a parameter of `redirectUrl`.',
  })

/** Fields that both creating calls take. */
const openingFields = {
  state: Type.Optional(byVersion(stateIn, stateIn('2026-07'))),
  locale: Type.Optional(
    stringOrNull({
      maxLength: 64,
      description:
        'The language of the hosted pages: `en` or `fr`, with or without a region, like `fr-FR`. Others are ignored.',
    }),
  ),
}

const accessFields = {
  accessType: Type.Optional(
    oneOf(accessTypes, {
      description:
        'What the app may do, so that the host cannot choose. Airbnb and Vrbo only; `full_access` by default.',
    }),
  ),
  reservationHistoryMonths: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 60,
      description: 'How many months of reservations Airbnb is asked for at first. This mock imports none.',
    }),
  ),
}

const migrateText = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ maxLength, description }))

const MigrateWorkspace = Type.Object(
  {
    name: migrateText(120, 'The name of the workspace, to show to people.'),
    externalRef: migrateText(120, 'The id that the app has for the workspace.'),
  },
  { description: 'The workspace to migrate into. Only a migration uses it.' },
)

const MigrateCopy = Type.Object(
  {
    title: migrateText(300, 'The title of the first page.'),
    subtitle: migrateText(300, 'The line below that title.'),
    completedTitle: migrateText(300, 'The title of the last page.'),
    completedBody: migrateText(300, 'The text of the last page.'),
  },
  { additionalProperties: false, description: 'Texts of the hosted pages. Only a migration uses them.' },
)

/** What can be migrated (published OpenAPI of 2026-10). */
export const migrateScopes = [
  'listings',
  'photos',
  'amenities',
  'rooms',
  'houseRules',
  'fees',
  'taxes',
  'owners',
  'guests',
  'reservations',
  'payments',
  'conversations',
  'calendar',
  'rates',
  'channelIds',
] as const

export const RedirectUrl = Type.String({
  format: 'uri',
  maxLength: 4096,
  description:
    'Where the browser returns to: an absolute http or https URL. Parameters like `status` and `sessionId` are added to it.',
})

const slugList = {
  type: ['array', 'null'],
  items: { type: 'string' },
  maxItems: 100,
  description: 'The slugs of the providers to offer. Null or an empty list means all of them.',
}

export const PickerBody = Type.Object({
  redirectUrl: RedirectUrl,
  ...openingFields,
  allowedProviders: Type.Optional(Type.Unsafe<string[] | null>(slugList)),
  allowed_providers: Type.Optional(Type.Unsafe<string[] | null>({ ...slugList, ...otherSpelling })),
  ...accessFields,
  purpose: Type.Optional(
    oneOf(['connect', 'migrate'], {
      description:
        'Why the user comes; `connect` by default. `migrate` is published, and this mock does not have it.',
    }),
  ),
  workspace: Type.Optional(MigrateWorkspace),
  copy: Type.Optional(MigrateCopy),
  scope: Type.Optional(
    Type.Array(oneOf(migrateScopes), { description: 'What to migrate. Only a migration uses it.' }),
  ),
})

/** The credentials that POST /v1/connect/{provider} takes: the texts. A hotel is claimed by calls of its own. */
export const bodyFields = credentialNames.filter(
  (name) => name !== 'hotelId' && fieldOf(name).type === undefined,
)
const credentialProperties: object = Object.fromEntries(
  bodyFields.map((name) => [name, Type.Optional(credential(nounOf(name)))]),
)

export const ProviderBody = Type.Object({
  redirectUrl: Type.Optional(RedirectUrl),
  ...openingFields,
  ...accessFields,
  ...credentialProperties,
})

export const SelectBody = Type.Object({
  provider: string('The slug of the provider that the user picked.'),
})

export const CompleteBody = Type.Object({
  provider: string('The slug of the provider that the session is bound to.'),
  accountId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description:
        'The id that the provider gives the account. Without it, one is derived from the workspace or the credentials.',
    }),
  ),
  accountName: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'The name of the account. Without it, one is made up.',
    }),
  ),
  credentials: Type.Optional(Credentials),
})
