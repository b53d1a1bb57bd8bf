import t from 'tap'
import {
  type DueAttempt,
  following,
  type Lane,
  longestLane,
  withoutCurrent,
} from '../../src/webhooks/lane.js'

const due = (id: string, more: Partial<DueAttempt> = {}): DueAttempt => ({
  event: { id, type: 'repull.ping', createdAt: 0, data: {} },
  attempt: 1,
  retries: 0,
  dueAt: 0,
  ...more,
})

const lane: Lane = { era: '1', current: null, waiting: [due('a'), due('b', { retries: null })] }

t.test('an attempt that is given up on is the next one again', async (t) => {
  const current = { due: due('c'), token: 'x', untilMs: 5 }
  const { waiting, ...rest } = withoutCurrent({ ...lane, current })
  t.strictSame(
    waiting.map(({ event }) => event.id),
    ['c', 'a', 'b'],
  )
  t.equal(rest.current, null)
  t.equal(withoutCurrent(lane), lane)
})

t.test('a retry for which there is no room is not made, and the others are', async (t) => {
  const full = { ...lane, waiting: Array.from({ length: longestLane }, (_, at) => due(`e${at}`)) }
  t.equal(following(full, due('a'), { success: false, nextAttemptAt: 60 }), full)
  const { waiting } = following(lane, due('c'), { success: false, nextAttemptAt: 60 })
  t.match(waiting[2], { event: { id: 'c' }, attempt: 2, retries: 1, dueAt: 60 })
})
