import t from 'tap'
import {
  connectionId,
  pooled,
  requestId,
  seededRandom,
  sessionId,
  systemRandom,
  uuid,
  workspaceId,
} from '../../src/lib/ids.js'

t.test('ids are a prefix and a ULID, and never the same', async (t) => {
  const random = pooled(systemRandom)
  const many = Array.from({ length: 1000 }, () => sessionId(0, random))
  t.equal(new Set(many).size, 1000)
  for (const id of many) if (!/^cs_0{10}[0-9A-HJKMNP-TV-Z]{16}$/.test(id)) t.fail(id)
  t.match(requestId(0, random), /^req_0{10}/)
})

t.test('the first ten characters are the time, as the ULID specification writes it', async (t) => {
  t.equal(sessionId(1_469_918_176_385, systemRandom).slice(3, 13), '01ARYZ6S41')
})

t.test('the same seed gives the same ids, another seed others', async (t) => {
  const idsOf = (seed: string) => {
    const random = seededRandom(seed)
    return Array.from({ length: 200 }, () => sessionId(0, random))
  }
  t.strictSame(idsOf('a'), idsOf('a'))
  t.notSame(idsOf('a'), idsOf('b'))
  t.equal(new Set(idsOf('a')).size, 200)
})

t.test('the random part uses all of its 80 bits', async (t) => {
  t.equal(sessionId(0, (buffer) => buffer.fill(255)).slice(13), 'Z'.repeat(16))
  t.equal(sessionId(0, (buffer) => buffer.fill(0)).slice(13), '0'.repeat(16))
})

t.test('a pool is refilled before it is empty, and large requests go past it', async (t) => {
  let fills = 0
  const random = pooled((buffer) => buffer.fill(++fills))
  const read = (length: number) => {
    const buffer = new Uint8Array(length)
    random(buffer)
    return [...new Set(buffer)]
  }
  t.strictSame(read(4000), [1])
  t.strictSame(read(97), [2], 'not the last of the first fill and some of the second')
  t.strictSame(read(5000), [3])
  t.strictSame(read(10), [2])
})

t.test('a UUID is of version 8', async (t) => {
  t.equal(
    uuid((buffer) => buffer.fill(255)),
    'ffffffff-ffff-8fff-afff-ffffffffffff',
  )
})

t.test('a connection id is derived from each part of what it connects', async (t) => {
  const id = connectionId('w', 'airbnb', '1')
  t.match(id, /^con_[0-9A-HJKMNP-TV-Z]{24}$/)
  t.equal(connectionId('w', 'airbnb', '1'), id)
  for (const other of [
    connectionId('v', 'airbnb', '1'),
    connectionId('w', 'booking', '1'),
    connectionId('w', 'airbnb', '2'),
  ]) {
    t.not(other, id)
  }
})

t.test('a workspace id is a UUID that does not show the key', async (t) => {
  t.match(workspaceId('sk_test_a'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  t.not(workspaceId('sk_test_a'), workspaceId('sk_test_b'))
})
