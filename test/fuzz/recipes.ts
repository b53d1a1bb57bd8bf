import { credentialNames } from '../../src/providers/credentials.js'
import { type ProviderSlug, providers } from '../../src/providers/providers.js'
import { signInFlows } from '../../src/sessions/sign-in.js'
import type { AnyBody } from '../helpers/answers.js'
import type { Operation } from '../helpers/document.js'
import type { World } from './world.js'

/** Random input for a request: a body and a query that fit the document, and a number to choose by. */
export interface RandomParts {
  readonly provider: ProviderSlug
  readonly at: number
  readonly body: AnyBody
  readonly query: Readonly<Record<string, unknown>>
}

/** The parts of a request that a server must not refuse. */
export interface ValidParts {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  /** Whether rules that are not in the document may refuse it, so that any declared answer is right. */
  readonly mayBeRefused?: boolean
}

type Recipe = (world: World, given: RandomParts) => Promise<ValidParts>

const withForm = providers.filter(({ connectPattern }) =>
  ['credentials', 'activation'].includes(connectPattern),
)
const unbound: readonly string[] = credentialNames

/** Faults of events and of decisions: what they match, and what happens to it. */
const otherFaults = [
  [{ event: 'account.created' }, { times: 2, delay: '1s', badSignature: true }],
  [{ event: '*' }, { order: 'after-next', delay: 5 }],
  [{ event: 'connect.session.completed' }, { drop: 'before' }],
  [{ decision: 'approve' }, { decision: 'conflict' }],
  [{ decision: '*' }, { decision: 'leave' }],
] as const

/** A fault of calls, of events, or of decisions. */
const fault: Recipe = async (_world, { at, body }) => {
  if (at % 3) return { body }
  const [match, respond] = otherFaults[(at / 3) % otherFaults.length] as (typeof otherFaults)[number]
  return { body: { ...body, match, respond } }
}

const openSession: Recipe = async (world, { provider, body }) => ({
  params: { id: await world.session(provider) },
  body,
})

/** A session for a decision. */
const decide: Recipe = async (world, { provider, at, body }) => {
  const isPicker = at % 3 === 0
  const flow = signInFlows[at % 4]
  if (flow !== undefined) return { params: { id: await world.picker() }, body: { flow } }
  const { flow: _, ...rest } = body ?? {}
  const id = isPicker
    ? await world.picker(at % 2 ? [body?.provider ?? provider] : null)
    : await world.session(provider)
  return { params: { id }, body: body === undefined ? body : isPicker ? rest : {} }
}

const ofListing: Recipe = async (world, { at, query }) => {
  await world.seed()
  return { params: { id: `90000010${1 + (at % 3)}` }, query }
}

const onChannel =
  (params: (at: number) => Record<string, string> = () => ({})): Recipe =>
  async (world, { at, query }) => {
    await world.seed()
    return { params: params(at), query }
  }

const ofWebhook: Recipe = async (world, { body, query }) => {
  world.useNewWorkspace()
  return { params: { id: await world.webhook() }, query, body }
}

const ofDelivery: Recipe = async (world) => {
  const { webhook, delivery } = await world.delivery()
  return { params: { id: webhook, delivery_id: delivery } }
}

/** The id of a connection that nobody else has. */
async function connection(world: World): Promise<string> {
  world.useNewWorkspace()
  return (await world.ask('POST', '/v1/connect/lodgify', { apiKey: 'a' })).id
}

const ofConnection: Recipe = async (world, { body }) => ({ params: { id: await connection(world) }, body })

const ofPms: Recipe = async (world, { body }) => {
  await connection(world)
  return { params: { provider: 'lodgify' }, body }
}

/** The session of a host who has begun to sign in at the Extranet. */
const atExtranet = async (world: World) => {
  const sessionId = await world.session('booking')
  const login = { sessionId, email: 'noor@example.com', password: 'p1' }
  const { accountId } = await world.ask('POST', '/v1/connect/booking-extranet-login/session', login)
  return { sessionId, accountId }
}

/** A migration is published, and not here. */
const withoutMigration: Recipe = async (_world, { body }) => {
  const { purpose: _, ...rest } = body
  return { body: rest }
}

/** A question about a connection: by the session of its host, or by a key. */
const ofUnits = ({ sessionId, id }: { sessionId: string; id: string }, query: object = {}): ValidParts => ({
  params: { id },
  query: { ...query, sessionId },
})

/** Prepares what requests need beside their schemas, by operation id. Other operations need nothing. */
const recipes: Readonly<Record<string, Recipe>> = {
  create_connection: async (world, { provider, at, body }) => {
    const own = at % 2 && provider !== 'vrbo' ? world.credentials(provider, '') : {}
    const rest = Object.entries(body ?? {}).filter(([name]) => !unbound.includes(name))
    const whole = { ...Object.fromEntries(rest), ...(provider === 'booking' ? {} : own) }
    return { params: { provider }, body: body === undefined ? undefined : whole }
  },
  getChannelHealth: async (_world, { at }) => ({
    params: { channel: ['airbnb', 'booking', 'vrbo', 'plumguide'][at % 4] as string },
  }),
  setListingsStatus: async (world, { at, body }) => {
    await world.seed()
    return { body: { ...body, listingIds: ['900000101', '900000102', '900000103'].slice(at % 3) } }
  },
  get_connect_status: async (_world, { provider }) => ({ params: { provider } }),
  delete_connection: async (world, { at }) => {
    const provider = at % 3 ? 'airbnb' : 'booking'
    world.useNewWorkspace()
    const id = await world.session(provider)
    const { accountId } = await world.ask('POST', `/_mock/sessions/${id}/approve`, {})
    return { params: { provider }, query: at % 2 ? { accountId } : {} }
  },
  get_connect_write_policy: ofPms,
  update_connect_write_policy: ofPms,
  resumeConnect: async (world) => {
    const id = await connection(world)
    const { fixUrl } = await world.ask('POST', `/_mock/connections/${id}/break`, {})
    return { query: { t: new URL(fixUrl).searchParams.get('t') } }
  },
  createConnectSession: withoutMigration,
  createConnectSessionAlias: withoutMigration,
  breakMockConnection: ofConnection,
  healMockConnection: ofConnection,
  removeMockConnection: ofConnection,
  getConnectSession: openSession,
  selectConnectProvider: async (world, { provider, at }) => ({
    params: { id: await world.picker(at % 2 ? [provider] : null) },
    body: { provider },
  }),
  completeConnectSession: async (world, { provider, body }) => {
    const id = await world.session(provider)
    const credentials = world.credentials(provider, id)
    const isAsked = body.credentials !== undefined || !['airbnb', 'booking', 'vrbo'].includes(provider)
    const { credentials: _, ...rest } = body
    const known = provider === 'booking' ? { hotelId: '200118' } : credentials
    return { params: { id }, body: { ...rest, provider, ...(isAsked && { credentials: known }) } }
  },
  submitConnectCredentials: async (world, { at }) => {
    const provider = withForm[at % withForm.length]?.id as ProviderSlug
    const sessionId = at % 2 || provider === 'vrbo' ? await world.session(provider) : null
    const credentials = world.credentials(provider, sessionId ?? '')
    return { params: { provider }, body: { ...(sessionId && { sessionId }), credentials } }
  },
  verifyBookingHotel: async (world, { body }) => ({
    body: { sessionId: await world.session('booking'), hotelId: body.hotelId },
  }),
  listConnectBookingRooms: async (world) => ({ query: { sessionId: (await world.claimed()).sessionId } }),
  mapConnectBookingRooms: async (world, { at }) => {
    const { sessionId, roomIds, listingIds } = await world.claimed()
    const ids = [...listingIds, null, undefined]
    const mappings = roomIds
      .slice(at % roomIds.length)
      .map((roomId, index) => ({ roomId, listingId: ids[(at + index) % ids.length] }))
    return { body: { sessionId, mappings } }
  },
  vrboLogin: async (world, { at, body }) => {
    const login = { email: 'noor@example.com', password: 'p1', ...body, action: 'login' }
    if (at % 2) return { body: { ...login, sessionId: await world.session('vrbo') } }
    const { sessionId } = await world.signedIn()
    return { body: { sessionId, action: 'otp', code: body.code ?? '123456' } }
  },
  getVrboConnectImport: async (world) => ({ query: { sessionId: (await world.signedIn()).sessionId } }),
  inviteBookingExtranetUser: async (world, { body }) => ({
    body: { ...body, sessionId: await world.session('booking') },
  }),
  getBookingExtranetLoginConfig: async (world) => ({
    query: { sessionId: await world.session('booking') },
  }),
  startBookingExtranetLogin: async (world, { body }) => ({
    body: { ...body, sessionId: await world.session('booking') },
  }),
  getBookingExtranetLoginStatus: async (world) => ({ query: { ...(await atExtranet(world)) } }),
  recheckBookingExtranetLogin: async (world) => ({ body: await atExtranet(world) }),
  listConnectionUnits: async (world) => ofUnits(await world.signedIn()),
  searchConnectionListingOptions: async (world, { query: { sessionId: _, ...query } }) =>
    ofUnits(await world.signedIn(), query),
  applyConnectionMappings: async (world, { body }) => {
    const { sessionId, id } = await world.signedIn()
    return { params: { id }, body: { ...body, sessionId } }
  },
  autoMapConnectionUnits: async (world, { body }) => {
    const { sessionId, id } = await world.signedIn()
    return { params: { id }, body: { ...body, sessionId } }
  },
  searchConnectSessionListingOptions: async (world, { provider, query }) => ({
    params: { id: await world.session(provider) },
    query,
  }),
  create_webhook: async (world, { body }) => {
    world.useNewWorkspace()
    return { body }
  },
  get_webhook: ofWebhook,
  update_webhook: ofWebhook,
  delete_webhook: ofWebhook,
  rotate_webhook_secret: ofWebhook,
  list_webhook_deliveries: ofWebhook,
  ping_webhook: ofWebhook,
  get_webhook_delivery: ofDelivery,
  replay_webhook_delivery: async (world, { body }) => {
    const { webhook, delivery } = await world.newDelivery()
    return { params: { id: webhook, delivery_id: delivery }, body }
  },
  test_fire_webhook: async (world, given) => {
    const { params } = await ofWebhook(world, given)
    const { flat } = await world.ask('GET', '/v1/webhooks/event-types')
    return { params: { ...params, event_type: flat[given.at % flat.length].type } }
  },
  getListing: ofListing,
  get_property: ofListing,
  get_reservation: async (world, { at }) => {
    await world.seed()
    const { data } = await world.ask('GET', '/v1/reservations')
    return { params: { id: data[at % data.length].id } }
  },
  list_airbnb_listings: onChannel(),
  get_airbnb_listing: onChannel((at) => ({ id: `90000010${1 + (at % 2)}` })),
  list_airbnb_reservations: onChannel(),
  get_airbnb_reservation: async (world, { at }) => {
    await world.seed()
    const { data } = await world.ask('GET', '/v1/channels/airbnb/reservations')
    return { params: { code: data[at % data.length].confirmationCode } }
  },
  list_booking_properties: onChannel(),
  get_booking_property: onChannel((at) => ({ id: at % 2 ? '900000101' : '900000103' })),
  getBookingListingPricing: onChannel((at) => ({ id: at % 2 ? '900000101' : '900000103' })),
  list_booking_reservations: onChannel(),
  list_vrbo_listings: onChannel(),
  list_vrbo_reservations: onChannel(),
  list_plumguide_listings: onChannel(),
  list_plumguide_bookings: onChannel(),
  getMockSession: openSession,
  approveMockSession: decide,
  denyMockSession: decide,
  expireMockSession: decide,
  removeMockFault: async (world) => {
    world.useNewWorkspace()
    const { id } = await world.ask('POST', '/_mock/faults', { respond: { status: 503 }, probability: 0 })
    return { params: { id } }
  },
  restoreMockSnapshot: async (world, { at, body }) => {
    world.useNewWorkspace()
    if (at % 2) return { body, mayBeRefused: true }
    await world.seed()
    await world.delivery()
    const taken = await world.ask('GET', '/_mock/snapshot')
    const { webhooks, sandbox, disconnectedAccounts: _, ...rest } = taken
    return { body: at % 4 ? taken : { ...rest, ...(at % 8 && { webhooks }) } }
  },
  addMockFault: fault,
  previewMockFault: fault,
  testMockEndpoint: async (world, { body }) => {
    world.useNewWorkspace()
    return { params: { id: await world.webhook() }, body }
  },
  replayMockWebhook: async (world) => ({ params: { deliveryId: (await world.newDelivery()).delivery } }),
  forkMockWorkspace: async (world) => ({ body: { to: world.foreignKey } }),
}

/** The parts of a request for an operation. */
export async function prepare(operation: Operation, world: World, given: RandomParts): Promise<ValidParts> {
  const recipe = recipes[operation.id]
  const query = operation.isControl ? await ofOwnWorkspace(world, given.query) : given.query
  return recipe === undefined ? { query, body: given.body } : recipe(world, { ...given, query })
}

/** Beside a key, a query may name the workspace of that key and no other. */
async function ofOwnWorkspace(world: World, query: RandomParts['query']): Promise<RandomParts['query']> {
  if (query?.workspace === undefined) return query
  const { data } = await world.ask('GET', '/_mock/workspaces')
  return { ...query, workspace: data[0].id }
}
