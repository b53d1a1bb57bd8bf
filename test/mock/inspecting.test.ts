import t from 'tap'
import { startMock } from '../../src/index.js'
import { ask } from '../helpers/client.js'
import { createReceiver } from '../helpers/receiver.js'

t.test('a test previews faults, opens sessions past the API, and sends webhooks again', async (t) => {
  await using mock = await startMock()
  const receiver = await createReceiver(t)
  const call = (path: string, body: object) => ask(mock.url, mock.apiKey, 'POST', path, body)
  await call('/v1/webhooks', { url: receiver.url, events: ['account.created'] })
  const session = await mock.sessions.create({ provider: 'airbnb', ttl: '5m' })
  t.match(session, { provider: 'airbnb', status: 'pending' })
  t.match(await mock.sessions.create(), { provider: null })
  const fault = { match: { path: '/v1/webhooks' }, respond: { error: 'store_unavailable' } } as const
  t.strictSame(await mock.faults.preview(fault), { matches: 1, of: 1 })
  t.strictSame(await mock.faults.list(), [])

  const [endpoint] = await mock.webhooks.endpoints()
  t.match(endpoint, { url: receiver.url, waiting: 0, lastAttemptAt: null })
  const id = endpoint?.id as string
  const ping = await mock.webhooks.test(id)
  t.equal((await mock.webhooks.next()).deliveryId, ping.deliveryId)
  const sample = await mock.webhooks.test(id, 'account.created')
  t.equal((await mock.webhooks.next()).deliveryId, sample.deliveryId)
  await t.rejects(mock.webhooks.replay(ping.deliveryId), { code: 'delivery_already_succeeded' })
  const replay = await mock.webhooks.replay(ping.deliveryId, { force: true })
  t.match(await mock.webhooks.next(), { deliveryId: replay.deliveryId, responseStatus: 200 })
})
