import t from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import { newPrefix, noRedisServer, RedisServer } from '../helpers/redis.js'
import { inParallel, insist, send, startServers } from './stage.js'

const seed = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31))
const rounds = 40

/** What a snapshot holds, as far as it does not move with time. */
function essence({ sessions, connections, webhooks }: AnyBody): string {
  const ids = (all: readonly AnyBody[], name: string) => all.map((one) => one[name]).sort()
  return JSON.stringify([
    ids(sessions, 'id'),
    connections.map(({ account }: AnyBody) => account.id).sort(),
    ids(webhooks.webhooks, 'id'),
    webhooks.due.length,
  ])
}

/** How many of each a snapshot holds. */
const brief = (whole: string) =>
  JSON.parse(whole).map((part: readonly unknown[] | number) => (Array.isArray(part) ? part.length : part))

t.test(
  'restores of two snapshots at once, over servers whose store is cut off at random, leave one of them, whole',
  { skip: noRedisServer },
  async (t) => {
    t.comment(`seed ${seed}: SOAK_SEED=${seed}`)
    const store = await RedisServer.start(t)
    const servers = await startServers(t, store.url, newPrefix(), [seed, seed + 1])
    const [one] = servers as [(typeof servers)[number], ...unknown[]]
    const key = 'sk_test_restores'
    const take = async () => {
      const { body } = await insist(servers, { method: 'GET', path: '/_mock/snapshot', key })
      return body
    }
    const snapshots: AnyBody[] = []
    // In frozen time a delivery fails once and then waits; ten failures would disable the webhook and empty its queue.
    for (const { size, due } of [
      { size: 30, due: 4 },
      { size: 200, due: 8 },
    ]) {
      await send(one.url, { path: '/_mock/reset', key })
      await send(one.url, { method: 'PUT', path: '/_mock/clock', key, body: { frozen: true } })
      const link = (accountId: string) =>
        send(one.url, { path: '/v1/connect/hostaway', key, body: { accountId, apiKey: 'key' } })
      await inParallel(size, 8, async (at) => {
        await send(one.url, { path: '/v1/connect/airbnb', key, body: { state: `${at}` } })
        await link(`${size}-${at}`)
      })
      const hook = await send(one.url, {
        path: '/v1/webhooks',
        key,
        body: { url: 'http://127.0.0.1:9/', events: ['account.created'] },
      })
      t.equal(hook.status, 201)
      await inParallel(due, 8, (at) => link(`due-${size}-${at}`))
      snapshots.push(await take())
    }
    const known = snapshots.map(essence)
    t.strictSame(known.map(brief), [
      [30, 34, 1, 4],
      [200, 208, 1, 8],
    ])
    for (const { proxy } of servers) proxy.cutChance = 0.02
    const seen = [0, 0]
    for (let round = 0; round < rounds; round++) {
      const answers = await Promise.all(
        snapshots.map((body, at) =>
          send((servers[(round + at) % 2] as (typeof servers)[number]).url, {
            method: 'PUT',
            path: '/_mock/snapshot',
            key,
            body,
          }),
        ),
      )
      t.ok(answers.every(({ status }) => status === 200 || status === 503))
      const left = essence(await take())
      const at = known.indexOf(left)
      if (at < 0)
        t.fail('a mixture was left', {
          known: known.map(brief),
          left: brief(left),
          answers: answers.map(({ status }) => status),
        })
      else seen[at] = Number(seen[at]) + 1
    }
    for (const { proxy } of servers) proxy.cutChance = 0
    const cuts = servers.reduce((sum, { proxy }) => sum + proxy.cuts, 0)
    t.equal(Number(seen[0]) + Number(seen[1]), rounds)
    t.comment(`measured ${rounds} rounds, ${cuts} cuts, left ${seen.join(' and ')} times`)
  },
)
