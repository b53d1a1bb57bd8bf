import t from 'tap'
import { ApiError } from '../../src/errors/api-error.js'
import { bounds } from '../../src/lib/bounds.js'
import { Concurrency } from '../../src/workspaces/concurrency.js'

const own = { ...bounds.delayedCalls, maxItems: 3, maxSize: 10 }
const all = { ...bounds.allDelayedCalls, maxItems: 5, maxSize: 15 }

/** On whose account one more is refused; null when it is not. */
function refusal(limit: Concurrency, id: string | null, size = 0): string | null {
  try {
    limit.begin(id, size)()
    return null
  } catch (error) {
    return error instanceof ApiError ? error.message.replace(/^.*: a (\w+) has.*$/, '$1') : 'another error'
  }
}

t.test('a workspace has so many, and so many bytes, and all together have', (t) => {
  const limit = new Concurrency(own, all)
  const ends = [limit.begin('a'), limit.begin('a'), limit.begin('a', 10)]
  t.equal(refusal(limit, 'a'), 'workspace')
  t.equal(refusal(limit, null, 11), 'workspace')
  t.equal(refusal(limit, 'b', 5), null)
  t.equal(refusal(limit, 'b', 6), 'server')
  ends.push(limit.begin('b'), limit.begin(null))
  t.equal(refusal(limit, 'c'), 'server')
  for (const end of ends) end()
  t.equal(refusal(limit, 'a', 10), null, 'what has ended takes no room')
  t.end()
})

t.test('without a bound of all, each workspace has its own alone', (t) => {
  const limit = new Concurrency(own)
  for (const id of ['a', 'b', 'c']) for (let at = 0; at < 3; at++) limit.begin(id, 3)
  t.equal(refusal(limit, 'a'), 'workspace')
  t.equal(refusal(limit, 'd'), null)
  t.end()
})

t.test('what ends twice gives back one', (t) => {
  const limit = new Concurrency(own, all)
  const end = limit.begin('a', 5)
  limit.begin('a', 5)
  end()
  end()
  t.equal(refusal(limit, 'a', 6), 'workspace')
  t.equal(refusal(limit, 'a', 5), null)
  t.end()
})
