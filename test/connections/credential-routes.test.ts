import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import { createMock } from '../helpers/mock.js'

const fields: Record<string, Record<string, string>> = {
  plumguide: { clientId: 'a', clientSecret: 'b' },
  hostaway: { accountId: 'a', apiKey: 'b' },
  guesty: { clientId: 'a', clientSecret: 'b' },
  bookingsync: { clientId: 'a', clientSecret: 'b' },
  ownerrez: { username: 'a', apiToken: 'b' },
  smoobu: { apiKey: 'a' },
  beds24: { apiKey: 'a', propKey: 'b' },
  igms: { apiToken: 'a' },
  hospitable: { accessToken: 'a' },
  lodgify: { apiKey: 'a' },
}

t.test('this test covers each provider with the pattern credentials', async (t) => {
  const slugs = providers.filter((one) => one.connectPattern === 'credentials').map(({ id }) => id)
  t.strictSame(Object.keys(fields), slugs)
})

for (const [provider, credentials] of Object.entries(fields)) {
  const url = `/v1/connect/${provider}/credentials`
  t.test(`${provider} wants ${Object.keys(credentials).join(' and ')}`, async (t) => {
    const { call } = await createMock(t)
    const { status, body, headers } = await call('POST', url, { body: { credentials } })
    t.equal(status, 200)
    t.match(body, { ok: true, provider, sessionId: null })
    t.equal(headers['x-repull-mock-warning'], undefined)
    const listed = await call('GET', `/v1/connect/${provider}`)
    t.equal(listed.body.id, body.connectionId)
    t.equal(listed.body.externalAccountId, body.accountInfo.accountId)

    const directly = await call('POST', `/v1/connect/${provider}`, { body: credentials })
    t.match(directly, { status: 200, body: { id: body.connectionId, status: 'active' } })
    t.equal(directly.headers['x-repull-mock-warning'], undefined)

    for (const missing of Object.keys(credentials)) {
      const { [missing]: _, ...rest } = credentials
      const refused = await call('POST', url, { body: { credentials: rest } })
      t.equal(refused.status, 400)
      t.equal(refused.code, 'invalid_body')
      t.equal(refused.body.error.field, `credentials.${missing}`)
    }
  })

  t.test(`each credential of ${provider} can choose the answer`, async (t) => {
    const { call, pauses } = await createMock(t)
    for (const name of Object.keys(credentials)) {
      const send = (value: string) =>
        call('POST', url, { body: { credentials: { ...credentials, [name]: value } } })
      t.equal((await send('invalid')).code, 'invalid_credentials')
      t.equal((await send('unavailable')).code, 'provider_unavailable')
      t.strictSame((await call('GET', `/v1/connect/${provider}`)).body.accounts, [])
    }
    await call('POST', url, {
      body: { credentials: { ...credentials, [Object.keys(credentials)[0] as string]: 'slow' } },
    })
    t.strictSame(pauses, [3000])
  })
}

t.test('a lone apiKey is not enough for the credentials route', async (t) => {
  const { call } = await createMock(t)
  const { code, body } = await call('POST', '/v1/connect/guesty/credentials', {
    body: { credentials: { apiKey: 'a' } },
  })
  t.equal(code, 'invalid_body')
  t.equal(body.error.field, 'credentials.clientId')
})

t.test('without a session the call needs a key', async (t) => {
  const { call } = await createMock(t)
  for (const sessionId of [undefined, null]) {
    const body = { sessionId, credentials: fields.guesty }
    t.equal((await call('POST', '/v1/connect/guesty/credentials', { key: null, body })).code, 'unauthorized')
    t.equal((await call('POST', '/v1/connect/guesty/credentials', { body })).status, 200)
  }
})

t.test('the connection belongs to the workspace of the session, whatever key comes along', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('guesty')
  const { status } = await call('POST', '/v1/connect/guesty/credentials', {
    key: 'sk_test_somebody_else',
    body: { sessionId, credentials: fields.guesty },
  })
  t.equal(status, 200)
  t.equal((await call('GET', '/v1/connect/guesty')).body.connected, true)
  t.equal((await call('GET', '/v1/connect/guesty', { key: 'sk_test_somebody_else' })).body.connected, false)
})

t.test('a warning names unknown credentials, which do not change the account', async (t) => {
  const { call } = await createMock(t)
  const send = (credentials: object) =>
    call('POST', '/v1/connect/guesty/credentials', { body: { credentials } })
  const plain = await send({ clientId: 'a', clientSecret: 'b' })
  const more = await send({ clientId: 'a', clientSecret: 'b', client_id: 'c', tenant: 'd' })
  t.equal(more.status, 200)
  t.match(
    more.headers['x-repull-mock-warning'],
    'unknown field credentials.client_id; did you mean clientId?',
  )
  t.match(more.headers['x-repull-mock-warning'], 'tenant')
  t.equal(more.body.connectionId, plain.body.connectionId)
})

t.test('the order of the credentials does not matter', async (t) => {
  const { call } = await createMock(t)
  const send = (credentials: object) =>
    call('POST', '/v1/connect/guesty/credentials', { body: { credentials } })
  const { body } = await send({ clientSecret: 'b', clientId: 'a' })
  t.equal((await send({ clientId: 'a', clientSecret: 'b' })).body.connectionId, body.connectionId)
  t.not((await send({ clientId: 'b', clientSecret: 'a' })).body.connectionId, body.connectionId)
})

t.test('an error suggests the name of a misspelt credential', async (t) => {
  const { call } = await createMock(t)
  const { body } = await call('POST', '/v1/connect/smoobu/credentials', {
    body: { credentials: { api_key: 'my-key-value' } },
  })
  t.match(body.error, { code: 'invalid_body', field: 'credentials.apiKey', did_you_mean: 'apiKey' })
  t.match(body.error.fix, 'api_key')
  t.notMatch(JSON.stringify(body), 'my-key-value')
})

for (const credentials of [
  undefined,
  null,
  5,
  'text',
  [],
  ['a'],
  { clientId: 5 },
  { clientId: '' },
  { clientId: null },
  { clientId: 'a', clientSecret: 'b', 'line\nbreak': null },
]) {
  t.test(`the credentials ${JSON.stringify(credentials)} are refused`, async (t) => {
    const { call } = await createMock(t)
    const { status, code, body } = await call('POST', '/v1/connect/guesty/credentials', {
      body: { credentials },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
    t.match(body.error.field, /^credentials/)
  })
}
