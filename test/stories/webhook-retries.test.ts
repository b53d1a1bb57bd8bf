import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { answering, createReceiver, isSigned, sent, subscribe } from '../helpers/receiver.js'

const minute = 60_000
const delaysMs = [minute, 5 * minute, 30 * minute, 120 * minute, 24 * 60 * minute]

const advance = (mock: Mock, byMs: number) =>
  mock.call('POST', '/_mock/clock/advance', { body: { by: `${byMs}ms` } })

async function setUp(t: Parameters<typeof createMock>[0], answer = answering(500)) {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answer)
  const webhook = await subscribe(mock, receiver.url)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  await sent(mock, 1)
  return { mock, receiver, webhook }
}

for (const frozen of [false, true]) {
  t.test(
    `a refused event comes again after exactly 1, 5, 30 minutes, 2 and 24 hours (frozen ${frozen})`,
    async (t) => {
      const { mock, receiver, webhook } = await setUp(t)
      if (frozen) await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
      for (const [at, delayMs] of delaysMs.entries()) {
        await advance(mock, delayMs - 1)
        t.equal((await sent(mock, 1)).length, at + 1, 'not a millisecond before')
        await advance(mock, 1)
        t.equal((await sent(mock, at + 2)).length, at + 2)
      }
      await advance(mock, 30 * 24 * 60 * minute)
      t.equal((await sent(mock, 6)).length, 6, 'and then no more')
      const { body } = await mock.call('GET', `/v1/webhooks/${webhook.id}/deliveries`)
      const oldestFirst = body.data.toReversed()
      const begin = Date.parse(oldestFirst[0].createdAt)
      let dueMs = begin
      for (const [at, one] of oldestFirst.entries()) {
        t.equal(Date.parse(one.createdAt), dueMs, `attempt ${at + 1} was due then`)
        dueMs += delaysMs[at] ?? 0
        t.equal(one.attempt, at + 1)
        t.equal(one.nextAttemptAt, at < 5 ? new Date(dueMs).toISOString() : null)
      }
      t.equal(new Set(receiver.received.map(({ body: { id } }) => id)).size, 1, 'one event')
      t.equal(new Set(receiver.received.map(({ body: { deliveryId } }) => deliveryId)).size, 6)
    },
  )
}

t.test('after one long jump every retry that was due follows, in order', async (t) => {
  const { mock, webhook } = await setUp(t)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/test/listing.created`)
  await sent(mock, 2)
  await advance(mock, 48 * 60 * minute)
  const log = await sent(mock, 10)
  const attempts = log.map(({ type, attempt }) => `${type} ${attempt}`)
  t.strictSame(attempts.slice(0, 6), [
    'account.created 1',
    'listing.created 1',
    'account.created 2',
    'listing.created 2',
    'account.created 3',
    'listing.created 3',
  ])
})

t.test('an endpoint that recovers gets no more retries', async (t) => {
  const { mock, receiver, webhook } = await setUp(t)
  receiver.answer = answering(204)
  await advance(mock, minute)
  await sent(mock, 2)
  await advance(mock, 48 * 60 * minute)
  t.equal((await sent(mock, 2)).length, 2)
  const { body } = await mock.call('GET', `/v1/webhooks/${webhook.id}`)
  t.match(body, { status: 'active', consecutiveFailures: 0, lastDeliveryStatus: 204, disabledAt: null })
  t.ok(body.lastFailureAt < body.lastSuccessAt)
})

t.test('in real time a timer starts the retry', async (t) => {
  const { mock } = await setUp(t)
  // One that was set while the attempt was on its way may come before it.
  while (mock.alarms[0]?.delayMs !== minute) await new Promise(setImmediate)
  t.equal(mock.alarms.length, 1)
  const [alarm] = mock.alarms
  mock.clock.advance(minute)
  alarm?.ring()
  t.equal((await sent(mock, 2)).length, 2)
  mock.alarms.at(-1)?.ring()
  t.equal((await sent(mock, 2)).length, 2, 'an alarm that rings too early is set again')
})

t.test('no alarm is set for longer than a day, however far the clock was turned back', async (t) => {
  const { mock } = await setUp(t)
  await mock.call('PUT', '/_mock/clock', { body: { now: '2026-01-01T00:00:00.000Z' } })
  const isSet = () => mock.alarms.length === 1 && mock.alarms[0]?.delayMs === 24 * 60 * minute
  // Queues are looked at once the call is answered.
  while (!isSet()) await new Promise(setImmediate)
  t.ok(isSet())
})

t.test('ten failures in a row disable the webhook, setting it to active starts the count anew', async (t) => {
  const { mock, receiver, webhook } = await setUp(t)
  const path = `/v1/webhooks/${webhook.id}`
  for (let at = 2; at <= 9; at++) await mock.call('POST', `${path}/test/calendar.updated`)
  await sent(mock, 9)
  t.match((await mock.call('GET', path)).body, { status: 'active', consecutiveFailures: 9, disabledAt: null })
  await mock.call('POST', `${path}/test/calendar.updated`)
  await sent(mock, 10)
  const { body: disabled } = await mock.call('GET', path)
  t.match(disabled, { status: 'disabled', consecutiveFailures: 10, disabledAt: /^2026-/ })
  await advance(mock, 48 * 60 * minute)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k2' } })
  t.equal((await sent(mock, 10)).length, 10, 'it hears nothing more, and nothing is tried again')
  const { body: again } = await mock.call('PATCH', path, { body: { status: 'active' } })
  t.match(again, { status: 'active', consecutiveFailures: 0, disabledAt: null })
  receiver.answer = answering(200)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k3' } })
  t.equal((await sent(mock, 11)).length, 11)
})

t.test('pausing a webhook cancels its retries, and it can be deleted then', async (t) => {
  const { mock, webhook } = await setUp(t)
  await mock.call('PATCH', `/v1/webhooks/${webhook.id}`, { body: { status: 'paused' } })
  await advance(mock, minute)
  await mock.call('PATCH', `/v1/webhooks/${webhook.id}`, { body: { status: 'active' } })
  await advance(mock, 48 * 60 * minute)
  t.equal((await sent(mock, 1)).length, 1)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  await sent(mock, 2)
  await mock.call('PATCH', `/v1/webhooks/${webhook.id}`, { body: { status: 'paused' } })
  await mock.call('DELETE', `/v1/webhooks/${webhook.id}`)
  await advance(mock, 48 * 60 * minute)
  t.equal((await sent(mock, 2)).length, 2)
  t.equal(mock.alarms.length, 0)
})

t.test('deliveries that wait are made after their webhook is deleted, and new events are not', async (t) => {
  const { mock, receiver, webhook } = await setUp(t)
  await mock.call('DELETE', `/v1/webhooks/${webhook.id}`)
  t.strictSame((await mock.call('GET', '/v1/webhooks')).body.data, [])
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k2' } })
  const kept = (await mock.call('GET', '/_mock/snapshot')).body
  await advance(mock, 48 * 60 * minute)
  t.strictSame(
    (await sent(mock, 6)).map(({ type, attempt }) => `${type} ${attempt}`),
    [1, 2, 3, 4, 5, 6].map((attempt) => `account.created ${attempt}`),
    'the published retries and no more',
  )
  t.ok(receiver.received.every((one) => isSigned(one, webhook.secret)))
  t.equal(new Set(receiver.received.map(({ body }) => body.id)).size, 1, 'one event')
  await advance(mock, 48 * 60 * minute)
  t.equal((await sent(mock, 6)).length, 6)
  t.equal(mock.alarms.length, 0)
  const { webhooks } = (await mock.call('GET', '/_mock/snapshot')).body
  t.strictSame(webhooks.deleted, [], 'nothing is left of it')

  t.match(kept.webhooks, { webhooks: [], deleted: [{ id: webhook.id }], due: [{ attempt: 2 }] })
  const other = { key: 'sk_test_other' }
  t.equal((await mock.call('PUT', '/_mock/snapshot', { ...other, body: kept })).status, 200)
  receiver.answer = answering(200)
  await mock.call('POST', '/_mock/clock/advance', { ...other, body: { by: '1m' } })
  t.match(await sent(mock, 1, other), [{ attempt: 2, success: true }])
  t.equal(receiver.received.length, 7, 'a restored snapshot makes them too')
})

t.test('a webhook that is deleted during a delivery stays deleted', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, async (reply) => {
    await mock.call('DELETE', `/v1/webhooks/${webhook.id}`)
    reply.writeHead(500).end()
  })
  const webhook = await subscribe(mock, receiver.url)
  const other = await subscribe(mock, (await createReceiver(t)).url)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  while (receiver.received.length === 0) await new Promise(setImmediate)
  await mock.call('POST', `/v1/webhooks/${other.id}/ping`)
  const log = await sent(mock, 2)
  t.strictSame(new Set(log.map(({ webhookId }) => webhookId)), new Set([webhook.id, other.id]))
  t.equal((await mock.call('GET', `/v1/webhooks/${webhook.id}/deliveries`)).code, 'not_found')
})

t.test('a replay is the same event in another delivery', async (t) => {
  const { mock, receiver, webhook } = await setUp(t)
  const path = `/v1/webhooks/${webhook.id}/deliveries`
  const [first] = (await mock.call('GET', path)).body.data
  const { body: planned } = await mock.call('POST', `${path}/${first.id}/replay`)
  t.match(planned, { queued: true, eventId: first.eventId, eventType: 'account.created', attempt: 2 })
  t.not(planned.deliveryId, first.id)
  await sent(mock, 2)
  const { body: second } = await mock.call('GET', `${path}/${planned.deliveryId}`)
  t.match(second, { success: false, attempt: 2, nextAttemptAt: null, payload: { id: first.eventId } })
  const [before, after] = receiver.received
  t.equal(
    after?.raw.replace(planned.deliveryId, first.id),
    before?.raw,
    'byte for byte the same but for the deliveryId',
  )

  await advance(mock, minute)
  const log = await sent(mock, 3)
  t.equal(log[2].attempt, 3, 'a retry behind a replay has the next number')
  receiver.answer = answering(200)
  await mock.call('POST', `${path}/${first.id}/replay`)
  t.equal((await sent(mock, 4))[3].attempt, 4)
  await advance(mock, 48 * 60 * minute)
  t.equal((await sent(mock, 4)).length, 4, 'a replay that is taken ends the retries')
})

t.test('two replays at once have two numbers', async (t) => {
  const { mock, webhook } = await setUp(t)
  const path = `/v1/webhooks/${webhook.id}/deliveries`
  const [first] = (await mock.call('GET', path)).body.data
  await mock.call('POST', `${path}/${first.id}/replay`)
  await mock.call('POST', `${path}/${first.id}/replay`)
  const log = await sent(mock, 3)
  t.strictSame(
    log.map(({ attempt }) => attempt),
    [1, 2, 3],
  )
})
