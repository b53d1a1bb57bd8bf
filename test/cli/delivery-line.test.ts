import t from 'tap'
import { createColors } from '../../src/cli/colors.js'
import { type DeliveryEntry, deliveryLine } from '../../src/cli/delivery-line.js'

const entry: DeliveryEntry = {
  webhook: 'wh',
  url: 'http://127.0.0.1:3000/hook',
  event: 'account.created',
  attempt: 1,
}

const line = (more: Partial<DeliveryEntry>) => deliveryLine({ ...entry, ...more }, createColors(false))

t.test('a failed delivery is one line, with what follows', async (t) => {
  const begin = 'webhook account.created to http://127.0.0.1:3000/hook'
  for (const [more, end] of [
    [{ status: 500, nextAttemptInMs: 59_996 }, 'answered 500, next attempt in 1m'],
    [{ status: 500, nextAttemptInMs: -3_600_000 }, 'answered 500, next attempt at once'],
    [{ status: 302 }, 'answered 302, no further attempt'],
    [{ error: 'Nobody listens.' }, 'failed (Nobody listens.), no further attempt'],
    [{ status: 500, disabled: true }, 'answered 500, and is disabled now'],
    [{ status: 500, leftOut: 7 }, 'answered 500, no further attempt (and 7 more before it)'],
  ] as const)
    t.equal(line(more), `${begin} ${end}\n`)
})

t.test('nothing from outside writes elsewhere on the terminal', async (t) => {
  t.match(line({ url: 'http://a/\u001b[2J', error: 'x\u0007' }), 'to http://a/?[2J failed (x?), no further')
})
