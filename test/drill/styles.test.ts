import t from 'tap'
import { drill, startMock } from '../../src/index.js'
import { wrongs } from './example.js'
import { badApps, goodApps } from './styles.js'

const mock = await startMock()
t.teardown(() => mock.close())
const options = { jobs: 4, timeoutMs: 20_000 }

for (const [name, test] of Object.entries(goodApps)) {
  t.test(`an app that ${name} does no harm`, async (t) => {
    const report = await drill(mock, test, options)
    t.strictSame(wrongs(report), [])
    t.ok(report.counts.recovered > 0 && report.counts.run > 15, JSON.stringify(report.counts))
  })
}

for (const [name, [test, ...rules]] of Object.entries(badApps)) {
  t.test(`an app that is ${name} breaks ${rules.join(', ')}, and no other rule`, async (t) => {
    const report = await drill(mock, test, options)
    t.strictSame([...wrongs(report)].sort(), [...rules].sort())
  })
}
