import t from 'tap'
import { MemoryStore } from '../../src/stores/memory.js'
import { testStore } from '../contract/store.js'
import { session } from '../helpers/session.js'

testStore('memory', (maxSessions) => new MemoryStore(maxSessions))

t.test('a large full store makes room for a few at once, and needs only one that may go', async (t) => {
  const store = new MemoryStore(2000)
  const add = (id: string, mayGo: readonly string[] = []) =>
    store.addSession(session(id), { isForgotten: () => false, mayForget: (one) => mayGo.includes(one.id) })
  for (let at = 0; at < 2000; at++) await add(`s${at}`)
  t.equal(await add('new 1', ['s5']), 'added', 'one that may go is enough')
  t.equal(await add('new 2'), 'full')
  t.equal(await add('new 3', ['s7', 's8', 's9']), 'added')
  t.equal(await store.findSession('s7'), undefined)
  t.equal(await store.findSession('s8'), undefined)
  t.ok(await store.findSession('s9'), 'not all of them at once')
  t.equal(await add('new 4'), 'added', 'there is still room')
  t.equal(await add('new 5'), 'full')
})
