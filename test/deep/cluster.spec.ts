import t from 'tap'
import { readSettings } from '../../src/cli/settings.js'
import { listen } from '../../src/server.js'
import { createReceiver } from '../helpers/receiver.js'
import { newPrefix, noRedisServer, RedisCluster } from '../helpers/redis.js'
import { inParallel, send, until } from './stage.js'

t.test('two servers on a cluster of three nodes behave as one', { skip: noRedisServer }, async (t) => {
  const cluster = await RedisCluster.start(t)
  const receiver = await createReceiver(t)
  const prefix = newPrefix()
  const start = async () => {
    const server = await listen(
      readSettings({ PORT: 0, LOG_LEVEL: 'silent', STORE_URL: cluster.url, STORE_PREFIX: prefix }),
      process.stderr,
    )
    t.teardown(() => server.close())
    return server.localUrl
  }
  const urls = [await start(), await start()] as const
  await inParallel(12, 4, async (at) => {
    const key = `sk_test_cluster_${at}`
    const [one, other] = at % 2 ? urls : ([urls[1], urls[0]] as const)
    const hook = await send(one, {
      path: '/v1/webhooks',
      key,
      body: { url: `${receiver.url}/${at}`, events: ['account.created'] },
    })
    t.equal(hook.status, 201)
    const open = { path: '/v1/connect/airbnb', key, idempotencyKey: 'open' }
    const opened = await send(one, open)
    t.strictSame((await send(other, open)).body, opened.body, 'the other server knows the answer')
    const path = `/v1/connect/sessions/${opened.body.sessionId}/complete`
    t.equal((await send(other, { path, key, body: { provider: 'airbnb' } })).status, 200)
    await send(one, { path: '/_mock/clock/advance', key, body: { by: '31m' } })
    const late = await send(other, { path: '/v1/connect/airbnb', key })
    t.ok(Date.parse(late.body.expiresAt) > Date.now() + 60 * 60_000, 'the clock is that of both')
    const { body: snapshot } = await send(one, { method: 'GET', path: '/_mock/snapshot', key })
    t.equal(snapshot.sessions.length, 2)
    t.equal((await send(other, { method: 'PUT', path: '/_mock/snapshot', key, body: snapshot })).status, 200)
    const rated = await fetch(`${one}/v1/connect`, { headers: { authorization: `Bearer ${key}` } })
    t.ok(Number(rated.headers.get('x-ratelimit-remaining')) < 600)
    const { body: journal } = await send(other, { method: 'GET', path: '/_mock/requests', key })
    t.ok(journal.data.length > 0, 'the journal is that of both')
  })
  t.ok(await until(() => new Set(receiver.received.map(({ path }) => path)).size === 12, 20_000))
  const health = await send(urls[0], { method: 'GET', path: '/v1/health', key: 'sk_test_cluster_0' })
  t.equal(health.body.status, 'ok')
})
