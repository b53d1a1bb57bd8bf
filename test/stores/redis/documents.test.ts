import t from 'tap'
import { testDocuments } from '../../contract/documents.js'
import { testRates } from '../../contract/rates.js'
import { newPrefix, noRedis, openLink, storeUrl } from '../../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

async function documentsOn(t: Parameters<typeof openLink>[0], prefix = newPrefix()) {
  const { RedisDocuments } = await import('../../../src/stores/redis/documents.js')
  return new RedisDocuments<object>(await openLink(t, { url, prefix }), 'things')
}

testDocuments('redis', documentsOn, { skip })

testRates(
  'redis',
  async (t) => {
    const { RedisRates } = await import('../../../src/stores/redis/rates.js')
    return new RedisRates(await openLink(t, { url }))
  },
  { skip },
)

t.test('servers on one store see and overtake each other', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await documentsOn(t, prefix), await documentsOn(t, prefix)]
  t.equal(one.isShared, true)
  await one.write('a', { by: 'one' }, 0)
  const found = await other.read('a')
  t.strictSame(found?.value, { by: 'one' })
  const wins = await Promise.all(
    [one, other].map((each) => each.write('a', { by: 'both' }, found?.version ?? 0)),
  )
  t.strictSame(wins.filter(Boolean), [true])
})
