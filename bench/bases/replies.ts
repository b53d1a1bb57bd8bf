import type { Static } from '@sinclair/typebox'
import type { CompletedConnection } from '../../src/connections/schema.js'
import type { Health } from '../../src/health/routes.js'
import { providers } from '../../src/providers/providers.js'
import type { ConnectProviderList } from '../../src/providers/schema.js'
import type { ProviderSession } from '../../src/sessions/schema.js'

interface Replies {
  readonly session: Static<typeof ProviderSession>
  readonly connection: Static<typeof CompletedConnection>
  readonly providers: Static<typeof ConnectProviderList>
  readonly health: Static<typeof Health>
}

const id = 'cs_01M7Y75WM8W6GABRAEYE1KG2E7'
const url = `http://127.0.0.1:7855/connect/airbnb?session=${id}`
const expires = '2026-11-21T05:22:34.056Z'

/** Answers that never change, as large as the real ones. */
export const replies: Replies = {
  session: {
    id,
    sessionId: id,
    url,
    expires_at: expires,
    expiresAt: expires,
    state: null,
    provider: 'airbnb',
    oauthUrl: url,
  },
  connection: {
    id: 'con_SW4MB27QJ6YDFE68PYPR76J1',
    provider: 'airbnb',
    status: 'active',
    externalAccountId: '1001',
    createdAt: expires,
    host: {
      displayName: 'Lidia',
      displayNameLong: 'Lidia',
      avatarUrl: null,
      avatarUrlLarge: null,
      activationStatus: 'active',
    },
    sessionId: id,
  },
  providers: {
    data: providers.map((provider) => ({
      id: provider.id,
      displayName: provider.displayName,
      category: provider.category,
      connectPattern: provider.connectPattern,
      status: provider.status,
      logoUrl: `data:image/svg+xml,${'%3Csvg'.repeat(60)}`,
      description: provider.description,
      docsUrl: `https://repull.dev/docs/channels/${provider.id}`,
      aliases: [...provider.aliases],
      migrationCapabilities: null,
    })),
  },
  health: { status: 'ok', version: '0.1.0', service: 'repull-mock', timestamp: expires },
}
