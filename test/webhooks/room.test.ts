import t from 'tap'
import { MemoryWebhooks } from '../../src/stores/memory-webhooks.js'
import { createMock } from '../helpers/mock.js'
import { answering, createReceiver, sent, subscribe } from '../helpers/receiver.js'

const hang = () => {}

t.test('what is on its way when a snapshot is taken is sent when it is put back', async (t) => {
  for (const retries of [0, 1]) {
    const mock = await createMock(t)
    const receiver = await createReceiver(t, retries === 0 ? hang : answering(500))
    await subscribe(mock, receiver.url)
    await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
    if (retries === 1) {
      await sent(mock, 1)
      receiver.answer = hang
      await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
    }
    while (receiver.received.length <= retries) await new Promise(setImmediate)
    const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
    t.match(snapshot.webhooks.due, [{ attempt: retries + 1, retries }])
    receiver.answer = answering(200)
    await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
    t.match(await sent(mock, 1), [{ type: 'account.created', attempt: retries + 1, success: true }])
    const [before, again] = receiver.received.slice(-2)
    t.strictSame(again?.raw, before?.raw)
  }
})

t.test('lanes that have nothing due any more give their turn to the next', async (t) => {
  const mock = await createMock(t, { deliveryTimeoutMs: 2000 })
  const receiver = await createReceiver(t, hang)
  const pingAll = async (key: string) => {
    const made = await Promise.all(
      Array.from({ length: 50 }, () => subscribe(mock, receiver.url, ['repull.ping'], { key })),
    )
    await Promise.all(made.map(({ id }) => mock.call('POST', `/v1/webhooks/${id}/ping`, { key })))
  }
  for (const key of ['sk_test_a', 'sk_test_b', 'sk_test_c', 'sk_test_d']) await pingAll(key)
  const other = await createReceiver(t)
  const { id } = await subscribe(mock, other.url)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  t.equal(other.received.length, 0, 'there is no room')
  for (const key of ['sk_test_c', 'sk_test_d']) await mock.call('POST', '/_mock/reset', { key })
  t.equal((await sent(mock, 1)).length, 1)
  t.equal(other.received.length, 1)
})

t.test('many tests of addresses at once draw no warning', async (t) => {
  const warnings: Error[] = []
  const hear = (warning: Error) => warnings.push(warning)
  process.on('warning', hear)
  t.teardown(() => process.off('warning', hear))
  const mock = await createMock(t, { deliveryTimeoutMs: 500 })
  const { url } = await createReceiver(t, hang)
  await Promise.all(
    Array.from({ length: 120 }, () => mock.call('POST', '/v1/webhooks/test', { body: { url } })),
  )
  t.strictSame(warnings, [])
})

t.test('a store that fails is in the log, and the next event is sent', async (t) => {
  const webhooks = new MemoryWebhooks()
  const mock = await createMock(t, { parts: { webhooks } })
  const receiver = await createReceiver(t)
  const { id } = await subscribe(mock, receiver.url)
  const { addDelivery } = webhooks
  webhooks.addDelivery = async () => {
    webhooks.addDelivery = addDelivery
    throw new Error('the store is away')
  }
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  t.equal((await sent(mock, 1)).length, 1)
  t.equal(receiver.received.length, 2)
  t.equal(mock.log.filter((line) => line.includes('the store is away')).length, 1)
})
