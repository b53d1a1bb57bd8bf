import t from 'tap'
import { withAnnouncedRetries } from '../../src/webhooks/announced-retries.js'
import type { Delivery } from '../../src/webhooks/delivery.js'
import { due } from '../helpers/deliveries.js'

const failed = { event: due('a').event, attempt: 1, createdAt: 0, nextAttemptAt: 60 } as Delivery
const announced = (log: readonly Delivery[], unended: Parameters<typeof withAnnouncedRetries>[1]) =>
  withAnnouncedRetries(log, unended).map(({ nextAttemptAt }) => nextAttemptAt)

t.test('a retry is announced while it waits, is being made, or was made', async (t) => {
  t.strictSame(announced([failed], [due('a', { attempt: 2, retries: 1, dueAt: 60 })]), [60])
  t.strictSame(announced([failed], [due('a', { attempt: 1, dueAt: 0 })]), [60], 'the queue was read before')
  const second = { ...failed, attempt: 2, createdAt: 60, nextAttemptAt: null }
  t.strictSame(announced([failed, second], []), [60, null])
})

t.test('a retry that was given up is announced no more', async (t) => {
  t.strictSame(announced([failed], []), [null])
  t.strictSame(announced([failed], [due('b', { dueAt: 60 })]), [null])
  t.strictSame(announced([failed], [due('a', { attempt: 3, dueAt: 90 })]), [null])
})
