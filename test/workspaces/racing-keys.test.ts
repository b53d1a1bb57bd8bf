import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { createDomain } from '../helpers/domain.js'
import { createMock, unbounded } from '../helpers/mock.js'
import { type Around, observed, once } from '../helpers/observed.js'

t.test('new keys at once make no room for more workspaces than there may be', async (t) => {
  const { workspaces, clock } = createDomain({ maxWorkspaces: 2 })
  await workspaces.ofKey('sk_test_1')
  await workspaces.ofKey('sk_test_2')
  clock.advance(60_000)
  const keys = Array.from({ length: 10 }, (_, at) => `sk_test_new_${at}`)
  const outcomes = await Promise.allSettled(keys.map(async (key) => workspaces.ofKey(key)))
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2)
  t.equal((await workspaces.ids()).length, 2)
})

t.test('first calls of a key at once never open two sessions under one id', async (t) => {
  const { call } = await createMock(t, { settings: { SEED: 'seed', MAX_WORKSPACES: '1' } })
  await call('GET', '/v1/connect', { key: 'sk_test_old' })
  await call('POST', '/_mock/reset', { key: 'sk_test_old' })
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => call('POST', '/v1/connect/airbnb', { key: 'sk_test_new' })),
  )
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 5)
})

t.test('keys that come back after many others have the same workspace', async (t) => {
  const { workspaces, clock } = createDomain({ maxWorkspaces: 2, workspaceIdleMs: 1 })
  const first = await workspaces.ofKey('sk_test_1')
  for (let at = 2; at < 10; at++) {
    clock.advance(1)
    await workspaces.ofKey(`sk_test_${at}`)
  }
  clock.advance(1)
  t.equal((await workspaces.ofKey('sk_test_1')).id, first.id)
})

t.test('who changes a clock learns what it showed then, whoever changes it next', async (t) => {
  const { call } = await createMock(t)
  for (const key of ['sk_test_own', null]) {
    const nows = ['2030-01-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z']
    const answers = await Promise.all(
      nows.map((now) => call('PUT', '/_mock/clock', { key, body: { now, frozen: true } })),
    )
    t.strictSame(
      answers.map(({ body }) => body.now),
      nows,
    )
  }
})

t.test('what is set for all reaches every workspace, whenever its first call comes', async (t) => {
  const { call } = await createMock(t)
  const keyOf = (at: number) => `sk_test_${at}`
  for (let at = 0; at < 150; at++) await call('GET', '/v1/connect', { key: keyOf(at) })
  const first = (at: number) => call('GET', '/v1/connect', { key: keyOf(at) })
  const never = { match: { path: '/v1/never' }, respond: { status: 503 } }
  await Promise.all([
    ...Array.from({ length: 60 }, (_, at) => first(150 + at)),
    call('PUT', '/_mock/clock', { key: null, body: { now: '2030-01-01T00:00:00Z', frozen: true } }),
    ...Array.from({ length: 60 }, (_, at) => first(210 + at)),
    call('POST', '/_mock/faults', { key: null, body: never }),
    ...Array.from({ length: 60 }, (_, at) => first(270 + at)),
  ])
  for (let at = 0; at < 340; at++) {
    const clock = (await call('GET', '/_mock/clock', { key: keyOf(at) })).body
    const faults = (await call('GET', '/_mock/faults', { key: keyOf(at) })).body.data
    const isSo = clock.now === '2030-01-01T00:00:00.000Z' && clock.frozen && faults.length === 1
    if (!isSo) t.fail(`${keyOf(at)}: ${JSON.stringify([clock, faults])}`)
  }
})

t.test('first calls of a key at once begin its workspace once', async (t) => {
  const { call } = await createMock(t)
  const never = { match: { path: '/v1/never' }, respond: { status: 503 } }
  await call('POST', '/_mock/faults', { key: null, body: never })
  const key = 'sk_test_new'
  const first = () => call('POST', '/_mock/faults', { key, body: never })
  await Promise.all([
    call('GET', '/v1/connect', { key }),
    first(),
    call('GET', '/v1/connect', { key }),
    first(),
  ])
  const ids = (await call('GET', '/_mock/faults', { key })).body.data.map(({ id }: { id: string }) => id)
  t.strictSame(ids, ['flt_all_1', 'flt_1', 'flt_2'])
})

t.test('a reset of all leaves nothing of any workspace, nor what was set for all', async (t) => {
  const { call, open } = await createMock(t)
  for (let at = 0; at < 120; at++) await open('airbnb', {}, { key: `sk_test_${at}` })
  await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
  const isAnswered = await Promise.all([
    call('POST', '/_mock/reset', { key: null }),
    ...Array.from({ length: 60 }, (_, at) => call('GET', '/v1/connect', { key: `sk_test_new_${at}` })),
  ])
  for (const { status } of isAnswered) if (status !== 200 && status !== 204) t.fail(`${status}`)
  t.match((await call('GET', '/_mock/clock', { key: null })).body, { offsetMs: 0 })
  t.match((await call('GET', '/_mock/clock', { key: 'sk_test_later' })).body, { offsetMs: 0 })
  for (const { sessions } of (await call('GET', '/_mock/workspaces', { key: null })).body.data)
    t.equal(sessions, 0)
})

t.test('a workspace that is filled while it is to make room stays', { skip: unbounded }, async (t) => {
  const { call } = await createMock(t, { settings: { MAX_WORKSPACES: '1' } })
  for (let turns = 0; turns < 60; turns++) {
    await call('POST', '/_mock/reset', { key: null })
    await call('POST', '/_mock/reset', { key: 'sk_test_a' })
    const opening = call('POST', '/v1/connect/airbnb', { key: 'sk_test_a' })
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    await call('GET', '/v1/connect', { key: 'sk_test_b' })
    const { status, body } = await opening
    if (status !== 200) continue
    const found = await call('GET', `/v1/connect/sessions/${body.id}`, { key: 'sk_test_a' })
    if (found.status !== 200) t.fail(`${turns} turns: the session is gone, ${found.status}`)
  }
})

t.test(
  'a workspace that makes room for another comes back with what is set for all',
  { skip: unbounded },
  async (t) => {
    const { call } = await createMock(t, { settings: { MAX_WORKSPACES: '2' } })
    await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
    for (let at = 0; at < 6; at++) {
      t.equal((await call('GET', '/v1/connect', { key: `sk_test_${at}` })).status, 200)
      await call('POST', '/_mock/reset', { key: `sk_test_${at}` })
    }
    t.match((await call('GET', '/_mock/clock', { key: 'sk_test_0' })).body, { offsetMs: 3_600_000 })
  },
)

t.test('a key whose first call comes while the clock of all is moved has it moved once', async (t) => {
  for (const isKnown of [true, false]) {
    const around: Around = {}
    const { records } = createMemoryStores(10, journalOptions)
    const { call } = await createMock(t, { parts: { records: observed(records, around) } })
    if (isKnown) await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
    around.after = once(async () => {
      delete around.after
      await call('GET', '/v1/connect', { key: 'sk_test_new' })
    })
    await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
    for (const key of ['sk_test_new', 'sk_test_later']) {
      const { body } = await call('GET', '/_mock/clock', { key })
      t.equal(body.offsetMs, (isKnown ? 2 : 1) * 3_600_000, key)
    }
    await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
    const { body } = await call('GET', '/_mock/clock', { key: 'sk_test_new' })
    t.equal(body.offsetMs, (isKnown ? 3 : 2) * 3_600_000, 'and the next time too')
  }
})

t.test(
  'a key whose first call comes while a fault is set for all meets it as often as it says',
  async (t) => {
    const around: Around = {}
    const { records } = createMemoryStores(10, journalOptions)
    const { call } = await createMock(t, { parts: { records: observed(records, around) } })
    const body = { match: { path: '/v1/connect' }, times: 1, respond: { status: 503 } }
    const statusOf = async () => (await call('GET', '/v1/connect', { key: 'sk_test_new' })).status
    let first = 0
    around.after = once(async () => {
      delete around.after
      first = await statusOf()
    })
    await call('POST', '/_mock/faults', { key: null, body })
    t.strictSame([first, await statusOf(), await statusOf()], [503, 200, 200])
  },
)

t.test('a fault for all reaches a key that only has registered, with the clock of all', async (t) => {
  const around: Around = {}
  const { records } = createMemoryStores(10, journalOptions)
  const { call } = await createMock(t, { parts: { records: observed(records, around) } })
  await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
  const body = { match: { path: '/v1/never' }, respond: { status: 503 } }
  around.after = async (name) => {
    if (name !== 'register') return
    delete around.after
    await call('POST', '/_mock/faults', { key: null, body })
  }
  t.match((await call('GET', '/_mock/clock', { key: 'sk_test_new' })).body, { offsetMs: 3_600_000 })
  t.match((await call('GET', '/_mock/faults', { key: 'sk_test_new' })).body.data, [{ id: 'flt_all_1' }])
})

t.test('a workspace that is full of faults keeps no other from those for all', async (t) => {
  const { call } = await createMock(t)
  const body = { match: { path: '/v1/never' }, respond: { status: 503 } }
  for (let at = 0; at < 1000; at++) await call('POST', '/_mock/faults', { key: 'sk_test_full', body })
  t.match((await call('POST', '/_mock/faults', { key: 'sk_test_full', body })).body.error, {
    code: 'capacity_exceeded',
  })
  await call('GET', '/v1/connect', { key: 'sk_test_other' })
  t.match(await call('POST', '/_mock/faults', { key: null, body }), { status: 201 })
  for (const key of ['sk_test_full', 'sk_test_other']) {
    const { data } = (await call('GET', '/_mock/faults', { key })).body
    t.ok(
      data.some(({ id }: { id: string }) => id === 'flt_all_1'),
      key,
    )
  }
  const { body: snapshot } = await call('GET', '/_mock/snapshot', { key: 'sk_test_full' })
  t.equal((await call('PUT', '/_mock/snapshot', { key: 'sk_test_copy', body: snapshot })).status, 200)
})

t.test('a workspace whose faults are very large keeps no other from those for all', async (t) => {
  const { call } = await createMock(t)
  const match = { path: '/v1/never', header: { 'x-large': 'a'.repeat(60_000) } }
  const large = { match, respond: { status: 503 } }
  let status = 201
  for (let at = 0; at <= 100 && status === 201; at++)
    status = (await call('POST', '/_mock/faults', { key: 'sk_test_full', body: large })).status
  t.equal(status, 503, 'it is full')
  await call('GET', '/v1/connect', { key: 'sk_test_other' })
  t.match(await call('POST', '/_mock/faults', { key: null, body: large }), { status: 201 })
  t.equal((await call('GET', '/_mock/faults', { key: 'sk_test_other' })).body.data.length, 1)
})

t.test('a fault for all that takes the place of a used one takes it in every workspace', async (t) => {
  const { call } = await createMock(t)
  const set = (path: string) =>
    call('POST', '/_mock/faults', {
      key: null,
      body: { match: { path }, times: 1, respond: { status: 503 } },
    })
  await call('GET', '/v1/connect', { key: 'sk_test_own' })
  await set('/v1/health')
  for (let at = 1; at < 100; at++) await set('/v1/never')
  t.equal((await set('/v1/never')).status, 503, 'all may still happen')
  t.equal((await call('GET', '/v1/health', { key: null })).status, 503)
  t.equal((await set('/v1/never')).status, 201)
  for (const key of ['sk_test_own', 'sk_test_later']) {
    const ids = (await call('GET', '/_mock/faults', { key })).body.data.map(({ id }: { id: string }) => id)
    t.equal(ids.length, 100)
    t.strictSame([ids[0], ids.at(-1)], ['flt_all_2', 'flt_all_101'], key)
  }
})
