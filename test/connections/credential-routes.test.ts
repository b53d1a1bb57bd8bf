import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import { createMock } from '../helpers/mock.js'

const fields: Record<string, Record<string, string>> = {
  plumguide: { clientId: 'a', clientSecret: 'b' },
  hostaway: { accountId: 'a', apiKey: 'b' },
  guesty: { clientId: 'a', clientSecret: 'b' },
  bookingsync: { clientId: 'a', clientSecret: 'b' },
  ownerrez: { username: 'a', apiToken: 'b' },
  smoobu: { apiKey: 'a', apiSecret: 'b' },
  beds24: { apiKey: 'a', propKey: 'b' },
  igms: { apiToken: 'a' },
  hospitable: { accessToken: 'a' },
  lodgify: { apiKey: 'a' },
  cloudbeds: { apiKey: 'cbat_a' },
  mews: { accessToken: 'a' },
  track: { domain: 'shores.trackhs.com', apiKey: 'a', apiSecret: 'b' },
}

/** What a call may leave out although the form asks for it. */
const dispensable = ['hostaway.accountId', 'beds24.propKey']

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
    const isLeft = 'apiKey' in credentials
    t.match(directly.headers['x-repull-mock-warning'] ?? '', isLeft ? 'apiKey left the published body' : /^$/)

    for (const missing of Object.keys(credentials)) {
      if (dispensable.includes(`${provider}.${missing}`)) continue
      const { [missing]: _, ...rest } = credentials
      const refused = await call('POST', url, { body: { credentials: rest } })
      const isNew = provider === 'smoobu' && missing === 'apiSecret'
      t.match(
        refused,
        isNew ? { status: 422, code: 'invalid_params' } : { status: 400, code: 'invalid_body' },
      )
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

t.test('a lone apiKey is not enough where the form has none', async (t) => {
  const { call } = await createMock(t)
  const { code, body } = await call('POST', '/v1/connect/guesty/credentials', {
    body: { credentials: { apiKey: 'a' } },
  })
  t.equal(code, 'invalid_body')
  t.equal(body.error.field, 'credentials.clientId')
})

t.test('a lone apiKey is enough where the form has one, with a warning of what it misses', async (t) => {
  const { call } = await createMock(t)
  for (const [provider, left] of [
    ['hostaway', 'accountId'],
    ['beds24', 'propKey'],
  ]) {
    const body = { credentials: { apiKey: 'a' } }
    const answer = await call('POST', `/v1/connect/${provider}/credentials`, { body })
    t.match(answer, { status: 200, body: { provider, connected: true } })
    t.match(answer.headers['x-repull-mock-warning'], `credentials.${left} is left out`)
    const directly = await call('POST', `/v1/connect/${provider}`, { body: body.credentials })
    t.equal(directly.body.id, answer.body.connectionId, 'the same account as by POST /v1/connect/{pms}')
  }
})

t.test('a name that people would send gets a suggestion, whether it is missing or too much', async (t) => {
  const { call } = await createMock(t)
  for (const [provider, given, meant] of [
    ['hospitable', { personalAccessToken: 'my-value' }, 'accessToken'],
    ['igms', { token: 'my-value' }, 'apiToken'],
    ['lodgify', { api_key: 'my-value' }, 'apiKey'],
    ['ownerrez', { email: 'my-value', apiToken: 'b' }, 'username'],
  ] as const) {
    const { status, body } = await call('POST', `/v1/connect/${provider}/credentials`, {
      body: { credentials: given },
    })
    t.equal(status, 400)
    t.match(body.error, { field: `credentials.${meant}`, did_you_mean: meant }, provider)
    t.notMatch(JSON.stringify(body), 'my-value')
  }
  const credentials = { accessToken: 'a', pat: 'b', nested: { deep: [null] }, 'line\nbreak': null }
  const taken = await call('POST', '/v1/connect/hospitable/credentials', { body: { credentials } })
  t.equal(taken.status, 200, 'the published body is a free object')
  t.match(
    taken.headers['x-repull-mock-warning'],
    'unknown field credentials.pat; did you mean accessToken?, unknown field credentials.nested',
  )
})

t.test('ids may be numbers, as people send them', async (t) => {
  const { call } = await createMock(t)
  const send = (accountId: unknown) =>
    call('POST', '/v1/connect/hostaway/credentials', { body: { credentials: { accountId, apiKey: 'k' } } })
  const { status, body } = await send(40123)
  t.equal(status, 200)
  t.equal((await send('40123')).body.connectionId, body.connectionId)
})

t.test('the answer says whether the account is new, in both published shapes', async (t) => {
  const { call, open } = await createMock(t)
  const all = { availability: true, rates: true, restrictions: true }
  const send = (sessionId?: string) =>
    call('POST', '/v1/connect/guesty/credentials', { body: { sessionId, credentials: fields.guesty } })
  const { body } = await send()
  const { externalAccountId, accountName } = body.accountInfo
  t.strictSame(body, {
    ok: true,
    accountInfo: { accountId: externalAccountId, externalAccountId, accountName },
    provider: 'guesty',
    connected: true,
    created: true,
    connectionId: body.connectionId,
    pmsConnectionId: body.connectionId,
    sessionId: null,
    writePolicy: { calendar: all, reservations: { website: true, dashboard: true, api: true } },
  })
  const sessionId = await open('guesty')
  t.strictSame((await send(sessionId)).body, { ...body, created: false, sessionId })
})

t.test('credentials can switch what may be written to the PMS, in the same step', async (t) => {
  const { call } = await createMock(t)
  const send = (body: object, headers = {}) =>
    call('POST', '/v1/connect/cloudbeds/credentials', { body, headers })
  const policy = async () => (await call('GET', '/v1/connect/cloudbeds')).body.writePolicy
  const writePolicy = { calendar: { rates: true }, reservations: { api: false } }
  const switched = {
    calendar: { availability: false, rates: true, restrictions: false },
    reservations: { website: true, dashboard: true, api: false },
  }
  const good = { apiKey: 'cbat_1' }
  t.equal((await send({ credentials: { apiKey: 'invalid' }, writePolicy })).status, 401)
  t.equal(await policy(), undefined, 'what is refused switches nothing')
  t.strictSame((await send({ credentials: good, writePolicy })).body.writePolicy, switched)
  t.strictSame(await policy(), switched)
  t.strictSame((await send({ credentials: good })).body.writePolicy, switched, 'it stays as it is')
  const back = { calendar: { rates: false } }
  const headers = { 'idempotency-key': 'one' }
  t.equal(
    (await send({ credentials: good, writePolicy: back }, headers)).body.writePolicy.calendar.rates,
    false,
  )
  t.equal((await policy()).calendar.rates, false, 'also in a call with a key')
  const bad = await send({ credentials: good, writePolicy: { calendar: { rates: 'no' } } })
  t.match(bad, {
    status: 400,
    code: 'invalid_body',
    body: { error: { field: 'writePolicy.calendar.rates' } },
  })
  const channel = { credentials: { clientId: 'a', clientSecret: 'b' }, writePolicy: {} }
  t.match(await call('POST', '/v1/connect/plumguide/credentials', { body: channel }), {
    status: 400,
    code: 'invalid_body',
    body: { error: { field: 'writePolicy' } },
  })
})

t.test('Cloudbeds, Mews and Track have members of their own', async (t) => {
  const { call } = await createMock(t)
  const send = async (provider: string, credentials: object) =>
    (await call('POST', `/v1/connect/${provider}/credentials`, { body: { credentials } })).body
  const off = { availability: false, rates: false, restrictions: false }
  t.match(await send('cloudbeds', { apiKey: 'cbat_1', propertyIds: ['100', 200] }), {
    accountInfo: { propertyIds: ['100', '200'] },
    webhooks: { registered: 2 },
    writePolicy: { calendar: off },
  })
  const mews = await send('mews', { accessToken: 'a', environment: 'demo' })
  t.match(mews, { created: true, webhooks: { registered: 0 }, writePolicy: { calendar: off } })
  t.strictSame(mews.accountInfo.propertyIds, [mews.accountInfo.externalAccountId])
  const other = await send('mews', { accessToken: 'a' })
  t.match(other, { created: false, connectionId: mews.connectionId }, 'an option makes no other account')
  const track = { apiKey: 'a', apiSecret: 'b' }
  for (const [domain, host] of [
    ['https://Shores.trackhs.com/api', 'shores.trackhs.com'],
    ['shores', 'shores.trackhs.com'],
    ['pms.example', 'pms.example'],
  ])
    t.match(await send('track', { ...track, domain }), {
      accountInfo: { domain: host, keyType: 'server', authMode: 'hmac' },
      firstSync: { queued: true },
    })
  const options = {
    keyType: 'channel',
    authMode: 'basic',
    secretIsBase64: false,
    paymentTypeId: 7,
    moveReasonId: 8,
  }
  t.match(await send('track', { ...track, domain: 'shores', ...options }), {
    accountInfo: { keyType: 'channel', authMode: 'basic' },
  })
})

t.test('a value that the provider does not know is refused by its name', async (t) => {
  const { call } = await createMock(t)
  const track = { domain: 'shores', apiKey: 'a', apiSecret: 'b' }
  for (const [provider, credentials, field, valid] of [
    ['cloudbeds', { apiKey: 'sk-1' }, 'apiKey', undefined],
    ['cloudbeds', { apiKey: 'cbat_1', propertyIds: [{}] }, 'propertyIds', undefined],
    ['mews', { accessToken: 'a', environment: 'test' }, 'environment', ['production', 'demo']],
    ['track', { ...track, keyType: 'own' }, 'keyType', ['server', 'channel']],
    ['track', { ...track, secretIsBase64: 'maybe' }, 'secretIsBase64', ['true', 'false']],
    ['track', { ...track, moveReasonId: 'x' }, 'moveReasonId', undefined],
    ['track', { ...track, moveReasonId: 1.5 }, 'moveReasonId', undefined],
  ] as const) {
    const { status, code, body } = await call('POST', `/v1/connect/${provider}/credentials`, {
      body: { credentials },
    })
    t.match({ status, code }, { status: 400, code: 'invalid_body' }, field)
    t.equal(body.error.field, `credentials.${field}`)
    t.strictSame(body.error.valid_values, valid)
    if (valid) t.equal(body.error.fix, `Use one of ${valid.join(', ')}.`)
  }
  const credentials = { accessToken: 'a', environment: 'Demo' }
  const { body } = await call('POST', '/v1/connect/mews/credentials', { body: { credentials } })
  t.equal(body.error.did_you_mean, 'demo')
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
  { clientId: ['a'], clientSecret: 'b' },
  { clientId: '', clientSecret: 'b' },
  { clientId: 'a', clientSecret: 'x'.repeat(1025) },
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
