import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('connections of all workspaces are listed, oldest first, at most as many as asked for', async (t) => {
  const { call, clock } = await createMock(t)
  const ids: string[] = []
  for (const key of ['sk_test_one', 'sk_test_two']) {
    clock.advance(1000)
    ids.push((await call('POST', '/v1/connect/smoobu', { key, body: { apiKey: 'a' } })).body.id)
  }
  const listed = async (query: string, key: string | null) => {
    const { data } = (await call('GET', `/_mock/connections${query}`, { key })).body
    return data.map(({ id }: { id: string }) => id)
  }
  t.strictSame(await listed('', null), ids)
  t.strictSame(await listed('?limit=1', null), ids.slice(1))
  t.strictSame(await listed('', 'sk_test_one'), ids.slice(0, 1))
})

t.test(
  'a connection is broken, healed and removed by its id alone, where only one workspace has it',
  async (t) => {
    const { call } = await createMock(t)
    const { body } = await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'a' } })
    const path = `/_mock/connections/${body.id}`
    const other = 'sk_test_other'
    await call('GET', '/v1/connect', { key: other })
    t.equal((await call('POST', `${path}/break`, { key: null })).body.status, 'error')
    t.equal(
      (await call('POST', `${path}/break`, { key: other })).code,
      'not_found',
      'it is of another workspace',
    )
    t.match((await call('POST', `${path}/heal`, { key: null })).body, body)
    const removed = await call('DELETE', path, { key: null })
    t.match(removed, {
      status: 200,
      body: { disconnected: true, provider: 'smoobu', listingsDeactivated: [] },
    })
    for (const [method, one] of [
      ['POST', `${path}/break`],
      ['POST', `${path}/heal`],
      ['DELETE', path],
    ] as const) {
      for (const key of [null, other]) {
        const { status, body } = await call(method, one, { key })
        t.match({ status, ...body.error }, { status: 404, code: 'not_found', field: 'id' })
      }
    }
  },
)

t.test('a connection that several workspaces have needs a key', async (t) => {
  const { call } = await createMock(t)
  for (const key of ['sk_test_one', 'sk_test_two']) await call('POST', '/v1/sandbox/seed', { key })
  const path = '/_mock/connections/900000301/break'
  t.match(await call('POST', path, { key: null }), { code: 'invalid_params' })
  t.equal((await call('POST', path, { key: 'sk_test_one' })).status, 200)
  const statuses = (await call('GET', '/_mock/connections', { key: null })).body.data.map(
    ({ status }: { status: string }) => status,
  )
  t.strictSame(statuses.sort(), ['active', 'active', 'active', 'error'])
})

t.test('a reason that there is none of is refused with those that there are', async (t) => {
  const { call } = await createMock(t)
  const { body } = await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'a' } })
  const refused = await call('POST', `/_mock/connections/${body.id}/break`, {
    body: { reason: 'auth_expire' },
  })
  t.match(refused.body.error, { code: 'invalid_body', field: 'reason', did_you_mean: 'auth_expired' })
})

t.test('events tell of connections that go bad and are healed, without their links', async (t) => {
  const { app, call } = await createMock(t)
  const { body } = await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'a' } })
  await call('POST', `/_mock/connections/${body.id}/break`)
  await call('POST', `/_mock/connections/${body.id}/heal`)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { data } = (await call('GET', '/_mock/requests')).body
  const abort = new AbortController()
  const stream = await fetch(`${url}/_mock/events`, {
    headers: { 'x-api-key': 'sk_test_tests', 'last-event-id': data[0].id },
    signal: abort.signal,
  })
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  while (!text.includes('healed')) text += new TextDecoder().decode((await reader.read()).value)
  abort.abort()
  t.match(text, /"change":"broken"/)
  t.match(text, /resume\?t=rsm_…/)
})
t.test('connections are listed, oldest first, and leave no trace in the journal', async (t) => {
  const { call } = await createMock(t)
  for (const [provider, key] of [
    ['smoobu', 'sk_test_one'],
    ['lodgify', 'sk_test_one'],
    ['smoobu', 'sk_test_two'],
  ] as const)
    await call('POST', `/v1/connect/${provider}`, { key, body: { apiKey: 'k1' } })
  const own = await call('GET', '/_mock/connections', { key: 'sk_test_one' })
  const published = await call('GET', '/v1/connect', { key: 'sk_test_one' })
  const shown = own.body.data.map(({ workspace, ...connection }: Record<string, unknown>) => connection)
  t.strictSame(shown, published.body.data.toReversed())
  const all = (await call('GET', '/_mock/connections', { key: null })).body.data as { workspace: string }[]
  t.equal(new Set(all.map(({ workspace }) => workspace)).size, 2, 'each says which workspace it is of')
  t.match(own.body.data, [{ provider: 'smoobu' }, { provider: 'lodgify' }])
  const newest = await call('GET', '/_mock/connections?limit=1', { key: 'sk_test_one' })
  t.match(newest.body.data, [{ provider: 'lodgify' }])
  t.equal((await call('GET', '/_mock/connections', { key: null })).body.data.length, 3)
  const journal = await call('GET', '/_mock/requests?path=*connections', { key: 'sk_test_one' })
  t.strictSame(journal.body.data, [])
})
