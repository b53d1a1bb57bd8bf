import t, { type Test } from 'tap'
import { idsOf, logOptions, record, type TestEvent, testJournalLog } from '../contract/journal-log.js'
import { newPrefix, noRedis, openLink, RedisServer, storeUrl } from '../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

async function openLog(t: Test, { prefix = newPrefix(), at = url, options = logOptions } = {}) {
  const { RedisJournalLog } = await import('../../src/storage/redis-journal-log.js')
  return new RedisJournalLog<TestEvent>(await openLink(t, { url: at, prefix, timeoutMs: 500 }), options)
}

testJournalLog('redis', (t, options) => openLog(t, { options }), { skip })

t.test('servers write one log, in order', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await openLog(t, { prefix }), await openLog(t, { prefix })]
  await record(one, 'a')
  await record(other, 'a')
  await record(one, null)
  await record(other, 'b')
  t.strictSame(idsOf(await other.list('a')), ['a_1', 'a_2'])
  t.strictSame(idsOf(await one.list(null)), ['a_1', 'a_2', 'nobody_1', 'b_1'])
})

t.test('a list of all workspaces has no gaps while entries are added', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await openLog(t, { prefix }), await openLog(t, { prefix })]
  let isOver = false
  const writing = (async () => {
    for (let at = 0; at < 300; at++) await record(other, `w${at % 10}`)
    isOver = true
  })()
  while (!isOver) {
    const orders = (await one.list(null)).map(({ order }) => order)
    t.ok(orders.every((order, at) => order === at + 1))
  }
  await writing
  t.equal((await one.list(null)).length, 300)
})

t.test('a listener on one server hears entries of another', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await openLog(t, { prefix }), await openLog(t, { prefix })]
  const heard: string[] = []
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      const stop = one.listen(null, () => {
        if (heard.length < count) return
        stop()
        resolve()
      })
    })
  const stop = one.listen('a', ({ id }) => heard.push(`a ${id}`))
  one.listen(null, ({ id }) => heard.push(`all ${id}`))
  // Subscriptions begin some time after they were made.
  const first = until(1)
  while (heard.length === 0) {
    await record(other, 'a')
    await new Promise(setImmediate)
  }
  await first
  stop()
  heard.length = 0
  const two = until(2)
  await record(other, 'b', { count: 2 })
  await two
  t.ok(heard.every((text) => text.startsWith('all ')))
})

t.test('while the store is away, nothing is remembered, and nobody fails for it', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const log = await openLog(t, { at: server.url })
  await server.kill()
  await record(log, 'a')
  await t.rejects(log.list('a'), { code: 'store_unavailable' })
})
