import t from 'tap'
import { systemRandom } from '../../src/ids.js'
import { createDraws } from '../../src/workspaces/draws.js'
import { createMock } from '../helpers/mock.js'
import { createWorkspaces } from '../helpers/workspaces.js'

function createSeeded(maxWorkspaces: number) {
  const made: string[] = []
  const workspaces = createWorkspaces({
    drawsOf: (id) => {
      made.push(id)
      return createDraws('seed', systemRandom)(id)
    },
    maxWorkspaces,
  })
  return { workspaces, made }
}

t.test('a key has one workspace, however many of its first calls come at once', async (t) => {
  const { workspaces, made } = createSeeded(1)
  await workspaces.ofKey('sk_test_old')
  const all = await Promise.all(Array.from({ length: 5 }, () => workspaces.ofKey('sk_test_new')))
  t.equal(new Set(all).size, 1)
  t.equal(made.length, 2, 'so no id is made twice from one seed')
})

t.test('new keys at once make no room for more workspaces than there may be', async (t) => {
  const { workspaces } = createSeeded(2)
  await workspaces.ofKey('sk_test_1')
  await workspaces.ofKey('sk_test_2')
  const created = await Promise.all(
    Array.from({ length: 10 }, (_, at) => workspaces.ofKey(`sk_test_new_${at}`)),
  )
  const kept = await Promise.all(created.map(async (one) => (await workspaces.ofId(one.id)) === one))
  t.ok(kept.filter(Boolean).length <= 2, `${kept.filter(Boolean).length} are kept`)
})

t.test('first calls of a key at once never open two sessions under one id', async (t) => {
  const { call } = await createMock(t, { settings: { SEED: 'seed', MAX_WORKSPACES: '1' } })
  await call('GET', '/v1/connect', { key: 'sk_test_old' })
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => call('POST', '/v1/connect/airbnb', { key: 'sk_test_new' })),
  )
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 5)
})

t.test('the clock of a workspace is there whether or not it is in use', async (t) => {
  const { workspaces } = createSeeded(1)
  const { id, clock } = await workspaces.ofKey('sk_test_1')
  t.equal(workspaces.clockOf(id), clock)
  t.equal(workspaces.clockOf('unknown').now(), clock.now())
})

t.test('a workspace begins anew as the same object, also when it has been forgotten meanwhile', async (t) => {
  const { workspaces } = createSeeded(1)
  const old = await workspaces.ofKey('sk_test_1')
  const { era } = old
  await workspaces.changeClock(old, (clock) => clock.advance(1000))
  await workspaces.renew(old)
  t.equal(await workspaces.ofKey('sk_test_1'), old)
  t.not(old.era, era)
  t.equal(old.clock.read().offsetMs, 0)
  const current = await workspaces.ofKey('sk_test_2')
  await workspaces.changeClock(old, (clock) => clock.advance(1000))
  await workspaces.renew(old)
  t.equal(old.clock.read().offsetMs, 0)
  t.strictSame(await workspaces.all(), [current])
})

t.test('who changes a clock learns what it showed then, whoever changes it next', async (t) => {
  const { workspaces } = createSeeded(1)
  const own = await workspaces.ofKey('sk_test_1')
  for (const workspace of [own, null]) {
    const readings = await Promise.all(
      [1000, 2000].map((nowMs) =>
        workspaces.changeClock(workspace, (clock) => clock.set({ nowMs, frozen: true })),
      ),
    )
    t.match(readings, [
      { nowMs: 1000, frozen: true },
      { nowMs: 2000, frozen: true },
    ])
  }
})

t.test('keys that come back after many others have the same workspace', async (t) => {
  const { workspaces } = createSeeded(2)
  const first = await workspaces.ofKey('sk_test_1')
  for (let at = 2; at < 10; at++) await workspaces.ofKey(`sk_test_${at}`)
  t.equal((await workspaces.ofKey('sk_test_1')).id, first.id)
})

t.test('a workspace begins anew for those too who found it again after it was forgotten', async (t) => {
  const { workspaces } = createSeeded(1)
  const old = await workspaces.ofKey('sk_test_1')
  await workspaces.ofKey('sk_test_2')
  const again = await workspaces.ofKey('sk_test_1')
  const { era } = again
  t.not(again, old)
  await workspaces.renew(old)
  t.not(again.era.id, era.id)
  t.equal(again.era.id, old.era.id)
})
