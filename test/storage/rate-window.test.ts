import t from 'tap'
import { MemoryRateWindow } from '../../src/storage/rate-window.js'
import { testRateWindow } from '../contract/rate-window.js'

testRateWindow('memory', () => new MemoryRateWindow())

t.test('past the bound of all, those who called least recently are forgotten', async (t) => {
  const window = new MemoryRateWindow(10)
  const clock = { now: () => 0 }
  const limit = { calls: 600, windowMs: 60_000 }
  const callerOf = (id: string) => ({ id, generation: 0, clock })
  const count = (id: string, times: number) => {
    for (let at = 0; at < times; at++) window.count(callerOf(id), limit, true)
  }
  const counts = () => ['a', 'b', 'c'].map((id) => window.look(callerOf(id), limit).count)
  count('a', 4)
  count('b', 4)
  count('a', 1)
  count('c', 2)
  t.strictSame(counts(), [5, 0, 2])
  window.forget('a')
  count('b', 8)
  t.strictSame(counts(), [0, 8, 2])
  count('c', 1)
  t.strictSame(counts(), [0, 0, 3], 'b called less recently')
})
