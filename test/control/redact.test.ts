import t from 'tap'
import { redactHeader } from '../../src/control/redact.js'

t.test('a header that was masked stays as it is masked', (t) => {
  for (const [name, value, shown] of [
    ['authorization', 'Bearer sk_test_abc', 'Bearer sk_test_…'],
    ['x-session-token', 'abc', '…'],
    ['cookie', 'a=b', '[redacted]'],
    ['location', 'https://a.example/?token=abc&b=1', 'https://a.example/?token=[redacted]&b=1'],
  ] as const) {
    t.equal(redactHeader(name, value), shown)
    t.equal(redactHeader(name, shown), shown)
  }
  t.end()
})
