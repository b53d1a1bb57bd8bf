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

export const Connection = Type.Object(connectionFields, { $id: 'Connection', additionalProperties: false })

export const CompletedConnection = Type.Object(
  { ...connectionFields, sessionId: Type.String() },
  {
    $id: 'CompletedConnection',
    additionalProperties: false,
    description: 'A connection and the session it came from.',
  },
)

const { provider, host, ...whenConnected } = connectionFields

export const ConnectStatus = Type.Object(
  {
    connected: Type.Boolean(),
    provider,
    host,
    ...Type.Partial(Type.Object(whenConnected)).properties,
    accounts: Type.Array(ref(Connection), {
      description: 'All connected accounts of the provider, newest first.',
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
    listingsDeactivated: Type.Array(Type.String()),
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
