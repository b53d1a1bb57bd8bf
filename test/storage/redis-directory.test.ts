import t, { type Test } from 'tap'
import { testDirectory } from '../contract/directory.js'
import { adminOf, newPrefix, noRedis, openLink, storeUrl } from '../helpers/redis.js'

const skip = noRedis
const url = skip ? '' : await storeUrl(t)

async function openDirectory(t: Test, maxIds: number, prefix = newPrefix(), timeoutMs = 1500) {
  const { RedisDirectory } = await import('../../src/storage/redis-directory.js')
  return new RedisDirectory(await openLink(t, { url, prefix, timeoutMs }), maxIds)
}

testDirectory('redis', (t, maxIds) => openDirectory(t, maxIds), { skip })

t.test('two servers see the same entries, and each looks at all of them', { skip }, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [await openDirectory(t, 4, prefix), await openDirectory(t, 4, prefix)]
  t.equal(await one.size(), 0)
  await one.release(['a'])
  t.equal(await one.claim('w', ['a', 'b', 'a']), 'claimed')
  t.equal(await other.claim('v', ['b', 'c']), 'taken')
  t.equal(await other.claim('v', ['c']), 'claimed')
  t.equal(await one.find('c'), 'v')
  t.equal(await other.size(), 3)
  for (const directory of [one, other]) {
    t.strictSame(
      [...(await directory.next(2)), ...(await directory.next(2))].map(({ id }) => id),
      ['a', 'b', 'c'],
    )
    t.strictSame(
      (await directory.next(3)).map(({ id }) => id),
      ['a', 'b', 'c'],
    )
    t.strictSame(
      (await directory.next(1)).map(({ id }) => id),
      ['a'],
      'after the last comes the first',
    )
  }
})

t.test('very many ids are claimed and released at once', { skip }, async (t) => {
  const directory = await openDirectory(t, 50_000, newPrefix(), 5000)
  const ids = Array.from({ length: 50_000 }, (_, at) => `id-${at}`)
  t.equal(await directory.claim('w', ids), 'claimed')
  t.equal(await directory.claim('w', ids), 'claimed', 'again')
  t.equal(await directory.claim('v', ['one more']), 'full')
  t.equal(await directory.claim('v', ['one more', 'id-7']), 'taken')
  t.strictSame(await directory.oldest(1), [{ id: 'id-0', workspaceId: 'w' }])
  await directory.release(ids.slice(1))
  t.equal(await directory.size(), 1)
})

t.test('entries are kept longer than what they point to', { skip }, async (t) => {
  const prefix = newPrefix()
  const directory = await openDirectory(t, 10, prefix)
  await directory.claim('w', ['a'])
  const admin = await adminOf(t, url)
  for (const name of ['records', 'order', 'meta'])
    t.ok((await admin.pttl(`${prefix}{directory}:${name}`)) > 27 * 24 * 60 * 60 * 1000)
})
