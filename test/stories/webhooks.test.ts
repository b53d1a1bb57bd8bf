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
  t.match(receiver.received[1]?.body.data, { provider: 'booking', accountId: '1234567', accessType: null })
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
