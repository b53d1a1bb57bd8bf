import { providers } from '../../src/providers/providers.js'

const id = 'cs_01M7Y75WM8W6GABRAEYE1KG2E7'
const url = `http://127.0.0.1:7855/connect/airbnb?session=${id}`
const expires = '2026-11-21T05:22:34.056Z'

/** Answers that never change, as large as the real ones. */
export const replies = {
  session: {
    id,
    sessionId: id,
    url,
    expires_at: expires,
    expiresAt: expires,
    state: null,
    provider: 'airbnb' as const,
    oauthUrl: url,
  },
  connection: {
    id: 'con_SW4MB27QJ6YDFE68PYPR76J1',
    provider: 'airbnb' as const,
    status: 'active' as const,
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
    })),
  },
  health: { status: 'ok' as const, version: '0.1.0', service: 'repull-mock', timestamp: expires },
}
