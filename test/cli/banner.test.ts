import t from 'tap'
import { farewell } from '../../src/cli/banner.js'

t.test('the farewell has the two largest units of the time', async (t) => {
  t.equal(farewell(900, 0), '\nrepull-mock stopped after 0 s, 0 requests\n')
  t.equal(farewell(192_400, 1), '\nrepull-mock stopped after 3 m 12 s, 1 request\n')
  t.equal(farewell(7_205_000, 41), '\nrepull-mock stopped after 2 h 0 m, 41 requests\n')
})
