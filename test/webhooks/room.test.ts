import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { ApiError } from '../../src/errors/api-error.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { createMock } from '../helpers/mock.js'
import { answering, createReceiver, sent, subscribe } from '../helpers/receiver.js'

const hang = () => {}

t.test('150 endpoints that hang, of three keys, do not keep an event from another key', async (t) => {
  const mock = await createMock(t, { deliveryTimeoutMs: 600_000 })
  const receiver = await createReceiver(t, hang)
  for (const key of ['sk_test_a', 'sk_test_b', 'sk_test_c']) {
    const made = await Promise.all(
      Array.from({ length: 50 }, () => subscribe(mock, receiver.url, ['repull.ping'], { key })),
    )
    await Promise.all(made.map(({ id }) => mock.call('POST', `/v1/webhooks/${id}/ping`, { key })))
  }
  while (receiver.received.length < 24) await new Promise(setImmediate)
  const other = await createReceiver(t)
  await subscribe(mock, other.url)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  t.match(await sent(mock, 1), [{ type: 'account.created', success: true }])
  t.equal(receiver.received.length, 24, 'each has its share, and the others wait')
})

t.test('a reset frees the turns of a workspace', async (t) => {
  const mock = await createMock(t, { deliveryTimeoutMs: 600_000, settings: { SEED: 'one' } })
  const receiver = await createReceiver(t, hang)
  for (let at = 0; at < 25; at++) {
    const { id } = await subscribe(mock, receiver.url)
    await mock.call('POST', `/v1/webhooks/${id}/ping`)
  }
  await mock.call('POST', '/_mock/reset')
  receiver.answer = answering(200)
  await subscribe(mock, receiver.url)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  t.match(await sent(mock, 1), [{ type: 'account.created', success: true }])
})

t.test('a server closes at once, however many endpoints hang', async (t) => {
  const mock = await createMock(t, { deliveryTimeoutMs: 600_000 })
  const receiver = await createReceiver(t, hang)
  for (let at = 0; at < 20; at++) {
    const { id } = await subscribe(mock, receiver.url)
    await mock.call('POST', `/v1/webhooks/${id}/ping`)
  }
  while (receiver.received.length < 8) await new Promise(setImmediate)
  const begun = performance.now()
  await mock.app.close()
  t.ok(performance.now() - begun < 2000)
})

t.test('many tests of addresses at once lead to no warning', async (t) => {
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

t.test('a bug in the store is logged, an absent store is not, and all events are delivered', async (t) => {
  const stores = createMemoryStores(1000, journalOptions)
  const { records } = stores
  const { list } = records
  const mock = await createMock(t, { stores })
  const receiver = await createReceiver(t)
  const { id } = await subscribe(mock, receiver.url)
  const errors = [new ApiError('store_unavailable'), new Error('a bug of the store')]
  records.list = async () => {
    const error = errors.shift()
    if (errors.length === 0) records.list = list
    throw error
  }
  for (let at = 0; at < 3; at++) await mock.call('POST', `/v1/webhooks/${id}/ping`)
  t.equal((await sent(mock, 3)).length, 3)
  t.equal(mock.log.filter((line) => line.includes('failed by a bug')).length, 1, 'and not that it is away')
  t.equal(mock.log.filter((line) => line.includes('a bug of the store')).length, 1)
})
