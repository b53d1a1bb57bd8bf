import t from 'tap'
import type { Link } from '../../../src/stores/redis/link.js'
import type { RedisWebhooks, RedisWebhooksOptions } from '../../../src/stores/redis/webhooks.js'
import { deliveryOf, testWebhooks, webhookOf } from '../../contract/webhooks.js'
import { adminOf, newPrefix, noRedis, openLink, storeUrl } from '../../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

async function storeOn(link: Link, options?: RedisWebhooksOptions): Promise<RedisWebhooks> {
  const { RedisWebhooks } = await import('../../../src/stores/redis/webhooks.js')
  return new RedisWebhooks(link, options)
}

testWebhooks('redis', async (t) => storeOn(await openLink(t, { url })), { skip })

t.test('each write puts off the forgetting of all webhooks of the workspace', { skip }, async (t) => {
  const lateMs = 60_000
  const prefix = newPrefix()
  const store = await storeOn(await openLink(t, { url, prefix }), { lateMs, deliveries: 2 })
  const admin = await adminOf(t, url)
  const renews = async (name: string, write: () => Promise<unknown>) => {
    for (const key of await admin.keys(`${prefix}*`)) await admin.pexpire(key, 1000)
    await write()
    const keys = await admin.keys(`${prefix}*`)
    const left = await Promise.all(keys.map((key) => admin.pttl(key)))
    t.ok(left.length > 0 && left.every((ms) => ms > lateMs - 5000 && ms <= lateMs), `${name}: ${left}`)
  }
  for (const id of ['a', 'b']) await renews('addWebhook', () => store.addWebhook(webhookOf(id), 5))
  for (const position of [1, 2, 3])
    await renews('addDelivery', () => store.addDelivery(deliveryOf('a', position)))
  t.equal((await store.listDeliveries('w', 'a')).length, 2)
  await renews('replaceWebhook', () => store.replaceWebhook(webhookOf('a', { version: 2 })))
  await renews('removeWebhook', () => store.removeWebhook('w', 'b'))
  const contents = { webhooks: [{ webhook: webhookOf('c'), position: 2 }], deliveries: [deliveryOf('c', 1)] }
  await renews('replaceWebhooks', () => store.replaceWebhooks('w', contents))
  await store.addDelivery(deliveryOf('gone', 1))
  t.equal((await admin.keys(`${prefix}*`)).length, 3, 'an attempt at a webhook that is gone leaves nothing')
  await store.removeWebhook('w', 'c')
  t.strictSame(await admin.keys(`${prefix}*`), [])
})
