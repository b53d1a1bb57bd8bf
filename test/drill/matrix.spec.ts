import t from 'tap'
import { drill } from '../../src/drill/drilled-test.js'
import type { DrillReport } from '../../src/drill/report.js'
import { startMock } from '../../src/index.js'
import { type AppClass, ConnectApp, journeyOf, twins, wrongs } from './example.js'

const mock = await startMock()
t.teardown(() => mock.close())

const run = (App: AppClass) => drill(mock, journeyOf(App), { jobs: 3, timeoutMs: 12_000 })

t.test('an app that is written well does no harm, and two drills say the same', async (t) => {
  const [first, second] = [await run(ConnectApp), await run(ConnectApp)]
  t.strictSame(wrongs(first), [])
  t.ok(first.passed && first.isComplete)
  t.ok(first.cases.length > 80, `${first.cases.length} cases`)
  const verdicts = ({ cases }: DrillReport) =>
    cases.map(({ id, target, failure, verdict }) => ({ id, target, failure, verdict }))
  t.strictSame(verdicts(first), verdicts(second))
})

t.equal(Object.keys(twins).length, 12)
for (const [rule, App] of Object.entries(twins)) {
  t.test(`a bug is found by the rule ${rule}, and by no other`, async (t) => {
    const report = await run(App)
    t.strictSame(wrongs(report), [rule])
    t.notOk(report.passed)
  })
}
