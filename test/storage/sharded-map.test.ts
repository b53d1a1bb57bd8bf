import t from 'tap'
import { ShardedMap } from '../../src/storage/sharded-map.js'

t.test('the entry behind the last is the first again, and an empty map has none', async (t) => {
  const map = new ShardedMap<number>()
  t.equal(map.next(), undefined)
  map.set('a', 1)
  map.set('b', 2)
  t.strictSame(
    [map.next(), map.next(), map.next()],
    [
      ['a', 1],
      ['b', 2],
      ['a', 1],
    ],
  )
})
