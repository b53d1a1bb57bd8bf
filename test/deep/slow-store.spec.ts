import { performance } from 'node:perf_hooks'
import t from 'tap'
import { createReceiver } from '../helpers/receiver.js'
import { newPrefix, noRedisServer, RedisServer } from '../helpers/redis.js'
import { type DeepServer, send, startServers, until } from './stage.js'

/** How long a call to the store takes, there and back, in milliseconds. What follows is counted in such round trips. */
const latencyMs = 100

async function startSlow(t: Parameters<typeof startServers>[0]): Promise<DeepServer> {
  const store = await RedisServer.start(t)
  const [server] = await startServers(t, store.url, newPrefix(), [1])
  const slow = server as DeepServer
  slow.proxy.delayMs = latencyMs / 2
  return slow
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const begun = performance.now()
  const result = await work()
  return { ms: performance.now() - begun, result }
}

t.test(
  'on a slow store calls take few round trips, and none waits for another',
  { skip: noRedisServer },
  async (t) => {
    const { url } = await startSlow(t)
    const first = await timed(() =>
      Promise.all(
        Array.from({ length: 60 }, (_, at) =>
          send(url, { path: '/v1/connect/airbnb', key: `sk_test_first_${at}` }),
        ),
      ),
    )
    t.ok(first.result.every(({ status }) => status === 200))
    t.ok(first.ms < 30 * latencyMs, `60 first calls at once took ${Math.round(first.ms)} ms`)

    const key = 'sk_test_first_1'
    const create = await timed(() => send(url, { path: '/v1/connect/airbnb', key }))
    t.ok(create.ms < 10 * latencyMs, `create took ${Math.round(create.ms)} ms`)
    const path = `/v1/connect/sessions/${create.result.body.sessionId}/complete`
    const complete = await timed(() => send(url, { path, key, body: { provider: 'airbnb' } }))
    t.equal(complete.result.status, 200)
    t.ok(complete.ms < 15 * latencyMs, `complete took ${Math.round(complete.ms)} ms`)
    t.comment(
      `measured at ${latencyMs} ms: 60 first calls ${Math.round(first.ms)} ms, create ${Math.round(create.ms)} ms, ` +
        `complete ${Math.round(complete.ms)} ms`,
    )
  },
)

t.test('300 pings of one webhook at once are taken', { skip: noRedisServer }, async (t) => {
  const { url } = await startSlow(t)
  const receiver = await createReceiver(t)
  const key = 'sk_test_pings'
  const hook = await send(url, {
    path: '/v1/webhooks',
    key,
    body: { url: receiver.url, events: ['account.created'] },
  })
  const pings = await timed(() =>
    Promise.all(
      Array.from({ length: 300 }, () => send(url, { path: `/v1/webhooks/${hook.body.id}/ping`, key })),
    ),
  )
  t.ok(pings.result.every(({ status }) => status === 200))
  t.ok(pings.ms < 50 * latencyMs, `300 pings took ${Math.round(pings.ms)} ms`)
  t.ok(await until(() => receiver.received.length >= 20, 60_000), 'and they are sent one after the other')
  t.comment(`measured at ${latencyMs} ms: 300 pings ${Math.round(pings.ms)} ms`)
})

t.test('5,000 due deliveries are restored in one commit', { skip: noRedisServer }, async (t) => {
  const { url } = await startSlow(t)
  const key = 'sk_test_restore'
  for (let count = 0; count < 50; count++) {
    await send(url, {
      path: '/v1/webhooks',
      key,
      body: { url: 'http://127.0.0.1:9/', events: ['account.created'] },
    })
  }
  await send(url, { method: 'PUT', path: '/_mock/clock', key, body: { frozen: true } })
  const { body: snapshot } = await send(url, { method: 'GET', path: '/_mock/snapshot', key })
  const dueAt = new Date(Date.parse(snapshot.clock.now) + 3_600_000).toISOString()
  const hooks: string[] = snapshot.webhooks.webhooks.map(({ id }: { id: string }) => id)
  const due = Array.from({ length: 5000 }, (_, at) => ({
    webhookId: hooks[at % hooks.length],
    event: {
      id: `00000000-0000-8000-a000-${String(at).padStart(12, '0')}`,
      type: 'repull.ping',
      createdAt: snapshot.clock.now,
      data: { at },
    },
    attempt: 1,
    retries: 0,
    dueAt,
  }))
  const body = { ...snapshot, webhooks: { ...snapshot.webhooks, due } }
  const restored = await timed(() => send(url, { method: 'PUT', path: '/_mock/snapshot', key, body }))
  t.equal(restored.result.status, 200)
  t.equal(restored.result.body.webhooks.due.length, 5000)
  t.ok(restored.ms < 100 * latencyMs, `restoring took ${Math.round(restored.ms)} ms`)
  t.comment(`measured at ${latencyMs} ms: 5,000 due deliveries restored in ${Math.round(restored.ms)} ms`)
})
