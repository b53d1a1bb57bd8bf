import { Type } from '@sinclair/typebox'
import { Pagination, pageSchema } from '../http/lists.js'
import { boolean, instant, objectOrNull, oneOf, ref, string, stringOrNull } from '../lib/schema.js'
import { Connected } from '../providers/schema.js'
import { ReservationCapabilities } from './capabilities.js'
import { VrboFreshness, VrboImport } from './import-schema.js'
import { WritePolicySchema } from './write-policy-schema.js'

/** Ids that many answers have. */
export const SessionId = string('The id of the session: `cs_` and 26 characters.')
export const ConnectionId = string(
  'The id of the connection. It stays the same when the account is connected again.',
)

const ConnectHost = Type.Object(
  {
    displayName: stringOrNull('The name of the host, to show to people.'),
    displayNameLong: stringOrNull('The full name of the host.'),
    avatarUrl: stringOrNull('The address of a small picture; null when there is none.'),
    avatarUrlLarge: stringOrNull('The address of a large picture; null when there is none.'),
    activationStatus: stringOrNull('The state of the account at the provider, like `active`.'),
  },
  {
    additionalProperties: false,
    description: 'The person or business behind the account; null where the provider names none.',
  },
)

const connectionFields = {
  id: ConnectionId,
  provider: Connected,
  status: oneOf(
    ['active', 'inactive', 'error'],
    '`active`: the account can be used. `inactive`: it is switched off. `error`: the host must connect it again.',
  ),
  externalAccountId: stringOrNull('The id that the provider gives the account.'),
  createdAt: instant('When the account was first connected.'),
  host: objectOrNull(ConnectHost),
}

/** There only while the host of a connection must act. */
const problemFields = {
  action: Type.Optional(
    Type.Object(
      {
        required: Type.Boolean({ description: 'Whether the host must act.' }),
        reason: stringOrNull({ description: 'Why, like `reauth_required`.' }),
        message: stringOrNull({ description: 'The same, to show to people.' }),
      },
      {
        additionalProperties: false,
        description: 'What the host must do. Absent while nothing is to be done.',
      },
    ),
  ),
  fixUrl: Type.Optional(
    Type.String({
      format: 'uri',
      description:
        'Where to send the host: a link that opens a fresh session. Absent while nothing is to be done.',
    }),
  ),
}

export const Connection = Type.Object(
  { ...connectionFields, ...problemFields },
  {
    $id: 'Connection',
    additionalProperties: false,
    description: 'An account of a host at a provider, connected to the workspace.',
  },
)

export const CompletedConnection = Type.Object(
  { ...connectionFields, ...problemFields, sessionId: SessionId },
  {
    $id: 'CompletedConnection',
    additionalProperties: false,
    description: 'The connection that completing a session made, and the id of the session.',
  },
)

const { provider, host, ...whenConnected } = connectionFields

export const ConnectedAccount = Type.Object(
  {
    externalAccountId: Type.String({ description: 'The id that the provider gives the account.' }),
    name: stringOrNull({ description: 'The name of the account, to show to people.' }),
    pictureUrl: stringOrNull({ description: 'The address of a picture; null when there is none.' }),
    status: stringOrNull({ description: 'The status of its connection, like `active`.' }),
    connected: Type.Boolean({ description: 'Whether the account is connected now.' }),
    email: Type.Optional(
      stringOrNull('The e-mail address with which the host has signed in; null for none. Vrbo only.'),
    ),
    accessType: Type.Optional(stringOrNull('What the app may do with the account. Vrbo only.')),
    import: Type.Optional(
      objectOrNull(
        Type.Object(VrboImport.properties, { additionalProperties: false }),
        'How far its import is; null where the host has not signed in. Vrbo only.',
      ),
    ),
  },
  { $id: 'ConnectAccount', additionalProperties: false, description: 'An account of a host at a provider.' },
)

export const ConnectStatus = Type.Object(
  {
    connected: boolean('Whether an account of the provider is connected.'),
    provider,
    host,
    ...Type.Partial(Type.Object(whenConnected)).properties,
    ...problemFields,
    accounts: Type.Array(ref(ConnectedAccount), {
      description:
        'The accounts of the provider, newest first, at most 100. For airbnb also those that were disconnected.',
    }),
    pagination: ref(Pagination),
    dataFreshness: Type.Optional(
      ref(VrboFreshness, 'How old the data of the newest account is. Vrbo only, while it is connected.'),
    ),
    writePolicy: Type.Optional(
      ref(WritePolicySchema, 'What may be written to the PMS; there only while it is connected.'),
    ),
    capabilities: Type.Optional(
      Type.Object(
        { reservations: ref(ReservationCapabilities) },
        {
          additionalProperties: false,
          description: 'What the PMS takes, connected or not. Channels have none.',
        },
      ),
    ),
  },
  {
    $id: 'ConnectStatus',
    additionalProperties: false,
    description:
      'The newest connection to the provider, and all of its accounts. Without a connection, `id`, `status`, `externalAccountId` and `createdAt` are absent.',
  },
)

export { Pagination }

export const ConnectionList = pageSchema('ConnectionListResponse', Connection, 'Connections, newest first.')

export const ResumeQuery = Type.Object({
  t: Type.Optional(Type.String({ description: 'The token of the link.' })),
})

export const ResumeProblem = Type.Object(
  {
    error: oneOf(['invalid_resume_token', 'unsupported_channel', 'bad_account'], {
      description: 'Why the link leads nowhere.',
    }),
    reason: Type.Optional(Type.String({ description: 'The same in words.' })),
    channel: Type.Optional(Type.String({ description: 'The provider of the account, where it is known.' })),
  },
  {
    $id: 'ResumeProblem',
    additionalProperties: false,
    description: 'The only error that is published without the shape of all others.',
  },
)

export const DisconnectQuery = Type.Object({
  accountId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'The `externalAccountId` of the account to disconnect.',
    }),
  ),
})

export const Disconnected = Type.Object(
  {
    disconnected: boolean('True: the account is no longer connected.'),
    provider,
    accountId: string('The `externalAccountId` of the account that was disconnected.'),
    listingsDeactivated: Type.Array(Type.String(), {
      description: 'The ids of the listings that became inactive, because no connected channel carries them.',
    }),
  },
  { $id: 'Disconnected', additionalProperties: false, description: 'The account that was disconnected.' },
)
