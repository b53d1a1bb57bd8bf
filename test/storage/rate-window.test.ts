import t from 'tap'
import { RateWindow } from '../../src/storage/rate-window.js'

t.test(
  'a window tells how many calls it holds and which is the oldest, however many have left',
  async (t) => {
    const window = new RateWindow()
    t.equal(window.oldest, undefined)
    for (let atMs = 1; atMs <= 10; atMs++) {
      window.add(atMs)
      if (window.count > 3) window.dropOldest()
      t.equal(window.count, Math.min(atMs, 3))
      t.equal(window.oldest, Math.max(1, atMs - 2))
    }
  },
)

t.test('it keeps what came after its start, its end included', async (t) => {
  const window = new RateWindow()
  for (const atMs of [1, 2, 3, 4, 5]) window.add(atMs)
  window.keepBetween(2, 4)
  t.equal(window.count, 2)
  t.equal(window.oldest, 3)
  window.keepBetween(2, 2)
  t.equal(window.count, 0)
  t.equal(window.oldest, undefined)
})
