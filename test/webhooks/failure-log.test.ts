import t from 'tap'
import type { ConcludedDelivery } from '../../src/webhooks/delivery-queues.js'
import { createFailureLog } from '../../src/webhooks/failure-log.js'
import { createWebhook, type Delivery } from '../../src/webhooks/model.js'
import { requestOf, resultOf } from '../../src/webhooks/webhook-request.js'
import { due, refused, taken } from '../helpers/deliveries.js'
import { HandClock } from '../helpers/mock.js'

function createLog() {
  const clock = new HandClock()
  const entries: object[] = []
  const log = createFailureLog({ clock, warn: (members) => entries.push(members) })
  return { clock, entries, log }
}

const webhook = createWebhook(
  'wh_1',
  'whsec_1',
  { url: 'http://user:pass@127.0.0.1:3000/hook?token=hunter2#part', events: ['account.created'] },
  0,
)
const attempt = due('evt_1')

function concluded(more: Partial<Delivery> = {}, reply = refused, now = 0): ConcludedDelivery {
  const result = resultOf(webhook.id, attempt, requestOf('ws_1', webhook, attempt), reply, now)
  return {
    workspaceId: 'ws_1',
    clock: { now: () => now },
    webhook,
    delivery: { ...result, position: 1, nextAttemptAt: null, ...more },
  }
}

t.test('a failed delivery is one entry, without the secrets of its URL', async (t) => {
  const { entries, log } = createLog()
  log(concluded({ nextAttemptAt: 60_000 }, refused, 250))
  t.strictSame(entries, [
    {
      webhook: 'wh_1',
      url: 'http://…@127.0.0.1:3000/hook',
      event: 'repull.ping',
      attempt: 1,
      status: 500,
      nextAttemptAt: '1970-01-01T00:01:00.000Z',
      nextAttemptInMs: 59_750,
    },
  ])
})

t.test('it says why there was no answer, and when the webhook is disabled', async (t) => {
  const { entries, log } = createLog()
  const reply = { ...refused, statusCode: null, error: 'connection refused' }
  const failed = concluded({}, reply)
  log({ ...failed, webhook: { ...webhook, status: 'disabled' } })
  t.match(entries, [{ error: 'connection refused', nextAttemptAt: null, disabled: true }])
  t.notMatch(entries[0], { status: Number })
})

t.test('a delivery that was taken has no entry', async (t) => {
  const { entries, log } = createLog()
  log(concluded({}, taken))
  t.strictSame(entries, [])
})

t.test('at most twenty entries in ten seconds, and the next one counts the others', async (t) => {
  const { clock, entries, log } = createLog()
  for (let at = 0; at < 50; at++) log(concluded())
  t.equal(entries.length, 20)
  clock.advance(9999)
  log(concluded())
  t.equal(entries.length, 20)
  clock.advance(1)
  log(concluded())
  log(concluded())
  t.match(entries.slice(20), [{ leftOut: 31 }, { leftOut: undefined }])
})
