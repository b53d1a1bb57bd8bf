import t from 'tap'
import { type DrillOptions, drill, startMock } from '../../src/index.js'
import { ConnectApp, findingsOf, journeyOf, twins, wrongs } from './example.js'

const mock = await startMock()
t.teardown(() => mock.close())

/** What finds each bug soonest. The spec beside this test lets every app see every failure. */
const telling: Readonly<Record<string, DrillOptions>> = {
  'expired-session-reused': { only: ['session_expired'] },
  'work-done-twice': { only: ['reply_lost'] },
  'repeated-without-key': { only: ['reply_lost'] },
  'retry-after-ignored': { only: ['rate_limit_exceeded'] },
  'no-way-on': { only: ['store_unavailable'] },
  // Each of them goes on until it is stopped.
  'retries-without-end': { only: ['outage'], max: 2 },
  'bad-signature-accepted': { only: ['event_forged'] },
  'event-handled-twice': { only: ['event_twice'] },
  'completion-too-late': { only: ['provider_unavailable'] },
  'connected-by-hearsay': { only: ['host_forges'] },
  hung: { only: ['slow'], max: 2, timeoutMs: 2000 },
  'dead-link-shown': { only: ['time', 'host_too_late'] },
}

t.test('an app that is written well does no harm', async (t) => {
  const report = await drill(mock, journeyOf(ConnectApp), { jobs: 4, timeoutMs: 30_000 })
  t.strictSame(wrongs(report), [])
  t.ok(report.passed && report.isComplete)
  t.ok(report.cases.length > 80, `${report.cases.length} cases`)
})

t.equal(Object.keys(twins).length, 12)
for (const [rule, App] of Object.entries(twins)) {
  t.test(`a bug is found by the rule ${rule}, and by no other, and again`, async (t) => {
    const options = { timeoutMs: 30_000, ...telling[rule] }
    const report = await drill(mock, journeyOf(App), { ...options, jobs: 4 })
    t.strictSame(wrongs(report), [rule])
    t.notOk(report.passed)
    if (rule === 'hung') return
    const again = await drill(mock, journeyOf(App), { ...options, jobs: 1 })
    t.strictSame(findingsOf(again), findingsOf(report))
  })
}
