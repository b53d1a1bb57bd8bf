import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import type { AnyBody } from '../helpers/answers.js'
import { createMock } from '../helpers/mock.js'

t.test('a host types Guesty credentials into a form that only knows the session', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('guesty', { redirectUrl: 'https://app.example/callback' })
  const submitted = await call('POST', '/v1/connect/guesty/credentials', {
    key: null,
    body: { sessionId, credentials: { clientId: 'my-client', clientSecret: 'my-secret' } },
  })
  t.equal(submitted.status, 200)
  const { body } = submitted
  t.equal(body.ok, true)
  t.equal(body.provider, 'guesty')
  t.equal(body.sessionId, sessionId)
  const status = await call('GET', '/v1/connect/guesty')
  t.match(status.body, {
    connected: true,
    id: body.connectionId,
    externalAccountId: body.accountInfo.accountId,
    host: null,
    accounts: [{ name: body.accountInfo.accountName }],
  })
  t.equal((await call('GET', `/v1/connect/sessions/${sessionId}`)).code, 'session_terminal')
})

t.test('a refused credential stores nothing, and the host may try again', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('guesty')
  const submit = (clientSecret: string) =>
    call('POST', '/v1/connect/guesty/credentials', {
      key: null,
      body: { sessionId, credentials: { clientId: 'my-client', clientSecret } },
    })
  const refused = await submit('invalid')
  t.equal(refused.status, 401)
  t.equal(refused.code, 'invalid_credentials')
  const away = await submit('unavailable')
  t.equal(away.status, 503)
  t.equal(away.code, 'provider_unavailable')
  t.strictSame((await call('GET', '/v1/connect')).body.data, [])
  t.equal((await call('GET', `/v1/connect/sessions/${sessionId}`)).body.sessionStatus, 'pending')
  t.equal((await submit('right')).status, 200)
})

t.test('an app connects Hostaway directly, without a session, and again without a double', async (t) => {
  const { call, clock } = await createMock(t)
  const connect = () =>
    call('POST', '/v1/connect/hostaway', { body: { accountId: 'acct-7', apiKey: 'key-7' } })
  const { status, body } = await connect()
  t.equal(status, 200)
  t.match(body, { provider: 'hostaway', status: 'active', host: null })
  t.notOk('sessionId' in body, 'no session came of it')
  clock.advance(1000)
  t.strictSame((await connect()).body, body, 'the same credentials are the same connection')
  const other = await call('POST', '/v1/connect/hostaway', { body: { accountId: 'acct-8', apiKey: 'key-7' } })
  t.not(other.body.id, body.id)
  t.equal((await call('GET', '/v1/connect')).body.data.length, 2)
})

for (const { id: pms } of providers.filter(({ category }) => category === 'pms')) {
  t.test(`a lone apiKey connects ${pms}`, async (t) => {
    const { call } = await createMock(t)
    const { status, body, headers } = await call('POST', `/v1/connect/${pms}`, { body: { apiKey: 'key-9' } })
    t.equal(status, 200)
    t.match(body, { provider: pms, status: 'active' })
    t.equal(
      headers['x-repull-mock-warning'],
      `apiKey left the published body of this call in 2026-10; use POST /v1/connect/${pms}/credentials`,
    )
  })
}

for (const { provider, body, missing } of [
  { provider: 'guesty', body: { clientId: 'c' }, missing: 'clientSecret' },
  { provider: 'guesty', body: { clientSecret: 'c' }, missing: 'clientId' },
  { provider: 'bookingsync', body: { clientId: 'c' }, missing: 'clientSecret' },
  { provider: 'hostaway', body: { accountId: 'a' }, missing: 'apiKey' },
  { provider: 'ownerrez', body: { username: 'u' }, missing: 'apiToken' },
  { provider: 'beds24', body: { propKey: 'p' }, missing: 'apiKey' },
  { provider: 'smoobu', body: { clientId: 'c' }, missing: 'apiKey' },
  { provider: 'plumguide', body: { clientId: 'c' }, missing: 'clientSecret' },
  { provider: 'plumguide', body: { apiKey: 'k' }, missing: 'clientId' },
]) {
  t.test(`${provider} with only ${Object.keys(body)} names ${missing} as missing`, async (t) => {
    const { call } = await createMock(t)
    const answer = await call('POST', `/v1/connect/${provider}`, { body })
    t.equal(answer.status, 400)
    t.equal(answer.code, 'invalid_body')
    t.equal(answer.body.error.field, missing)
    t.match(answer.body.error.message, new RegExp(`^${missing} is missing`))
    t.strictSame((await call('GET', '/v1/connect')).body.data, [], 'nothing is connected')
  })
}

t.test('Plum Guide connects directly by its two credentials, and by a session', async (t) => {
  const { call, open } = await createMock(t)
  const credentials = { clientId: 'plum-client', clientSecret: 'plum-secret' }
  const direct = await call('POST', '/v1/connect/plumguide', { body: credentials })
  t.equal(direct.status, 200)
  t.equal(direct.body.status, 'active')

  const sessionId = await open('plumguide')
  const completed = await call('POST', `/v1/connect/sessions/${sessionId}/complete`, {
    body: { provider: 'plumguide', credentials },
  })
  t.equal(completed.status, 200)
  t.equal(completed.body.id, direct.body.id, 'the same credentials are the same account')
})

t.test('a provider with credentials opens a session when none come along', async (t) => {
  const { call, clock } = await createMock(t)
  const { body } = await call('POST', '/v1/connect/smoobu', {
    body: { redirectUrl: 'https://app.example/callback', state: 's' },
  })
  t.match(body.url, `/connect/smoobu?session=${body.sessionId}`)
  t.notOk('status' in body)
  const completed = await call('POST', `/v1/connect/sessions/${body.id}/complete`, {
    body: {
      provider: 'smoobu',
      accountName: 'Beach flat',
      credentials: { apiKey: 'key-1', apiSecret: 'secret-1' },
    },
  })
  t.equal(completed.body.host, null, 'only Airbnb names its hosts')
  clock.advance(1)
  t.match((await call('GET', '/v1/connect/smoobu')).body, {
    id: completed.body.id,
    accounts: [{ name: 'Beach flat' }],
  })
})

t.test('a slow provider takes three seconds and then succeeds', async (t) => {
  const mock = await createMock(t)
  const { status } = await mock.call('POST', '/v1/connect/lodgify', { body: { apiKey: 'slow' } })
  t.equal(status, 200)
  t.strictSame(mock.pauses, [3000])
})

t.test('no answer and no log line holds a credential', async (t) => {
  const { call, open, log } = await createMock(t)
  const secret = 'Xq7-very-secret-value'
  const answers = [
    await call('POST', '/v1/connect/guesty', { body: { clientId: secret, clientSecret: secret } }),
    await call('POST', '/v1/connect/guesty', { body: { clientId: secret } }),
    await call('POST', '/v1/connect/guesty', { body: { clientId: secret, clientSecret: [secret] } }),
    await call('POST', '/v1/connect/guesty', { body: { clientId: secret.repeat(100), clientSecret: 'x' } }),
    await call('POST', '/v1/connect/smoobu', { body: { apiKey: secret } }),
    await call('POST', '/v1/connect/ownerrez/credentials', {
      body: { credentials: { username: secret, apiToken: secret, other: secret } },
    }),
    await call('POST', '/v1/connect/ownerrez/credentials', { body: { credentials: { username: secret } } }),
    await call('POST', '/v1/connect/ownerrez/credentials', { body: { credentials: secret } }),
    await call('POST', '/v1/connect/ownerrez/credentials', { body: { credentials: [secret] } }),
    await call('POST', '/v1/connect/ownerrez/credentials', {
      body: { credentials: { username: secret, apiToken: { nested: secret } } },
    }),
  ]
  const sessionId = await open('vrbo')
  answers.push(
    await call('POST', '/v1/connect/vrbo/credentials', {
      body: { sessionId, credentials: { username: secret, password: secret } },
    }),
    await call('POST', `/v1/connect/sessions/${sessionId}/complete`, {
      body: { provider: 'vrbo', credentials: { username: secret, password: secret } },
    }),
    await call('GET', '/v1/connect'),
    await call('GET', '/v1/connect/guesty'),
    await call('GET', '/v1/connect/ownerrez'),
  )
  t.equal(answers.filter(({ status }) => status === 200).length, 6)
  for (const { body, headers } of answers) {
    t.notMatch(JSON.stringify([body, headers]) as AnyBody, /Xq7/)
  }
  t.notMatch(log.join('\n'), /Xq7/)
})
