import { mintedPair } from '../../src/providers/channel.js'
import type { ApiVersion } from '../../src/versions/api-version.js'
import { inVersion } from '../../src/versions/differences.js'
import type { Answer, Mock } from '../helpers/mock.js'
import { sent, subscribe } from '../helpers/receiver.js'

/** An answer of an operation. */
export interface Visited {
  /** `GET /v1/connect/{provider}` */
  readonly operation: string
  readonly answer: Answer
}

const apiKey = 'key-of-a-test'

/** What each provider takes that has a published call for its credentials. */
const credentialsOf = {
  beds24: { apiKey, propKey: 'p1' },
  bookingsync: { clientId: 'c1', clientSecret: 's1' },
  guesty: { clientId: 'c1', clientSecret: 's1' },
  hospitable: { accessToken: 't1' },
  hostaway: { accountId: 'a1', apiKey },
  igms: { apiToken: 't1' },
  lodgify: { apiKey },
  ownerrez: { username: 'u1', apiToken: 't1' },
  smoobu: { apiKey, apiSecret: 's1' },
  cloudbeds: { apiKey: 'cbat_1' },
  mews: { accessToken: 't1' },
  track: { domain: 'noor.trackhs.com', apiKey, apiSecret: 's1' },
}

/** Calls every published operation that this server has in a version, each so that it succeeds. */
export async function tour(
  mock: Mock,
  version: ApiVersion,
  endpointUrl: string,
): Promise<readonly Visited[]> {
  const visited: Visited[] = []
  /** Calls an operation, named with its parameters in braces and their values behind it. */
  const visit = async (operation: string, values: Readonly<Record<string, string>> = {}, body?: object) => {
    const [method = '', path = ''] = operation.split(' ')
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] as string)
    const query = values.query === undefined ? '' : `?${values.query}`
    const answer = await mock.call(method, filled + query, body === undefined ? {} : { body })
    visited.push({ operation, answer })
    return answer.body
  }

  await visit('GET /v1/health')
  for (const part of ['auth', 'mcp', 'webhooks']) await visit(`GET /v1/health/${part}`)
  await visit('GET /v1/health/channels/{channel}', { channel: 'vrbo' })
  await visit('GET /v1/connect/providers')
  await visit('POST /v1/sandbox/seed')
  await visitSessions()
  await visitCredentials()
  if (inVersion(version, 'signInOperations') !== 501) await visitSignIns()
  await visitHotelUnits()
  await visitBadConnection()
  await visitSandbox()
  await visitWebhooks()
  await visit('GET /v1/connect')
  await visit('DELETE /v1/connect/{provider}', { provider: 'booking', query: 'accountId=1234567' })
  await visit('POST /v1/sandbox/reset')
  return visited

  async function visitSessions() {
    await visit('GET /v1/connect/{provider}', { provider: 'plumguide' })
    await visit('POST /v1/connect/{provider}', { provider: 'hostaway' }, { apiKey: 'k1' })
    await visit('GET /v1/connect/{provider}', { provider: 'hostaway' })
    await visit('GET /v1/connect/{provider}', { provider: 'airbnb' })
    const redirectUrl = 'http://127.0.0.1:3000/back'
    const { sessionId: picker } = await visit('POST /v1/connect', {}, { redirectUrl, state: 'user_1' })
    const chosen = { provider: 'booking' }
    await visit('POST /v1/connect/sessions/{sessionId}/select-provider', { sessionId: picker }, chosen)
    const claim = { sessionId: picker, hotelId: '1234567' }
    await visit('POST /v1/connect/booking/verify', {}, claim)
    const query = `sessionId=${picker}`
    const { rooms } = await visit('GET /v1/connect/booking/rooms', { query })
    const mappings = rooms.map(({ roomId }: { roomId: string }) => ({ roomId, listingId: null }))
    await visit('POST /v1/connect/booking/callback', {}, { hotelId: '1234567' })
    await visit('POST /v1/connect/booking/map-rooms', {}, { sessionId: picker, mappings })
    await visit('GET /v1/connect/booking/rooms', { query })
    for (const provider of ['vrbo', 'plumguide'])
      await mock.call('POST', `/_mock/sessions/${await mock.open(provider)}/approve`)
  }

  async function visitCredentials() {
    for (const [provider, credentials] of Object.entries(credentialsOf))
      await visit(`POST /v1/connect/${provider}/credentials`, {}, { credentials })
    const sessionId = await mock.open('vrbo')
    const vrbo = { sessionId, credentials: mintedPair(sessionId) }
    await visit('POST /v1/connect/vrbo/credentials', {}, vrbo)
    const pms = { provider: 'cloudbeds' }
    await visit('GET /v1/connect/{provider}/write-policy', pms)
    await visit('PATCH /v1/connect/{provider}/write-policy', pms, { calendar: { rates: true } })
  }

  async function visitSignIns() {
    const sessionId = await mock.open('vrbo')
    const login = { action: 'login', email: 'noor@example.com', password: 'p1' }
    await visit('POST /v1/connect/vrbo-login/session', {}, { sessionId, ...login })
    await visit('POST /v1/connect/vrbo-login/session', {}, { sessionId, action: 'otp', code: '123456' })
    await visit('GET /v1/connect/vrbo-login/session', { query: `sessionId=${sessionId}` })
    const { accountId } = (await mock.call('GET', `/v1/connect/vrbo-login/session?sessionId=${sessionId}`))
      .body
    await visitUnits(`vrbo:${accountId}`, sessionId)
    await visit('GET /v1/connect/vrbo-login/session', { query: `sessionId=${sessionId}` })
    await visit('GET /v1/connect/{provider}', { provider: 'vrbo-login' })
    await visitExtranet()
  }

  async function visitUnits(id: string, sessionId: string) {
    const query = `sessionId=${sessionId}`
    await visit('GET /v1/connect/sessions/{sessionId}/listing-options', { sessionId, query: 'q=a&limit=2' })
    await visit('GET /v1/connections/{id}/listing-options', { id, query })
    const { units } = await visit('GET /v1/connections/{id}/units', { id, query })
    await visit('POST /v1/connections/{id}/mappings/automap', { id }, { sessionId })
    const [first, second] = units.map((unit: { unit_id: string }) => unit.unit_id)
    const mappings = [
      { unitId: first, listingId: 900_000_101, calendarSync: true },
      { unitId: second, create: true },
      { unitId: 'nothing', listingId: null },
    ]
    await visit('POST /v1/connections/{id}/mappings', { id }, { sessionId, mappings })
    await visit('GET /v1/connections/{id}/units', { id, query })
  }

  /** The units of a hotel whose session is over, with the key: both versions have them. */
  async function visitHotelUnits() {
    const id = 'booking:1234567'
    const { units } = await visit('GET /v1/connections/{id}/units', { id })
    await visit('GET /v1/connections/{id}/listing-options', { id, query: 'q=sea&limit=1' })
    await visit('POST /v1/connections/{id}/mappings/automap', { id }, { apply: true })
    const mappings = [{ unitId: units[0].unit_id, create: true }]
    await visit('POST /v1/connections/{id}/mappings', { id }, { mappings })
    const sessionId = await mock.open('booking')
    await visit('GET /v1/connect/sessions/{sessionId}/listing-options', { sessionId })
  }

  async function visitExtranet() {
    const extranet = '/v1/connect/booking-extranet-login'
    const sessionId = await mock.open('booking')
    await visit(`GET ${extranet}/session`, { query: `sessionId=${sessionId}` })
    const invited = await visit(`POST ${extranet}/invite`, {}, { sessionId, name: 'Noor' })
    await visit(`POST ${extranet}/recheck`, {}, { sessionId, accountId: invited.accountId })
    const login = { sessionId, email: 'permissions@example.com', password: 'p1' }
    const { accountId } = await visit(`POST ${extranet}/session`, {}, login)
    const query = `sessionId=${sessionId}&accountId=${accountId}`
    await visit(`GET ${extranet}/status`, { query })
    await visit(`POST ${extranet}/recheck`, {}, { sessionId, accountId })
    await mock.call('POST', `/_mock/sessions/${sessionId}/approve`)
    await visit(`GET ${extranet}/status`, { query })
    await visit('GET /v1/connect/{provider}', { provider: 'booking-extranet-login' })
  }

  async function visitBadConnection() {
    const { data } = await visit('GET /v1/connect')
    await mock.call('POST', `/_mock/connections/${data[0].id}/break`, { body: {} })
    const [{ fixUrl }] = (await visit('GET /v1/connect')).data
    await visit('GET /v1/connect/resume', { query: new URL(fixUrl).search.slice(1) })
    await mock.call('POST', `/_mock/connections/${data[0].id}/heal`)
  }

  async function visitSandbox() {
    await visit('POST /v1/listings/status', {}, { listingIds: ['900000102'], active: true })
    const listing = { id: '900000101', query: 'include=amenities' }
    await visit('GET /v1/properties')
    await visit('GET /v1/properties/{id}', listing)
    await visit('GET /v1/listings', { query: 'include=content,details' })
    await visit('GET /v1/listings/{id}', { id: listing.id })
    await visit('GET /v1/reservations')
    await visit('GET /v1/reservations/{id}', { id: '900000201' })
    await visit('GET /v1/channels/airbnb/connection')
    await visit('GET /v1/channels/airbnb/listings', { query: 'include=amenities' })
    await visit('GET /v1/channels/airbnb/listings/{id}', listing)
    await visit('GET /v1/channels/airbnb/reservations')
    await visit('GET /v1/channels/airbnb/reservations/{code}', { code: 'HMSBX00202' })
    await visit('GET /v1/channels/booking/properties')
    await visit('GET /v1/channels/booking/properties/{id}', { id: listing.id })
    await visit('GET /v1/channels/booking/reservations')
    await visit('GET /v1/channels/booking/listings/{id}/pricing', { id: listing.id })
    await visit('GET /v1/channels/vrbo/listings')
    await visit('GET /v1/channels/vrbo/reservations')
    await visit('GET /v1/channels/plumguide/listings')
    await visit('GET /v1/channels/plumguide/bookings')
  }

  async function visitWebhooks() {
    const events = ['repull.ping', 'account.created']
    const { id } = await visit('POST /v1/webhooks', {}, { url: endpointUrl, events })
    await visit('GET /v1/webhooks')
    await visit('GET /v1/webhooks/event-types')
    await visit('GET /v1/webhooks/{id}', { id })
    await visit('PATCH /v1/webhooks/{id}', { id }, { description: 'mine' })
    await visit('POST /v1/webhooks/{id}/rotate-secret', { id })
    const { deliveryId } = await visit('POST /v1/webhooks/{id}/ping', { id })
    await visit('POST /v1/webhooks/{id}/test/{event_type}', { id, event_type: 'account.created' })
    await sent(mock, 2)
    const delivery = { id, delivery_id: deliveryId }
    await visit('GET /v1/webhooks/{id}/deliveries', { id })
    await visit('GET /v1/webhooks/{id}/deliveries/{delivery_id}', delivery)
    await visit('POST /v1/webhooks/{id}/deliveries/{delivery_id}/replay', delivery, { force: true })
    await visit('POST /v1/webhooks/test', {}, { url: endpointUrl })
    const second = await subscribe(mock, endpointUrl)
    await visit('DELETE /v1/webhooks/{id}', { id: second.id })
  }
}
