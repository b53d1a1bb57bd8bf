import t from 'tap'
import { createMock } from '../helpers/mock.js'

const minute = 60_000

t.test('every call answers what the clock shows', async (t) => {
  const { call, clock } = await createMock(t)
  const nowMs = clock.now()
  const real = { now: new Date(nowMs).toISOString(), frozen: false, offsetMs: 0 }
  t.strictSame((await call('GET', '/_mock/clock')).body, real)
  const set = await call('PUT', '/_mock/clock', { body: { now: '2030-01-01T01:00:00+01:00' } })
  t.match(set, { status: 200, body: { now: '2030-01-01T00:00:00.000Z', frozen: false } })
  t.equal(set.body.offsetMs, Date.UTC(2030, 0, 1) - nowMs)
  const frozen = await call('PUT', '/_mock/clock', { body: { frozen: true } })
  t.match(frozen.body, { now: '2030-01-01T00:00:00.000Z', frozen: true })
  const later = await call('POST', '/_mock/clock/advance', { body: { by: '31m' } })
  t.match(later.body, { now: '2030-01-01T00:31:00.000Z', frozen: true })
  t.strictSame((await call('DELETE', '/_mock/clock')).body, real)
})

t.test('a number is milliseconds; a string has a unit', async (t) => {
  const { call } = await createMock(t)
  await call('PUT', '/_mock/clock', { body: { now: '2030-01-01T00:00:00Z', frozen: true } })
  const advance = (by: unknown) => call('POST', '/_mock/clock/advance', { body: { by } })
  t.equal((await advance(31)).body.now, '2030-01-01T00:00:00.031Z')
  t.equal((await advance(0)).body.now, '2030-01-01T00:00:00.031Z')
  t.equal((await advance('1s')).body.now, '2030-01-01T00:00:01.031Z')
  for (const by of [-1, 1.5, 1e16, '31', '', null, true, [31]]) {
    const refused = await advance(by)
    t.match(refused, { status: 400, code: 'invalid_body', body: { error: { field: 'by' } } }, `${by}`)
  }
  t.match(
    (await advance('31')).body.error.fix,
    /^Send by in this form: milliseconds as a number, or a string/,
  )
  t.match((await advance(1e15)).body.error.message, /^by leads to a time/)
})

t.test('it drives expiry, to the millisecond, and only in its workspace', async (t) => {
  const { call, open } = await createMock(t)
  const other = { key: 'sk_test_other' }
  const own = await open('airbnb')
  const foreign = await open('airbnb', {}, other)
  await call('POST', '/_mock/clock/advance', { body: { by: '1799999ms' } })
  t.equal((await call('GET', `/v1/connect/sessions/${own}`)).status, 200)
  await call('POST', '/_mock/clock/advance', { body: { by: '1ms' } })
  t.equal((await call('GET', `/v1/connect/sessions/${own}`)).code, 'session_expired')
  t.equal((await call('GET', `/v1/connect/sessions/${foreign}`, other)).status, 200)
  await call('DELETE', '/_mock/clock')
  t.equal((await call('GET', `/v1/connect/sessions/${own}`)).status, 200, 'turned back, it is open again')
})

t.test('it drives timestamps and ids', async (t) => {
  const { call, open } = await createMock(t)
  await call('PUT', '/_mock/clock', { body: { now: '2031-05-06T07:08:09.010Z', frozen: true } })
  const id = await open('airbnb')
  const { body } = await call('GET', `/v1/connect/sessions/${id}`)
  t.match(body, { createdAt: '2031-05-06T07:08:09.010Z', expiresAt: '2031-05-06T07:38:09.010Z' })
  const again = await open('airbnb')
  t.equal(again.slice(3, 13), id.slice(3, 13), 'the time of an id is that of the workspace')
})

t.test('it drives the window of the rate limit, back and forth', async (t) => {
  const { call } = await createMock(t, { settings: { RATE_LIMIT: 'on' } })
  for (let count = 0; count < 600; count++) await call('GET', '/v1/connect')
  t.equal((await call('GET', '/v1/connect')).status, 429)
  await call('POST', '/_mock/clock/advance', { body: { by: '60s' } })
  t.equal((await call('GET', '/v1/connect')).headers['x-ratelimit-remaining'], '599')
  await call('DELETE', '/_mock/clock')
  t.equal(
    (await call('GET', '/v1/connect')).headers['x-ratelimit-remaining'],
    '599',
    'calls to come do not count',
  )
})

t.test('without a key it moves every workspace, and those to come', async (t) => {
  const { call } = await createMock(t)
  const now = async (key: string | null) => (await call('GET', '/_mock/clock', { key })).body
  await call('POST', '/_mock/clock/advance', { key: 'sk_test_a', body: { by: '1m' } })
  await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })
  t.match(await now(null), { offsetMs: 60 * minute })
  t.match(await now('sk_test_a'), { offsetMs: 61 * minute })
  t.match(await now('sk_test_new'), { offsetMs: 60 * minute })
  await call('DELETE', '/_mock/clock', { key: null })
  for (const key of [null, 'sk_test_a', 'sk_test_new']) t.match(await now(key), { offsetMs: 0 })
})

t.test('health shows the time of the server as a whole', async (t) => {
  const { call } = await createMock(t)
  await call('PUT', '/_mock/clock', { key: null, body: { now: '2030-01-01T00:00:00Z', frozen: true } })
  t.equal((await call('GET', '/v1/health', { key: null })).body.timestamp, '2030-01-01T00:00:00.000Z')
})

t.test('what is no instant or no duration is refused, and nothing moves', async (t) => {
  const { call } = await createMock(t)
  const bad: [string, string, object, string][] = [
    ['PUT', '/_mock/clock', {}, ''],
    ['PUT', '/_mock/clock', { now: 'tomorrow' }, 'now'],
    ['PUT', '/_mock/clock', { now: '2026-13-01T00:00:00Z' }, 'now'],
    ['PUT', '/_mock/clock', { now: '1969-12-31T23:59:59Z' }, 'now'],
    ['PUT', '/_mock/clock', { now: '9000-01-01T00:00:01Z' }, 'now'],
    ['PUT', '/_mock/clock', { now: 5 }, 'now'],
    ['PUT', '/_mock/clock', { frozen: 'yes' }, 'frozen'],
    ['PUT', '/_mock/clock', { froze: true }, 'froze'],
    ['POST', '/_mock/clock/advance', {}, 'by'],
    ['POST', '/_mock/clock/advance', { by: '-1m' }, 'by'],
    ['POST', '/_mock/clock/advance', { by: '60' }, 'by'],
    ['POST', '/_mock/clock/advance', { by: '999999999999d' }, 'by'],
  ]
  for (const [method, path, body, field] of bad) {
    const answer = await call(method, path, { body })
    t.equal(answer.code, 'invalid_body', JSON.stringify(body))
    t.equal(answer.body.error.field ?? '', field, JSON.stringify(body))
  }
  t.match((await call('GET', '/_mock/clock')).body, { frozen: false, offsetMs: 0 })
  const { body } = await call('PUT', '/_mock/clock', { body: { froze: true } })
  t.match(body.error, { did_you_mean: 'frozen', fix: 'Rename it to frozen.' })
})

t.test('when one clock cannot be moved, none is', async (t) => {
  const { call } = await createMock(t)
  await call('PUT', '/_mock/clock', { key: 'sk_test_late', body: { now: '8999-12-31T23:59:00Z' } })
  t.equal(
    (await call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } })).code,
    'invalid_body',
  )
  t.match((await call('GET', '/_mock/clock', { key: null })).body, { offsetMs: 0 })
})
