import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { testRateWindow } from '../contract/rate-window.js'
import { createMock } from '../helpers/mock.js'
import { noRedis, openLink, storeUrl } from '../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

testRateWindow(
  'redis',
  async (t) => {
    const { RedisRateWindow } = await import('../../src/storage/redis-rate-window.js')
    return new RedisRateWindow(await openLink(t, { url }))
  },
  { skip },
)

t.test(
  'calls that are counted by another server are refused, with what is left in their headers',
  async (t) => {
    const { rates } = createMemoryStores(10, journalOptions)
    const elsewhere = {
      count: async (...of: Parameters<typeof rates.count>) => rates.count(...of),
      look: async (...of: Parameters<typeof rates.look>) => rates.look(...of),
      forget: async (id: string) => rates.forget(id),
    }
    const mock = await createMock(t, { settings: { RATE_LIMIT: 'on' }, parts: { rates: elsewhere } })
    const session = await mock.open('booking')
    for (let count = 1; count < 600; count++) await mock.call('GET', '/v1/connect')
    const body = { sessionId: session, hotelId: '1234567' }
    const verified = await mock.call('POST', '/v1/connect/booking/verify', { key: null, body })
    t.equal(verified.headers['x-ratelimit-remaining'], '0')
    t.match(await mock.call('GET', '/v1/connect'), { status: 429, headers: { 'x-ratelimit-remaining': '0' } })
    await mock.call('POST', '/_mock/reset')
    t.equal((await mock.call('GET', '/v1/connect')).headers['x-ratelimit-remaining'], '599')
  },
)
