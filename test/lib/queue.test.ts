import t from 'tap'
import { Queue } from '../../src/lib/queue.js'

t.test('what came first goes first, however many have gone before', async (t) => {
  const queue = new Queue<number>()
  let last = 0
  for (const [added, dropped] of [
    [5, 3],
    [100, 90],
    [1, 13],
    [7, 7],
  ] as const) {
    for (let count = 0; count < added; count++) queue.add(++last)
    for (let count = 0; count < dropped; count++) {
      const oldest = last - queue.count + 1
      t.equal(queue.oldest, oldest)
      t.equal(queue.dropOldest(), oldest)
    }
    const left = queue.toArray()
    t.equal(left.length, queue.count)
    t.equal(left.at(-1), queue.count === 0 ? undefined : last)
    t.equal(queue.newest, left.at(-1))
  }
  t.equal(queue.count, 0)
})

t.test('an empty one has nothing to give', async (t) => {
  const queue = new Queue<string>()
  queue.dropNewest()
  t.equal(queue.dropOldest(), undefined)
  t.equal(queue.count, 0)
  queue.add('one')
  queue.add('two')
  t.equal(queue.dropOldest(), 'one')
  queue.dropNewest()
  t.equal(queue.newest, undefined, 'what has gone at one end does not come back at the other')
  t.strictSame(queue.toArray(), [])
})

t.test('emptied from both ends, it stays empty until something is added', async (t) => {
  const queue = new Queue<string>()
  for (const item of ['one', 'two', 'three']) queue.add(item)
  queue.dropOldest()
  for (let count = 0; count < 4; count++) queue.dropNewest()
  t.equal(queue.count, 0)
  queue.add('four')
  t.equal(queue.oldest, 'four')
  t.equal(queue.newest, 'four')
})
