import t from 'tap'
import { cached } from '../../src/lib/cached.js'

t.test('a result is computed once, and begins anew once there are too many', async (t) => {
  const asked: string[] = []
  const lengthOf = cached(2, (text) => {
    asked.push(text)
    return text.length
  })
  t.strictSame(['a', 'bb', 'a', 'bb'].map(lengthOf), [1, 2, 1, 2])
  t.strictSame(asked, ['a', 'bb'])
  t.equal(lengthOf('ccc'), 3)
  t.equal(lengthOf('a'), 1)
  t.strictSame(asked, ['a', 'bb', 'ccc', 'a'])
})

t.test('what throws is not remembered', async (t) => {
  let count = 0
  const refuse = cached<string>(2, () => {
    count++
    throw new Error('no')
  })
  t.throws(() => refuse('a'), { message: 'no' })
  t.throws(() => refuse('a'), { message: 'no' })
  t.equal(count, 2)
})
