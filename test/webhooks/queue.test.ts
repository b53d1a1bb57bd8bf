import t from 'tap'
import type { Delivery } from '../../src/webhooks/model.js'
import {
  type DueDelivery,
  leased,
  nextReplayNumber,
  type QueuedDelivery,
  queued,
  queueIdOf,
  queuePositionOf,
  retryOf,
  waitMsOf,
  withoutCancelledRetries,
} from '../../src/webhooks/queue.js'
import { due } from '../helpers/deliveries.js'

const lease = { token: 'x', untilMs: 500 }
const waiting = (more: Partial<QueuedDelivery> = {}): QueuedDelivery => ({ ...queued(due('a')), ...more })

t.test('a delivery waits until it is due and its lease has ended', async (t) => {
  const delivery = waiting({ dueAt: 100 })
  const at = (nowMs: number, frozen = false) => ({ nowMs, frozen, offsetMs: 0 })
  t.equal(waitMsOf(delivery, at(98), 0), 2)
  t.equal(waitMsOf(delivery, at(98, true), 0), Number.POSITIVE_INFINITY, 'while the clock is frozen')
  t.equal(waitMsOf(delivery, at(100, true), 0), 0)
  t.equal(waitMsOf({ ...delivery, lease }, at(200), 499), 1)
  t.equal(waitMsOf({ ...delivery, lease }, at(200), 500), 0, 'its server is gone')
  t.equal(waitMsOf({ ...delivery, lease }, at(99), 500), 1, 'the clock was turned back')
})

t.test('a leased delivery comes first, then those that are due sooner', async (t) => {
  const positions = [leased(waiting({ dueAt: 9 }), lease), waiting({ dueAt: 0 }), waiting({ dueAt: 1 })].map(
    queuePositionOf,
  )
  t.strictSame(positions, [1, 2, 3])
})

t.test('an event has one delivery with retries, and each replay has an id of its own', async (t) => {
  const ids = [due('a'), due('a', { attempt: 2, retries: 1 }), due('a', { attempt: 3, retries: null })].map(
    queueIdOf,
  )
  t.strictSame(ids, ['a', 'a', 'a/3'])
})

t.test('retries are numbered behind the replays before them', async (t) => {
  t.equal(leased(waiting({ attempt: 2 }), lease).attempt, 2)
  t.match(leased(waiting({ attempt: 2, lastNumber: 4 }), lease), { attempt: 5, lease })
  t.match(retryOf(waiting({ attempt: 2, retries: 1, dueAt: 7, lease })), {
    attempt: 3,
    retries: 2,
    dueAt: 7 + 5 * 60_000,
    lease: null,
    lastNumber: 0,
  })
  t.equal(retryOf(waiting({ attempt: 2, lastNumber: 7 }))?.attempt, 8)
  t.equal(retryOf(waiting({ retries: 5 })), undefined, 'there are five')
  t.equal(retryOf(waiting({ retries: null })), undefined, 'a replay is not retried')
})

t.test(
  'a replay is numbered behind deliveries that were made or are leased, and other replays',
  async (t) => {
    const log = [
      { event: due('a').event, attempt: 1 },
      { event: due('b').event, attempt: 9 },
    ] as Delivery[]
    const numberOf = (...queue: QueuedDelivery[]) => nextReplayNumber('a', log, queue)
    t.equal(numberOf(), 2)
    t.equal(nextReplayNumber('c', log, []), 1)
    t.equal(numberOf(waiting({ attempt: 2, retries: 1 })), 2, 'a retry that waits is numbered later')
    t.equal(numberOf(waiting({ attempt: 2, retries: 1, lease })), 3)
    t.equal(numberOf(waiting({ attempt: 2, retries: 1, lastNumber: 3 })), 4)
    t.equal(numberOf(waiting({ attempt: 5, retries: null })), 6)
    t.equal(
      numberOf(queued(due('b', { attempt: 7, retries: null }))),
      2,
      'those of other events do not count',
    )
  },
)

const failed = { event: due('a').event, attempt: 1, createdAt: 0, nextAttemptAt: 60 } as Delivery
const scheduled = (log: readonly Delivery[], unended: readonly DueDelivery[]) =>
  withoutCancelledRetries(log, unended).map(({ nextAttemptAt }) => nextAttemptAt)

t.test('nextAttemptAt is there while the retry waits, is being made, or was made', async (t) => {
  t.strictSame(scheduled([failed], [due('a', { attempt: 2, retries: 1, dueAt: 60 })]), [60])
  t.strictSame(scheduled([failed], [due('a', { attempt: 1, dueAt: 0 })]), [60], 'the queue was read before')
  const second = { ...failed, attempt: 2, createdAt: 60, nextAttemptAt: null }
  t.strictSame(scheduled([failed, second], []), [60, null])
})

t.test('nextAttemptAt is null when the retry was cancelled', async (t) => {
  t.strictSame(scheduled([failed], []), [null])
  t.strictSame(scheduled([failed], [due('b', { dueAt: 60 })]), [null])
  t.strictSame(scheduled([failed], [due('a', { attempt: 3, dueAt: 90 })]), [null])
})
