import t from 'tap'
import { MemoryWebhooks } from '../../src/stores/memory-webhooks.js'
import type { Delivery } from '../../src/webhooks/delivery.js'
import { createWebhook } from '../../src/webhooks/webhook.js'

const deliveryOf = (webhookId: string, position: number): Delivery => ({
  id: `d${position}`,
  webhookId,
  workspaceId: 'w',
  position,
  event: { id: 'e', type: 'repull.ping', createdAt: 0, data: {} },
  attempt: 1,
  success: true,
  statusCode: 200,
  responseTimeMs: 1,
  errorMessage: null,
  requestHeaders: {},
  responseHeaders: {},
  responseBody: '',
  createdAt: 0,
  endedAt: 1,
  nextAttemptAt: null,
})

t.test('of a webhook the last attempts are remembered, of all together the latest', async (t) => {
  const store = new MemoryWebhooks({ ofWebhook: 3, inAll: 4 })
  const positionsOf = async (id: string) =>
    (await store.listDeliveries('w', id)).map(({ position }) => position)
  for (let position = 1; position <= 5; position++) await store.addDelivery(deliveryOf('a', position))
  t.strictSame(await positionsOf('a'), [3, 4, 5])
  for (let position = 1; position <= 3; position++) await store.addDelivery(deliveryOf('b', position))
  t.strictSame(await positionsOf('a'), [5])
  t.strictSame(await positionsOf('b'), [1, 2, 3])
  await store.addDelivery(deliveryOf('c', 1))
  t.strictSame(await positionsOf('a'), [])
  await store.addDelivery(deliveryOf('c', 2))
  t.strictSame(await positionsOf('b'), [2, 3])
})

t.test(
  'a webhook of another version or of none is not replaced, and one that is gone not removed',
  async (t) => {
    const store = new MemoryWebhooks()
    const webhook = createWebhook('w', 'a', 's', { url: 'http://127.0.0.1/', events: [] }, 0)
    t.equal(await store.replaceWebhook({ ...webhook, version: 2 }), false)
    t.equal(await store.removeWebhook('w', 'a'), false)
    t.equal(await store.addWebhook(webhook, 1), true)
    t.equal(await store.replaceWebhook({ ...webhook, version: 3 }), false)
    t.equal(await store.replaceWebhook({ ...webhook, version: 2 }), true)
    await store.addDelivery(deliveryOf('a', 1))
    t.equal(await store.removeWebhook('w', 'a'), true)
    t.strictSame(await store.listDeliveries('w', 'a'), [])
    t.strictSame(await store.listWebhooks('w'), [])
  },
)
