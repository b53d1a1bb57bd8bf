import t from 'tap'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { createMock, type MockOptions } from '../helpers/mock.js'
import { type Around, observed, once } from '../helpers/observed.js'

const email = 'noor@example.com'
const password = 'my-password'

async function opened(t: Parameters<typeof createMock>[0], body = {}, options: MockOptions = {}) {
  const mock = await createMock(t, options)
  const sessionId = await mock.open('vrbo', body)
  const send = (body: object) =>
    mock.call('POST', '/v1/connect/vrbo-login/session', { key: null, body: { sessionId, ...body } })
  return {
    ...mock,
    sessionId,
    send,
    login: (more: object = {}) => send({ action: 'login', email, password, ...more }),
    enter: (code: string, more: object = {}) => send({ action: 'otp', code, ...more }),
    progress: () => mock.call('GET', `/v1/connect/vrbo-login/session?sessionId=${sessionId}`, { key: null }),
    read: () => mock.call('GET', `/v1/connect/sessions/${sessionId}`),
    approve: (body: object = {}) => mock.call('POST', `/_mock/sessions/${sessionId}/approve`, { body }),
    status: () => mock.call('GET', '/v1/connect/vrbo-login'),
  }
}

t.test('e-mail and password, then a code: the host has signed in, and nothing is connected', async (t) => {
  const { login, enter, read, status } = await opened(t)
  const asked = await login()
  t.equal(asked.status, 200)
  const { accountId } = asked.body
  t.type(accountId, 'number')
  t.strictSame(asked.body, {
    accountId,
    status: 'otp_required',
    reason: null,
    error: null,
    destination: 'n***@example.com',
    notificationEmail: null,
    awaitingMapping: false,
  })
  const signedIn = await enter('123456', { accountId })
  t.strictSame(signedIn.body, {
    accountId,
    status: 'connected',
    reason: null,
    error: null,
    destination: null,
    notificationEmail: `vrbo-${accountId}@notify.repull.example`,
    awaitingMapping: true,
  })
  t.strictSame((await enter('123456')).body, signedIn.body, 'a repeated code says the same')
  t.equal((await read()).body.sessionStatus, 'pending')
  t.equal((await status()).body.connected, false)
})

t.test('the account follows from the e-mail address, and the workspace', async (t) => {
  const { login, call, open } = await opened(t)
  const { accountId } = (await login()).body
  t.equal((await login({ email: 'NOOR@example.com' })).body.accountId, accountId)
  t.not((await login({ email: 'marek@example.com' })).body.accountId, accountId)
  const sessionId = await open('vrbo', {}, { key: 'sk_test_other' })
  const body = { sessionId, action: 'login', email, password }
  t.not((await call('POST', '/v1/connect/vrbo-login/session', { body })).body.accountId, accountId)
})

for (const [what, given, reason] of [
  ['a blocked account', { email: 'blocked@example.com' }, 'blocked'],
  ['a wrong password', { password: 'invalid' }, 'bad_credentials'],
] as const) {
  t.test(`${what} is refused, and the session stays usable`, async (t) => {
    const { login, enter, progress } = await opened(t)
    const { status, body } = await login(given)
    t.equal(status, 200)
    t.match(body, { status: 'failed', reason, error: /./, destination: null, awaitingMapping: false })
    t.equal((await progress()).code, 'claim_pending')
    t.equal((await enter('123456')).code, 'invalid_body', 'no code is asked for')
    t.equal((await login()).body.status, 'otp_required')
  })
}

for (const code of ['000000', '12345', '1234567', 'abcdef', '', '１２３４５６']) {
  t.test(`the code ${JSON.stringify(code)} is refused, and another one may follow`, async (t) => {
    const { login, enter } = await opened(t)
    await login()
    const { status, body } = await enter(code)
    t.equal(status, 200)
    t.match(body, { status: 'failed', reason: 'bad_code', error: /./, awaitingMapping: false })
    t.equal((await enter('654321')).body.status, 'connected')
  })
}

t.test('a pending sign-in asks for the code when it is repeated', async (t) => {
  const { login } = await opened(t)
  const given = { email: 'pending@example.com' }
  t.match((await login(given)).body, { status: 'pending', destination: null, awaitingMapping: false })
  t.match((await login(given)).body, { status: 'otp_required', destination: 'p***@example.com' })
})

t.test('a trusted host needs no code', async (t) => {
  const { login } = await opened(t)
  t.match((await login({ email: 'trusted@example.com' })).body, {
    status: 'connected',
    awaitingMapping: true,
  })
})

t.test('a slow sign-in takes three seconds, and may find its session expired', async (t) => {
  const mock = await opened(t)
  t.equal((await mock.login({ email: 'slow@example.com' })).body.status, 'otp_required')
  t.equal((await mock.login({ password: 'slow' })).body.status, 'otp_required')
  t.strictSame(mock.pauses, [3000, 3000])
  const late = await createMock(t)
  const sessionId = await late.open('vrbo')
  late.onPause = () => late.clock.advance(31 * 60_000)
  const body = { sessionId, action: 'login', email, password: 'slow' }
  t.equal((await late.call('POST', '/v1/connect/vrbo-login/session', { body })).code, 'session_expired')
})

t.test('Vrbo may be away', async (t) => {
  const { login } = await opened(t)
  for (const given of [{ email: 'unavailable@example.com' }, { password: 'unavailable' }]) {
    const { status, code } = await login(given)
    t.equal(status, 503)
    t.equal(code, 'provider_unavailable')
  }
})

for (const [given, field] of [
  [{ action: 'login', password }, 'email'],
  [{ action: 'login', email }, 'password'],
  [{ action: 'login', email: 'noor', password }, 'email'],
  [{ action: 'login', email, password, accessType: 'read_only' }, 'accessType'],
  [{ action: 'otp' }, 'code'],
  [{ action: 'otp', code: '123456' }, 'action'],
  [{ action: 'resend' }, 'action'],
  [{}, 'action'],
] as const) {
  t.test(`${JSON.stringify(given)} is refused for its ${field}`, async (t) => {
    const { send } = await opened(t)
    const { status, code, body } = await send(given)
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
    t.equal(body.error.field, field)
    t.notMatch(JSON.stringify(body), /my-password|noor@/, 'nothing that a host typed in')
  })
}

t.test('a code for another account is refused', async (t) => {
  const { login, enter } = await opened(t)
  const { accountId } = (await login()).body
  const { code, body } = await enter('123456', { accountId: 1 })
  t.equal(code, 'invalid_body')
  t.match(body.error, { field: 'accountId', value_received: '1', valid_values: [String(accountId)] })
})

t.test('a code is for the account that it names, whoever logs in meanwhile', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const { login, enter, progress } = await opened(t, {}, { parts: { records } })
  const { accountId } = (await login()).body
  around.before = once(() => login({ email: 'marek@example.com' }))
  t.match(await enter('123456', { accountId }), {
    code: 'invalid_body',
    body: { error: { field: 'accountId' } },
  })
  t.equal((await progress()).code, 'claim_pending', 'the other account still waits for its code')
})

t.test('an e-mail address of another form is refused with one as an example', async (t) => {
  const { login } = await opened(t)
  t.match((await login({ email: 'noor' })).body.error.fix, 'like host@example.com.')
})

t.test('a session that asks for less access locks the choice', async (t) => {
  const locked = await opened(t, { accessType: 'messaging' })
  const { code, body } = await locked.login({ accessType: 'full_access' })
  t.equal(code, 'invalid_body')
  t.match(body.error, { field: 'accessType', valid_values: ['messaging'] })
  t.equal((await locked.login({ accessType: 'messaging' })).body.status, 'otp_required')
  const open = await opened(t)
  await open.login({ email: 'trusted@example.com', accessType: 'messaging' })
  t.match((await open.progress()).body, { state: 'not_started', accessType: 'messaging' })
  await open.approve()
  t.equal((await open.status()).body.accounts[0].accessType, 'messaging')
})

t.test('who may only read has the import of who may write messages', async (t) => {
  const { login, progress } = await opened(t, { accessType: 'read_only' })
  await login({ email: 'trusted@example.com' })
  t.equal((await progress()).body.accessType, 'messaging')
  const refused = (await login({ accessType: 'messaging' })).body.error
  t.match(refused.fix, /open a session that asks for messaging\.$/)
  t.notOk('valid_values' in refused, 'no value that a login takes is right')
})

t.test('a session that ended, expired, or has another provider is refused', async (t) => {
  const { approve, login, clock, call, open } = await opened(t)
  const guesty = await open('guesty')
  const body = { sessionId: guesty, action: 'login', email, password }
  t.equal((await call('POST', '/v1/connect/vrbo-login/session', { body })).code, 'invalid_provider')
  await approve()
  t.equal((await login()).code, 'session_terminal')
  const late = await open('vrbo')
  clock.advance(30 * 60_000)
  const lateBody = { sessionId: late, action: 'login', email, password }
  t.equal((await call('POST', '/v1/connect/vrbo-login/session', { body: lateBody })).code, 'session_expired')
})

t.test('approving connects the account, with its e-mail address, and begins the import', async (t) => {
  const { login, enter, approve, status, progress, call } = await opened(t)
  const { accountId } = (await login()).body
  await enter('123456')
  t.match((await progress()).body, { accountId, state: 'not_started', requestedAt: null, reservations: 0 })
  t.equal((await approve()).body.accountId, String(accountId))
  const now = '2026-11-21T09:00:00.000Z'
  const imported = {
    accountId,
    state: 'imported',
    accessType: 'full_access',
    requestedAt: now,
    priorityImportedAt: now,
    historyCompletedAt: now,
    historyComplete: true,
    lastSyncedAt: now,
    conversationsSeen: 12,
    conversationsImported: 12,
    reservations: 0,
  }
  t.strictSame((await progress()).body, imported, 'the session may be over')
  t.match((await call('GET', '/v1/channels/vrbo/reservations')).body.pagination, { total: 0 }, 'as many')
  const { body } = await status()
  t.match(body, {
    connected: true,
    provider: 'vrbo',
    externalAccountId: String(accountId),
    accounts: [{ externalAccountId: String(accountId), email, accessType: 'full_access', import: imported }],
    dataFreshness: { lastSyncedAt: now, stale: false, reason: null, fixUrl: null },
  })
  t.strictSame((await call('GET', '/v1/connect/vrbo')).body, body, 'the status of the provider says the same')
})

t.test('a slow import follows the clock', async (t) => {
  const { login, approve, progress, status, clock } = await opened(t)
  const { accountId } = (await login({ email: 'importing@example.com' })).body
  t.match(String(accountId), /425$/)
  await approve()
  t.match((await progress()).body, { state: 'importing', priorityImportedAt: null, conversationsSeen: 12 })
  t.match((await status()).body.dataFreshness, { lastSyncedAt: null, stale: true, reason: 'importing' })
  clock.advance(5000)
  t.match((await progress()).body, {
    state: 'importing_history',
    priorityImportedAt: '2026-11-21T09:00:05.000Z',
    historyComplete: false,
    lastSyncedAt: '2026-11-21T09:00:05.000Z',
  })
  t.match((await status()).body.dataFreshness, { lastSyncedAt: /05/, reason: 'importing' })
  clock.advance(5000)
  t.match((await progress()).body, { state: 'imported', historyComplete: true })
})

t.test('an account that was connected by its minted pair was never imported', async (t) => {
  const { approve, status, progress, call } = await opened(t)
  await approve()
  const { body } = await status()
  t.match(body.accounts, [{ email: null, accessType: 'full_access', import: null }])
  t.match(body.dataFreshness, { stale: true, reason: 'never_synced', lastSyncedAt: null, fixUrl: null })
  t.equal((await progress()).body.state, 'not_started')
  await call('POST', `/_mock/connections/${body.id}/break`, { body: {} })
  const { dataFreshness, fixUrl } = (await status()).body
  t.match(dataFreshness, { stale: true, reason: 'reauth_required', fixUrl })
  await call('DELETE', `/_mock/connections/${body.id}`)
  t.match((await progress()).body, { state: 'not_started', accessType: null }, 'the account is gone')
  t.match((await status()).body, { connected: false, accounts: [] })
})

t.test('a host signs in again to heal a connection', async (t) => {
  const { login, approve, call, status } = await opened(t)
  const { accountId } = (await login()).body
  await approve()
  const { id } = (await status()).body
  const { body } = await call('POST', `/_mock/connections/${id}/break`, { body: {} })
  const { headers } = await call('GET', new URL(body.fixUrl).pathname + new URL(body.fixUrl).search)
  const sessionId = new URL(headers.location as string).searchParams.get('session')
  const again = { sessionId, action: 'login', email: 'new@example.com', password }
  const answer = await call('POST', '/v1/connect/vrbo-login/session', { body: again })
  t.equal(answer.body.accountId, accountId, 'whatever the e-mail address')
  await call('POST', `/_mock/sessions/${sessionId}/approve`, { body: {} })
  t.match((await status()).body, { id, status: 'active', accounts: [{ email: 'new@example.com' }] })
})

t.test('a tester approves the sign-in itself', async (t) => {
  const { approve, status } = await opened(t)
  t.equal((await approve({ flow: 'vrbo-login' })).body.status, 'completed')
  t.match((await status()).body.accounts, [{ email: null, import: { state: 'imported' } }])
  const picker = await createMock(t)
  const id = await picker.open(null)
  const chosen = await picker.call('POST', `/_mock/sessions/${id}/approve`, { body: { flow: 'vrbo-login' } })
  t.match(chosen.body, { provider: 'vrbo', status: 'completed' }, 'the flow picks the provider')
  const other = await picker.open('guesty')
  const body = { flow: 'vrbo-login' }
  t.equal((await picker.call('POST', `/_mock/sessions/${other}/approve`, { body })).code, 'invalid_provider')
  const both = { flow: 'vrbo-login', provider: 'guesty' }
  const mixed = await picker.open(null)
  t.equal(
    (await picker.call('POST', `/_mock/sessions/${mixed}/approve`, { body: both })).code,
    'invalid_provider',
  )
  t.equal((await picker.call('POST', `/_mock/sessions/${mixed}/deny`, { body })).body.status, 'cancelled')
})

t.test('approving the flow goes on with the host who has begun', async (t) => {
  const { login, approve, status } = await opened(t)
  const { accountId } = (await login({ accessType: 'messaging' })).body
  await approve({ flow: 'vrbo-login' })
  const { body } = await status()
  t.match(body.accounts, [
    { externalAccountId: String(accountId), email, accessType: 'messaging', import: { state: 'imported' } },
  ])
})

t.test('approving the flow heals the connection that a session resumes', async (t) => {
  const { approve, status, call } = await opened(t)
  await approve()
  const { id } = (await status()).body
  const { body } = await call('POST', `/_mock/connections/${id}/break`, { body: {} })
  const { headers } = await call('GET', new URL(body.fixUrl).pathname + new URL(body.fixUrl).search)
  const sessionId = new URL(headers.location as string).searchParams.get('session')
  await call('POST', `/_mock/sessions/${sessionId}/approve`, { body: { flow: 'vrbo-login' } })
  t.match((await status()).body, { id, status: 'active', accounts: [{ email: null, import: {} }] })
})

t.test('completing by the API takes the account of the sign-in', async (t) => {
  const { login, call, sessionId, status } = await opened(t)
  const { accountId } = (await login()).body
  await call('POST', `/v1/connect/sessions/${sessionId}/complete`, { body: { provider: 'vrbo' } })
  t.match((await status()).body, { externalAccountId: String(accountId), accounts: [{ email }] })
})

t.test('an account id that is no number gets one', async (t) => {
  const { call, sessionId, status } = await opened(t)
  const body = { provider: 'vrbo', accountId: 'acc-1' }
  await call('POST', `/v1/connect/sessions/${sessionId}/complete`, { body })
  t.match((await status()).body, { externalAccountId: 'acc-1', accounts: [{ email: null, import: null }] })
  const { body: progress } = await call('GET', `/v1/connect/vrbo-login/session?sessionId=${sessionId}`)
  t.ok(Number.isInteger(progress.accountId) && progress.accountId >= 1_000_000_000)
})

t.test('the words of the paths are no slugs to connect', async (t) => {
  const { call } = await createMock(t)
  for (const slug of ['vrbo-login', 'booking-extranet-login']) {
    t.equal((await call('GET', `/v1/connect/${slug}`)).status, 200)
    for (const method of ['POST', 'DELETE'])
      t.equal((await call(method, `/v1/connect/${slug}`)).code, 'invalid_provider', method)
  }
  const { body } = await call('GET', '/v1/connect/booking-extranet-login?limit=1')
  t.match(body, { connected: false, provider: 'booking_extranet', host: null, accounts: [] })
})

t.test('the journal shows nothing that a host typed in', async (t) => {
  const { login, enter, call } = await opened(t)
  await login()
  await enter('271828')
  const { body } = await call('GET', '/_mock/requests?path=/v1/connect/vrbo-login/session')
  t.equal(body.data.length, 2)
  t.match(body.data[0].requestBody, { action: 'login', email: '[redacted]', password: '[redacted]' })
  t.match(body.data[1].requestBody, { action: 'otp', code: '[redacted]' })
  t.notMatch(JSON.stringify(body), /my-password|noor@|271828/)
})

t.test('a sign-in survives a snapshot, and goes on in a copy', async (t) => {
  const { login, enter, call, approve, progress, status } = await opened(t)
  await login({ email: 'importing@example.com' })
  const { body: snapshot } = await call('GET', '/_mock/snapshot')
  await call('PUT', '/_mock/snapshot', { body: snapshot })
  t.equal((await enter('123456')).body.status, 'connected')
  await approve()
  const { body: before } = await status()
  const { body: connected } = await call('GET', '/_mock/snapshot')
  await call('PUT', '/_mock/snapshot', { body: connected })
  t.strictSame((await status()).body, before)
  t.equal((await progress()).body.state, 'importing')
})
