import t from 'tap'
import { createMock, type Mock, unbounded } from '../helpers/mock.js'

const path = '/_mock/api-version'
const older = { body: { version: '2026-07' } }
const other = { key: 'sk_test_other' }

/** The version that the workspace of a key speaks, by the status of a bad query. */
async function spoken({ call }: Mock, options = {}): Promise<string> {
  const { status } = await call('GET', '/v1/connect?limit=0', options)
  return status === 422 ? '2026-10' : '2026-07'
}

t.test('a workspace has a version of its own', async (t) => {
  const mock = await createMock(t)
  t.match(await mock.call('GET', path), { status: 200, body: { version: '2026-10' } })
  t.match(await mock.call('PUT', path, older), { status: 200, body: { version: '2026-07' } })
  t.match(await mock.call('GET', path), { body: { version: '2026-07' } })
  t.equal(await spoken(mock), '2026-07')
  t.equal(await spoken(mock, other), '2026-10', 'and no other has it')
  t.equal(await spoken(mock, { headers: { prefer: 'api-version=2026-10' } }), '2026-10')
  const bad = await mock.call('PUT', path, { body: { version: '2026-08' } })
  t.match(bad, {
    status: 400,
    code: 'invalid_body',
    body: { error: { valid_values: ['2026-10', '2026-07'] } },
  })
})

t.test('without a key it is set for all, existing and new, and a reset of one keeps it', async (t) => {
  const mock = await createMock(t)
  t.equal(await spoken(mock), '2026-10')
  t.equal((await mock.call('PUT', path, { ...older, key: null })).status, 200)
  t.match(await mock.call('GET', path, { key: null }), { body: { version: '2026-07' } })
  t.equal(await spoken(mock), '2026-07')
  t.equal(await spoken(mock, other), '2026-07')
  t.equal((await mock.call('GET', '/v1/health?nonsense=1', { key: null })).status, 400)
  await mock.call('PUT', path, { body: { version: '2026-10' } })
  await mock.call('POST', '/_mock/reset')
  t.equal(await spoken(mock), '2026-07', 'it begins anew with what is set for all')
  await mock.call('POST', '/_mock/reset', { key: null })
  t.equal(await spoken(mock), '2026-10')
})

t.test('a workspace whose version was set after a reset is not vacant', { skip: unbounded }, async (t) => {
  const mock = await createMock(t, { settings: { MAX_WORKSPACES: '1' } })
  await mock.call('POST', '/_mock/reset')
  await mock.call('PUT', path, older)
  t.equal((await mock.call('GET', '/v1/connect', other)).code, 'capacity_exceeded')
})

t.test('a snapshot keeps the version, and a copy has it', async (t) => {
  const mock = await createMock(t)
  const { body: before } = await mock.call('GET', '/_mock/snapshot')
  t.equal(before.apiVersion, '2026-10')
  await mock.call('PUT', path, older)
  await mock.call('POST', '/_mock/fork', { body: { to: other.key } })
  t.equal(await spoken(mock, other), '2026-07')
  await mock.call('PUT', '/_mock/snapshot', { body: before })
  t.equal(await spoken(mock), '2026-10')
  await mock.call('PUT', path, older)
  const { apiVersion: _, ...old } = before
  await mock.call('PUT', '/_mock/snapshot', { body: old })
  t.equal(await spoken(mock), '2026-10', 'one without a version has that of the server')
})

t.test('control calls have no versions', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', '/_mock/requests?limit=0')).status, 400)
})
