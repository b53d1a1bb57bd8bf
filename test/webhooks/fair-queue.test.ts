import t from 'tap'
import { FairQueue, type QueueKey } from '../../src/webhooks/fair-queue.js'

const name = (workspaceId: string, webhookId: string): QueueKey => ({ workspaceId, webhookId })
const textOf = ({ workspaceId, webhookId }: QueueKey) => `${workspaceId}${webhookId}`

/** All that may have their turn now. */
function takeAll(queue: FairQueue) {
  const taken: QueueKey[] = []
  for (let one = queue.take(); one !== undefined; one = queue.take()) taken.push(one)
  return taken
}

t.test('turns go round over workspaces, and within one over its webhooks', async (t) => {
  const queue = new FairQueue(100, 20)
  for (const webhookId of ['1', '2', '3']) queue.add(name('a', webhookId))
  for (const webhookId of ['1', '2']) queue.add(name('b', webhookId))
  queue.add(name('c', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
  t.equal(queue.take(), undefined)
})

t.test('after its turn a webhook waits behind the others', async (t) => {
  const queue = new FairQueue(1, 1)
  for (const webhookId of ['1', '2']) queue.add(name('a', webhookId))
  queue.add(name('b', '1'))
  const seen: string[] = []
  for (let at = 0; at < 6; at++) {
    const taken = queue.take() ?? name('', '')
    seen.push(textOf(taken))
    t.equal(queue.take(), undefined, 'one at once')
    queue.release(taken)
    queue.add(taken)
  }
  t.strictSame(seen, ['a1', 'b1', 'a2', 'b1', 'a1', 'b1'])
})

t.test('a webhook has one turn at a time, and waits once', async (t) => {
  const queue = new FairQueue(100, 20)
  for (let at = 0; at < 3; at++) queue.add(name('a', '1'))
  t.equal(takeAll(queue).length, 1)
  queue.add(name('a', '1'))
  t.equal(queue.take(), undefined)
  queue.release(name('a', '1'))
  t.equal(queue.take(), undefined, 'what was added during its turn is added again by who ends it')
  queue.add(name('a', '1'))
  t.equal(takeAll(queue).length, 1)
})

t.test('the turns of a workspace are bounded, and those of all together', async (t) => {
  const queue = new FairQueue(5, 2)
  for (const workspaceId of ['a', 'b', 'c'])
    for (const webhookId of ['1', '2', '3']) queue.add(name(workspaceId, webhookId))
  t.strictSame(takeAll(queue).map(textOf), ['a1', 'b1', 'c1', 'a2', 'b2'])
  queue.release(name('a', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['c2'])
  queue.release(name('c', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['a3'], 'b has its share')
  queue.release(name('b', '3'))
  queue.release(name('d', '1'))
  t.equal(queue.take(), undefined, 'who had no turn ends none')
})

t.test('some turns are for workspaces that have none', async (t) => {
  const queue = new FairQueue(5, 4, 2)
  for (const webhookId of ['1', '2', '3', '4']) queue.add(name('a', webhookId))
  t.strictSame(takeAll(queue).map(textOf), ['a1', 'a2', 'a3'])
  for (const workspaceId of ['b', 'c', 'd']) queue.add(name(workspaceId, '1'))
  t.strictSame(takeAll(queue).map(textOf), ['b1', 'c1'])
  queue.release(name('a', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['d1'])
})

t.test('150 webhooks of three workspaces leave turns for a fourth', async (t) => {
  const queue = new FairQueue(100, 20)
  for (let at = 0; at < 150; at++) queue.add(name(`w${at % 3}`, String(at)))
  t.equal(takeAll(queue).length, 60)
  queue.add(name('other', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['other1'])
})

t.test('slow turns count for their workspace alone, as long as there are few', (t) => {
  const queue = new FairQueue(2, 2, 0, 1)
  for (const workspaceId of ['a', 'b', 'c']) queue.add(name(workspaceId, '1'))
  t.strictSame(takeAll(queue).map(textOf), ['a1', 'b1'])
  queue.setAside(name('a', '1'))
  queue.setAside(name('b', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['c1'], 'one slow turn is enough')
  for (const webhookId of ['2', '3']) queue.add(name('a', webhookId))
  queue.release(name('b', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['a2'], 'its workspace has two turns')
  queue.release(name('a', '1'))
  t.equal(queue.take(), undefined, 'a slow turn that ends makes no room for others')
  queue.release(name('c', '1'))
  t.strictSame(takeAll(queue).map(textOf), ['a3'])
  t.end()
})
