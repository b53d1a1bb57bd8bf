import t from 'tap'
import { createMock, type Mock, unbounded } from '../helpers/mock.js'

const minute = 60_000

const long = { redirectUrl: `https://app.example/${'x'.repeat(2000)}`, state: 's'.repeat(500) }

/** Opens long sessions until none is taken any more. Returns the ids, and the refusal. */
async function fill({ call }: Mock, key: string) {
  const ids: string[] = []
  for (;;) {
    const answer = await call('POST', '/v1/connect/airbnb', { key, body: long })
    if (answer.status !== 200) return { ids, refused: answer }
    ids.push(answer.body.id)
  }
}

/** A mock whose memory is taken by two workspaces, as far as one may. */
async function createFull(t: Parameters<typeof createMock>[0]) {
  const mock = await createMock(t, { settings: { MAX_MEMORY: '1MB', WORKSPACE_IDLE: '10m' } })
  const one = await fill(mock, 'sk_test_one')
  mock.clock.advance(1000)
  const two = await fill(mock, 'sk_test_two')
  return { mock, one, two }
}

const healthOf = async ({ call }: Mock) => (await call('GET', '/v1/health', { key: null })).body

t.test('one key can take half of the memory, and others go on', { skip: unbounded }, async (t) => {
  const mock = await createMock(t, { settings: { MAX_MEMORY: '1MB' } })
  const { ids, refused } = await fill(mock, 'sk_test_attacker')
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match(refused.body.error.message, /half of the memory/)
  t.match(refused.body.error.fix, /_mock\/reset.*MAX_MEMORY/)
  t.ok(ids.length > 100 && ids.length < 160, `${ids.length} sessions`)
  await mock.open('airbnb', {}, { key: 'sk_test_other' })
  t.match(await healthOf(mock), { status: 'ok' })
  const { body } = await mock.call('GET', '/v1/connect', { key: 'sk_test_attacker' })
  t.strictSame(body.data, [], 'it can read')
})

t.test('refused sessions leave no ids behind', { skip: unbounded }, async (t) => {
  const mock = await createMock(t, { settings: { MAX_MEMORY: '1MB', MAX_SESSIONS: '300' } })
  await fill(mock, 'sk_test_attacker')
  for (let at = 0; at < 200; at++)
    await mock.call('POST', '/v1/connect/airbnb', {
      key: 'sk_test_attacker',
      body: long,
    })
  for (let at = 0; at < 100; at++) await mock.open('airbnb', {}, { key: 'sk_test_other' })
})

t.test(
  'a full memory takes no new work, says so, and is read and emptied as before',
  { skip: unbounded },
  async (t) => {
    const { mock, one, two } = await createFull(t)
    t.match(two.refused, { status: 503, code: 'capacity_exceeded' })
    t.match(two.refused.body.error.message, /memory of the server is full/)
    t.match(await healthOf(mock), { status: 'degraded', reason: 'memory' })
    const path = `/v1/connect/sessions/${one.ids[0]}`
    t.equal((await mock.call('GET', path, { key: 'sk_test_one' })).status, 200)
    t.equal((await mock.call('GET', '/v1/connect', { key: 'sk_test_new' })).status, 200, 'a new key reads')
    const { body: snapshot } = await mock.call('GET', '/_mock/snapshot', { key: 'sk_test_new' })
    const sessions = [
      { ...(await mock.call('GET', '/_mock/snapshot', { key: 'sk_test_one' })).body.sessions[0] },
    ]
    const large = {
      ...snapshot,
      sessions: sessions.map((session) => ({
        ...session,
        id: `cs_${'0'.repeat(26)}`,
        redirectUrl: `https://app.example/${'x'.repeat(4000)}`,
      })),
    }
    t.equal(
      (await mock.call('PUT', '/_mock/snapshot', { key: 'sk_test_new', body: large })).code,
      'capacity_exceeded',
    )
    t.equal((await mock.call('POST', '/_mock/reset', { key: 'sk_test_two' })).status, 204)
    t.match(await healthOf(mock), { status: 'ok' })
    t.equal(
      (await mock.call('PUT', '/_mock/snapshot', { key: 'sk_test_new', body: large })).status,
      200,
      'its ids were free',
    )
  },
)

t.test('the longest idle workspace is forgotten before work is refused', { skip: unbounded }, async (t) => {
  const { mock, one, two } = await createFull(t)
  mock.clock.advance(10 * minute - 1000)
  const id = await mock.open('airbnb', long, { key: 'sk_test_three' })
  const statusOf = async (id: string | undefined, key: string) =>
    (await mock.call('GET', `/v1/connect/sessions/${id}`, { key })).status
  t.equal(await statusOf(two.ids[0], 'sk_test_two'), 200)
  t.equal(await statusOf(one.ids[0], 'sk_test_one'), 404)
  t.equal(await statusOf(id, 'sk_test_three'), 200)
  t.match(await healthOf(mock), { status: 'ok' })
})

t.test('sessions that expired are forgotten before work is refused', { skip: unbounded }, async (t) => {
  const mock = await createMock(t, { settings: { MAX_MEMORY: '1MB', WORKSPACE_IDLE: '1d' } })
  const one = await fill(mock, 'sk_test_one')
  mock.clock.advance(31 * minute)
  const more = await mock.open('airbnb', long, { key: 'sk_test_one' })
  t.equal((await mock.call('GET', `/v1/connect/sessions/${more}`, { key: 'sk_test_one' })).status, 200)
  t.equal((await mock.call('GET', `/v1/connect/sessions/${one.ids[0]}`, { key: 'sk_test_one' })).status, 404)
})

t.test(
  'a new key is refused at the very end of the memory, until one is idle',
  { skip: unbounded },
  async (t) => {
    const { mock } = await createFull(t)
    let count = 0
    const ask = () => mock.call('GET', '/v1/connect', { key: `sk_test_new_${count++}` })
    let answer = await ask()
    while (answer.status === 200) answer = await ask()
    t.match(answer, { status: 503, code: 'capacity_exceeded' })
    t.ok(count < 60, `${count} keys`)
    const known = (await mock.call('GET', '/_mock/workspaces', { key: null })).body.data
    t.equal(known.length, count + 1, 'the refused one is not known')
    mock.clock.advance(10 * minute)
    t.equal((await ask()).status, 200)
  },
)
