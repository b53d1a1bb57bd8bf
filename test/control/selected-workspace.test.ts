import t from 'tap'
import { createMock } from '../helpers/mock.js'

const other = 'sk_test_other'

t.test('the id of a workspace stands in the place of its key', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await mock.open('airbnb', {}, { key: other })
  const [{ id: workspace }] = (await mock.call('GET', '/_mock/workspaces')).body.data
  const call = (method: string, path: string, body?: object) =>
    mock.call(method, `${path}${path.includes('?') ? '&' : '?'}workspace=${workspace}`, {
      key: null,
      ...(body && { body }),
    })

  const sessions = (await call('GET', '/_mock/sessions?limit=5')).body
  t.strictSame(
    sessions.data.map((one: { id: string }) => one.id),
    [id],
  )
  t.equal((await call('GET', '/_mock/requests/count')).body.count, 1)
  t.equal((await call('GET', '/_mock/workspaces')).body.data.length, 1)
  t.equal((await call('GET', '/_mock')).status, 200)
  t.equal((await call('POST', '/_mock/clock/advance', { by: '31m' })).status, 200)
  t.equal((await call('GET', `/_mock/sessions/${id}`)).body.status, 'expired')
  t.equal((await mock.call('GET', '/_mock/clock', { key: other })).body.offsetMs, 0)
  const snapshot = await call('GET', '/_mock/snapshot')
  t.equal(snapshot.body.sessions.length, 1)
  t.equal((await call('PUT', '/_mock/snapshot', snapshot.body)).status, 200)
  t.equal((await call('POST', '/_mock/reset')).status, 204)
  t.strictSame((await mock.call('GET', '/_mock/sessions')).body.data, [])
  t.equal((await mock.call('GET', '/_mock/sessions', { key: other })).body.data.length, 1)
})

t.test('a key and the id of its own workspace agree, and that of another one does not', async (t) => {
  const { call } = await createMock(t)
  await call('GET', '/v1/connect')
  await call('GET', '/v1/connect', { key: other })
  const [{ id }] = (await call('GET', '/_mock/workspaces')).body.data
  t.equal((await call('GET', `/_mock/clock?workspace=${id}`)).status, 200)
  const unlike = await call('POST', `/_mock/reset?workspace=${id}`, { key: other })
  t.match(unlike, { status: 400, code: 'invalid_params', body: { error: { field: 'workspace' } } })
  await call('GET', `/_mock/clock?workspace=${id}`, { key: 'sk_test_unseen' })
  t.equal((await call('GET', '/_mock/workspaces', { key: null })).body.data.length, 2, 'none begins by that')
})

t.test('the id of no workspace in use is unknown, and begins none', async (t) => {
  const { call } = await createMock(t)
  for (const id of ['00000000-0000-4000-8000-000000000000', 'sk_test_abc', '*', '']) {
    const answer = await call('GET', `/_mock/clock?workspace=${encodeURIComponent(id)}`, { key: null })
    t.match(answer, { status: 404, code: 'not_found', body: { error: { field: 'workspace' } } }, id)
    t.notMatch(JSON.stringify(answer.body), 'sk_test_abc')
  }
  const twice = await call('GET', '/_mock/clock?workspace=a&workspace=b', { key: null })
  t.match(twice, { status: 400, code: 'invalid_params' })
  t.strictSame((await call('GET', '/_mock/workspaces', { key: null })).body.data, [])
})

t.test('with a token, the id of a workspace needs no key', async (t) => {
  const { call } = await createMock(t, { settings: { CONTROL_TOKEN: 'open-sesame' } })
  await call('GET', '/v1/connect')
  const [{ id }] = (await call('GET', '/_mock/workspaces', { key: 'open-sesame' })).body.data
  const own = await call('GET', `/_mock/requests?workspace=${id}`, { key: 'open-sesame' })
  t.equal(own.body.data.length, 1)
  t.equal((await call('GET', `/_mock/requests?workspace=${id}`, { key: null })).status, 401)
})

t.test('a snapshot is not restored into two workspaces', async (t) => {
  const { call } = await createMock(t)
  const { body } = await call('GET', '/_mock/snapshot')
  const answer = await call('PUT', '/_mock/snapshot?workspace=&workspace=', { body })
  t.match(answer, { status: 400, code: 'invalid_params', body: { error: { field: 'workspace' } } })
})
