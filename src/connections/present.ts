import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { Connection } from './model.js'
import type * as schema from './schema.js'

/** A connected account. */
export function presentConnection(connection: Connection): Static<typeof schema.Connection> {
  const { id, provider, account, createdAt } = connection
  return {
    id,
    provider,
    status: 'active',
    externalAccountId: account.id,
    createdAt: isoTime(createdAt),
    host: {
      displayName: account.name,
      displayNameLong: account.name,
      avatarUrl: null,
      avatarUrlLarge: null,
      activationStatus: 'active',
    },
  }
}

/** The connections to one provider, newest first: the newest one, and all of them. */
export function presentStatus(
  provider: ProviderSlug,
  connections: readonly Connection[],
): Static<typeof schema.ConnectStatus> {
  const accounts = connections.map(presentConnection)
  const [newest] = accounts
  return newest
    ? { connected: true, ...newest, accounts }
    : { connected: false, provider, host: null, accounts }
}

/** A connection that is removed. */
export function presentDisconnected(connection: Connection): Static<typeof schema.Disconnected> {
  const { provider, account } = connection
  return { disconnected: true, provider, accountId: account.id, listingsDeactivated: [] }
}

/** The connection in the examples of openapi.yaml. */
export const sampleConnection: Connection = {
  id: 'con_6Q0W3ZJ2M9K4T7XB1N5VRDHS',
  provider: 'airbnb',
  account: { id: '239989071', name: 'Lidia' },
  accessType: 'full_access',
  rooms: {},
  createdAt: Date.UTC(2026, 10, 21, 9),
}
