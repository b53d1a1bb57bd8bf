import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

const lodgify = { body: { apiKey: 'first-key' } }

/** What a host does once more: connects by credentials and by clicking, signs in at Vrbo, and looks at listings to map to. */
async function connectAgain({ call, open }: Mock, to: object = {}) {
  const byKey = await call('POST', '/v1/connect/lodgify', { ...to, ...lodgify })
  const airbnb = await open('airbnb', {}, to)
  const approved = await call('POST', `/_mock/sessions/${airbnb}/approve`, { ...to, body: {} })
  const vrbo = await open('vrbo', {}, to)
  const login = { sessionId: vrbo, action: 'login', email: 'trusted@example.com', password: 'p1' }
  const signedIn = await call('POST', '/v1/connect/vrbo-login/session', { key: null, body: login })
  const id = `vrbo:${signedIn.body.accountId}`
  const units = await call('GET', `/v1/connections/${id}/units?sessionId=${vrbo}`, { key: null })
  const mappings = [{ unitId: units.body.units[0].unit_id }]
  await call('POST', `/v1/connections/${id}/mappings`, { key: null, body: { sessionId: vrbo, mappings } })
  return [byKey.body.externalAccountId, approved.status, signedIn.body.accountId, units.body]
}

async function accountsOf({ call }: Mock, to: object = {}) {
  const { body } = await call('GET', '/v1/connect', to)
  return body.data.map((one: Record<string, string>) => [one.provider, one.externalAccountId]).sort()
}

t.test('in a fork the same host has the same account, and is not connected twice', async (t) => {
  const mock = await createMock(t)
  const before = await connectAgain(mock)
  for (const [from, to] of [
    ['sk_test_tests', 'sk_test_copy'],
    ['sk_test_copy', 'sk_test_copy_of_a_copy'],
  ] as const) {
    await mock.call('POST', '/_mock/fork', { key: from, body: { to } })
    const after = await connectAgain(mock, { key: to })
    t.match(after.slice(0, 3), before.slice(0, 3))
    t.strictSame(after[3].listing_options, before[3].listing_options)
    t.strictSame(
      after[3].units.map((unit: Record<string, string>) => unit.unit_name),
      before[3].units.map((unit: Record<string, string>) => unit.unit_name),
    )
    t.strictSame(await accountsOf(mock, { key: to }), await accountsOf(mock))
  }
})

t.test('a broken connection of a fork refuses its old credentials', async (t) => {
  const mock = await createMock(t)
  const copy = { key: 'sk_test_copy' }
  await mock.call('POST', '/v1/connect/lodgify', lodgify)
  await mock.call('POST', '/_mock/fork', { body: { to: copy.key } })
  const { id } = (await mock.call('GET', '/v1/connect/lodgify', copy)).body
  await mock.call('POST', `/_mock/connections/${id}/break`, copy)
  const { status, code } = await mock.call('POST', '/v1/connect/lodgify', { ...copy, ...lodgify })
  t.strictSame([status, code], [401, 'invalid_credentials'])
})

t.test('a snapshot brings the accounts to another key of another server, until a reset', async (t) => {
  const [mock, other] = [await createMock(t), await createMock(t)]
  const to = { key: 'sk_test_other' }
  const before = await connectAgain(mock)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.equal((await other.call('PUT', '/_mock/snapshot', { ...to, body: snapshot })).status, 200)
  t.match((await connectAgain(other, to)).slice(0, 3), before.slice(0, 3))
  t.strictSame(await accountsOf(other, to), await accountsOf(mock))
  await other.call('POST', '/_mock/reset', to)
  t.not((await connectAgain(other, to))[0], before[0], 'it is no copy any more')
})

t.test('a snapshot from before the origin was kept is one of the workspace that it comes to', async (t) => {
  const mock = await createMock(t)
  const [own] = await connectAgain(mock)
  const { body } = await mock.call('GET', '/_mock/snapshot')
  const { origin, ...older } = body
  await mock.call('PUT', '/_mock/snapshot', { body: { ...older, origin: 'another' } })
  t.not((await mock.call('POST', '/v1/connect/lodgify', lodgify)).body.externalAccountId, own)
  await mock.call('PUT', '/_mock/snapshot', { body: older })
  t.equal((await mock.call('POST', '/v1/connect/lodgify', lodgify)).body.externalAccountId, own)
  t.equal((await mock.call('GET', '/_mock/snapshot')).body.origin, origin)
})
