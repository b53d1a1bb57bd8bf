import t, { type Test } from 'tap'
import { atOnce } from '../../src/lib/steps.js'
import { webhooksPart } from '../../src/webhooks/snapshot.js'
import { createDeliveries, refused, settle } from '../helpers/deliveries.js'
import { createMock } from '../helpers/mock.js'
import { answering, createReceiver, sent, subscribe } from '../helpers/receiver.js'

const hang = () => {}

function setUp(t: Test) {
  const deliveries = createDeliveries(t)
  const take = async () => atOnce(webhooksPart.take(await deliveries.records.readAll('w')))
  const restore = (kept: Awaited<ReturnType<typeof take>>) =>
    deliveries.transactions.runIn('w', (tx) => {
      tx.replaceAll()
      atOnce(webhooksPart.put(tx, kept))
    })
  return { ...deliveries, take, restore }
}

t.test('a restored snapshot holds what was taken', async (t) => {
  const { requests, subscribe, add, take, restore, clock, worker } = setUp(t)
  for (const id of ['a', 'b']) await subscribe(id)
  for (const id of ['a', 'b']) await add(id, 'failed')
  await settle()
  for (const { answer } of requests.slice()) answer(refused)
  await settle()
  await add('a', 'later', { dueAt: clock.now() + 1000 })
  await worker.close()
  const kept = await take()
  t.match(kept, { webhooks: [{ id: 'a', position: 1 }, { id: 'b' }], deliveries: [{}, {}] })
  t.strictSame(
    kept.due.map(({ webhookId, event, attempt }) => [webhookId, event.id, attempt]),
    [
      ['a', 'later', 1],
      ['a', 'failed', 2],
      ['b', 'failed', 2],
    ],
  )
  await restore(kept)
  t.strictSame(await take(), kept)
})

t.test('a delivery on its way waits in a snapshot, under its number', async (t) => {
  const { requests, subscribe, add, take, restore, queue } = setUp(t)
  await subscribe('a')
  await add('a', 'first')
  await add('a', 'retried', { attempt: 2, retries: 1, lastNumber: 3 })
  await settle()
  t.match((await take()).due, [{ attempt: 1 }, { attempt: 4 }])
  requests[0]?.answer()
  await settle()
  const kept = await take()
  t.match(kept.due, [{ event: { id: 'retried' }, attempt: 4, retries: 1 }])
  await restore(kept)
  await settle()
  t.match(await queue('a'), [{ attempt: 4 }])
  t.equal(requests.at(-1)?.body, requests[1]?.body, 'the same delivery is sent')
})

t.test('a retry is numbered behind the replays of the same snapshot', async (t) => {
  const before = setUp(t)
  const { records, clock, subscribe, add, take, restore } = before
  await subscribe('a')
  await before.worker.close()
  const dueAt = clock.now() + 1000
  await add('a', 'e', { attempt: 2, retries: 1, dueAt, lastNumber: 3 })
  await add('a', 'other', { attempt: 2, retries: 1, dueAt })
  for (const attempt of [3, 2]) await add('a', 'e', { attempt, retries: null })
  await restore(await take())
  clock.advance(1000)
  const { worker, requests, delivered } = createDeliveries(t, { records, clock })
  worker.wake('w')
  for (let at = 0; at < 4; at++) {
    await settle()
    requests[at]?.answer(refused)
  }
  await settle()
  t.strictSame(
    delivered.map(({ event, attempt }) => `${event.id} ${attempt}`),
    ['e 3', 'e 2', 'e 4', 'other 2'],
  )
})

t.test('deliveries of no webhook in the snapshot are left out', async (t) => {
  const { subscribe, add, take, restore, worker } = setUp(t)
  await subscribe('a')
  await worker.close()
  await add('a', 'e')
  const kept = await take()
  const [due] = kept.due
  await restore({ ...kept, webhooks: [], due: due ? [due] : [] })
  t.strictSame(await take(), { webhooks: [], deleted: [], deliveries: [], due: [] })
})

t.test('a snapshot that is taken before endpoints answer is restored, and all is delivered', async (t) => {
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
    const restored = await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
    t.ok(restored.status < 300)
    t.match(await sent(mock, 1), [{ type: 'account.created', attempt: retries + 1, success: true }])
    const [before, again] = receiver.received.slice(-2)
    t.strictSame(again?.raw, before?.raw)
  }
})

t.test('with a seed a webhook that is created beside restored ones has an id of its own', async (t) => {
  const mock = await createMock(t, { settings: { SEED: 'one' } })
  const receiver = await createReceiver(t)
  const { id } = await subscribe(mock, receiver.url)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.not((await subscribe(mock, receiver.url)).id, id)
  t.equal((await mock.call('GET', '/v1/webhooks')).body.data.length, 2)
})

t.test('after a restore a retry is numbered behind replays that were made before', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answering(500))
  const { id } = await subscribe(mock, receiver.url)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  const [{ deliveryId }] = await sent(mock, 1)
  await mock.call('POST', `/v1/webhooks/${id}/deliveries/${deliveryId}/replay`)
  await sent(mock, 2)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  await sent(mock, 1)
  const { data } = (await mock.call('GET', `/v1/webhooks/${id}/deliveries`)).body
  t.strictSame(
    data.map(({ attempt }: { attempt: number }) => attempt),
    [3, 2, 1],
  )
  t.equal(new Set(receiver.received.map(({ headers }) => headers['x-repull-delivery-id'])).size, 3)
})

t.test('with a seed a new event has another id than those of a restored snapshot', async (t) => {
  const mock = await createMock(t, { settings: { SEED: 'one' } })
  const receiver = await createReceiver(t, answering(500))
  await subscribe(mock, receiver.url)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  await sent(mock, 1)
  receiver.answer = answering(200)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k2' } })
  await sent(mock, 2)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.match([snapshot.webhooks.due.length, snapshot.webhooks.deliveries.length], [1, 2])
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  for (const apiKey of ['k3', 'k4', 'k5']) await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey } })
  await sent(mock, 3)
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  await sent(mock, 4)
  const accounts = new Map(receiver.received.map(({ body }) => [body.id, body.data.accountId]))
  t.equal(accounts.size, 5, 'each of five accounts has an event of its own')
  t.equal(receiver.received.length, 6, 'and the one that failed comes again')
})

t.test('events that wait in a fork are about its own workspace, session and connection', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answering(500))
  const copy = { key: 'sk_test_copy' }
  const events = ['account.created', 'account.disconnected', 'connect.session.completed']
  await subscribe(mock, receiver.url, events)
  const session = await mock.open('airbnb')
  await mock.call('POST', `/_mock/sessions/${session}/approve`, { body: {} })
  const [connection] = (await mock.call('GET', '/v1/connect')).body.data
  await mock.call('POST', `/_mock/connections/${connection.id}/break`, { body: {} })
  await sent(mock, 3)
  const { sessions } = (await mock.call('POST', '/_mock/fork', { body: { to: copy.key } })).body
  receiver.received.length = 0
  await mock.call('POST', '/_mock/clock/advance', { ...copy, body: { by: '1m' } })
  await sent(mock, 3, copy)
  const bodies = receiver.received.map(({ body }) => body)
  const [own] = (await mock.call('GET', '/v1/connect', copy)).body.data
  t.not(own.id, connection.id)
  const dataOf = (type: string) => bodies.find((body) => body.type === type).data
  const { workspaceId } = bodies[0]
  t.match(dataOf('account.created'), { workspaceId })
  t.match(dataOf('account.disconnected'), { workspaceId, connectionId: own.id })
  t.match(dataOf('connect.session.completed'), { sessionId: sessions[session], connectionId: null })
})
