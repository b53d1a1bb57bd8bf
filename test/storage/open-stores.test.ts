import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { openStores } from '../../src/storage/open-stores.js'
import { adminOf, newPrefix, noRedisServer, RedisServer } from '../helpers/redis.js'

const settings = { STORE_PREFIX: newPrefix(), MAX_SESSIONS: 10, MAX_MEMORY: null }

t.test('without a store that servers share all is in memory', async (t) => {
  const stores = await openStores({ ...settings, STORE_URL: null }, journalOptions, {
    info: (text) => t.fail(text),
    warn: (_found, text) => t.fail(text),
  })
  t.equal(stores.trouble(), null)
  t.equal(stores.records.isShared, false)
  await stores.close()
})

t.test('that the store comes and goes is in the log, once each time', { skip: noRedisServer }, async (t) => {
  const server = await RedisServer.start(t)
  const lines: string[] = []
  const until = async (count: number) => {
    while (lines.length < count) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const stores = await openStores({ ...settings, STORE_URL: server.url }, journalOptions, {
    info: (text) => lines.push(text),
    warn: (found, text) => lines.push(`${text} ${JSON.stringify(found)}`),
  })
  t.teardown(() => stores.close())
  await until(1)
  t.equal(stores.trouble(), null)
  await server.kill()
  await until(2)
  t.equal(stores.trouble(), 'away')
  for (let count = 0; count < 5; count++)
    await t.rejects(async () => stores.records.readAll('a'), { code: 'store_unavailable' })
  while (!lines.some((line) => line.includes('ECONNREFUSED')))
    await new Promise((resolve) => setTimeout(resolve, 20))
  for (let count = 0; count < 20; count++) {
    await t.rejects(async () => stores.records.readAll('a'), { code: 'store_unavailable' })
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await server.start()
  while (stores.trouble() !== null) await new Promise((resolve) => setTimeout(resolve, 20))
  t.equal(lines.filter((line) => line === 'the store is there').length, 2)
  const warnings = lines.filter((line) => line.includes('not available'))
  t.ok(warnings.length >= 1 && warnings.length <= 4, warnings.join('\n'))
})

t.test(
  'keys of another version under the prefix are refused in one line',
  { skip: noRedisServer },
  async (t) => {
    const server = await RedisServer.start(t)
    const open = (STORE_PREFIX: string) =>
      openStores({ ...settings, STORE_PREFIX, STORE_URL: server.url }, journalOptions, {
        info: () => {},
        warn: () => {},
      })
    const admin = await adminOf(t, server.url)
    await admin.hset('old:meta', 'position', '1')
    await admin.set('newer:format', '3')
    for (const prefix of ['old:', 'newer:']) {
      await t.rejects(open(prefix), {
        name: 'Error',
        message: /^the store has keys of another version.*STORE_PREFIX/,
      })
    }
    for (let count = 0; count < 2; count++) await (await open('fresh:')).close()
  },
)

t.test('a store that takes no changes at the start is no error', { skip: noRedisServer }, async (t) => {
  const server = await RedisServer.start(t, ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'])
  const stores = await openStores({ ...settings, STORE_URL: server.url }, journalOptions, {
    info: () => {},
    warn: () => {},
  })
  t.equal(stores.trouble(), 'OOM')
  await (await adminOf(t, server.url)).config('SET', 'maxmemory', '0')
  // Without a change that somebody else makes.
  while (stores.trouble() !== null) await new Promise((resolve) => setTimeout(resolve, 20))
  await stores.close()
})
