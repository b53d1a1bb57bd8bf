import t from 'tap'
import { Batches } from '../../src/lib/batches.js'

t.test('works that come while one is done are done together after it', async (t) => {
  const batches = new Batches<number>()
  const counts: string[] = []
  const join = (name: string) =>
    batches.join(name, async (count) => {
      counts.push(`${name} ${count}`)
      await new Promise(setImmediate)
      return count
    })
  const first = join('a')
  await new Promise(process.nextTick)
  t.strictSame(await Promise.all([first, join('a'), join('b'), join('a'), join('a')]), [1, 3, 1, 3, 3])
  t.strictSame(counts, ['a 1', 'b 1', 'a 3'])
  t.equal(await join('a'), 1)
})

t.test('a batch that fails fails for all in it, and not for those after it', async (t) => {
  const batches = new Batches<number>()
  const fail = async () => {
    throw new Error('away')
  }
  const results = await Promise.allSettled([batches.join('a', fail), batches.join('a', fail)])
  t.ok(results.every(({ status }) => status === 'rejected'))
  t.equal(await batches.join('a', async (count) => count), 1)
})
