import t from 'tap'
import type { Delivery } from '../../src/webhooks/model.js'
import { queued } from '../../src/webhooks/queue.js'
import { countReplay } from '../../src/webhooks/replays.js'
import { due } from '../helpers/deliveries.js'

t.test('a replay that is concluded between the readings of queue and log counts once', async (t) => {
  const replays = [2, 3].map((attempt) => due('a', { attempt, retries: null, dueAt: attempt }))
  const log = replays.map(({ event, attempt, dueAt }) => ({
    event,
    attempt,
    isReplay: true,
    createdAt: dueAt,
  }))
  const made = countReplay('a', log as Delivery[], replays.map(queued), 10)
  t.strictSame(made, { number: 3, resetAt: 2 + 3_600_000 })
})
