import t from 'tap'
import { MemoryWebhooks } from '../../src/stores/memory-webhooks.js'
import { deliveryOf, testWebhooks } from '../contract/webhooks.js'

testWebhooks('memory', () => new MemoryWebhooks())

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
