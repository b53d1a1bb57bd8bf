import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

t.test('replays that are asked for at the same moment are deliveries of their own', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  const { id } = await subscribe(mock, receiver.url)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  const [first] = await sent(mock, 1)
  const replay = `/v1/webhooks/${id}/deliveries/${first.deliveryId}/replay`
  const planned = await Promise.all(Array.from({ length: 20 }, () => mock.call('POST', replay)))
  t.equal(new Set(planned.map(({ body }) => body.deliveryId)).size, 20)
  const log = await sent(mock, 21)
  t.strictSame(
    log.map(({ attempt }) => attempt),
    Array.from({ length: 21 }, (_, at) => at + 1),
  )
  t.equal(new Set(receiver.received.map(({ body }) => body.deliveryId)).size, 21)
})
