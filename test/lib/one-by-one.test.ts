import t from 'tap'
import { OneByOne } from '../../src/lib/one-by-one.js'

t.test('works of one name wait for each other, even for one that fails, and no other does', async (t) => {
  const works = new OneByOne()
  const begun: string[] = []
  let fail = (_: Error) => {}
  const first = works.run('a', () => {
    begun.push('first')
    return new Promise((_, reject) => {
      fail = reject
    })
  })
  const second = works.run('a', async () => begun.push('second'))
  t.equal(await works.run('b', async () => begun.push('other')), 2)
  t.strictSame(begun, ['first', 'other'])
  fail(new Error('of the first'))
  await t.rejects(first, { message: 'of the first' })
  t.equal(await second, 3)
  t.equal(await works.run('a', async () => begun.push('later')), 4)
})
