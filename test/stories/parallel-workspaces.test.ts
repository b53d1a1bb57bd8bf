import t from 'tap'
import { type Mock as StartedMock, startMock } from '../../src/index.js'
import { ask } from '../helpers/client.js'

/** One test's way through a session that expires, with the steps that only a tester takes given. */
interface Tester {
  readonly apiKey: string
  advance(by: string): Promise<unknown>
}

/** Opens a session, lets it expire, reads it, opens another and completes it. Returns what it saw. */
async function flow({ url }: { url: string }, { apiKey, advance }: Tester, minutes: number) {
  const first = await ask(url, apiKey, 'POST', '/v1/connect/airbnb')
  await advance(`${minutes}m`)
  const expired = await ask(url, apiKey, 'GET', `/v1/connect/sessions/${first.body.id}`)
  const fresh = await ask(url, apiKey, 'POST', '/v1/connect/airbnb')
  const path = `/v1/connect/sessions/${fresh.body.id}/complete`
  const completed = await ask(url, apiKey, 'POST', path, { provider: 'airbnb' })
  const list = await ask(url, apiKey, 'GET', '/v1/connect')
  const aheadMs = Date.parse(fresh.body.expiresAt) - Date.parse(first.body.expiresAt)
  return {
    codes: [first.status, expired.body.error?.code, fresh.status, completed.status],
    connections: list.body.data.length,
    aheadMinutes: Math.floor(aheadMs / 60_000),
  }
}

/** Two hundred tests at once, each with another jump in time. */
async function runAll(mock: StartedMock, testerOf: (at: number) => Tester) {
  return Promise.all(Array.from({ length: 200 }, (_, at) => flow(mock, testerOf(at), 30 + at)))
}

for (const [name, testerOf] of [
  [
    'over HTTP',
    ({ url }: StartedMock) =>
      (at: number) => {
        const apiKey = `sk_test_http_${at}`
        return { apiKey, advance: (by: string) => ask(url, apiKey, 'POST', '/_mock/clock/advance', { by }) }
      },
  ],
  [
    'in process',
    (mock: StartedMock) => () => {
      const { apiKey, clock } = mock.workspace()
      return { apiKey, advance: clock.advance }
    },
  ],
] as const) {
  t.test(`two hundred workspaces at once, each with its own time, ${name}`, async (t) => {
    await using mock = await startMock()
    const runs = await runAll(mock, testerOf(mock))
    runs.forEach(({ codes, connections, aheadMinutes }, at) => {
      t.strictSame(codes, [200, 'session_expired', 200, 200])
      t.equal(connections, 1)
      t.equal(aheadMinutes, 30 + at)
    })
  })
}
