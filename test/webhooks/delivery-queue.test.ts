import t from 'tap'
import type { Delivery } from '../../src/webhooks/delivery.js'
import {
  isReady,
  leased,
  nextReplayNumber,
  type QueuedAttempt,
  queued,
  queueIdOf,
  queuePositionOf,
  retryOf,
} from '../../src/webhooks/delivery-queue.js'
import { due } from '../helpers/deliveries.js'

const lease = { token: 'x', untilMs: 500 }
const waiting = (more: Partial<QueuedAttempt> = {}): QueuedAttempt => ({ ...queued(due('a')), ...more })

t.test('an attempt may be made once it is due and nobody makes it', async (t) => {
  const attempt = waiting({ dueAt: 100 })
  t.equal(isReady(attempt, 99, 0), false)
  t.equal(isReady(attempt, 100, 0), true)
  t.equal(isReady({ ...attempt, lease }, 100, 499), false)
  t.equal(isReady({ ...attempt, lease }, 100, 500), true, 'who made it is gone')
  t.equal(isReady({ ...attempt, lease }, 99, 500), false, 'the clock was turned back')
})

t.test('what is being made comes first, then what is due sooner', async (t) => {
  const positions = [leased(waiting({ dueAt: 9 }), lease), waiting({ dueAt: 0 }), waiting({ dueAt: 1 })].map(
    queuePositionOf,
  )
  t.strictSame(positions, [1, 2, 3])
})

t.test('an event has one attempt that is retried, and each replay is one of its own', async (t) => {
  const ids = [due('a'), due('a', { attempt: 2, retries: 1 }), due('a', { attempt: 3, retries: null })].map(
    queueIdOf,
  )
  t.strictSame(ids, ['a', 'a', 'a/3'])
})

t.test('retries are numbered behind the replays that came before them', async (t) => {
  t.equal(leased(waiting({ attempt: 2 }), lease).attempt, 2)
  t.match(leased(waiting({ attempt: 2, lastNumber: 4 }), lease), { attempt: 5, lease })
  t.match(retryOf(waiting({ attempt: 2, retries: 1, lease }), 60), {
    attempt: 3,
    retries: 2,
    dueAt: 60,
    lease: null,
    lastNumber: 0,
  })
  t.equal(retryOf(waiting({ attempt: 2, lastNumber: 7 }), 60)?.attempt, 8)
  t.equal(retryOf(waiting(), null), undefined, 'none is announced')
  t.equal(retryOf(waiting({ retries: null }), 60), undefined, 'a replay is not tried again')
})

t.test('a replay is numbered behind what was made, is being made, and other replays', async (t) => {
  const log = [
    { event: due('a').event, attempt: 1 },
    { event: due('b').event, attempt: 9 },
  ] as Delivery[]
  const numberOf = (...queue: QueuedAttempt[]) => nextReplayNumber('a', log, queue)
  t.equal(numberOf(), 2)
  t.equal(nextReplayNumber('c', log, []), 1)
  t.equal(numberOf(waiting({ attempt: 2, retries: 1 })), 2, 'a retry that waits is numbered later')
  t.equal(numberOf(waiting({ attempt: 2, retries: 1, lease })), 3)
  t.equal(numberOf(waiting({ attempt: 2, retries: 1, lastNumber: 3 })), 4)
  t.equal(numberOf(waiting({ attempt: 5, retries: null })), 6)
  t.equal(numberOf(queued(due('b', { attempt: 7, retries: null }))), 2, 'those of other events do not count')
})
