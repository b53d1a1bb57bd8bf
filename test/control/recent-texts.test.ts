import t from 'tap'
import { RecentTexts } from '../../src/control/recent-texts.js'
import { bounds } from '../../src/lib/bounds.js'

t.test('a text is made once for all who want it, and again once it is forgotten', async (t) => {
  const texts = new RecentTexts()
  let made = 0
  const make = () => {
    made++
    return 'x'.repeat(bounds.eventTexts.maxSize / 4)
  }
  t.equal(texts.of('first', make), texts.of('first', make))
  t.equal(made, 1)
  for (const key of ['second', 'third', 'fourth']) texts.of(key, make)
  texts.of('fourth', make)
  t.equal(made, 4)
  texts.of('first', make)
  t.equal(made, 5)
})
