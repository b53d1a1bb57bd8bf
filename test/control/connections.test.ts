import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('connections are listed, oldest first, and leave no trace in the journal', async (t) => {
  const { call } = await createMock(t)
  for (const [provider, key] of [
    ['smoobu', 'sk_test_one'],
    ['lodgify', 'sk_test_one'],
    ['smoobu', 'sk_test_two'],
  ] as const)
    await call('POST', `/v1/connect/${provider}`, { key, body: { apiKey: 'k1' } })
  const own = await call('GET', '/_mock/connections', { key: 'sk_test_one' })
  const published = await call('GET', '/v1/connect', { key: 'sk_test_one' })
  t.strictSame(own.body.data, published.body.data.toReversed())
  t.match(own.body.data, [{ provider: 'smoobu' }, { provider: 'lodgify' }])
  const newest = await call('GET', '/_mock/connections?limit=1', { key: 'sk_test_one' })
  t.match(newest.body.data, [{ provider: 'lodgify' }])
  t.equal((await call('GET', '/_mock/connections', { key: null })).body.data.length, 3)
  const journal = await call('GET', '/_mock/requests?path=*connections', { key: 'sk_test_one' })
  t.strictSame(journal.body.data, [])
})
