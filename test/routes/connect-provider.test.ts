import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('a session opens without a body, without a content type', async (t) => {
  const { call } = await createMock(t)
  const { status, body, headers } = await call('POST', '/v1/connect/airbnb')
  t.equal(status, 200)
  t.equal(body.id, body.sessionId)
  t.equal(headers['x-ratelimit-remaining'], '599')
})
