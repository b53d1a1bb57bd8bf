import t, { type Test } from 'tap'
import type { Delivery } from '../../src/webhooks/delivery.js'
import type { WebhookStore } from '../../src/webhooks/store.js'
import { createWebhook, type Webhook } from '../../src/webhooks/webhook.js'

export function webhookOf(id: string, more: Partial<Webhook> = {}): Webhook {
  return { ...createWebhook('w', id, 's', { url: 'http://127.0.0.1/', events: [] }, 0), ...more }
}

/** An attempt at a webhook of the workspace `w`. */
export function deliveryOf(webhookId: string, position: number): Delivery {
  return {
    id: `d${position}`,
    webhookId,
    workspaceId: 'w',
    position,
    event: { id: 'e', type: 'repull.ping', createdAt: 0, data: { list: [], object: {}, none: null } },
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
  }
}

/**
 * What every store of webhooks must do.
 *
 * @param make a new, empty store for one test, that remembers 200 attempts of each webhook.
 * @param options.skip why these tests do not run.
 */
export function testWebhooks(
  name: string,
  make: (t: Test) => WebhookStore | Promise<WebhookStore>,
  { skip = false }: { skip?: string | false } = {},
): void {
  const positionsOf = async (store: WebhookStore, id: string) =>
    (await store.listDeliveries('w', id)).map(({ position }) => position)
  const idsOf = async (store: WebhookStore, workspaceId = 'w') =>
    (await store.listWebhooks(workspaceId)).map(({ webhook }) => webhook.id)

  t.test(
    `${name}: webhooks are found as they were added, in their order and workspace`,
    { skip },
    async (t) => {
      const store = await make(t)
      const added = webhookOf('b', { events: ['repull.ping'], description: ' 1 2 {"é"}\n' })
      t.equal(await store.addWebhook(added, 10), 'added')
      t.equal(await store.addWebhook(webhookOf('a'), 10), 'added')
      t.equal(await store.addWebhook(webhookOf('a', { workspaceId: 'v' }), 10), 'added')
      t.strictSame(await store.findWebhook('w', 'b'), added)
      for (const id of ['c', '', '__proto__']) t.equal(await store.findWebhook('w', id), undefined)
      t.equal(await store.findWebhook('v', 'b'), undefined)
      t.strictSame(await idsOf(store), ['b', 'a'])
      t.strictSame(await idsOf(store, 'none'), [])
      const [first, second] = await store.listWebhooks('w')
      t.ok(Number(first?.position) < Number(second?.position))
      t.equal(await store.replaceWebhook({ ...added, version: 2 }), true)
      t.strictSame((await store.listWebhooks('w'))[0], { ...first, webhook: { ...added, version: 2 } })
    },
  )

  t.test(`${name}: a webhook of another version or of none is not replaced`, { skip }, async (t) => {
    const store = await make(t)
    const webhook = webhookOf('a')
    t.equal(await store.replaceWebhook({ ...webhook, version: 2 }), false)
    await store.addWebhook(webhook, 1)
    t.equal(await store.replaceWebhook({ ...webhook, version: 3 }), false)
    t.equal(await store.replaceWebhook({ ...webhook, version: 1 }), false)
    t.equal(await store.replaceWebhook({ ...webhook, version: 2, status: 'paused' }), true)
    t.match(await store.findWebhook('w', 'a'), { version: 2, status: 'paused' })
  })

  t.test(
    `${name}: of racing changes one wins, and of racing additions as many as may be`,
    { skip },
    async (t) => {
      const store = await make(t)
      const additions = await Promise.all(
        Array.from({ length: 10 }, (_, at) => store.addWebhook(webhookOf(`${at}`), 3)),
      )
      t.equal(additions.filter((outcome) => outcome === 'added').length, 3)
      t.equal(additions.filter((outcome) => outcome === 'full').length, 7)
      const [id = ''] = await idsOf(store)
      const changes = await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          store.replaceWebhook(webhookOf(id, { version: 2, description: `${at}` })),
        ),
      )
      t.equal(changes.filter(Boolean).length, 1)
      t.match(await store.findWebhook('w', id), { description: `${changes.indexOf(true)}` })
      const removals = await Promise.all(Array.from({ length: 5 }, () => store.removeWebhook('w', id)))
      t.equal(removals.filter(Boolean).length, 1)
    },
  )

  t.test(`${name}: a webhook does not take the place of one with its id`, { skip }, async (t) => {
    const store = await make(t)
    await store.addWebhook(webhookOf('a', { description: 'first' }), 10)
    t.equal(await store.addWebhook(webhookOf('a', { description: 'second' }), 1), 'taken')
    t.match(await store.findWebhook('w', 'a'), { description: 'first' })
  })

  t.test(`${name}: a webhook goes with its deliveries, and leaves room`, { skip }, async (t) => {
    const store = await make(t)
    t.equal(await store.removeWebhook('w', 'a'), false, 'one that is not there')
    for (const id of ['a', 'b']) await store.addWebhook(webhookOf(id), 2)
    for (const id of ['a', 'b']) await store.addDelivery(deliveryOf(id, 1))
    t.equal(await store.removeWebhook('v', 'a'), false, 'one of another workspace')
    t.equal(await store.removeWebhook('w', 'a'), true)
    t.equal(await store.findWebhook('w', 'a'), undefined)
    t.strictSame(await store.listDeliveries('w', 'a'), [])
    t.strictSame(await positionsOf(store, 'b'), [1])
    t.equal(await store.addWebhook(webhookOf('c'), 2), 'added')
    t.equal((await store.listWebhooks('w'))[1]?.position, 3, 'no position is used twice')
    for (const id of ['b', 'c']) await store.removeWebhook('w', id)
    t.strictSame(await store.listWebhooks('w'), [])
    await store.addWebhook(webhookOf('d'), 2)
    t.equal((await store.listWebhooks('w'))[0]?.position, 1, 'until none is left')
  })

  t.test(`${name}: of a webhook the last 200 attempts are remembered, as they were`, { skip }, async (t) => {
    const store = await make(t)
    await store.addWebhook(webhookOf('a'), 10)
    const positions = Array.from({ length: 203 }, (_, at) => at + 1)
    for (const position of positions) await store.addDelivery(deliveryOf('a', position))
    t.strictSame(await positionsOf(store, 'a'), positions.slice(3))
    t.strictSame((await store.listDeliveries('w', 'a'))[0], deliveryOf('a', 4))
    t.strictSame(await store.listDeliveries('v', 'a'), [])
    t.strictSame(await store.listDeliveries('w', 'b'), [])
  })

  t.test(`${name}: everything of a workspace is replaced, and nothing of others`, { skip }, async (t) => {
    const store = await make(t)
    for (const id of ['old', 'both']) await store.addWebhook(webhookOf(id), 10)
    for (const id of ['old', 'both']) await store.addDelivery(deliveryOf(id, 1))
    await store.addWebhook(webhookOf('other', { workspaceId: 'v' }), 10)
    await store.addDelivery({ ...deliveryOf('other', 1), workspaceId: 'v' })
    const webhooks = [
      { webhook: webhookOf('new', { version: 4 }), position: 3 },
      { webhook: webhookOf('both'), position: 7 },
    ]
    const logged = Array.from({ length: 202 }, (_, at) => deliveryOf('new', at + 1))
    await store.replaceWebhooks('w', { webhooks, deliveries: [...logged, deliveryOf('unknown', 1)] })
    t.strictSame(await store.listWebhooks('w'), webhooks)
    t.strictSame(await store.listDeliveries('w', 'new'), logged.slice(2))
    for (const id of ['old', 'both', 'unknown']) t.strictSame(await store.listDeliveries('w', id), [])
    await store.addWebhook(webhookOf('later'), 10)
    t.equal((await store.listWebhooks('w'))[2]?.position, 8, 'new ones come behind')
    t.strictSame(await idsOf(store, 'v'), ['other'])
    t.equal((await store.listDeliveries('v', 'other')).length, 1)
    await store.replaceWebhooks('w', { webhooks: [], deliveries: [] })
    t.strictSame(await store.listWebhooks('w'), [])
    t.strictSame(await store.listDeliveries('w', 'new'), [])
  })

  t.test(`${name}: racing replacements of a workspace leave one of them, whole`, { skip }, async (t) => {
    const store = await make(t)
    const contents = (id: string) => ({
      webhooks: [{ webhook: webhookOf(id), position: 1 }],
      deliveries: [deliveryOf(id, 1)],
    })
    const ids = ['a', 'b', 'c', 'd']
    await Promise.all(ids.map((id) => store.replaceWebhooks('w', contents(id))))
    const [winner = '', ...more] = await idsOf(store)
    t.strictSame(more, [])
    for (const id of ids) t.strictSame(await positionsOf(store, id), id === winner ? [1] : [])
  })
}
