import t from 'tap'
import { MemoryCollection } from '../../src/storage/memory-collection.js'

t.test('the oldest go by their positions, in whatever order they were put', (t) => {
  const kept = new MemoryCollection()
  kept.put('second', 'text', 4, undefined, 2)
  kept.put('first', 'text', 4, undefined, 1)
  kept.put('third', 'text', 4, undefined, 3)
  kept.dropOldest({ maxItems: 2, maxSize: 100 })
  t.strictSame([kept.get('first'), kept.get('second')?.text, kept.count], [undefined, 'text', 2])
  t.end()
})
