import { Type } from '@sinclair/typebox'
import { Credential, Credentials } from '../connections/schema.js'
import { instant, oneOf, oneOfOrNull, otherSpelling, stringOrNull } from '../lib/schema.js'
import { credentialNames } from '../providers/credentials.js'
import { providerSlugs } from '../providers/providers.js'
import { Pattern, Slug } from '../providers/schema.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import { byVersion } from '../versions/schema.js'
import { accessTypes } from './model.js'

const sessionFields = {
  id: Type.String({ description: 'The same as sessionId.' }),
  sessionId: Type.String(),
  url: Type.String({
    format: 'uri',
    description: 'A live page of this server: send the user there at once.',
  }),
  expires_at: instant('The same as expiresAt.'),
  expiresAt: instant('From this instant on the session is expired.'),
  state: stringOrNull({ description: 'What the app gave as state.' }),
}

export const PickerSession = Type.Object(sessionFields, {
  $id: 'ConnectSession',
  additionalProperties: false,
  description: 'A session whose provider the user picks.',
})

export const ProviderSession = Type.Object(
  {
    ...sessionFields,
    provider: Slug,
    oauthUrl: Type.String({ format: 'uri', description: 'The same as url.' }),
  },
  { $id: 'ProviderSession', additionalProperties: false, description: 'A session for one provider.' },
)

export const SessionDetail = Type.Object(
  {
    ...sessionFields,
    provider: oneOfOrNull(providerSlugs, { description: 'Null until the user has picked one.' }),
    sessionStatus: oneOf(['pending', 'awaiting_room_mapping']),
    createdAt: instant('When the session was opened.'),
    redirectUrl: stringOrNull(),
    accessType: oneOfOrNull(accessTypes, { description: 'Null for every provider but airbnb and vrbo.' }),
  },
  { $id: 'SessionDetail', additionalProperties: false, description: 'An open session.' },
)

export const SelectedProvider = Type.Object(
  {
    sessionId: Type.String(),
    provider: Slug,
    pattern: Pattern,
    nextUrl: Type.String({ format: 'uri', description: 'The page on which the user goes on.' }),
  },
  { $id: 'SelectProviderResponse', additionalProperties: false },
)

const stateIn = (version: ApiVersion) =>
  stringOrNull({
    maxLength: inVersion(version, 'stateLength'),
    description: 'Comes back on redirectUrl as it is.',
  })

/** Fields that both creating calls take. */
const openingFields = {
  state: Type.Optional(byVersion(stateIn, stateIn('2026-07'))),
  locale: Type.Optional(
    stringOrNull({ maxLength: 64, description: 'en or fr, also like fr-FR; any other is ignored.' }),
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

const migrateText = (maxLength: number) => Type.Optional(Type.String({ maxLength }))

const MigrateWorkspace = Type.Object(
  { name: migrateText(120), externalRef: migrateText(120) },
  { description: 'The workspace to migrate into. Only a migration uses it.' },
)

const MigrateCopy = Type.Object(
  {
    title: migrateText(300),
    subtitle: migrateText(300),
    completedTitle: migrateText(300),
    completedBody: migrateText(300),
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
  description: 'An absolute http or https URL, to which the browser returns.',
})

const slugList = {
  type: ['array', 'null'],
  items: { type: 'string' },
  maxItems: 100,
  description: 'The providers to offer; null or an empty list means all.',
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

/** The credentials that POST /v1/connect/{provider} takes. A hotel is claimed by calls of its own. */
export const bodyFields = credentialNames.filter((name) => name !== 'hotelId')
const credentialProperties: object = Object.fromEntries(
  bodyFields.map((name) => [name, Type.Optional(Credential)]),
)

export const ProviderBody = Type.Object({
  redirectUrl: Type.Optional(RedirectUrl),
  ...openingFields,
  ...accessFields,
  ...credentialProperties,
})

export const SelectBody = Type.Object({
  provider: Type.String({ description: 'The slug that the user picked.' }),
})

export const CompleteBody = Type.Object({
  provider: Type.String({ description: 'The slug that the session is bound to.' }),
  accountId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  accountName: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  credentials: Type.Optional(Credentials),
})
