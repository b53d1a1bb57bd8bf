import { Type } from '@sinclair/typebox'
import { Pagination, pageSchema } from '../http/lists.js'
import { instant, mapOf, objectOrNull, oneOf, ref, stringOrNull } from '../lib/schema.js'
import { longestCredential } from '../providers/channel.js'
import { Slug } from '../providers/schema.js'

const ConnectHost = Type.Object(
  {
    displayName: stringOrNull(),
    displayNameLong: stringOrNull(),
    avatarUrl: stringOrNull(),
    avatarUrlLarge: stringOrNull(),
    activationStatus: stringOrNull(),
  },
  { additionalProperties: false, description: 'The person or business behind an account.' },
)

const connectionFields = {
  id: Type.String(),
  provider: Slug,
  status: oneOf(['active', 'inactive', 'error']),
  externalAccountId: stringOrNull({ description: "The provider's own id of the account." }),
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
  { $id: 'Connection', additionalProperties: false },
)

export const CompletedConnection = Type.Object(
  { ...connectionFields, ...problemFields, sessionId: Type.String() },
  {
    $id: 'CompletedConnection',
    additionalProperties: false,
    description: 'A connection and the session it came from.',
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
  },
  { $id: 'ConnectAccount', additionalProperties: false, description: 'An account of a host at a provider.' },
)

export const ConnectStatus = Type.Object(
  {
    connected: Type.Boolean(),
    provider,
    host,
    ...Type.Partial(Type.Object(whenConnected)).properties,
    ...problemFields,
    accounts: Type.Array(ref(ConnectedAccount), {
      description:
        'The accounts of the provider, newest first. For airbnb also those that were disconnected.',
    }),
  },
  {
    $id: 'ConnectStatus',
    additionalProperties: false,
    description: 'The newest connection to a provider, if any.',
  },
)

export { Pagination }

export const ConnectionList = pageSchema('ConnectionListResponse', Connection)

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
    Type.String({ minLength: 1, maxLength: 128, description: 'The externalAccountId to disconnect.' }),
  ),
})

export const Disconnected = Type.Object(
  {
    disconnected: Type.Boolean(),
    provider,
    accountId: Type.String(),
    listingsDeactivated: Type.Array(Type.String(), {
      description: 'The ids of the listings that became inactive, because no connected channel carries them.',
    }),
  },
  { $id: 'Disconnected', additionalProperties: false },
)

export const Credential = Type.String({ minLength: 1, maxLength: longestCredential })

export const Credentials = mapOf(Credential, {
  description: 'The fields that the provider asks for, by their names.',
})

export const CredentialsBody = Type.Object({
  sessionId: Type.Optional(
    stringOrNull({ minLength: 1, description: 'Without it the call needs an API key.' }),
  ),
  credentials: Credentials,
})

export const CredentialsAccepted = Type.Object(
  {
    ok: Type.Boolean(),
    accountInfo: Type.Object(
      { accountId: Type.String(), accountName: Type.String() },
      { additionalProperties: false },
    ),
    provider: Slug,
    connectionId: Type.String(),
    sessionId: stringOrNull(),
  },
  { $id: 'CredentialsAccepted', additionalProperties: false },
)
