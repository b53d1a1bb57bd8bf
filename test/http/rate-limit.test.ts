import t from 'tap'
import { type CallOptions, createMock, type Mock } from '../helpers/mock.js'

const path = '/v1/connect/airbnb'
const enforced = { settings: { RATE_LIMIT: 'on' } }

async function callOften({ call }: Mock, times: number, options: CallOptions = {}): Promise<void> {
  for (let count = 0; count < times; count++) await call('GET', path, options)
}

t.test('every answer after the key check says how many calls are left, errors too', async (t) => {
  const mock = await createMock(t)
  const { call, clock } = mock
  const id = await mock.open('airbnb')
  const calls: [string, string, CallOptions?][] = [
    ['GET', path],
    ['GET', '/v1/connect/nonsense'],
    ['GET', '/v1/connect?nonsense=1'],
    ['POST', path, { body: '{' }],
    ['GET', '/v1/connect/sessions/cs_none'],
    ['POST', `/v1/connect/sessions/${id}/complete`, { body: {} }],
    ['HEAD', path],
  ]
  let left = 599
  for (const [method, url, options] of calls) {
    const { headers } = await call(method, url, options)
    t.equal(headers['x-ratelimit-limit'], '600', url)
    t.equal(headers['x-ratelimit-remaining'], String(--left), url)
    t.equal(headers['x-ratelimit-reset'], String(clock.now() / 1000 + 60), url)
    t.equal(headers['x-ratelimit-policy'], '600;w=60', url)
  }
})

t.test('answers before the key check say nothing of limits and count nothing', async (t) => {
  const { call } = await createMock(t)
  for (const [method, url] of [
    ['GET', '/v1/nonsense'],
    ['PUT', '/v1/connect'],
    ['OPTIONS', '/v1/connect'],
  ] as const) {
    t.equal((await call(method, url)).headers['x-ratelimit-limit'], undefined, url)
  }
  for (const key of [null, 'rubbish']) {
    t.equal((await call('GET', path, { key })).headers['x-ratelimit-limit'], undefined)
  }
  t.equal((await call('GET', path)).headers['x-ratelimit-remaining'], '599')
})

t.test('calls are counted but never refused as long as limits are not enforced', async (t) => {
  const mock = await createMock(t)
  await callOften(mock, 601)
  const { status, headers } = await mock.call('GET', path)
  t.equal(status, 200)
  t.equal(headers['x-ratelimit-remaining'], '0')
  t.equal(headers['retry-after'], undefined)
})

t.test('the 601st call within a minute is refused when limits are enforced', async (t) => {
  const mock = await createMock(t, enforced)
  await callOften(mock, 599)
  const last = await mock.call('GET', path)
  t.equal(last.status, 200)
  t.equal(last.headers['x-ratelimit-remaining'], '0')
  mock.clock.advance(12_345)
  const { status, body, headers } = await mock.call('GET', path)
  t.equal(status, 429)
  t.match(body.error, { code: 'rate_limit_exceeded', limit: 600, window_seconds: 60, retry_after: 48 })
  t.equal(headers['retry-after'], '48', 'Retry-After says the same')
  t.equal(headers['x-ratelimit-remaining'], '0')
  t.equal(headers['x-ratelimit-limit'], '600')
  t.match(body.error.message, '600')
})

t.test('a refused call is not counted, and waiting Retry-After is enough', async (t) => {
  const mock = await createMock(t, enforced)
  await callOften(mock, 600)
  mock.clock.advance(59_001)
  await callOften(mock, 50)
  const refused = await mock.call('GET', path)
  t.equal(refused.body.error.retry_after, 1)
  mock.clock.advance(1000)
  const { status, headers } = await mock.call('GET', path)
  t.equal(status, 200)
  t.equal(headers['x-ratelimit-remaining'], '599')
})

t.test('the window slides: calls come back one by one as the clock advances', async (t) => {
  const mock = await createMock(t, enforced)
  await callOften(mock, 300)
  mock.clock.advance(30_000)
  await callOften(mock, 300)
  t.equal((await mock.call('GET', path)).status, 429)
  mock.clock.advance(29_999)
  const early = await mock.call('GET', path)
  t.equal(early.status, 429, 'a millisecond too early')
  t.equal(early.headers['retry-after'], '1')
  mock.clock.advance(1)
  const { status, headers } = await mock.call('GET', path)
  t.equal(status, 200)
  t.equal(headers['x-ratelimit-remaining'], '299', 'the first half is free again')
  const newest = mock.clock.now() / 1000
  t.equal(headers['x-ratelimit-reset'], String(newest + 30), 'the second half is free in half a minute')
})

t.test('reset is in whole seconds, never too early', async (t) => {
  const mock = await createMock(t)
  mock.clock.advance(1)
  const { headers } = await mock.call('GET', path)
  t.equal(headers['x-ratelimit-reset'], String((mock.clock.now() - 1) / 1000 + 61))
})

t.test('two keys have a limit each', async (t) => {
  const mock = await createMock(t, enforced)
  await callOften(mock, 600)
  t.equal((await mock.call('GET', path)).status, 429)
  const { status, headers } = await mock.call('GET', path, { key: 'sk_test_other' })
  t.equal(status, 200)
  t.equal(headers['x-ratelimit-remaining'], '599')
})

t.test('health, the list of providers and calls by session are never limited', async (t) => {
  const mock = await createMock(t, enforced)
  const { call } = mock
  const id = await mock.open(null)
  await callOften(mock, 599)
  t.equal((await call('GET', path)).status, 429)
  const health = await call('GET', '/v1/health')
  t.equal(health.status, 200)
  t.equal(health.headers['x-ratelimit-limit'], undefined)
  t.equal((await call('GET', '/v1/connect/providers')).status, 200)
  const selected = await call('POST', `/v1/connect/sessions/${id}/select-provider`, {
    body: { provider: 'airbnb' },
  })
  t.equal(selected.status, 200)
})

t.test('a call by session shows the limit of the session’s workspace and does not count', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('booking')
  const rooms = `/v1/connect/booking/rooms?sessionId=${id}`
  for (let count = 0; count < 3; count++) {
    const { code, headers } = await mock.call('GET', rooms, { key: 'sk_test_other' })
    t.equal(code, 'claim_pending')
    t.equal(headers['x-ratelimit-remaining'], '599')
    t.equal(headers['x-ratelimit-policy'], '600;w=60')
  }
  mock.clock.advance(60_000)
  const { headers } = await mock.call('GET', rooms, { key: null })
  t.equal(headers['x-ratelimit-remaining'], '600')
  t.equal(headers['x-ratelimit-reset'], String(mock.clock.now() / 1000 + 60))
})

t.test('a tester who advances the clock of the workspace frees its calls', async (t) => {
  const mock = await createMock(t, enforced)
  const advance = (by: string, key = 'sk_test_tests') =>
    mock.call('POST', '/_mock/clock/advance', { key, body: { by } })
  await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
  await callOften(mock, 600)
  t.equal((await mock.call('GET', path)).status, 429)
  await advance('1h', 'sk_test_other')
  t.equal((await mock.call('GET', path)).status, 429, 'the clock of another workspace does not matter')
  await advance('59999ms')
  const early = await mock.call('GET', path)
  t.equal(early.status, 429)
  t.equal(early.headers['retry-after'], '1')
  await advance('1ms')
  const { status, headers } = await mock.call('GET', path)
  t.equal(status, 200)
  t.equal(headers['x-ratelimit-remaining'], '599')
})

t.test('calls of a time that a tester has turned back from do not count', async (t) => {
  const { call } = await createMock(t)
  const left = async () => (await call('GET', '/v1/connect')).headers['x-ratelimit-remaining']
  await call('POST', '/_mock/clock/advance', { body: { by: '30s' } })
  t.equal(await left(), '599')
  t.equal(await left(), '598')
  await call('DELETE', '/_mock/clock')
  t.equal(await left(), '599')
})

t.test('control calls neither count nor are limited', async (t) => {
  const mock = await createMock(t, enforced)
  await callOften(mock, 600)
  const { status, headers } = await mock.call('GET', '/_mock/requests')
  t.equal(status, 200)
  t.equal(headers['x-ratelimit-limit'], undefined)
})

t.test('every kind of answer counts and shows the limit, whether or not it is enforced', async (t) => {
  for (const RATE_LIMIT of ['on', 'off']) {
    const mock = await createMock(t, { settings: { RATE_LIMIT } })
    const { call } = mock
    const once = { 'idempotency-key': 'one' }
    const other = { body: { state: 'other' }, headers: once }
    const calls: [number, string, string, CallOptions?][] = [
      [200, 'POST', path, { headers: once }],
      [200, 'POST', path, { headers: once }],
      [422, 'POST', path, other],
      [400, 'POST', path, { headers: { 'idempotency-key': '' } }],
      [404, 'DELETE', path],
      [501, 'GET', '/v1/guests'],
      [501, 'POST', '/v1/billing', { body: '{' }],
      [402, 'GET', path, { headers: { prefer: 'error=listings_limit_exceeded' } }],
      [503, 'GET', '/v1/guests', { headers: { prefer: 'code=503' } }],
      [422, 'GET', '/v1/connect', { headers: { prefer: 'error=nonsense' } }],
    ]
    let left = 600
    for (const [status, method, url, options] of calls) {
      const answer = await call(method, url, options)
      t.equal(answer.status, status, `${method} ${url}`)
      t.equal(answer.headers['x-ratelimit-remaining'], String(--left), `${method} ${url}`)
      t.equal(answer.headers['x-ratelimit-limit'], '600')
      t.equal(answer.headers['x-ratelimit-policy'], '600;w=60')
      t.equal(answer.headers['x-ratelimit-reset'], String(mock.clock.now() / 1000 + 60))
    }
  }
})

t.test('a call by session shows the limit whatever its answer is', async (t) => {
  const mock = await createMock(t, enforced)
  const sessionId = await mock.open('booking')
  await callOften(mock, 599)
  const once = { 'idempotency-key': 'one' }
  const verify = (hotelId: string, headers: Record<string, string> = {}) =>
    mock.call('POST', '/v1/connect/booking/verify', { key: null, headers, body: { sessionId, hotelId } })
  for (const [status, answer] of [
    [200, await verify('1234567', once)],
    [200, await verify('1234567', once)],
    [422, await verify('7654321', once)],
    [400, await verify('x')],
    [412, await verify('1000412')],
    [403, await verify('1234567', { prefer: 'error=forbidden' })],
  ] as const) {
    t.equal(answer.status, status)
    t.equal(answer.headers['x-ratelimit-remaining'], '0')
    t.equal(answer.headers['x-ratelimit-policy'], '600;w=60')
  }
})
