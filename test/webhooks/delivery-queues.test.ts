import t from 'tap'
import { bounds } from '../../src/lib/bounds.js'
import type { ClaimedDelivery } from '../../src/webhooks/delivery-queues.js'
import { webhookRecords } from '../../src/webhooks/records.js'
import { requestOf } from '../../src/webhooks/webhook-request.js'
import { createDeliveries, leaseMs, refused, taken, UnsteadyStore } from '../helpers/deliveries.js'

const a = { workspaceId: 'w', webhookId: 'a' }

type Deliveries = ReturnType<typeof createDeliveries>

/** A webhook with deliveries that nobody makes but the test. */
async function setUp(t: Parameters<typeof createDeliveries>[0], records = new UnsteadyStore()) {
  const deliveries = createDeliveries(t, { records })
  await deliveries.worker.close()
  await deliveries.subscribe('a')
  return { ...deliveries, records }
}

async function claim({ queues }: Pick<Deliveries, 'queues'>): Promise<ClaimedDelivery> {
  const found = await queues.claim(a)
  if (found === undefined) throw new Error('nothing is ready')
  return found
}

const end = ({ queues }: Pick<Deliveries, 'queues'>, claimed: ClaimedDelivery, reply = taken) =>
  queues.conclude(claimed, requestOf('w', claimed.webhook, claimed.delivery), reply)

const { maxItems } = bounds.waitingDeliveries

t.test('of several claims of the first delivery one succeeds', async (t) => {
  const { queues, add } = await setUp(t)
  await add('a', 'first')
  await add('a', 'second')
  const all = await Promise.all([queues.claim(a), queues.claim(a), queues.claim(a)])
  t.strictSame(
    all.map((one) => one?.delivery.event.id),
    ['first', undefined, undefined],
  )
  t.equal(await queues.claim(a), undefined, 'nor is the second made beside it')
})

t.test('a delivery of a server that is gone is claimed once its lease has ended', async (t) => {
  const deliveries = await setUp(t)
  const { queues, clock, add, log, queue } = deliveries
  await add('a', 'e')
  const first = await claim(deliveries)
  clock.advance(leaseMs - 1)
  t.equal(await queues.claim(a), undefined)
  clock.advance(1)
  const second = await claim(deliveries)
  t.not(second.lease.token, first.lease.token)
  t.equal(second.delivery.attempt, 1)
  t.equal(await end(deliveries, first), undefined, 'what comes late from the first is not written down')
  await queues.release(first)
  await queues.drop(first)
  t.match(await queue('a'), [{ lease: second.lease }])
  t.match((await end(deliveries, second))?.delivery, { success: true, attempt: 1, position: 1 })
  t.equal((await log('a')).length, 1)
  t.strictSame(await queue('a'), [])
})

t.test('a released delivery is the next one again', async (t) => {
  const deliveries = await setUp(t)
  await deliveries.add('a', 'first')
  await deliveries.add('a', 'second')
  await deliveries.queues.release(await claim(deliveries))
  t.equal((await claim(deliveries)).delivery.event.id, 'first')
})

t.test('a dropped delivery is not made again', async (t) => {
  const deliveries = await setUp(t)
  await deliveries.add('a', 'first')
  await deliveries.add('a', 'second')
  await deliveries.queues.drop(await claim(deliveries))
  t.equal((await claim(deliveries)).delivery.event.id, 'second')
})

t.test('a failed delivery is stored with its retry', async (t) => {
  const deliveries = await setUp(t)
  const { clock, add, queue, log, webhook } = deliveries
  await add('a', 'e')
  const nextAttemptAt = clock.now() + 60_000
  t.match(await end(deliveries, await claim(deliveries), refused), {
    webhook: { attempts: 1, consecutiveFailures: 1 },
    delivery: { attempt: 1, success: false, nextAttemptAt },
  })
  t.match(await queue('a'), [{ attempt: 2, retries: 1, dueAt: nextAttemptAt, lease: null }])
  t.match(await log('a'), [{ nextAttemptAt }])
  t.equal((await webhook('a'))?.consecutiveFailures, 1)
  t.equal(await deliveries.queues.claim(a), undefined, 'it is not due')
})

t.test('the result of a cancelled delivery is not stored', async (t) => {
  const deliveries = await setUp(t)
  const { queues, transactions, add, subscribe, log, webhook } = deliveries
  await add('a', 'e')
  const before = await claim(deliveries)
  await transactions.runIn('w', (tx) => tx.replaceAll())
  await subscribe('a')
  t.equal(await end(deliveries, before), undefined, 'the workspace was emptied')
  await add('a', 'e')
  t.equal(await end(deliveries, before), undefined, 'and holds the same event again')
  const other = await claim(deliveries)
  await transactions.runIn('w', (tx) => tx.delete(webhookRecords, 'a'))
  t.equal(await end(deliveries, other), undefined, 'the webhook is gone')
  t.equal(await queues.claim(a), undefined)
  t.strictSame(await log('a'), [])
  t.equal(await webhook('a'), undefined)
})

t.test('the queue of a deleted webhook is removed', async (t) => {
  const { queues, add, queue } = await setUp(t)
  const gone = { ...a, webhookId: 'gone' }
  await add('gone', 'first')
  await add('gone', 'second')
  t.equal(await queues.claim(gone), undefined)
  t.strictSame(await queue('gone'), [])
})

t.test('the tenth failure in a row disables a webhook and empties its queue', async (t) => {
  const deliveries = await setUp(t)
  await deliveries.subscribe('a', { consecutiveFailures: 9 })
  await deliveries.add('a', 'first')
  await deliveries.add('a', 'second')
  t.match(await end(deliveries, await claim(deliveries), refused), {
    webhook: { status: 'disabled', consecutiveFailures: 10 },
    delivery: { nextAttemptAt: null },
  })
  t.strictSame(await deliveries.queue('a'), [])
  await deliveries.add('a', 'ping', { dueAt: deliveries.clock.now() })
  await deliveries.add('a', 'other', { dueAt: deliveries.clock.now() + 1 })
  await end(deliveries, await claim(deliveries), refused)
  t.equal((await deliveries.queue('a')).length, 1, 'what it is sent afterwards, it is sent')
})

t.test('a paused webhook gets no retry', async (t) => {
  const deliveries = await setUp(t)
  await deliveries.add('a', 'e')
  const claimed = await claim(deliveries)
  await deliveries.subscribe('a', { status: 'paused' })
  t.match(await end(deliveries, claimed, refused), { delivery: { nextAttemptAt: null } })
  t.strictSame(await deliveries.queue('a'), [])
})

t.test('a successful replay cancels the retry of its event, a failed one does not', async (t) => {
  const deliveries = await setUp(t)
  const { add, clock, queue } = deliveries
  const replay = (attempt: number) => add('a', 'e', { attempt, retries: null })
  await add('a', 'e', { attempt: 2, retries: 1, dueAt: clock.now() + 60_000 })
  await add('a', 'other', { attempt: 2, retries: 1, dueAt: clock.now() + 60_000 })
  await replay(2)
  t.match(await end(deliveries, await claim(deliveries), refused), { delivery: { nextAttemptAt: null } })
  t.equal((await queue('a')).length, 2)
  await replay(3)
  await end(deliveries, await claim(deliveries))
  t.strictSame(
    (await queue('a')).map(({ event }) => event.id),
    ['other'],
  )
})

t.test('a full queue has room for the retry of a delivery', async (t) => {
  const deliveries = await setUp(t)
  for (let at = 0; at < maxItems; at++) await deliveries.add('a', `e${at}`)
  await t.rejects(deliveries.add('a', 'one more'), { code: 'capacity_exceeded' })
  await end(deliveries, await claim(deliveries), refused)
  t.match((await deliveries.queue('a')).at(-1), { event: { id: 'e0' }, attempt: 2 })
  t.equal((await deliveries.queue('a')).length, maxItems)
})

t.test('a delivery and a change of its webhook at once are both stored', async (t) => {
  const deliveries = await setUp(t)
  const { records, subscribe, add, webhook } = deliveries
  await add('a', 'e')
  const claimed = await claim(deliveries)
  records.before = async ({ method }) => {
    if (method !== 'commit') return
    records.before = () => {}
    await subscribe('a', { description: 'changed' })
  }
  await end(deliveries, claimed)
  t.match(await webhook('a'), { description: 'changed', attempts: 1 })
})

t.test('a delivery takes no more round trips to the store than its reads need', async (t) => {
  const deliveries = await setUp(t)
  const { records, add } = deliveries
  await add('a', 'e')
  records.calls.length = 0
  const claimed = await claim(deliveries)
  t.strictSame(
    records.calls.map(({ method }) => method),
    ['read', 'list', 'read', 'commit'],
    'the second and the third at once',
  )
  records.calls.length = 0
  await end(deliveries, claimed)
  t.strictSame(
    records.calls.map(({ method }) => method),
    ['read', 'read', 'read', 'commit'],
  )
})
