import t from 'tap'
import { startMock } from '../../src/index.js'
import { ask } from '../helpers/client.js'
import { createReceiver } from '../helpers/receiver.js'

t.test('a test waits for the webhooks that its code causes', async (t) => {
  await using mock = await startMock()
  const receiver = await createReceiver(t)
  const call = (path: string, body: object) => ask(mock.url, mock.apiKey, 'POST', path, body)
  await call('/v1/webhooks', { url: receiver.url, events: ['account.created'] })
  t.strictSame(await mock.webhooks.list(), [])
  const next = mock.webhooks.next()
  await call('/v1/connect/smoobu', { apiKey: 'k1' })
  t.match(await next, { type: 'account.created', success: true, payload: { data: { provider: 'smoobu' } } })
  await call('/v1/connect/lodgify', { apiKey: 'k1' })
  const second = await mock.webhooks.next({ type: 'account.created', success: true })
  t.match(second.payload.data, { provider: 'lodgify' })
  t.equal((await mock.webhooks.list({ since: second.id })).length, 0)
  t.equal((await mock.webhooks.list({ success: true })).length, 2)
  await t.rejects(mock.webhooks.next({ type: 'account.disconnected' }, { wait: '1ms' }), {
    message: /Waited 1ms for a webhook with {"type":"account.disconnected"}; none was sent/,
  })
})
