import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { visit } from '../helpers/pages.js'

const bad = '/v1/connect?limit=0'

t.test('a server speaks the version of its setting, 2026-10 without one', async (t) => {
  t.equal((await (await createMock(t)).call('GET', bad)).status, 422)
  const older = await createMock(t, { settings: { API_VERSION: '2026-07' } })
  t.equal((await older.call('GET', bad)).status, 400)
  t.equal((await older.call('GET', '/v1/health?nonsense=1', { key: null })).status, 400, 'without a key too')
  t.equal((await visit(older, '/connect/airbnb')).status, 400, 'on pages too')
  t.match((await older.call('GET', '/_mock/api-version', { key: null })).body, { version: '2026-07' })
})

t.test('a call may prefer a version, which comes back in Preference-Applied', async (t) => {
  const { call } = await createMock(t)
  const headers = { prefer: 'api-version=2026-07' }
  const answer = await call('GET', bad, { headers })
  t.match(answer, { status: 400, code: 'invalid_params', headers: { 'preference-applied': headers.prefer } })
  t.match(await call('GET', '/v1/connect', { headers }), { status: 200 })
  const both = await call('GET', '/v1/connect', { headers: { prefer: 'api-version=2026-07, code=422' } })
  t.equal(both.code, 'idempotency_key_reused', 'the first of the version with this status')
  t.equal(both.headers['preference-applied'], 'api-version=2026-07, code=422')
})

t.test('a version that there is not is refused, with the one that was meant', async (t) => {
  const { call } = await createMock(t)
  const answer = await call('GET', '/v1/connect', { headers: { prefer: 'api-version=2026-7' } })
  t.match(answer, { status: 422, code: 'invalid_params', headers: { 'preference-applied': undefined } })
  t.match(answer.body.error, {
    field: 'Prefer',
    value_received: '2026-7',
    valid_values: ['2026-10', '2026-07'],
    did_you_mean: '2026-07',
    fix: /api-version=2026-07/,
  })
})

t.test('without control features the setting alone counts', async (t) => {
  const { call } = await createMock(t, { settings: { CONTROL: 'off', API_VERSION: '2026-07' } })
  const answer = await call('GET', bad, { headers: { prefer: 'api-version=2026-10' } })
  t.match(answer, { status: 400, headers: { 'preference-applied': undefined } })
})

t.test('a repetition has the version of its answer', async (t) => {
  const { call } = await createMock(t)
  const headers = { 'idempotency-key': 'k', prefer: 'api-version=2026-07' }
  const first = await call('POST', '/v1/connect/airbnb', { headers })
  t.match(first, { status: 200, headers: { 'preference-applied': 'api-version=2026-07' } })
  const again = await call('POST', '/v1/connect/airbnb', {
    headers: { ...headers, prefer: 'api-version=2026-10' },
  })
  t.match(again, { headers: { 'idempotency-status': 'cached', 'preference-applied': 'api-version=2026-07' } })
  const plain = await call('POST', '/v1/connect/airbnb', { headers: { 'idempotency-key': 'plain' } })
  t.equal(plain.headers['preference-applied'], undefined)
})
