import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { visit } from '../helpers/pages.js'

t.test('a tester opens a session without an app', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect')
  const [{ id: workspace }] = (await mock.call('GET', '/_mock/workspaces')).body.data
  const create = (body?: object) =>
    mock.call('POST', `/_mock/sessions?workspace=${workspace}`, { key: null, ...(body && { body }) })
  const full = await create({
    provider: 'airbnb',
    redirectUrl: 'https://app.example/back',
    state: 'x',
    ttl: '5m',
  })
  t.equal(full.status, 201)
  t.match(full.body, { provider: 'airbnb', redirectUrl: 'https://app.example/back', state: 'x' })
  t.equal(Date.parse(full.body.expiresAt) - Date.parse(full.body.createdAt), 5 * 60_000)
  const picker = (await create()).body
  t.match(picker, { provider: null, redirectUrl: null, status: 'pending' })
  const page = await visit(mock, new URL(picker.url).pathname + new URL(picker.url).search)
  t.equal(page.status, 200)
  const long = (await create({ ttl: '9h' })).body
  t.equal(Date.parse(long.expiresAt) - Date.parse(long.createdAt), 30 * 60_000, 'as long as others at most')
  t.equal((await mock.call('GET', '/_mock/sessions')).body.data.length, 3)
  t.equal((await mock.call('GET', '/_mock/requests?path=/v1/*')).body.data.length, 1, 'and leaves no request')
})

t.test('what no session can have is refused', async (t) => {
  const { call } = await createMock(t)
  const create = (body: object, key?: null) =>
    call('POST', '/_mock/sessions', { body, ...(key === null && { key }) })
  t.match(await create({ provider: 'airbnbb' }), { status: 400, code: 'invalid_provider' })
  t.match(await create({ redirectUrl: 'nowhere' }), { status: 400, code: 'invalid_body' })
  t.match(await create({ ttl: 'soon' }), { status: 400, code: 'invalid_body' })
  t.match(await create({}, null), { status: 400, code: 'invalid_params' })
})
