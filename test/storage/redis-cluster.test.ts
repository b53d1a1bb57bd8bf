import t, { type Test } from 'tap'
import { systemClock } from '../../src/lib/clock.js'
import { testDirectory } from '../contract/directory.js'
import { put, testRecords, things } from '../contract/records.js'
import { newPrefix, noRedisServer, openLink, RedisCluster } from '../helpers/redis.js'

const skip = noRedisServer
const cluster = skip ? null : await RedisCluster.start(t)
const url = cluster?.url ?? ''
const first = things('first')

async function openStore(t: Test, prefix = newPrefix(), failed: (word: string) => void = () => {}) {
  const { RedisRecordStore } = await import('../../src/storage/redis-records.js')
  return new RedisRecordStore(await openLink(t, { url, prefix, failed }), systemClock)
}

testRecords('redis cluster', (t) => openStore(t), { skip })
testDirectory(
  'redis cluster',
  async (t, maxIds) => {
    const { RedisDirectory } = await import('../../src/storage/redis-directory.js')
    return new RedisDirectory(await openLink(t, { url }), maxIds)
  },
  { skip },
)

t.test('the workspaces of a cluster lie on all of its nodes', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await openStore(t, prefix), await openStore(t, prefix)]
  const names = Array.from({ length: 30 }, (_, at) => `w${at}`)
  await Promise.all(names.map((name) => one.commit(name, { expected: [], writes: [put(first, name)] })))
  t.strictSame([...(await other.workspaces())].sort(), [...names].sort())
  for (const name of names) {
    const { records } = await other.list(name, first)
    t.strictSame(
      records.map(({ id }) => id),
      [name],
    )
  }
})
