import t from 'tap'
import { createPause } from '../../src/clock.js'
import { openStores } from '../../src/stores/open.js'
import { newPrefix, noRedisServer, RedisServer } from '../helpers/redis.js'

const settings = { STORE_PREFIX: newPrefix(), MAX_SESSIONS: 10 }
const { pause } = createPause()

t.test('without a store that servers share all is in memory', async (t) => {
  const stores = await openStores({ ...settings, STORE_URL: null }, pause, {
    info: (text) => t.fail(text),
    warn: (_found, text) => t.fail(text),
  })
  t.equal(stores.isUp(), true)
  t.equal(stores.lanes.isShared, false)
  await stores.close()
})

t.test('that the store comes and goes is in the log, once each time', { skip: noRedisServer }, async (t) => {
  const server = await RedisServer.start(t)
  const lines: string[] = []
  const until = async (count: number) => {
    while (lines.length < count) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const stores = await openStores({ ...settings, STORE_URL: server.url }, pause, {
    info: (text) => lines.push(text),
    warn: (found, text) => lines.push(`${text} ${JSON.stringify(found)}`),
  })
  t.teardown(() => stores.close())
  await until(1)
  t.equal(stores.isUp(), true)
  await server.kill()
  await until(2)
  t.equal(stores.isUp(), false)
  for (let count = 0; count < 5; count++)
    await t.rejects(stores.standings.read('a'), { code: 'store_unavailable' })
  await server.start()
  while (!stores.isUp()) await new Promise((resolve) => setTimeout(resolve, 20))
  t.equal(lines.filter((line) => line === 'the store is there').length, 2)
  const warnings = lines.filter((line) => line.includes('not available'))
  t.ok(warnings.length >= 1 && warnings.length <= 4, warnings.join('\n'))
})
