import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { runProgram } from '../helpers/process.js'
import { createReceiver } from '../helpers/receiver.js'
import { newPrefix, noRedisServer, RedisServer } from '../helpers/redis.js'
import { isToRetry, send, until } from './stage.js'

const rounds = 20

t.test(
  'when a server is killed amid a call, the retry on another has its answer within three seconds, done once',
  { skip: noRedisServer },
  async (t) => {
    const store = await RedisServer.start(t)
    const receiver = await createReceiver(t)
    const prefix = newPrefix()
    const start = async () => {
      const program = runProgram(t, ['--port', '0'], {
        STORE_URL: store.url,
        STORE_PREFIX: prefix,
        LOG_FORMAT: 'json',
        LOG_LEVEL: 'warn',
      })
      const { url } = JSON.parse(await program.line(/listening on/))
      return { program, url: url as string }
    }
    const other = await start()
    const key = 'sk_test_killed'
    await send(other.url, {
      path: '/v1/webhooks',
      key,
      body: { url: receiver.url, events: ['account.created'] },
    })
    let longestMs = 0
    for (let round = 0; round < rounds; round++) {
      const { program, url } = await start()
      const request = {
        path: '/v1/connect/hostaway',
        key,
        body: { accountId: `${round}`, apiKey: 'key' },
        idempotencyKey: `round-${round}`,
      }
      const first = send(url, request).catch(() => null)
      await sleep(round % 10)
      program.child.kill('SIGKILL')
      await first
      const begun = performance.now()
      let answer = await send(other.url, request)
      while (isToRetry(answer)) {
        await sleep(50)
        answer = await send(other.url, request)
      }
      longestMs = Math.max(longestMs, performance.now() - begun)
      t.equal(answer.status, 200)
    }
    const { body } = await send(other.url, { method: 'GET', path: '/v1/connect?limit=100', key })
    t.equal(body.pagination.total, rounds, 'each account is connected once')
    await until(() => new Set(receiver.received.map((one) => one.body.id)).size >= rounds, 30_000)
    const accounts = receiver.received.map((one) => one.body.data.accountId)
    t.equal(new Set(receiver.received.map((one) => one.body.id)).size, rounds, 'each event happened once')
    t.equal(new Set(accounts).size, rounds, 'and none is lost')
    t.ok(longestMs < 3000, `the longest retry took ${Math.round(longestMs)} ms`)
    t.comment(`measured ${rounds} kills, longest retry ${Math.round(longestMs)} ms`)
  },
)
