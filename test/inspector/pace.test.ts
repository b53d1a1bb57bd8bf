import t from 'tap'
import { Pace } from '../../src/inspector/client/data/pace.js'

t.test('too fast is what nobody can read, for a second, and not the past', async (t) => {
  const pace = new Pace(10_000)
  t.equal(pace.isTooFast(10_000, 12_000), false, 'the past comes as fast as it can')
  t.equal(pace.isTooFast(300, 13_100), false)
  t.equal(pace.isTooFast(300, 14_100), false, 'another second')
  t.equal(pace.isTooFast(1, 14_200), true)
})
