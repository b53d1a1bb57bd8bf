import t from 'tap'
import { createMock, unbounded } from '../helpers/mock.js'

const hour = 3_600_000

t.test(
  'at the bound the least recently used empty workspace is forgotten, one in use never',
  { skip: unbounded },
  async (t) => {
    const { call, open } = await createMock(t, { settings: { MAX_WORKSPACES: '2' } })
    const session = await open('airbnb', {}, { key: 'sk_test_used' })
    for (const key of ['sk_test_b', 'sk_test_c', 'sk_test_d'])
      t.equal((await call('GET', '/v1/connect', { key })).status, 200)
    const read = await call('GET', `/v1/connect/sessions/${session}`, { key: 'sk_test_used' })
    t.equal(read.status, 200, 'its session is still there')
    t.equal(
      (await call('GET', '/v1/connect', { key: 'sk_test_used' })).headers['x-ratelimit-remaining'],
      '597',
    )
  },
)

t.test('when all are in use a new key is refused, and old ones go on', { skip: unbounded }, async (t) => {
  const { call, open, clock } = await createMock(t, {
    settings: { MAX_WORKSPACES: '2', SESSION_RETENTION: '1h' },
  })
  await open('airbnb', {}, { key: 'sk_test_a' })
  await open('airbnb', {}, { key: 'sk_test_b' })
  const refused = await call('GET', '/v1/connect', { key: 'sk_test_c' })
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match(refused.body.error.fix, 'MAX_WORKSPACES')
  t.equal((await call('GET', '/v1/connect', { key: 'sk_test_a' })).status, 200)
  clock.advance(2 * hour)
  for (let count = 0; count < 3; count++) await open('airbnb', {}, { key: 'sk_test_b' })
  t.equal(
    (await call('GET', '/v1/connect', { key: 'sk_test_c' })).status,
    200,
    'the forgotten session of a made room',
  )
})

t.test('a full server takes no session until one ends or expires', async (t) => {
  const mock = await createMock(t, { settings: { MAX_SESSIONS: '2' } })
  const first = await mock.open('airbnb')
  mock.clock.advance(60_000)
  const second = await mock.open('airbnb')
  const refused = await mock.call('POST', '/v1/connect/airbnb')
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match(refused.body.error.fix, 'MAX_SESSIONS')
  await mock.call('POST', `/v1/connect/sessions/${second}/complete`, { body: { provider: 'airbnb' } })
  await mock.open('airbnb')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${second}`)).status, 404, 'the ended one made room')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${first}`)).status, 200, 'the open one stays')
  mock.clock.advance(1_740_000)
  await mock.open('airbnb', {}, { key: 'sk_test_other' })
  t.equal((await mock.call('GET', `/v1/connect/sessions/${first}`)).status, 404, 'the expired one made room')
})

t.test(
  'an ended or expired session keeps its answer until its retention is over, to the millisecond',
  async (t) => {
    const { call, open, clock } = await createMock(t, {
      settings: { SESSION_TTL: '1s', SESSION_RETENTION: '10s' },
    })
    const expired = await open('airbnb')
    const ended = await open('airbnb')
    await call('POST', `/v1/connect/sessions/${ended}/complete`, { body: { provider: 'airbnb' } })
    clock.advance(10_999)
    t.equal((await call('GET', `/v1/connect/sessions/${expired}`)).status, 410)
    t.equal((await call('GET', `/v1/connect/sessions/${ended}`)).status, 409)
    clock.advance(1)
    t.equal((await call('GET', `/v1/connect/sessions/${expired}`)).status, 404)
    t.equal((await call('GET', `/v1/connect/sessions/${ended}`)).status, 404)
  },
)

t.test('with a seed the same calls of a key give the same ids, whatever other keys do', async (t) => {
  const ids = async (settings: { SEED?: string }, others: number) => {
    const { open } = await createMock(t, { settings })
    const own: string[] = []
    for (let count = 0; count < 70; count++) {
      for (let other = 0; other < others; other++) await open('airbnb', {}, { key: `sk_test_${other}` })
      own.push(await open('airbnb', {}, { key: 'sk_test_own' }))
    }
    return own
  }
  const seeded = await ids({ SEED: 'a' }, 0)
  t.equal(new Set(seeded).size, 70)
  t.strictSame(await ids({ SEED: 'a' }, 2), seeded)
  t.notSame(await ids({ SEED: 'b' }, 0), seeded)
  t.notSame(await ids({}, 0), await ids({}, 0))
})
