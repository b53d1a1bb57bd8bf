import t from 'tap'
import { preferencesIn } from '../../src/http/prefer-header.js'

t.test('a header of commas has no preferences', (t) => {
  t.strictSame(preferencesIn(','.repeat(14_000)), [])
  t.strictSame(preferencesIn(', , Delay="1ms"; Wait=5 ,'), [
    { name: 'delay', value: '1ms', parameters: ['wait'] },
  ])
  t.end()
})
