import t from 'tap'
import { drill, startMock } from '../../src/index.js'
import { type AppClass, ConnectApp, findingsOf, journeyOf, twins, wrongs } from './example.js'

const mock = await startMock()
t.teardown(() => mock.close())

const run = (App: AppClass, jobs: number) =>
  // What hangs does so until it is stopped.
  drill(mock, journeyOf(App), { jobs, timeoutMs: App === twins.hung ? 3000 : 30_000 })

t.test('an app that is written well does no harm, and two drills say the same', async (t) => {
  const [first, second] = [await run(ConnectApp, 1), await run(ConnectApp, 4)]
  t.strictSame(wrongs(first), [])
  t.ok(first.passed && first.isComplete)
  t.ok(first.cases.length > 80, `${first.cases.length} cases`)
  t.strictSame(findingsOf(second), findingsOf(first))
})

t.equal(Object.keys(twins).length, 12)
for (const [rule, App] of Object.entries(twins)) {
  t.test(`a bug is found by the rule ${rule}, and by no other`, async (t) => {
    const report = await run(App, 4)
    t.strictSame(wrongs(report), [rule])
    t.notOk(report.passed)
  })
}

t.test('two drills of an app with a bug say the same', async (t) => {
  const App = twins['work-done-twice'] ?? ConnectApp
  const [first, second] = [await run(App, 4), await run(App, 1)]
  t.notOk(first.passed)
  t.ok(first.cases.length > 80)
  t.strictSame(findingsOf(second), findingsOf(first))
})
