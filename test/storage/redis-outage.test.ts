import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { systemClock } from '../../src/lib/clock.js'
import type { RecordStore } from '../../src/storage/records.js'
import { put, things } from '../contract/records.js'
import { CuttingProxy } from '../helpers/cutting-proxy.js'
import { adminOf, newPrefix, noRedisServer, openLink, RedisCluster, RedisServer } from '../helpers/redis.js'

const skip = noRedisServer
const log = things('log', { maxItems: 100_000, maxSize: 1e9 })
const counter = things('counter')

async function openStore(t: Test, url: string, prefix: string, timeoutMs = 1000) {
  const { RedisRecordStore } = await import('../../src/storage/redis-records.js')
  const link = await openLink(t, { url, prefix, timeoutMs })
  return { link, store: new RedisRecordStore(link, systemClock) }
}

/** Waits until something holds, for at most 10 seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (await holds()) return
    await wait(10)
  }
  throw new Error(`not within 10 seconds: ${holds}`)
}

/** What callers saw of commits that count by one and write down who did. */
interface Seen {
  readonly made: Set<string>
  readonly unknown: Set<string>
  slowestMs: number
}

/** Counts by one, again and again, until it is told to end. */
async function countOn(store: RecordStore, name: string, seen: Seen, isEnded: () => boolean) {
  for (let turn = 0; !isEnded(); turn++) {
    const id = `${name}-${turn}`
    const begun = performance.now()
    try {
      const [found] = await store.read('w', [{ collection: counter, id: 'n' }])
      const { kind } = await store.commit('w', {
        expected: [{ collection: counter, id: 'n', version: found?.version ?? 0 }],
        writes: [put(counter, 'n', String(Number(found?.value.text ?? 0) + 1)), put(log, id)],
      })
      if (kind === 'committed') seen.made.add(id)
    } catch {
      seen.unknown.add(id)
      await wait(1)
    }
    seen.slowestMs = Math.max(seen.slowestMs, performance.now() - begun)
  }
}

/** Whether what is kept is what callers saw, made whole and once. */
async function check(t: Test, store: RecordStore, { made, unknown, slowestMs }: Seen): Promise<void> {
  const contents = await store.readAll('w')
  const ids = contents.of(log).map(({ id }) => id)
  const [count] = contents.of(counter)
  t.equal(Number(count?.value.text), ids.length, 'each commit is whole')
  const kept = new Set(ids)
  t.strictSame(
    [...made].filter((id) => !kept.has(id)),
    [],
    'what was answered is there',
  )
  t.strictSame(
    ids.filter((id) => !made.has(id) && !unknown.has(id)),
    [],
    'what was refused is not',
  )
  t.ok(unknown.size > 0)
  t.ok(slowestMs < 3000, `${slowestMs} ms`)
}

t.test('commits are whole and made once behind a proxy that cuts connections', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const proxies = [await CuttingProxy.start(t, server.url), await CuttingProxy.start(t, server.url)]
  const prefix = newPrefix()
  const seen: Seen = { made: new Set(), unknown: new Set(), slowestMs: 0 }
  let isEnded = false
  const callers = proxies.map(async (proxy, at) => {
    const { store } = await openStore(t, proxy.url, prefix)
    proxy.cutChance = 0.02
    await countOn(store, `${at}`, seen, () => isEnded)
  })
  await until(() => seen.made.size > 100 && proxies.every(({ cuts }) => cuts > 10))
  isEnded = true
  await Promise.all(callers)
  await check(t, (await openStore(t, server.url, prefix)).store, seen)
})

t.test('commits that were answered outlast a store that is killed', { skip }, async (t) => {
  const server = await RedisServer.start(t, ['--appendonly', 'yes', '--appendfsync', 'always'])
  const prefix = newPrefix()
  const seen: Seen = { made: new Set(), unknown: new Set(), slowestMs: 0 }
  let isEnded = false
  const opened = [await openStore(t, server.url, prefix), await openStore(t, server.url, prefix)]
  const callers = opened.map(({ store }, at) => countOn(store, `${at}`, seen, () => isEnded))
  for (let round = 0; round < 3; round++) {
    const before = seen.made.size
    await until(() => seen.made.size > before + 20)
    await server.kill()
    await until(() => opened.every(({ link }) => !link.isUp))
    await server.start()
    await until(() => opened.every(({ link }) => link.isUp))
  }
  isEnded = true
  await Promise.all(callers)
  await check(t, (await openStore(t, server.url, prefix)).store, seen)
})

t.test('each way through a slow network takes its time once', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const proxy = await CuttingProxy.start(t, server.url, { seed: 1 })
  t.equal(proxy.seed, 1)
  const { store } = await openStore(t, proxy.url, newPrefix(), 20_000)
  await store.commit('v', { expected: [], writes: [] })
  proxy.delayMs = 1000
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: 60 }, (_, at) =>
      store.commit(`w${at}`, { expected: [], writes: [put(counter, 'n')] }),
    ),
  )
  const tookMs = performance.now() - begun
  t.ok(tookMs > 1990, `${tookMs} ms`)
  t.ok(tookMs < 3900, `${tookMs} ms: 60 first commits at once take one round trip`)
})

t.test('a cluster goes on when its nodes are back, and waits for none', { skip }, async (t) => {
  const cluster = await RedisCluster.start(t)
  const prefix = newPrefix()
  const { link, store } = await openStore(t, cluster.url, prefix)
  const names = Array.from({ length: 12 }, (_, at) => `w${at}`)
  const commitAll = () =>
    Promise.allSettled(
      names.map((name) => store.commit(name, { expected: [], writes: [put(counter, 'n', name)] })),
    )
  const isMade = (all: readonly PromiseSettledResult<unknown>[]) =>
    all.every(({ status }) => status === 'fulfilled')
  const heard = new Set<string>()
  store.watch((workspaceId) => void heard.add(workspaceId))
  const hears = (name: string) =>
    until(async () => {
      await store.commit(name, { expected: [], writes: [], isAnnounced: true }).catch(() => {})
      return heard.has(name)
    })
  t.ok(isMade(await commitAll()))
  await hears('before')
  const [first, ...rest] = cluster.nodes
  await first?.kill()
  const begun = performance.now()
  const outcomes = await commitAll()
  t.ok(performance.now() - begun < 2000)
  t.ok(outcomes.some(({ status }) => status === 'rejected'))
  for (const one of outcomes)
    if (one.status === 'rejected') t.match(one.reason, { code: 'store_unavailable' })
  await first?.start()
  await until(async () => isMade(await commitAll()))
  await hears('between')
  for (const node of cluster.nodes) await node.kill()
  await until(() => !link.isUp)
  const all = await commitAll()
  t.ok(all.every(({ status }) => status === 'rejected'))
  const late = await openStore(t, cluster.url, prefix)
  t.equal(late.link.isUp, false)
  for (const node of [first, ...rest]) await node?.start()
  await until(() => link.isUp && late.link.isUp)
  await until(async () => isMade(await commitAll()))
  await hears('after')
})

t.test('no call is sent twice to a cluster that ends connections', { skip }, async (t) => {
  const cluster = await RedisCluster.start(t)
  const prefix = newPrefix()
  const { link } = await openStore(t, cluster.url, prefix)
  const admins = await Promise.all(cluster.nodes.map(({ url }) => adminOf(t, url)))
  let made = 0
  let failed = 0
  await Promise.all(
    Array.from({ length: 20 }, async (_, name) => {
      for (let turn = 0; failed < 200; turn++) {
        const call = link.write('hincrby', [`calls${name}`], [`${turn}`, 1])
        await call.then(
          () => made++,
          () => wait(2, failed++),
        )
        if (name === 0 && turn % 20 === 0)
          for (const admin of admins) await admin.call('client', ['kill', 'type', 'normal', 'skipme', 'yes'])
      }
    }),
  )
  t.ok(made > 0)
  await until(() =>
    link.read('get', ['k']).then(
      () => true,
      () => false,
    ),
  )
  for (let name = 0; name < 20; name++) {
    const counts = Object.values(await link.read<Record<string, string>>('hgetall', [`calls${name}`]))
    t.strictSame(
      counts.filter((count) => count !== '1'),
      [],
    )
  }
})

t.test('a cluster has names and a password', { skip }, async (t) => {
  const refused = { message: /password/ }
  const cluster = await RedisCluster.start(t)
  for (const { url } of cluster.nodes) {
    const link = await openLink(t, { url, prefix: '' })
    await link.write('config', [], ['SET', 'requirepass', 'se cret'])
  }
  const url = cluster.url.replace('//', '//:se%20cret@').replaceAll('127.0.0.1', 'localhost')
  const { link } = await openStore(t, url, newPrefix())
  t.equal(link.isUp, true)
  t.equal(await link.write('set', ['k'], ['v']), 'OK')
  await t.rejects(openStore(t, cluster.url, newPrefix()), refused)
  await t.rejects(openStore(t, cluster.url.replace('//', '//:wrong@'), newPrefix()), refused)
})
