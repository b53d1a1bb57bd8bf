import t from 'tap'
import { restAfter } from '../../src/inspector/client/data/rest.js'

t.test('what a server is slow to answer is asked for seldom', (t) => {
  t.strictSame([0, 10, 100, 5000].map(restAfter), [300, 300, 2000, 30_000])
  t.end()
})
