import t from 'tap'
import { createMock, unbounded } from '../helpers/mock.js'

const frozen = (now: string) => ({ body: { now, frozen: true } })
const slow = { apiKey: 'slow' }

t.test('a slow completion uses the clock of the snapshot that was restored meanwhile', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('lodgify')
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  const late = { ...snapshot, clock: { now: snapshot.sessions[0].expiresAt, frozen: true } }
  mock.onPause = async () => {
    await mock.call('PUT', '/_mock/snapshot', { body: late })
  }
  const answer = await mock.call('POST', '/v1/connect/lodgify/credentials', {
    body: { sessionId, credentials: slow },
  })
  t.match(answer, { status: 410, code: 'session_expired' })
  t.equal((await mock.call('GET', `/_mock/sessions/${sessionId}`)).body.status, 'expired')
})

t.test('a connection that a slow provider accepts after a reset is not stored', async (t) => {
  for (const key of ['sk_test_tests', null]) {
    const mock = await createMock(t)
    mock.onPause = async () => {
      await mock.call('POST', '/_mock/reset', { key })
    }
    const answer = await mock.call('POST', '/v1/connect/lodgify', { body: slow })
    t.match(answer, { status: 503, code: 'provider_unavailable' })
    t.strictSame((await mock.call('GET', '/v1/connect')).body.data, [])
  }
})

t.test('a call after a delay is checked against the session as it is then', async (t) => {
  const mock = await createMock(t)
  const deny = (id: string) => async () => {
    await mock.call('POST', `/_mock/sessions/${id}/deny`)
  }
  const booking = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId: booking, hotelId: '1234567' } })
  mock.onPause = deny(booking)
  const rooms = await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${booking}`, {
    key: null,
    headers: { prefer: 'delay=1s' },
  })
  t.match(rooms, { status: 409, code: 'session_terminal' })
  const airbnb = await mock.open('airbnb')
  mock.onPause = deny(airbnb)
  await mock.call('POST', '/_mock/faults', {
    body: { match: { path: '/connect/*' }, respond: { delay: '1s' } },
  })
  t.equal((await mock.call('GET', `/connect/airbnb?session=${airbnb}`, { key: null })).status, 409)
})

t.test('a fork that exceeds the capacity changes nothing', async (t) => {
  const mock = await createMock(t, { settings: { MAX_SESSIONS: '4' } })
  for (let count = 0; count < 3; count++) await mock.open('airbnb')
  const other = { key: 'sk_test_other' }
  await mock.call('PUT', '/_mock/clock', { ...other, ...frozen('2030-01-01T00:00:00Z') })
  await mock.call('POST', '/_mock/faults', { ...other, body: { respond: { status: 503 } } })
  const refused = await mock.call('POST', '/_mock/fork', { body: { to: other.key } })
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match((await mock.call('GET', '/_mock/clock', other)).body, {
    now: '2030-01-01T00:00:00.000Z',
    frozen: true,
  })
  t.equal((await mock.call('GET', '/_mock/faults', other)).body.data.length, 1)
})

t.test('what is set in a workspace after its reset is not evicted', { skip: unbounded }, async (t) => {
  const mock = await createMock(t, { settings: { MAX_WORKSPACES: '2' } })
  for (const key of ['sk_test_a', 'sk_test_b']) await mock.call('POST', '/_mock/reset', { key })
  await mock.call('PUT', '/_mock/clock', { key: 'sk_test_a', ...frozen('2030-01-01T00:00:00Z') })
  t.equal((await mock.call('GET', '/v1/connect', { key: 'sk_test_c' })).status, 200)
  t.match((await mock.call('GET', '/_mock/clock', { key: 'sk_test_a' })).body, { frozen: true })
  t.equal((await mock.call('GET', '/v1/connect', { key: 'sk_test_d' })).code, 'capacity_exceeded')
  await mock.call('POST', '/_mock/reset', { key: 'sk_test_c' })
  t.equal((await mock.call('GET', '/v1/connect', { key: 'sk_test_d' })).status, 200)
})

t.test('an empty key is an error and never means all workspaces', async (t) => {
  for (const settings of [{}, { CONTROL_TOKEN: 'open-sesame' }]) {
    const mock = await createMock(t, { settings })
    await mock.open('airbnb')
    const token = 'CONTROL_TOKEN' in settings ? 'open-sesame' : null
    const answer = await mock.call('POST', '/_mock/reset', { key: token, headers: { 'x-api-key': '' } })
    t.match(answer, { status: 401, code: 'unauthorized', body: { error: { field: 'x-api-key' } } })
    t.equal((await mock.call('GET', '/_mock/sessions', { key: token })).body.data.length, 1)
  }
})

t.test('a fault matches every spelling of its path', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', '/_mock/faults', {
    body: { match: { path: '/v1/connect/airbnb' }, respond: { status: 503 } },
  })
  for (const path of ['/v1/connect/airbnb', '/v1/connect/airbnb/', '/v1/connect/%61irbnb'])
    t.equal((await mock.call('GET', path)).status, 503, path)
})

t.test('the list of all sessions is limited to the newest', async (t) => {
  const mock = await createMock(t)
  const opened: string[] = []
  for (const key of ['sk_test_a', 'sk_test_b', 'sk_test_a']) {
    opened.push(await mock.open('airbnb', {}, { key }))
    mock.clock.advance(1000)
  }
  const list = async (query: string) =>
    (await mock.call('GET', `/_mock/sessions${query}`, { key: null })).body.data.map(
      ({ id }: { id: string }) => id,
    )
  t.strictSame(await list(''), opened)
  t.strictSame(await list('?limit=1'), opened.slice(-1))
})
