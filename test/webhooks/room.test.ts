import { randomUUID } from 'node:crypto'
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

t.test('when 5000 deliveries wait in a workspace, no more are taken, and its changes are', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  const ids: string[] = []
  for (let at = 0; at < 6; at++) ids.push((await subscribe(mock, receiver.url)).id)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  await sent(mock, 6)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const [{ event }] = snapshot.webhooks.deliveries
  const dueAt = new Date(mock.clock.now() + 3_600_000).toISOString()
  const due = Array.from({ length: 5000 }, (_, at) => ({
    webhookId: ids[at % 5],
    event: { ...event, id: randomUUID() },
    attempt: 1,
    retries: 0,
    dueAt,
  }))
  const restored = await mock.call('PUT', '/_mock/snapshot', {
    body: { ...snapshot, webhooks: { ...snapshot.webhooks, due } },
  })
  t.equal(restored.status, 200)
  const last = ids.at(-1)
  const [{ id: delivery }] = (await mock.call('GET', `/v1/webhooks/${last}/deliveries`)).body.data
  const full = {
    status: 503,
    code: 'capacity_exceeded',
    body: { error: { message: /waiting deliveries of all webhooks: a workspace has 5000/ } },
  }
  t.match(await mock.call('POST', `/v1/webhooks/${last}/ping`), full)
  const replay = `/v1/webhooks/${last}/deliveries/${delivery}/replay`
  t.match(await mock.call('POST', replay, { body: { force: true } }), full)
  t.equal((await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k2' } })).status, 200)
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 2)
  const dropped = mock.log.filter((line) => line.includes('a webhook does not get an event'))
  t.equal(dropped.length, 6, 'the log names each webhook that does not hear of it')
  t.equal(receiver.received.length, 6)
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
