import t from 'tap'
import { drill } from '../../src/drill/drilled-test.js'
import { startMock } from '../../src/index.js'
import { ConnectApp, journeyOf, twins, wrongs } from './example.js'

const mock = await startMock()
t.teardown(() => mock.close())

/** What finds each bug soonest. The spec beside this test lets every app see every failure. */
const telling: Readonly<Record<string, readonly string[]>> = {
  'expired-session-reused': ['session_expired'],
  'work-done-twice': ['reply_lost'],
  'repeated-without-key': ['reply_lost'],
  'retry-after-ignored': ['rate_limit_exceeded'],
  'no-way-on': ['store_unavailable'],
  'retries-without-end': ['outage'],
  'bad-signature-accepted': ['event_forged'],
  'event-handled-twice': ['event_twice'],
  'completion-too-late': ['provider_unavailable'],
  'connected-by-hearsay': ['host_forges'],
  hung: ['slow'],
  'dead-link-shown': ['time', 'host_too_late'],
}

t.test('an app that is written well does no harm', async (t) => {
  const report = await drill(mock, journeyOf(ConnectApp), { jobs: 3, timeoutMs: 8000 })
  t.strictSame(wrongs(report), [])
  t.ok(report.passed && report.isComplete)
  t.ok(report.cases.length > 80, `${report.cases.length} cases`)
})

t.equal(Object.keys(twins).length, 12)
for (const [rule, App] of Object.entries(twins)) {
  t.test(`a bug is found by the rule ${rule}, and by no other`, async (t) => {
    const report = await drill(mock, journeyOf(App), { jobs: 3, timeoutMs: 6000, only: telling[rule] ?? [] })
    t.strictSame(wrongs(report), [rule])
    t.notOk(report.passed)
  })
}
