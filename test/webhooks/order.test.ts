import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { UnsteadyStore } from '../helpers/deliveries.js'
import { createMock } from '../helpers/mock.js'
import { answering, createReceiver, sent, subscribe } from '../helpers/receiver.js'

t.test('simultaneous replays are deliveries of their own', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  const { id } = await subscribe(mock, receiver.url)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  const [first] = await sent(mock, 1)
  const replay = `/v1/webhooks/${id}/deliveries/${first.deliveryId}/replay`
  const planned = await Promise.all(
    Array.from({ length: 3 }, () => mock.call('POST', replay, { body: { force: true } })),
  )
  t.equal(new Set(planned.map(({ body }) => body.deliveryId)).size, 3)
  const log = await sent(mock, 4)
  t.strictSame(
    log.map(({ attempt }) => attempt),
    [1, 2, 3, 4],
  )
  t.equal(new Set(receiver.received.map(({ body }) => body.deliveryId)).size, 4)
})

t.test('a replay during the end of a delivery has a number of its own', async (t) => {
  const records = new UnsteadyStore()
  const mock = await createMock(t, { stores: { ...createMemoryStores(1000, journalOptions), records } })
  const receiver = await createReceiver(t, answering(500))
  const { id } = await subscribe(mock, receiver.url)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  const [{ deliveryId }] = await sent(mock, 1)
  let end = () => {}
  receiver.answer = (reply) => {
    end = () => reply.writeHead(500).end()
  }
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  while (receiver.received.length < 2) await new Promise(setImmediate)
  let lists = 0
  records.before = async ({ method, collections: [name = ''] }) => {
    if (method !== 'list' || !/^(queue|deliveries)/.test(name)) return
    // Two find the delivery, the third is the first of the replay, and before the fourth the attempt ends.
    if (++lists < 4) return
    records.before = () => {}
    end()
    await sent(mock, 2)
  }
  const { body } = await mock.call('POST', `/v1/webhooks/${id}/deliveries/${deliveryId}/replay`)
  t.equal(body.attempt, 3)
})

t.test('a disabled webhook gets every ping', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answering(500))
  const { id } = await subscribe(mock, receiver.url)
  const ping = () => mock.call('POST', `/v1/webhooks/${id}/ping`)
  for (let at = 1; at <= 10; at++) await ping()
  await sent(mock, 10)
  t.equal((await mock.call('GET', `/v1/webhooks/${id}`)).body.status, 'disabled')
  const planned = await Promise.all([ping(), ping(), ping()])
  const log = await sent(mock, 13)
  t.strictSame(
    new Set(log.slice(10).map(({ deliveryId }) => deliveryId)),
    new Set(planned.map(({ body }) => body.deliveryId)),
  )
})

t.test('pausing a webhook cancels its deliveries, also for later when it is active', async (t) => {
  const mock = await createMock(t)
  const ended: (() => void)[] = []
  const receiver = await createReceiver(t, (reply) => ended.push(() => reply.writeHead(500).end()))
  const { id } = await subscribe(mock, receiver.url)
  for (const apiKey of ['k1', 'k2', 'k3']) await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey } })
  while (ended.length === 0) await new Promise(setImmediate)
  await mock.call('PATCH', `/v1/webhooks/${id}`, { body: { status: 'paused' } })
  ended[0]?.()
  t.match(await sent(mock, 1), [{ type: 'account.created', attempt: 1, statusCode: 500 }])
  await mock.call('PATCH', `/v1/webhooks/${id}`, { body: { status: 'active' } })
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '48h' } })
  receiver.answer = answering(200)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  await sent(mock, 2)
  t.strictSame(
    receiver.received.map(({ body: { type } }) => type),
    ['account.created', 'repull.ping'],
  )
})

t.test('pausing a webhook cancels its retry, though it is active again before that is due', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answering(500))
  const { id } = await subscribe(mock, receiver.url)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  await sent(mock, 1)
  await mock.call('PATCH', `/v1/webhooks/${id}`, { body: { status: 'paused' } })
  while (mock.alarms.length > 0) await new Promise(setImmediate)
  await mock.call('PATCH', `/v1/webhooks/${id}`, { body: { status: 'active' } })
  t.strictSame((await mock.call('GET', '/_mock/snapshot')).body.webhooks.due, [])
})
