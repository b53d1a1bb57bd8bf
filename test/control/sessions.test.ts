import t from 'tap'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import type { AnyBody } from '../helpers/answers.js'
import { createMock } from '../helpers/mock.js'
import { type Around, observed } from '../helpers/observed.js'

t.test('sessions are listed whatever they have become, oldest first', async (t) => {
  const { call, open } = await createMock(t)
  const pending = await open(null)
  const claimed = await open('booking')
  await call('POST', '/v1/connect/booking/verify', { body: { sessionId: claimed, hotelId: '1234567' } })
  const completed = await open('airbnb')
  await call('POST', `/v1/connect/sessions/${completed}/complete`, {
    body: { provider: 'airbnb', accountId: '42' },
  })
  const cancelled = await open('airbnb')
  await call('POST', `/_mock/sessions/${cancelled}/deny`)
  const expired = await open('airbnb')
  await call('POST', `/_mock/sessions/${expired}/expire`)
  await open('airbnb', {}, { key: 'sk_test_other' })
  const { body } = await call('GET', '/_mock/sessions')
  t.strictSame(
    body.data.map(({ id, status, accountId }: Record<string, string>) => [id, status, accountId]),
    [
      [pending, 'pending', null],
      [claimed, 'awaiting_room_mapping', null],
      [completed, 'completed', '42'],
      [cancelled, 'cancelled', null],
      [expired, 'expired', null],
    ],
  )
  const one = await call('GET', `/_mock/sessions/${completed}`)
  t.strictSame(one.body, body.data[2])
  t.match(one.body, {
    url: `http://localhost:80/connect/airbnb?session=${completed}`,
    sessionStatus: 'completed',
  })
  const newest = await call('GET', '/_mock/sessions?limit=2')
  t.strictSame(newest.body.data, body.data.slice(-2))
  t.equal((await call('GET', '/_mock/sessions', { key: null })).body.data.length, 6)
})

t.test('a list over all workspaces has no second page, and says so', async (t) => {
  const { call, open } = await createMock(t)
  for (let at = 0; at < 3; at++) await open('airbnb')
  const { nextCursor } = (await call('GET', '/_mock/sessions?limit=2')).body.pagination
  t.match(await call('GET', '/_mock/sessions?limit=2', { key: null }), {
    status: 200,
    body: { data: { length: 2 }, pagination: { nextCursor: null, hasMore: true } },
  })
  t.match(await call('GET', `/_mock/sessions?cursor=${nextCursor}`, { key: null }), {
    status: 400,
    code: 'invalid_params',
    body: { error: { field: 'cursor', value_received: nextCursor, fix: /x-api-key/ } },
  })
  t.equal((await call('GET', `/_mock/sessions?cursor=${nextCursor}`)).body.data.length, 1)
})

for (const [way, status] of [
  ['approve', 'completed'],
  ['deny', 'cancelled'],
  ['expire', 'expired'],
] as const) {
  for (const byMs of [-1, 90_000_000]) {
    t.test(`${way} answers what it did when a clock is moved by ${byMs} ms meanwhile`, async (t) => {
      const around: Around = {}
      const records = observed(new MemoryRecordStore(), around)
      const { call, clock, open } = await createMock(t, { parts: { records } })
      const session = await open('airbnb')
      around.after = (name) => {
        if (name === 'commit') clock.advance(byMs)
      }
      const answer = await call('POST', `/_mock/sessions/${session}/${way}`)
      t.match(answer, { status: 200, body: { status } })
    })
  }
}

t.test('a host approves, refuses, or lets a session expire', async (t) => {
  const { call, open } = await createMock(t)
  for (const [way, status, code] of [
    ['approve', 'completed', 'session_terminal'],
    ['deny', 'cancelled', 'session_terminal'],
    ['expire', 'expired', 'session_expired'],
  ]) {
    const id = await open('guesty')
    t.match(await call('POST', `/_mock/sessions/${id}/${way}`), { status: 200, body: { id, status } })
    t.equal((await call('GET', `/v1/connect/sessions/${id}`)).code, code)
    t.equal((await call('POST', `/_mock/sessions/${id}/${way}`)).code, code, 'and not twice')
  }
  t.equal((await call('GET', '/v1/connect')).body.data.length, 1)
})

t.test('a host picks the provider of the call, else the first that there is', async (t) => {
  const { call, open } = await createMock(t)
  const picked = await open(null)
  t.equal(
    (await call('POST', `/_mock/sessions/${picked}/approve`, { body: { provider: 'vrbo' } })).body.provider,
    'vrbo',
  )
  const first = await open(null, { allowedProviders: ['guesty', 'airbnb'] })
  t.equal((await call('POST', `/_mock/sessions/${first}/approve`)).body.provider, 'guesty')
  const refused = await open(null, { allowedProviders: ['guesty'] })
  t.match(await call('POST', `/_mock/sessions/${refused}/approve`, { body: { provider: 'vrbo' } }), {
    status: 400,
    code: 'invalid_provider',
  })
})

t.test('a session of another workspace, or of none, is not found; without a key any is', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb', {}, { key: 'sk_test_other' })
  t.equal((await call('GET', `/_mock/sessions/${id}`)).code, 'not_found')
  t.equal((await call('POST', `/_mock/sessions/${id}/approve`)).code, 'not_found')
  t.equal((await call('GET', '/_mock/sessions/cs_x', { key: null })).code, 'not_found')
  t.equal((await call('POST', `/_mock/sessions/${id}/approve`, { key: null })).body.status, 'completed')
})

t.test('workspaces are listed with what they hold, and no key', async (t) => {
  const { call, open, clock } = await createMock(t)
  const now = new Date(clock.now()).toISOString()
  await open('airbnb')
  await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  await call('POST', '/_mock/clock/advance', { key: 'sk_test_other', body: { by: '1h' } })
  const all = await call('GET', '/_mock/workspaces', { key: null })
  t.match(all.body.data, [
    { name: 'sk_test_…s', sessions: 1, connections: 1, clock: { offsetMs: 0 }, lastCallAt: now },
    { name: 'sk_test_…r', sessions: 0, connections: 0, clock: { offsetMs: 3_600_000 }, lastCallAt: null },
  ])
  t.notMatch(JSON.stringify(all.body), /sk_test_[^…]/)
  const own = await call('GET', '/_mock/workspaces')
  t.strictSame(own.body.data, [all.body.data[0]])
})

t.test('the last call of a workspace is its last request, whatever came since', async (t) => {
  const { call, clock } = await createMock(t)
  const read = async () => (await call('GET', '/_mock/workspaces')).body.data[0].lastCallAt
  const requestedAt = new Date(clock.now()).toISOString()
  await call('GET', '/v1/connect')
  for (let count = 0; count < 20; count++) await call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  t.equal(await read(), requestedAt)
  await call('DELETE', '/_mock/requests')
  t.equal(await read(), null)
})

t.test('a workspace keeps its name when it is emptied, restored and copied to', async (t) => {
  const { call, open } = await createMock(t)
  const names = async () =>
    (await call('GET', '/_mock/workspaces', { key: null })).body.data.map((one: AnyBody) => one.name)
  await open('airbnb')
  await call('POST', '/_mock/reset')
  t.strictSame(await names(), ['sk_test_…s'])
  await call('PUT', '/_mock/snapshot', { body: (await call('GET', '/_mock/snapshot')).body })
  await call('POST', '/_mock/fork', { body: { to: 'sk_live_a-key-that-is-long' } })
  t.strictSame(new Set(await names()), new Set(['sk_test_…s', 'sk_live_…long']))
})
