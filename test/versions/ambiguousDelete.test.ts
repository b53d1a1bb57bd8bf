import t from 'tap'
import { inEachVersion } from './both.js'

t.test('DELETE with two accounts and none named is refused in 2026-10; in 2026-07 the newest goes', (t) =>
  inEachVersion(t, async (t, version, call, mock) => {
    for (const accountId of ['older', 'newer']) {
      const id = await mock.open('airbnb')
      const body = { provider: 'airbnb', accountId }
      await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body })
    }
    const answer = await call('DELETE', '/v1/connect/airbnb')
    if (version === '2026-10') {
      t.match(answer, { status: 422, code: 'invalid_params' })
      t.match(answer.body.error, { field: 'accountId', valid_values: ['newer', 'older'] })
      const named = await call('DELETE', '/v1/connect/airbnb?accountId=older')
      t.match(named, { status: 200, body: { accountId: 'older' } })
    } else {
      t.match(answer, { status: 200, body: { accountId: 'newer' } })
      t.match(answer.headers['x-repull-mock-warning'], '422 in 2026-10')
    }
    const last = await call('DELETE', '/v1/connect/airbnb')
    t.match(
      last,
      { status: 200, headers: { 'x-repull-mock-warning': undefined } },
      'one account needs no name',
    )
  }),
)
