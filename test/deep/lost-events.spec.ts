import t from 'tap'
import { createReceiver } from '../helpers/receiver.js'
import { newPrefix, noRedisServer, RedisServer } from '../helpers/redis.js'
import { inParallel, insist, startServers, until } from './stage.js'

const seed = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31))
const completions = 2000
const keys = Array.from({ length: 40 }, (_, at) => `sk_test_deep_${at}`)

t.comment(`seed ${seed}: SOAK_SEED=${seed}`)

t.test(
  `of ${completions} completions over two servers whose store is cut off at random, none is lost, doubled or hangs`,
  { skip: noRedisServer },
  async (t) => {
    const store = await RedisServer.start(t)
    const receiver = await createReceiver(t)
    const servers = await startServers(t, store.url, newPrefix(), [seed, seed + 1])
    let longestMs = 0
    let refused = 0
    const seen = ({ status, elapsedMs }: { status: number; elapsedMs: number }) => {
      longestMs = Math.max(longestMs, elapsedMs)
      if (status === 503) refused++
    }
    for (const key of keys) {
      const body = { url: receiver.url, events: ['account.created'] }
      await insist(servers, { path: '/v1/webhooks', key, body, idempotencyKey: 'hook' })
    }
    for (const { proxy } of servers) proxy.cutChance = 0.01
    const completed = await inParallel(completions, 24, async (at) => {
      const key = keys[at % keys.length] as string
      const order = at % 2 ? servers : [...servers].reverse()
      const account = `account-${at}`
      const opened = await insist(
        order,
        { path: '/v1/connect/airbnb', key, idempotencyKey: `open-${at}` },
        seen,
      )
      const path = `/v1/connect/sessions/${opened.body.sessionId}/complete`
      const body = { provider: 'airbnb', accountId: account }
      const answer = await insist(order, { path, key, body, idempotencyKey: `complete-${at}` }, seen)
      return { account, key, status: answer.status, body: answer.body }
    })
    for (const { proxy } of servers) proxy.cutChance = 0
    const cuts = servers.reduce((sum, { proxy }) => sum + proxy.cuts, 0)

    t.strictSame(
      completed.filter(({ status }) => status !== 200).map(({ body }) => body),
      [],
      'each is completed in the end',
    )
    const eventsOf = () => {
      const ids = new Map<string, Set<string>>()
      for (const { body } of receiver.received) {
        const events = ids.get(body.data.accountId) ?? new Set()
        ids.set(body.data.accountId, events.add(body.id))
      }
      return ids
    }
    await until(() => eventsOf().size === completions, 90_000)
    const events = eventsOf()
    const lost = completed.filter(({ account }) => !events.has(account)).map(({ account }) => account)
    const doubled = [...events].filter(([, ids]) => ids.size > 1).map(([account]) => account)
    t.strictSame(lost, [], 'no event is lost')
    t.strictSame(doubled, [], 'no event happens twice')
    let connected = 0
    for (const key of keys) {
      const { body } = await insist(servers, { method: 'GET', path: '/v1/connect?limit=100', key })
      connected += body.pagination.total
    }
    t.equal(connected, completions, 'each account is connected once')
    t.ok(longestMs < 3000, `the longest request took ${Math.round(longestMs)} ms`)
    t.ok(cuts > 50, `${cuts} connections were cut`)
    t.comment(
      `measured ${completions} completions, ${cuts} cuts, ${refused} answers 503, ${lost.length} lost, ` +
        `${doubled.length} doubled, ${receiver.received.length} deliveries, longest request ${Math.round(longestMs)} ms`,
    )
  },
)
