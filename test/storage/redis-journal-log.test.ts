import t, { type Test } from 'tap'
import {
  entriesOf,
  idsIn,
  logOptions,
  record,
  type TestEvent,
  testJournalLog,
  tick,
} from '../contract/journal-log.js'
import {
  adminOf,
  newPrefix,
  noRedis,
  noRedisServer,
  openLink,
  RedisServer,
  storeUrl,
} from '../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

async function openLog(
  t: Test,
  { prefix = newPrefix(), at = url, options = logOptions, timeoutMs = 10_000 } = {},
) {
  const { RedisJournalLog } = await import('../../src/storage/redis-journal-log.js')
  return new RedisJournalLog<TestEvent>(await openLink(t, { url: at, prefix, timeoutMs }), options)
}

testJournalLog('redis', (t, options) => openLog(t, { options }), { skip })

t.test('servers write one log, in order', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await openLog(t, { prefix }), await openLog(t, { prefix })]
  await record(one, 'a')
  await record(other, 'a')
  await record(one, null)
  await record(other, 'b')
  t.strictSame(await idsIn(other, 'a'), ['a_1', 'a_2'])
  t.strictSame(await idsIn(one, null), ['a_1', 'a_2', 'nobody_1', 'b_1'])
})

t.test('of workspaces without entries the last 10,000 numbers are remembered', { skip }, async (t) => {
  const log = await openLog(t, { options: { ...logOptions, maxTotalSize: 1_000_000_000 } })
  for (let at = 0; at < 10_500; at++) {
    log.record(`w${at}`, at, { type: 'tick', text: '' })
    if (at % 500 === 0) await log.settled()
  }
  await log.settled()
  await log.forget(null)
  await record(log, 'w9999')
  await record(log, 'w0')
  const ids = await idsIn(log, null)
  t.equal(ids.length, 2)
  t.equal(ids[0], 'w9999_2')
})

t.test('a long list is forgotten in steps', { skip }, async (t) => {
  const log = await openLog(t, { options: { ...logOptions, maxEntries: 5000 } })
  await record(log, 'a', { count: 1200 })
  await log.forget('a', 'tick')
  t.strictSame(await idsIn(log, 'a'), [])
  await record(log, 'a')
  t.strictSame(await idsIn(log, 'a'), ['a_1201'])
})

t.test('a page has so many bytes, and one entry in any case', { skip }, async (t) => {
  const log = await openLog(t)
  const what: TestEvent = { type: 'call', text: 'x'.repeat(40_000) }
  await record(log, 'a', { count: 3, what })
  t.equal((await log.after('a', 0)).length, 2)
  t.equal((await log.before('a', Number.POSITIVE_INFINITY)).length, 2)
  t.equal((await entriesOf(log, 'a')).length, 3)
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
    const ids = await idsIn(one, null)
    t.ok(ids.every((id, at) => id === `w${at % 10}_${Math.floor(at / 10) + 1}`))
  }
  await writing
  t.equal((await entriesOf(one, null)).length, 300)
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

t.test('what came while a server could not hear it, it tells as soon as it can', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await openLog(t, { prefix }), await openLog(t, { prefix })]
  const admin = await adminOf(t, url)
  const heard = new Set<string>()
  one.listen('a', ({ id }) => heard.add(id))
  const hears = async (id: string) => {
    while (!heard.has(id)) await new Promise(setImmediate)
  }
  await record(other, 'a')
  await record(other, 'b')
  while (heard.size === 0) await record(other, 'a')
  for (let round = 0; round < 3; round++) {
    await admin.call('client', ['kill', 'type', 'pubsub'])
    await record(other, 'a', { count: 5 })
    await hears((await idsIn(other, 'a')).at(-1) as string)
  }
})

t.test('nobody fails for a log that cannot be read when a server begins to hear it', { skip }, async (t) => {
  const prefix = newPrefix()
  const admin = await adminOf(t, url)
  await admin.set(`${prefix}{journal}:log:meta`, 'no hash')
  const log = await openLog(t, { prefix })
  const channel = `${prefix}journal`
  while (String(await admin.pubsub('NUMSUB', channel)) !== `${channel},1`) await new Promise(setImmediate)
  await t.rejects(log.last(), { message: /WRONGTYPE/ })
})

t.test('whoever follows a log goes on when the store has lost it', { skip: noRedisServer }, async (t) => {
  const server = await RedisServer.start(t)
  const log = await openLog(t, { at: server.url })
  await record(log, 'a', { count: 5 })
  const order = await log.last()
  await (await adminOf(t, server.url)).flushall()
  await record(log, 'a')
  t.equal((await log.after('a', order)).length, 1)
})

t.test('while the store is away, nothing is remembered, and nobody fails for it', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const log = await openLog(t, { at: server.url, timeoutMs: 500 })
  await server.kill()
  await record(log, 'a')
  await t.rejects(log.after('a', 0), { code: 'store_unavailable' })
})

t.test('a listener hears nothing of another database of the store', { skip: noRedisServer }, async (t) => {
  const prefix = newPrefix()
  const { url: at } = await RedisServer.start(t)
  const [one, other] = [await openLog(t, { prefix, at }), await openLog(t, { prefix, at: `${at}/1` })]
  const heard: string[] = []
  one.listen('a', ({ what }) => heard.push(what.text))
  // Subscriptions begin some time after they were made.
  while (!heard.includes(tick.text)) {
    await record(other, 'a', { what: { type: 'call', text: 'elsewhere' } })
    await record(one, 'a')
    await new Promise(setImmediate)
  }
  await record(other, 'a', { what: { type: 'call', text: 'elsewhere' } })
  await record(one, 'a', { what: { type: 'call', text: 'last' } })
  while (!heard.includes('last')) await new Promise(setImmediate)
  t.notOk(heard.includes('elsewhere'))
})
