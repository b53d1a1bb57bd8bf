import t from 'tap'
import { fill, type Operation, operations } from '../helpers/document.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

const owner = { key: 'sk_test_owner' }
const stranger = { key: 'sk_test_stranger' }

/** What the id in the path of an operation is of, by the beginning of the path. */
const kinds = [
  ['/_mock/endpoints', 'webhook'],
  ['/_mock/webhooks', 'delivery'],
  ['/v1/connect/sessions/', 'session'],
  ['/v1/webhooks/', 'webhook'],
  ['/v1/listings/', 'listing'],
  ['/v1/properties/', 'listing'],
  ['/v1/channels/airbnb/listings/', 'listing'],
  ['/v1/channels/airbnb/reservations/', 'reservationCode'],
  ['/v1/channels/booking/properties/', 'property'],
  ['/v1/channels/booking/listings/', 'listing'],
  ['/v1/reservations/', 'reservation'],
  ['/v1/connections/', 'account'],
  ['/_mock/sessions/', 'session'],
  ['/_mock/faults/', 'fault'],
  ['/_mock/connections/', 'connection'],
] as const

type Ids = Readonly<Record<(typeof kinds)[number][1] | 'delivery', string>>

/** Where the id of a session is the key itself (contract), so that it opens whatever key comes with it. */
const capabilities: ReadonlySet<string> = new Set([
  'selectConnectProvider',
  'searchConnectSessionListingOptions',
])

/** A workspace that has one of everything. */
async function furnish(mock: Mock, url: string): Promise<Ids> {
  await mock.call('POST', '/v1/sandbox/seed', owner)
  const webhook = await subscribe(mock, url, ['account.created'], owner)
  const smoobu = { ...owner, body: { apiKey: 'a' } }
  const { body: connection } = await mock.call('POST', '/v1/connect/smoobu', smoobu)
  const signsIn = await mock.open('vrbo', {}, owner)
  await mock.call('POST', `/_mock/sessions/${signsIn}/approve`, { ...owner, body: { flow: 'vrbo-login' } })
  const { accountId } = (await mock.call('GET', '/v1/connect/vrbo', owner)).body
  const [delivery] = await sent(mock, 1, owner)
  const fault = { match: { path: '/v1/nowhere' }, respond: { error: 'not_found' } }
  const first = async (path: string) => (await mock.call('GET', path, owner)).body.data[0]
  return {
    session: await mock.open('booking', {}, owner),
    webhook: webhook.id,
    delivery: delivery.deliveryId,
    connection: connection.id,
    account: `vrbo:${accountId}`,
    listing: '900000101',
    reservation: String((await first('/v1/reservations')).id),
    reservationCode: (await first('/v1/channels/airbnb/reservations')).confirmationCode,
    property: '900000101',
    fault: (await mock.call('POST', '/_mock/faults', { ...owner, body: fault })).body.id,
  }
}

function kindOf({ path }: Operation): keyof Ids {
  const found = kinds.find(([beginning]) => path.startsWith(beginning))
  if (found === undefined) throw new Error(`Say here what the id in ${path} is of.`)
  return found[1]
}

/** A body with which the owner's call would get further than to the id. */
const bodies: Readonly<Record<string, object>> = {
  completeConnectSession: { provider: 'booking' },
  selectConnectProvider: { provider: 'booking' },
  update_webhook: { description: 'mine' },
  applyConnectionMappings: { mappings: [{ unitId: 'vrbo-1-1', create: true }] },
}

t.test('whatever another workspace holds is 404 and stays as it is', async (t) => {
  const mock = await createMock(t)
  const { url } = await createReceiver(t)
  const ids = await furnish(mock, url)
  // The stranger is connected to the channels, so that it is the id alone that is wrong.
  for (const [provider, body] of [
    ['airbnb', { provider: 'airbnb' }],
    ['booking', { provider: 'booking' }],
  ] as const) {
    const session = await mock.open(provider, {}, stranger)
    await mock.call('POST', `/v1/connect/sessions/${session}/complete`, { ...stranger, body })
  }
  const before = (await mock.call('GET', '/_mock/snapshot', owner)).body
  const withIds = operations.filter(
    ({ id, path }) => /\{(?:id|code|delivery_id|deliveryId)\}/.test(path) && !capabilities.has(id),
  )
  t.ok(withIds.length > 20, `${withIds.length} operations take ids`)
  for (const operation of withIds) {
    const { id, method, path } = operation
    const own = ids[kindOf(operation)]
    const values = {
      id: own,
      code: own,
      delivery_id: ids.delivery,
      deliveryId: ids.delivery,
      event_type: 'account.created',
    }
    const body = bodies[id]
    const answer = await mock.call(method, fill(operation, values), { ...stranger, ...(body && { body }) })
    t.equal(`${answer.status} ${answer.code}`, '404 not_found', `${method} ${path}`)
    const said = JSON.stringify(answer.body).replaceAll(own, '').replaceAll(ids.delivery, '')
    t.notMatch(said, /Oceanview|smoobu|127\.0\.0\.1|another|owner/, `${method} ${path} tells nothing of it`)
  }
  const after = (await mock.call('GET', '/_mock/snapshot', owner)).body
  t.strictSame({ ...after, clock: null }, { ...before, clock: null }, 'nothing has changed')
})

/** What answers with a stream, and what answers with samples that are the same for all. */
const samples = new Set(['watchMockEvents', 'list_webhook_event_types'])

t.test('no list of another workspace has anything of it', async (t) => {
  const mock = await createMock(t)
  const { url } = await createReceiver(t)
  const ids = await furnish(mock, url)
  const lists = operations.filter(
    ({ id, method, path }) => method === 'GET' && !path.includes('{') && !samples.has(id),
  )
  t.ok(lists.length > 20, `${lists.length} lists`)
  const held = [ids.session, ids.webhook, ids.delivery, ids.reservationCode, url]
  for (const { path } of lists) {
    const said = JSON.stringify((await mock.call('GET', path, stranger)).body)
    t.strictSame(
      held.filter((one) => said.includes(one)),
      [],
      path,
    )
  }
  const own = JSON.stringify(
    await Promise.all(
      ['/_mock/snapshot', '/v1/channels/airbnb/reservations'].map((path) => mock.call('GET', path, owner)),
    ),
  )
  for (const one of held) t.ok(own.includes(one), `${one} is there for its owner`)
})

t.test('a call without a key reaches a session by its whole id alone', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('booking', {}, owner)
  const near = `${session.slice(0, -1)}${session.endsWith('0') ? '1' : '0'}`
  for (const [method, path, body] of [
    ['POST', '/v1/connect/booking/verify', { sessionId: near, hotelId: '1234567' }],
    ['GET', `/v1/connect/booking/rooms?sessionId=${near}`, undefined],
    ['POST', '/v1/connect/booking/map-rooms', { sessionId: near, mappings: [] }],
    [
      'POST',
      '/v1/connect/guesty/credentials',
      { sessionId: near, credentials: { clientId: 'a', clientSecret: 'b' } },
    ],
    ['POST', `/v1/connect/sessions/${near}/select-provider`, { provider: 'airbnb' }],
  ] as const) {
    const { status } = await mock.call(method, path, { key: null, ...(body && { body }) })
    t.equal(status, 404, path)
  }
  t.equal((await mock.call('GET', `/connect/booking?session=${near}`, { key: null })).status, 404)
})
