import t from 'tap'
import { createMock } from '../helpers/mock.js'

const redirectUrl = 'https://app.example/callback'

t.test('GET session has every member, and no status', async (t) => {
  const { call, clock, open } = await createMock(t)
  const id = await open('airbnb', { redirectUrl, state: 'user-42' })
  clock.advance(5000)
  const { status, body } = await call('GET', `/v1/connect/sessions/${id}`)
  t.equal(status, 200)
  t.strictSame(body, {
    id,
    sessionId: id,
    provider: 'airbnb',
    url: `http://localhost:80/connect/airbnb?session=${id}`,
    expires_at: '2026-11-21T09:30:00.000Z',
    expiresAt: '2026-11-21T09:30:00.000Z',
    state: 'user-42',
    sessionStatus: 'pending',
    createdAt: '2026-11-21T09:00:00.000Z',
    redirectUrl,
    accessType: 'full_access',
  })
})

t.test('what was not given is null', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('smoobu')
  t.match((await call('GET', `/v1/connect/sessions/${id}`)).body, {
    state: null,
    redirectUrl: null,
    accessType: null,
  })
})

t.test('HEAD answers as GET does, without a body; a trailing slash is fine', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb')
  const head = await call('HEAD', `/v1/connect/sessions/${id}`)
  t.equal(head.status, 200)
  t.equal(head.body, undefined)
  t.equal((await call('GET', `/v1/connect/sessions/${id}/`)).body.id, id)
})

t.test('a session of another workspace is not found, by any keyed call', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb')
  const key = 'sk_test_somebody_else'
  for (const { status, code } of [
    await call('GET', `/v1/connect/sessions/${id}`, { key }),
    await call('POST', `/v1/connect/sessions/${id}/complete`, { key, body: { provider: 'airbnb' } }),
  ]) {
    t.equal(status, 404)
    t.equal(code, 'not_found')
  }
})

t.test('reading and completing need a key, selecting does not', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb')
  const at = `/v1/connect/sessions/${id}`
  t.equal((await call('GET', at, { key: null })).status, 401)
  t.equal((await call('POST', `${at}/complete`, { key: null, body: { provider: 'airbnb' } })).status, 401)
  const select = (key: string | null) =>
    call('POST', `${at}/select-provider`, { key, body: { provider: 'airbnb' } })
  t.equal((await select(null)).status, 200)
  t.equal((await select('sk_test_somebody_else')).status, 200, 'a key is ignored')
  t.equal((await select('no key at all')).status, 200)
})

for (const id of ['cs_unknown', 'x', '__proto__', 'cs_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4', 'a'.repeat(5000)]) {
  t.test(`the id ${id.slice(0, 30)} is not found`, async (t) => {
    const { call } = await createMock(t)
    for (const { status, code } of [
      await call('GET', `/v1/connect/sessions/${id}`),
      await call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } }),
      await call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: 'airbnb' } }),
    ]) {
      t.equal(status, 404)
      t.equal(code, 'not_found')
    }
  })
}

t.test('select-provider and complete need a body with a provider', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb')
  for (const name of ['select-provider', 'complete']) {
    for (const body of [undefined, {}, { provider: 5 }, { provider: null }, { provider: ['airbnb'] }, '[]']) {
      const answer = await call('POST', `/v1/connect/sessions/${id}/${name}`, { body })
      t.equal(answer.status, 400, `${name} with ${JSON.stringify(body)}`)
      t.equal(answer.code, 'invalid_body')
    }
  }
  const { body } = await call('POST', `/v1/connect/sessions/${id}/complete`, { body: {} })
  t.equal(body.error.field, 'provider')
})

for (const { fields, field } of [
  { fields: { accountId: '' }, field: 'accountId' },
  { fields: { accountId: 5 }, field: 'accountId' },
  { fields: { accountId: 'a'.repeat(129) }, field: 'accountId' },
  { fields: { accountName: '' }, field: 'accountName' },
  { fields: { accountName: 'a'.repeat(257) }, field: 'accountName' },
  { fields: { credentials: 'text' }, field: 'credentials' },
  { fields: { credentials: ['a'] }, field: 'credentials' },
]) {
  t.test(`complete refuses ${JSON.stringify(fields).slice(0, 40)}`, async (t) => {
    const { call, open } = await createMock(t)
    const id = await open('airbnb')
    const { status, code, body } = await call('POST', `/v1/connect/sessions/${id}/complete`, {
      body: { provider: 'airbnb', ...fields },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
    t.equal(body.error.field, field)
  })
}

t.test('completing a credentials session needs its credentials', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('guesty')
  const complete = (credentials?: object) =>
    call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'guesty', credentials } })
  const none = await complete()
  t.equal(none.code, 'invalid_body')
  t.equal(none.body.error.field, 'credentials.clientId')
  const some = await complete({ clientId: 'a' })
  t.equal(some.body.error.field, 'credentials.clientSecret')
  const misspelt = await complete({ clientId: 'a', client_secret: 'b' })
  t.equal(misspelt.body.error.field, 'credentials.clientSecret')
  t.equal(misspelt.body.error.did_you_mean, 'clientSecret')
  t.match(misspelt.body.error.fix, 'client_secret')
  t.equal((await complete({ clientId: 'a', clientSecret: 'b' })).status, 200)
})

t.test('magic credentials choose the answer of complete, for every pattern', async (t) => {
  const { call, open, pauses } = await createMock(t)
  for (const { provider, credentials } of [
    { provider: 'airbnb', credentials: (value: string) => ({ code: value }) },
    { provider: 'lodgify', credentials: (value: string) => ({ apiKey: value }) },
    { provider: 'plumguide', credentials: (value: string) => ({ clientId: 'a', clientSecret: value }) },
  ]) {
    const id = await open(provider)
    const complete = (value: string) =>
      call('POST', `/v1/connect/sessions/${id}/complete`, {
        body: { provider, credentials: credentials(value) },
      })
    t.equal((await complete('invalid')).code, 'invalid_credentials', provider)
    t.equal((await complete('unavailable')).code, 'provider_unavailable', provider)
    t.equal((await complete('slow')).status, 200, provider)
  }
  t.strictSame(pauses, [3000, 3000, 3000])
})

t.test('a warning names an unknown credential', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('guesty')
  const { status, headers } = await call('POST', `/v1/connect/sessions/${id}/complete`, {
    body: { provider: 'guesty', credentials: { clientId: 'a', clientSecret: 'b', tenantName: 'c' } },
  })
  t.equal(status, 200)
  t.match(headers['x-repull-mock-warning'], 'tenantName')
})

t.test('a warning names an unknown field of complete', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb')
  const { status, headers } = await call('POST', `/v1/connect/sessions/${id}/complete`, {
    body: { provider: 'airbnb', account_id: '5' },
  })
  t.equal(status, 200)
  t.match(headers['x-repull-mock-warning'], 'unknown field account_id; did you mean accountId?')
})

t.test('completing under a provider that the session is not bound to changes nothing', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('guesty')
  const { code } = await call('POST', `/v1/connect/sessions/${id}/complete`, {
    body: { provider: 'hostaway', credentials: { accountId: 'a', apiKey: 'b' } },
  })
  t.equal(code, 'invalid_provider')
  t.strictSame((await call('GET', '/v1/connect')).body.data, [])
})

for (const redirectUrl of [
  'http://localhost:3000/callback?a=1&b=2#c',
  'http://[::1]:3000/',
  'HTTPS://APP.example',
  'https://app.example/?next=https%3A%2F%2Fother.example&x=%7e',
]) {
  t.test(`the redirectUrl ${redirectUrl} is handed back as it came`, async (t) => {
    const { call, open } = await createMock(t)
    for (const provider of [null, 'airbnb']) {
      const id = await open(provider, { redirectUrl })
      t.equal((await call('GET', `/v1/connect/sessions/${id}`)).body.redirectUrl, redirectUrl)
    }
  })
}

for (const accessType of ['FULL_ACCESS', '', 5, ['messaging'], null]) {
  t.test(`accessType ${JSON.stringify(accessType)} is refused with the valid values`, async (t) => {
    const { call } = await createMock(t)
    const { status, code, body } = await call('POST', '/v1/connect/airbnb', { body: { accessType } })
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
    t.equal(body.error.field, 'accessType')
    t.strictSame(body.error.valid_values, ['full_access', 'messaging', 'read_only'])
  })
}

t.test('completing with an invalid hotel id names the field, and repeats no credential', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('booking')
  const complete = (hotelId: string) => {
    const body = { provider: 'booking', credentials: { hotelId } }
    return call('POST', `/v1/connect/sessions/${id}/complete`, { body })
  }
  const { status, body } = await complete('no-hotel')
  t.equal(status, 400)
  t.match(body.error, { code: 'invalid_body', field: 'credentials.hotelId' })
  t.notMatch(JSON.stringify(body), 'no-hotel')
  t.equal((await complete('123456')).status, 200)
})
