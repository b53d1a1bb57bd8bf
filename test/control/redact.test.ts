import t from 'tap'
import { redactHeader, redactUrl } from '../../src/control/redact.js'

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

t.test('an address of question marks takes no longer than another', (t) => {
  // Much longer than all headers of a request may be, so that the square of it would take minutes.
  const marks = '?'.repeat(512 * 1024)
  const begunMs = performance.now()
  t.equal(redactUrl(marks), marks)
  t.ok(performance.now() - begunMs < 10_000)
  t.equal(redactUrl('/a?b?token=c&d&api_key=e'), '/a?b?token=[redacted]&d&api_key=[redacted]')
  t.end()
})
