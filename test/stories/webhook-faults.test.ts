import t, { type Test } from 'tap'
import { createMock } from '../helpers/mock.js'
import { type Answering, createReceiver, isSigned, sent, subscribe } from '../helpers/receiver.js'

const events = ['account.created', 'account.disconnected', 'connect.session.completed']

async function setUp(t: Test, answer?: Answering) {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answer)
  const webhook = await subscribe(mock, receiver.url, events)
  const add = (fault: object) => mock.call('POST', '/_mock/faults', { body: fault })
  const connect = (apiKey = 'k1') => mock.call('POST', '/v1/connect/smoobu', { body: { apiKey } })
  const types = () => receiver.received.map(({ body }) => body.type)
  /** Whatever else was to be sent would have been sent before this ping. */
  const settle = async (count: number) => {
    await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
    return sent(mock, count + 1)
  }
  return { mock, receiver, webhook, add, connect, types, settle }
}

t.test('a webhook comes twice: the same event in two deliveries', async (t) => {
  const { mock, receiver, webhook, add, connect, settle } = await setUp(t)
  const { body: fault } = await add({ match: { event: 'account.created' }, times: 1, respond: { times: 2 } })
  t.match(fault, { times: 1, remaining: 1, warnings: [] })
  await connect()
  await connect('k2')
  await settle(3)
  const [first, second, third, ping] = receiver.received.map(({ body }) => body)
  t.equal(second.id, first.id)
  t.not(second.deliveryId, first.deliveryId)
  t.not(third.id, first.id, 'the next one comes once')
  t.equal(ping.type, 'repull.ping')
  t.strictSame((await mock.call('GET', '/_mock/faults')).body.data[0].remaining, 0)
  const path = `/v1/webhooks/${webhook.id}/deliveries/${first.deliveryId}/replay`
  const { body } = await mock.call('POST', path, { body: { force: true } })
  t.match(body, { attempt: 3, replayNumber: 1 }, 'a repetition is no replay')
})

t.test('one that comes twice and fails has retries with numbers of their own', async (t) => {
  const { mock, add, connect } = await setUp(t, (reply) => reply.writeHead(500).end())
  await add({ match: { event: 'account.created' }, respond: { times: 2 } })
  await connect()
  await sent(mock, 2)
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  const log = await sent(mock, 3)
  t.strictSame(
    log.map(({ attempt }) => attempt),
    [1, 2, 3],
  )
})

t.test('a webhook comes late, in the time of its workspace', async (t) => {
  const { mock, add, connect, types, settle } = await setUp(t)
  await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
  await add({ match: { event: '*' }, times: 1, respond: { delay: '3m' } })
  await connect()
  await settle(0)
  t.strictSame(types(), ['repull.ping'])
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '3m' } })
  await sent(mock, 2)
  t.strictSame(types(), ['repull.ping', 'account.created'])
})

t.test('webhooks come out of order', async (t) => {
  const { mock, add, connect, types } = await setUp(t)
  await add({ match: { event: 'account.connected' }, respond: { order: 'after-next' } })
  await connect()
  await mock.call('DELETE', '/v1/connect/smoobu', { headers: { prefer: 'api-version=2026-07' } })
  await sent(mock, 2)
  t.strictSame(types(), ['account.disconnected', 'account.created'])
  await connect('k2')
  await connect('k3')
  const log = await sent(mock, 4)
  t.strictSame(types().slice(2), ['account.created', 'account.created'])
  t.ok(log[2].payload.createdAt >= log[3].payload.createdAt, 'of two held ones the later one comes first')
  t.not(log[2].eventId, log[3].eventId)
})

t.test(
  'a webhook that was held for days is tried again a minute after it came, and not at once',
  async (t) => {
    const { mock, webhook, add, connect, settle } = await setUp(t, (reply) => reply.writeHead(500).end())
    await add({ match: { event: 'account.created' }, times: 1, respond: { order: 'after-next' } })
    await connect()
    await mock.call('POST', '/_mock/clock/advance', { body: { by: '3d' } })
    const log = await settle(1)
    t.strictSame(
      log.map(({ type, attempt }) => `${type} ${attempt}`),
      ['repull.ping 1', 'account.created 1'],
    )
    const { data } = (await mock.call('GET', `/v1/webhooks/${webhook.id}/deliveries`)).body
    t.match(data[0], { createdAt: '2026-11-24T09:00:00.000Z', nextAttemptAt: '2026-11-24T09:01:00.000Z' })
  },
)

t.test('a webhook is signed with another secret, its retry with the right one', async (t) => {
  const secrets: string[] = []
  const { mock, receiver, webhook, add, connect } = await setUp(t, (reply, received) =>
    reply.writeHead(isSigned(received, secrets[0] as string) ? 200 : 401).end(),
  )
  secrets.push(webhook.secret)
  await add({ match: { event: 'account.created' }, respond: { badSignature: true } })
  await connect()
  const [first] = await sent(mock, 1)
  t.match(first, { success: false, statusCode: 401 })
  t.match(receiver.received[0]?.headers['x-repull-signature'], /^[0-9a-f]{64}$/)
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  t.match((await sent(mock, 2))[1], { success: true, attempt: 2 })
})

t.test('a webhook never comes, to one of two endpoints', async (t) => {
  const { mock, webhook, add, connect, types, settle } = await setUp(t)
  const other = await createReceiver(t)
  await subscribe(mock, other.url, ['account.created'])
  await add({ match: { event: 'account.created' }, times: 1, respond: { drop: 'before' } })
  await connect()
  await settle(1)
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '48h' } })
  t.strictSame(types(), ['repull.ping'])
  t.equal(other.received.length, 1)
  t.equal((await mock.call('GET', `/v1/webhooks/${webhook.id}/deliveries`)).body.data.length, 1)
})

t.test('faults for events do not touch calls, nor test events of other types', async (t) => {
  const { mock, add, types } = await setUp(t)
  await add({ match: { event: 'listing.created' }, respond: { drop: 'before' } })
  await add({ respond: { error: 'booking_error' }, times: 1 })
  t.equal((await mock.call('GET', '/v1/connect')).code, 'booking_error')
  t.equal((await mock.call('GET', '/v1/connect')).status, 200)
  const { body } = await mock.call('GET', '/v1/webhooks')
  for (const type of ['listing.created', 'listing.updated'])
    await mock.call('POST', `/v1/webhooks/${body.data[0].id}/test/${type}`)
  await sent(mock, 1)
  t.strictSame(types(), ['listing.updated'])
})

t.test('what waits by a fault survives a restore', async (t) => {
  const { mock, add, connect, receiver, types } = await setUp(t)
  await add({
    match: { event: 'account.created' },
    times: 1,
    respond: { order: 'after-next', badSignature: true },
  })
  await connect()
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  await connect('k2')
  await sent(mock, 2)
  t.strictSame(types(), ['account.created', 'account.created'])
  t.equal(receiver.received[1]?.body.data.accountId !== receiver.received[0]?.body.data.accountId, true)
})

t.test('a fault is for calls or for events, and says what it cannot do', async (t) => {
  const { add } = await setUp(t)
  const event = 'account.created'
  const cases: readonly [object, string][] = [
    [{ match: { event }, respond: { status: 500 } }, 'respond.status'],
    [{ match: { event }, respond: { truncate: 5 } }, 'respond.truncate'],
    [{ respond: { times: 2 } }, 'respond.times'],
    [{ match: { path: '/v1/connect' }, respond: { badSignature: true } }, 'respond.badSignature'],
    [{ match: { event, path: '/v1/connect' }, respond: { times: 2 } }, 'match.path'],
    [{ match: { event }, respond: { order: 'after-next', times: 2 } }, 'respond.times'],
    [{ match: { event }, respond: { drop: 'after' } }, 'respond.drop'],
    [{ match: { event }, respond: { drop: 'before', times: 2 } }, 'respond.times'],
    [{ match: { event: 'account.create' }, respond: { times: 2 } }, 'match.event'],
  ]
  for (const [fault, field] of cases) {
    const { status, body } = await add(fault)
    t.match({ status, field: body.error.field }, { status: 400, field }, JSON.stringify(fault))
  }
})
