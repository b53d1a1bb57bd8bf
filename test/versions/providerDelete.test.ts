import t from 'tap'
import { inEachVersion } from './both.js'

t.test('DELETE of a PMS is 501 in 2026-10, connected or not; in 2026-07 it disconnects', (t) =>
  inEachVersion(t, async (t, version, call) => {
    const unconnected = await call('DELETE', '/v1/connect/vrbo')
    await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'a' } })
    const answer = await call('DELETE', '/v1/connect/smoobu')
    t.equal((await call('DELETE', '/v1/connect/smoobuu')).code, 'invalid_provider', 'the slug counts first')
    if (version === '2026-10') {
      for (const { status, body } of [unconnected, answer])
        t.match(
          { status, ...body.error },
          { status: 501, code: 'not_implemented', fix: /_mock\/connections/ },
        )
      t.ok((await call('GET', '/v1/connect/smoobu')).body.connected)
    } else {
      t.equal(unconnected.status, 404)
      t.match(answer, { status: 200, body: { disconnected: true, listingsDeactivated: [] } })
      t.match(answer.headers['x-repull-mock-warning'], '501 in 2026-10')
    }
  }),
)
