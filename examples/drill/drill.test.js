import { setTimeout as wait } from 'node:timers/promises'
import { drill, startMock } from 'repull-mock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectApp } from './app.js'
import { journey } from './journey.js'

let mock
beforeAll(async () => {
  mock = await startMock()
})
afterAll(() => mock.close())

/** The app in a workspace. Where it waits, the time of the workspace passes, and a little of our own. */
const appIn = ({ url, apiKey, clock }, signal) => {
  const sleep = async (ms) => {
    await clock.advance(ms)
    await wait(Math.min(ms, 50))
  }
  return new ConnectApp({ baseUrl: url, apiKey, signal, timeoutMs: 1000, sleep })
}

test('a user connects two accounts', () => journey(appIn(mock)))

test('whatever fails, the app does no harm', { timeout: 120_000 }, async () => {
  const report = await drill(mock, (repull, { signal }) => journey(appIn(repull, signal)), { jobs: 3 })
  expect(report.cases.filter(({ verdict }) => verdict === 'harm' || verdict === 'hung')).toEqual([])
  expect(report.counts.run).toBeGreaterThan(80)
})
