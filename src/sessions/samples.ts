import { pageUrl } from './present.js'

const server = 'http://127.0.0.1:7855'
const sessionId = 'cs_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4'
const created = '2026-11-21T09:00:00.000Z'
const expires = '2026-11-21T09:30:00.000Z'
const connectionId = 'con_6Q0W3ZJ2M9K4T7XB1N5VRDHS'

const host = {
  displayName: 'Lidia',
  displayNameLong: 'Lidia',
  avatarUrl: null,
  avatarUrlLarge: null,
  activationStatus: 'active',
}
const connection = {
  id: connectionId,
  provider: 'airbnb',
  status: 'active',
  externalAccountId: '239989071',
  createdAt: created,
  host,
}
const pickerSession = {
  id: sessionId,
  sessionId,
  url: pageUrl(server, { id: sessionId }, null),
  expires_at: expires,
  expiresAt: expires,
  state: 'user-42',
}
const airbnbUrl = pageUrl(server, { id: sessionId }, 'airbnb')
const listings = [{ id: '800000001', name: 'Cedar apartment', city: 'Porto' }]
const rooms = [
  {
    roomId: '1234567801',
    roomName: 'Deluxe King',
    maxGuests: 2,
    numberOfRooms: 1,
    currentListingId: null,
    roomBookingId: '1234567801',
  },
]

/** Bodies and answers as openapi.yaml shows them. A test holds them against the schemas. */
export const example = {
  health: { status: 'ok', version: '0.1.0', service: 'repull-mock', timestamp: created },
  providers: {
    data: [
      {
        id: 'airbnb',
        displayName: 'Airbnb',
        category: 'ota',
        connectPattern: 'oauth',
        status: 'live',
        logoUrl: 'data:image/svg+xml,%3Csvg%2F%3E',
        description: 'The host signs in at Airbnb and approves access.',
        docsUrl: 'https://repull.dev/docs/channels/airbnb',
        aliases: ['abnb'],
      },
    ],
  },
  pickerBody: {
    redirectUrl: 'https://app.example/callback',
    state: 'user-42',
    allowedProviders: ['airbnb', 'booking'],
  },
  pickerSession,
  providerBody: { redirectUrl: 'https://app.example/callback', state: 'user-42' },
  providerSession: { ...pickerSession, url: airbnbUrl, provider: 'airbnb', oauthUrl: airbnbUrl },
  sessionDetail: {
    ...pickerSession,
    url: airbnbUrl,
    provider: 'airbnb',
    sessionStatus: 'pending',
    createdAt: created,
    redirectUrl: 'https://app.example/callback',
    accessType: 'full_access',
  },
  selectedProvider: { sessionId, provider: 'airbnb', pattern: 'oauth', nextUrl: airbnbUrl },
  completeBody: { provider: 'airbnb', accountName: 'Lidia' },
  completedConnection: { ...connection, sessionId },
  connectionList: { data: [connection], pagination: { nextCursor: null, hasMore: false, total: 1 } },
  connectStatus: { connected: true, ...connection, accounts: [connection] },
  disconnected: { disconnected: true, provider: 'airbnb', accountId: '239989071', listingsDeactivated: [] },
  credentialsBody: { sessionId, credentials: { clientId: 'my-client', clientSecret: 'my-secret' } },
  credentialsAccepted: {
    ok: true,
    accountInfo: { accountId: '418775231', accountName: "Noor's Guesty account" },
    provider: 'guesty',
    connectionId,
    sessionId,
  },
  verifyBody: { sessionId, hotelId: '12345678' },
  verifiedHotel: {
    valid: true,
    sessionId,
    connectionId,
    hotelId: '12345678',
    hotelName: 'Linden Guesthouse',
    hotelType: 'Guesthouse',
    country: 'FR',
    city: 'Annecy',
  },
  bookingRooms: { status: 'ready', sessionId, hotelId: '12345678', rooms, listingOptions: listings },
  mapRoomsBody: { sessionId, mappings: [{ roomId: '1234567801', listingId: '800000001' }] },
  mappedRooms: { success: true, mapped: 1, sessionId, connectionId },
} as const
