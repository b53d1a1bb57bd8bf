import t from 'tap'
import { both, settle, then } from '../../src/lib/maybe-promise.js'

const double = (value: number) => value * 2
const fail = () => {
  throw new Error('away')
}
const messageOf = (error: unknown) => (error as Error).message

t.test('what is there at once is gone on with at once, and all else when it comes', async (t) => {
  t.equal(then(2, double), 4)
  t.equal(await then(Promise.resolve(2), double), 4)
  t.throws(() => then(2, fail), { message: 'away' })
  await t.rejects(async () => then(Promise.resolve(2), fail), { message: 'away' })
})

t.test('two results are there when both are', async (t) => {
  t.strictSame(both(1, 2), [1, 2])
  t.strictSame(await both(Promise.resolve(1), 2), [1, 2])
  t.strictSame(await both(1, Promise.resolve(2)), [1, 2])
})

t.test('what is thrown in place of a result is told apart from what going on with it throws', async (t) => {
  t.equal(
    settle<number, unknown>(() => 2, double, messageOf),
    4,
  )
  t.equal(settle<number, unknown>(fail, double, messageOf), 'away')
  t.equal(await settle<number, unknown>(async () => 2, double, messageOf), 4)
  t.equal(await settle<number, unknown>(async () => fail(), double, messageOf), 'away')
  t.throws(() => settle(() => 2, fail, messageOf), { message: 'away' })
})
