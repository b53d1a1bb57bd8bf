import t from 'tap'
import { seededShuffle } from '../../bench/shuffle.js'
import { summarize } from '../../bench/statistics.js'

t.test('median and spread of the middle half, whatever the order', async (t) => {
  t.same(summarize([5, 1, 4, 2, 3]), { median: 3, spread: 2 })
  t.same(summarize([4, 1, 3, 2]), { median: 2.5, spread: 1.5 })
  t.same(summarize([10, 9, 100]), { median: 10, spread: 45.5 }, 'by value, not as texts')
  t.same(summarize([7]), { median: 7, spread: 0 })
  t.throws(() => summarize([]), { name: 'RangeError' })
})

t.test('shuffling keeps every value, repeats for a seed, and puts each value everywhere', async (t) => {
  const values = ['a', 'b', 'c', 'd']
  t.same(seededShuffle(7)(values).sort(), values)
  t.same(values, ['a', 'b', 'c', 'd'], 'what was handed in stays as it is')
  const [one, other] = [seededShuffle(7), seededShuffle(7)]
  for (let count = 0; count < 5; count++) t.same(one(values), other(values))
  const shuffle = seededShuffle(1)
  const firsts = new Map<string, number>()
  for (let count = 0; count < 4000; count++) {
    const first = shuffle(values)[0] as string
    firsts.set(first, (firsts.get(first) ?? 0) + 1)
  }
  for (const value of values) {
    const count = firsts.get(value) ?? 0
    t.ok(count > 900 && count < 1100, `${value} comes first ${count} times of 4000`)
  }
})
