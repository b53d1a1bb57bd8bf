import t from 'tap'
import type { Connection, DisconnectReason } from '../../src/connections/model.js'
import { bounds } from '../../src/lib/bounds.js'
import { complete, end, open } from '../../src/sessions/model.js'
import { eventTypes } from '../../src/webhooks/event-types.js'
import { planDeliveries } from '../../src/webhooks/outbox.js'
import type { DomainEvent } from '../../src/workspaces/domain-event.js'
import { createDeliveries, UnsteadyStore } from '../helpers/deliveries.js'

const connection = {
  id: 'c',
  provider: 'smoobu',
  account: { id: '42', name: 'Account 42' },
  accessType: 'full_access',
  rooms: {},
  createdAt: 0,
  problem: null,
  resumeSecret: null,
} satisfies Connection
const changed = (change: 'created' | 'refreshed') =>
  ({ type: 'connection', change, connection }) satisfies DomainEvent
const lost = (reason: DisconnectReason) =>
  ({ type: 'connection', change: 'removed', connection, reason }) satisfies DomainEvent

async function setUp(t: Parameters<typeof createDeliveries>[0]) {
  const deliveries = createDeliveries(t)
  await deliveries.worker.close()
  const dropped: string[] = []
  const plan = (event: DomainEvent) =>
    deliveries.transactions.runIn('w', (tx) =>
      planDeliveries(tx, event, {
        applyEventFault: () => null,
        onDropped: ({ type }, { id }) => dropped.push(`${id} ${type}`),
      }),
    )
  return { ...deliveries, plan, dropped }
}

const { maxItems } = bounds.waitingDeliveries

t.test('an event is delivered to the active webhooks that are subscribed to it', async (t) => {
  const { subscribe, plan, queue, clock } = await setUp(t)
  await subscribe('a', { events: ['account.created', 'account.disconnected'] })
  await subscribe('b', { events: ['account.created'] })
  await subscribe('other', { events: ['listing.created'] })
  await subscribe('paused', { events: ['account.created'], status: 'paused' })
  await plan(changed('created'))
  const [[one], [same]] = [await queue('a'), await queue('b')]
  t.match(one, {
    event: { type: 'account.created', createdAt: clock.now(), data: { accountId: '42', provider: 'smoobu' } },
    attempt: 1,
    retries: 0,
    dueAt: clock.now(),
    lease: null,
  })
  t.strictSame(same?.event, one?.event)
  t.strictSame([await queue('other'), await queue('paused')], [[], []])
  await plan(lost('auth_expired'))
  t.match((await queue('a')).at(-1)?.event, {
    type: 'account.disconnected',
    data: { connectionId: 'c', reason: 'auth_expired' },
  })
  t.equal((await queue('b')).length, 1)
})

t.test('sessions that are not completed and refreshed connections have no events', async (t) => {
  const { subscribe, plan, queue } = await setUp(t)
  await subscribe('a', { events: eventTypes })
  await plan(changed('refreshed'))
  const session = open('cs_1', { provider: 'smoobu' }, 0, 1)
  await plan({ type: 'session', change: 'updated', session })
  await plan({ type: 'session', change: 'updated', session: end(session, 'cancelled') })
  t.strictSame(await queue('a'), [])
  await plan({ type: 'session', change: 'updated', session: complete(session, '42') })
  t.match(await queue('a'), [{ event: { type: 'connect.session.completed' } }])
})

t.test('a full queue drops an event of its webhook only, and the change is committed', async (t) => {
  const { subscribe, add, plan, dropped, queue } = await setUp(t)
  for (const id of ['full', 'b']) await subscribe(id, { events: ['account.created'] })
  for (let at = 0; at < maxItems; at++) await add('full', `e${at}`)
  await plan(changed('created'))
  t.strictSame(dropped, ['full account.created'])
  t.equal((await queue('full')).length, maxItems)
  t.equal((await queue('b')).length, 1)
})

t.test('deliveries are committed with the change or not at all', async (t) => {
  const records = new UnsteadyStore()
  const { transactions, subscribe, requests } = createDeliveries(t, { records })
  await subscribe('a', { events: ['account.created'] })
  const complete = () =>
    transactions.runIn('w', async (tx) => {
      tx.setState({ ...tx.state, faultsMade: 1 })
      await planDeliveries(tx, changed('created'), { applyEventFault: () => null, onDropped: () => {} })
    })
  records.isAway = ({ method }) => method === 'commit'
  await t.rejects(complete(), { code: 'store_unavailable' })
  t.equal(requests.length, 0)
  records.isAway = () => false
  await complete()
  while (requests.length === 0) await new Promise(setImmediate)
})
