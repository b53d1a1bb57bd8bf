import { drill, startMock } from 'repull-mock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectApp } from './app.js'
import { journey } from './journey.js'

let mock
beforeAll(async () => {
  mock = await startMock()
})
afterAll(() => mock.close())

/** The app in a workspace. Where it waits, the time of the workspace passes. */
const appIn = ({ url, apiKey, clock }, signal) =>
  new ConnectApp({ baseUrl: url, apiKey, signal, timeoutMs: 1000, sleep: (ms) => clock.advance(ms) })

test('a user connects two accounts', () =>
  journey(new ConnectApp({ baseUrl: mock.url, apiKey: mock.apiKey })))

test('whatever fails, the app does no harm', { timeout: 120_000 }, async () => {
  const report = await drill(mock, (repull, { signal, settled }) => journey(appIn(repull, signal), settled), {
    jobs: 3,
  })
  expect(report.cases.filter(({ verdict }) => verdict === 'harm' || verdict === 'hung')).toEqual([])
  expect(report.counts.run).toBeGreaterThan(80)
})
