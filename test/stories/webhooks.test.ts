import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { answering, createReceiver, isSigned, sent, subscribe } from '../helpers/receiver.js'

const complete = (provider: string) => ({ body: { provider, accountId: '4242' } })

t.test(
  'an app hears that an account was connected and disconnected, signed over the raw bytes',
  async (t) => {
    const mock = await createMock(t)
    const receiver = await createReceiver(t)
    const webhook = await subscribe(mock, receiver.url)
    t.match(webhook.secret, /^whsec_[\w-]{22}$/)
    const sessionId = await mock.open('airbnb')
    const { body: connection } = await mock.call(
      'POST',
      `/v1/connect/sessions/${sessionId}/complete`,
      complete('airbnb'),
    )
    await mock.call('DELETE', '/v1/connect/airbnb')
    const log = await sent(mock, 2)
    const [created, disconnected] = receiver.received
    for (const [at, one] of receiver.received.entries()) {
      t.ok(isSigned(one, webhook.secret), 'the signature holds')
      t.equal(one.headers['content-type'], 'application/json')
      t.equal(one.headers['x-repull-event'], one.body.type)
      t.equal(one.headers['x-repull-delivery-id'], one.body.deliveryId)
      t.match(one.headers['user-agent'], /^repull-mock\//)
      t.equal(one.body.event, one.body.type)
      t.equal(one.body.timestamp, one.body.createdAt)
      t.strictSame(one.body, log[at].payload)
    }
    const workspaceId = created?.body.workspaceId
    t.match(created?.body, {
      id: /^[0-9a-f-]{36}$/,
      type: 'account.created',
      apiVersion: '2026-04',
      createdAt: connection.createdAt,
      data: {
        workspaceId,
        accountId: '4242',
        provider: 'airbnb',
        accessType: 'full_access',
        createdAt: connection.createdAt,
      },
    })
    t.match(disconnected?.body, {
      type: 'account.disconnected',
      data: { accountId: '4242', connectionId: connection.id, reason: 'manual_disconnect' },
    })
    t.not(created?.body.id, disconnected?.body.id)
  },
)

t.test('the body of an event has the names of July and of October', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url, ['account.created'])
  for (const accountId of ['4242', '900000301']) {
    const path = `/v1/connect/sessions/${await mock.open('airbnb')}/complete`
    await mock.call('POST', path, { body: { provider: 'airbnb', accountId } })
  }
  await sent(mock, 2)
  const [first, seeded] = receiver.received.map(({ body }) => body)
  t.strictSame(Object.keys(first), [
    'id',
    'deliveryId',
    'type',
    'event',
    'createdAt',
    'timestamp',
    'apiVersion',
    'eventId',
    'account',
    'workspaceId',
    'data',
  ])
  t.equal(first.eventId, first.id)
  t.match(first.id, /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.strictSame(first.account, { id: null, provider: 'airbnb', externalAccountId: '4242' })
  t.strictSame(
    seeded.account,
    { id: 900000301, provider: 'airbnb', externalAccountId: '900000301' },
    'the id of a connection that is a number',
  )
})

t.test('every completed session is told, a connected account only once', async (t) => {
  const mock = await createMock(t)
  const [sessions, accounts] = [await createReceiver(t), await createReceiver(t)]
  await subscribe(mock, sessions.url, ['connect.session.completed'])
  await subscribe(mock, accounts.url, ['account.created'])
  const connect = async (state?: string) => {
    const sessionId = await mock.open('airbnb', state === undefined ? {} : { state })
    await mock.call('POST', `/v1/connect/sessions/${sessionId}/complete`, complete('airbnb'))
    return sessionId
  }
  const ids = [await connect('user_1'), await connect()]
  await sent(mock, 3)
  t.equal(accounts.received.length, 1)
  t.strictSame(
    sessions.received.map(({ body: { data } }) => data),
    ids.map((sessionId, at) => ({
      sessionId,
      state: at === 0 ? 'user_1' : null,
      provider: 'airbnb',
      externalAccountId: '4242',
      connectionId: null,
      purpose: 'connect',
      completedAt: '2026-11-21T09:00:00.000Z',
    })),
  )
  t.match(sessions.received[0]?.body, {
    event: 'connect.session.completed',
    account: { id: null, provider: 'airbnb', externalAccountId: '4242' },
  })
})

t.test('every way to complete a session is told', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url, ['connect.session.completed'])
  const approved = await mock.open('airbnb')
  await mock.call('POST', `/_mock/sessions/${approved}/approve`)
  const visited = await mock.open('vrbo')
  await mock.app.inject(`/connect/vrbo?session=${visited}&auto=approve`)
  const entered = await mock.open('lodgify')
  const credentials = { apiKey: 'k1' }
  await mock.call('POST', '/v1/connect/lodgify/credentials', { body: { sessionId: entered, credentials } })
  const mapped = await mock.open('booking')
  const mappings = [{ roomId: '123456701', listingId: null }]
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId: mapped, hotelId: '1234567' } })
  await mock.call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId: mapped, mappings } })
  const denied = await mock.open('airbnb')
  await mock.call('POST', `/_mock/sessions/${denied}/deny`)
  const log = await sent(mock, 4)
  t.strictSame(
    log.map(({ payload: { data } }) => data.sessionId),
    [approved, visited, entered, mapped],
  )
})

t.test('connecting an account again sends no event; connecting it after a disconnect does', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url, ['account.connected'])
  const connect = () => mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  await connect()
  const { body } = await connect()
  await mock.call('DELETE', `/_mock/connections/${body.id}`)
  await connect()
  const log = await sent(mock, 2)
  t.strictSame(
    log.map(({ type }) => type),
    ['account.created', 'account.created'],
  )
})

t.test('fifty racing completions of a session send one event', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url)
  const sessionId = await mock.open('airbnb')
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      mock.call('POST', `/v1/connect/sessions/${sessionId}/complete`, complete('airbnb')),
    ),
  )
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  // Whatever else was to be sent would have been sent before this ping.
  const { body } = await mock.call('GET', '/v1/webhooks')
  await mock.call('POST', `/v1/webhooks/${body.data[0].id}/ping`)
  await sent(mock, 2)
  t.strictSame(
    receiver.received.map(({ body: { type } }) => type),
    ['account.created', 'repull.ping'],
  )
})

t.test('a claim sends its event when the rooms are mapped, not before', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  const webhook = await subscribe(mock, receiver.url)
  const sessionId = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '1234567' } })
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  const mappings = [{ roomId: '123456701', listingId: null }]
  await mock.call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId, mappings } })
  await sent(mock, 2)
  t.strictSame(
    receiver.received.map(({ body: { type } }) => type),
    ['repull.ping', 'account.created'],
  )
  const data = receiver.received[1]?.body.data
  t.match(data, { provider: 'booking', accountId: '1234567' })
  t.notOk('accessType' in data, 'what is published without null is left out')
})

t.test('a webhook gets the events of its own key only, and a paused one gets none', async (t) => {
  const mock = await createMock(t)
  const [receiver, others] = [await createReceiver(t), await createReceiver(t)]
  const webhook = await subscribe(mock, receiver.url)
  const paused = await subscribe(mock, receiver.url)
  await mock.call('PATCH', `/v1/webhooks/${paused.id}`, { body: { status: 'paused' } })
  await subscribe(mock, others.url, ['account.created'], { key: 'sk_test_other' })
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  const log = await sent(mock, 1)
  t.strictSame(
    log.map(({ webhookId }) => webhookId),
    [webhook.id],
  )
  t.equal(others.received.length, 0)
  t.strictSame((await mock.call('GET', '/_mock/webhooks', { key: 'sk_test_other' })).body.data, [])
})

t.test('an endpoint that hangs delays no other', async (t) => {
  const mock = await createMock(t, { deliveryTimeoutMs: 30 })
  const receiver = await createReceiver(t, () => {})
  const { id } = await subscribe(mock, receiver.url)
  t.equal((await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })).status, 200)
  const { body } = await mock.call('GET', `/v1/webhooks/${id}/deliveries`)
  t.equal(body.data.length, 0, 'the answer was there before the endpoint had given up')
  const [first] = await sent(mock, 1)
  t.match(first, { success: false, statusCode: null, errorMessage: /did not answer within 0.03 seconds/ })
})

t.test('a seeded server gives the same ids to the same events', async (t) => {
  const run = async () => {
    const mock = await createMock(t, { settings: { SEED: 'one' } })
    const receiver = await createReceiver(t, answering(500))
    const { id } = await subscribe(mock, receiver.url)
    await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
    await sent(mock, 1)
    await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
    const log = await sent(mock, 2)
    return [id, ...log.flatMap(({ eventId, deliveryId }) => [eventId, deliveryId])]
  }
  t.strictSame(await run(), await run())
})
