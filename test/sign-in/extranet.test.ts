import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

const path = '/v1/connect/booking-extranet-login'
const email = 'noor@example.com'
const password = 'my-password'

function visit(mock: Mock, sessionId: string) {
  const post = (name: string) => (body: object) =>
    mock.call('POST', `${path}/${name}`, { key: null, body: { sessionId, ...body } })
  return {
    invite: post('invite'),
    login: (more: object = {}) => post('session')({ email, password, ...more }),
    recheck: (accountId: unknown) => post('recheck')({ accountId }),
    config: () => mock.call('GET', `${path}/session?sessionId=${sessionId}`, { key: null }),
    status: (accountId: unknown) =>
      mock.call('GET', `${path}/status?sessionId=${sessionId}&accountId=${accountId}`, { key: null }),
    read: () => mock.call('GET', `/v1/connect/sessions/${sessionId}`),
    approve: (body: object = {}) => mock.call('POST', `/_mock/sessions/${sessionId}/approve`, { body }),
  }
}

async function opened(t: Parameters<typeof createMock>[0]) {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  return { ...mock, sessionId, ...visit(mock, sessionId) }
}

t.test('a host signs in with their login', async (t) => {
  const { login, config, status, read } = await opened(t)
  const { twoFactorNumber } = (await config()).body
  t.match(twoFactorNumber, /^\+120255501\d\d$/)
  const { body } = await login()
  const { accountId } = body
  t.type(accountId, 'number')
  t.strictSame(body, {
    accountId,
    status: 'signing_in',
    twoFactorNumber,
    notificationEmail: `extranet-${accountId}@notify.repull.example`,
  })
  t.equal((await read()).body.sessionStatus, 'pending')
  const ready = {
    accountId: String(accountId),
    status: 'awaiting_mapping',
    errorMessage: null,
    friendlyError: null,
    completed: false,
    awaitingMapping: true,
  }
  t.strictSame((await status(accountId)).body, ready)
  t.strictSame((await status(accountId)).body, ready)
  t.equal((await read()).body.sessionStatus, 'awaiting_room_mapping')
})

t.test('a host invites a user, and accepts the invitation', async (t) => {
  const { invite, config, status } = await opened(t)
  const { body } = await invite({ name: 'Noor at Repull' })
  const { accountId } = body
  t.strictSame(body, {
    accountId,
    inviteEmail: `host-${accountId}@invite.repull.example`,
    inviteName: 'Noor at Repull',
    twoFactorNumber: (await config()).body.twoFactorNumber,
  })
  t.match((await status(accountId)).body, { status: 'invited', awaitingMapping: false })
  t.match((await status(accountId)).body, { status: 'awaiting_mapping', awaitingMapping: true })
  t.equal((await invite({})).body.inviteName, 'Repull')
})

t.test('of two rechecks at once, one looks', async (t) => {
  const { invite, recheck } = await opened(t)
  const { accountId } = (await invite({})).body
  const answers = await Promise.all([recheck(accountId), recheck(accountId)])
  t.strictSame(answers.filter(({ body }) => body.jobId === null).length, 1)
})

t.test('a recheck finds the access at once', async (t) => {
  const { invite, recheck, status } = await opened(t)
  const { accountId } = (await invite({})).body
  const { body } = await recheck(accountId)
  t.match(body, { ok: true, jobId: /^job_[0-9a-f]{20}$/ })
  t.match((await status(accountId)).body, { status: 'awaiting_mapping' })
  t.strictSame((await recheck(accountId)).body, { ok: true, jobId: null }, 'there is nothing to look for')
})

for (const begin of ['login', 'invite'] as const) {
  const give = (word: string) => (begin === 'login' ? { email: `${word}@example.com` } : { name: word })

  t.test(`${begin}: without full access the host must act, and then it goes on`, async (t) => {
    const opening = await opened(t)
    const { status, recheck, read } = opening
    const { accountId } = (await opening[begin](give('permissions'))).body
    if (begin === 'invite') await status(accountId)
    for (const _ of [1, 2]) {
      t.match((await status(accountId)).body, {
        status: 'needs_permissions',
        errorMessage: 'needs_permissions',
        friendlyError: /full access/,
        awaitingMapping: false,
      })
    }
    t.equal((await read()).body.sessionStatus, 'pending')
    t.equal((await recheck(accountId)).body.ok, true)
    t.match((await status(accountId)).body, { status: 'awaiting_mapping', errorMessage: null })
  })

  t.test(`${begin}: a pending one waits for a recheck`, async (t) => {
    const opening = await opened(t)
    const { accountId } = (await opening[begin](give('pending'))).body
    const step = begin === 'login' ? 'signing_in' : 'invited'
    for (const _ of [1, 2, 3]) t.equal((await opening.status(accountId)).body.status, step)
    await opening.recheck(accountId)
    t.equal((await opening.status(accountId)).body.status, 'awaiting_mapping')
  })

  t.test(`${begin}: a blocked one has failed, and another one may follow`, async (t) => {
    const opening = await opened(t)
    const { accountId } = (await opening[begin](give('blocked'))).body
    t.match((await opening.status(accountId)).body, {
      status: 'failed',
      errorMessage: 'blocked',
      friendlyError: /blocked/,
      awaitingMapping: false,
    })
    t.strictSame((await opening.recheck(accountId)).body, { ok: false, jobId: null })
    t.equal((await opening.login()).body.status, 'signing_in')
    t.equal((await opening.status(accountId)).code, 'not_found', 'it is another account now')
  })

  t.test(`${begin}: the Extranet may be slow, or away`, async (t) => {
    const opening = await opened(t)
    t.equal((await opening[begin](give('slow'))).status, 200)
    t.strictSame(opening.pauses, [3000])
    t.equal((await opening[begin](give('unavailable'))).code, 'provider_unavailable')
  })
}

t.test('a wrong password has failed at once', async (t) => {
  const { login, status } = await opened(t)
  const { body } = await login({ password: 'invalid' })
  t.equal(body.status, 'failed')
  t.match((await status(body.accountId)).body, { status: 'failed', errorMessage: 'bad_credentials' })
})

t.test('approving connects the account as booking_extranet', async (t) => {
  const { login, approve, status, call, sessionId } = await opened(t)
  const { accountId } = (await login({ label: 'Harbour Group' })).body
  t.match((await approve()).body, { provider: 'booking', accountId: String(accountId), status: 'completed' })
  t.match((await status(accountId)).body, {
    status: 'connected',
    completed: true,
    awaitingMapping: false,
    errorMessage: null,
  })
  const { body } = await call('GET', '/v1/connect/booking-extranet-login')
  t.match(body, {
    connected: true,
    provider: 'booking_extranet',
    externalAccountId: String(accountId),
    accounts: [{ externalAccountId: String(accountId), name: 'Harbour Group', connected: true }],
  })
  t.equal((await call('GET', '/v1/connect/booking')).body.connected, false, 'it is no hotel')
  t.match((await call('GET', '/v1/connect')).body.data, [{ id: body.id, provider: 'booking_extranet' }])
  t.equal((await call('GET', `/v1/connect/booking_extranet`)).code, 'invalid_provider')
  const { body: page } = await call('GET', `/_mock/sessions/${sessionId}`)
  t.equal(page.accountId, String(accountId))
})

t.test('webhooks hear of the account and of the session, under the name of the Extranet', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  const { login, approve } = visit(mock, sessionId)
  const { url, received } = await createReceiver(t)
  await subscribe(mock, url, ['account.created', 'connect.session.completed', 'account.disconnected'])
  const { accountId } = (await login()).body
  await approve()
  const { id } = (await mock.call('GET', '/v1/connect/booking-extranet-login')).body
  await mock.call('DELETE', `/_mock/connections/${id}`)
  await sent(mock, 3)
  const account = { id: null, provider: 'booking_extranet', externalAccountId: String(accountId) }
  const bodies = Object.fromEntries(received.map(({ body }) => [body.type, body]))
  for (const body of Object.values(bodies)) t.match(body, { account, data: { provider: 'booking_extranet' } })
  t.match(bodies['connect.session.completed'].data, {
    sessionId,
    externalAccountId: String(accountId),
    purpose: 'connect',
  })
  t.notOk('accessType' in bodies['account.created'].data)
  t.equal(bodies['account.disconnected'].data.reason, 'manual_disconnect')
})

t.test('a connection that lacks permissions is healed by a recheck and its mapping', async (t) => {
  const mock = await opened(t)
  const { accountId } = (await mock.login()).body
  await mock.approve()
  const { id } = (await mock.call('GET', '/v1/connect/booking-extranet-login')).body
  const reason = { reason: 'needs_permissions' }
  const { body } = await mock.call('POST', `/_mock/connections/${id}/break`, { body: reason })
  t.match(body, { status: 'error', action: { required: true, reason: 'needs_permissions' } })
  const { headers } = await mock.call('GET', new URL(body.fixUrl).pathname + new URL(body.fixUrl).search)
  const again = visit(mock, new URL(headers.location as string).searchParams.get('session') as string)
  t.match((await again.status(accountId)).body, { status: 'needs_permissions', awaitingMapping: false })
  t.equal((await again.login({ email: 'other@example.com' })).body.accountId, accountId)
  await again.recheck(accountId)
  await again.approve()
  const { body: healed } = await mock.call('GET', '/v1/connect/booking-extranet-login')
  t.match(healed, { id, status: 'active' })
  t.notOk('action' in healed)
})

t.test('an invitation of the resumed session heals it, too', async (t) => {
  const mock = await opened(t)
  await mock.approve({ flow: 'booking-extranet-login' })
  const { id, externalAccountId } = (await mock.call('GET', '/v1/connect/booking-extranet-login')).body
  const { body } = await mock.call('POST', `/_mock/connections/${id}/break`, { body: {} })
  const { headers } = await mock.call('GET', new URL(body.fixUrl).pathname + new URL(body.fixUrl).search)
  const again = visit(mock, new URL(headers.location as string).searchParams.get('session') as string)
  t.equal(String((await again.invite({ name: 'Noor' })).body.accountId), externalAccountId)
  await again.approve()
  t.equal((await mock.call('GET', '/v1/connect/booking-extranet-login')).body.status, 'active')
})

t.test(
  'a session that resumes a hotel connects no account of the Extranet, nor the other way round',
  async (t) => {
    const mock = await opened(t)
    const resumed = async (provider: string) => {
      const { id } = (await mock.call('GET', `/v1/connect/${provider}`)).body
      const { body } = await mock.call('POST', `/_mock/connections/${id}/break`, { body: {} })
      const { headers } = await mock.call('GET', new URL(body.fixUrl).pathname + new URL(body.fixUrl).search)
      return new URL(headers.location as string).searchParams.get('session') as string
    }
    await mock.approve({ flow: 'booking-extranet-login' })
    await mock.call('POST', `/_mock/sessions/${await mock.open('booking')}/approve`, { body: {} })
    const hotel = await resumed('booking')
    const login = await visit(mock, hotel).login()
    t.match(login, { status: 400, code: 'invalid_body', body: { error: { field: 'sessionId' } } })
    const flow = { flow: 'booking-extranet-login' }
    const approved = await visit(mock, hotel).approve(flow)
    t.match(approved, { status: 400, code: 'invalid_body', body: { error: { field: 'flow' } } })
    const sessionId = await resumed('booking-extranet-login')
    const hotelId = (await mock.call('GET', '/v1/connect/booking-extranet-login')).body.externalAccountId
    const verified = await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId } })
    t.match(verified, { status: 400, code: 'invalid_body', body: { error: { field: 'hotelId' } } })
    t.equal((await visit(mock, sessionId).approve(flow)).body.status, 'completed')
  },
)

t.test('a tester approves the sign-in itself, twice to the same account', async (t) => {
  const { approve, call, open } = await opened(t)
  const flow = { flow: 'booking-extranet-login' }
  const first = (await approve(flow)).body
  const second = await call('POST', `/_mock/sessions/${await open('booking')}/approve`, { body: flow })
  t.equal(second.body.accountId, first.accountId)
  t.equal((await call('GET', '/v1/connect')).body.data.length, 1)
})

t.test('a hotel that is claimed takes the place of a sign-in, and the other order too', async (t) => {
  const { login, status, call, sessionId } = await opened(t)
  const claim = { key: null, body: { sessionId, hotelId: '1234567' } }
  const { accountId } = (await login()).body
  await status(accountId)
  await call('POST', '/v1/connect/booking/verify', claim)
  t.equal((await status(accountId)).code, 'not_found')
  await login()
  t.equal((await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`)).code, 'claim_pending')
  await call('POST', '/v1/connect/booking/verify', claim)
  const { body } = await call('POST', `/_mock/sessions/${sessionId}/approve`, { body: {} })
  t.equal(body.accountId, '1234567')
  t.equal((await call('GET', '/v1/connect/booking')).body.connected, true)
})

t.test('completing by the API takes the account of the sign-in, or the one that it names', async (t) => {
  const { login, call, sessionId, open } = await opened(t)
  const { accountId } = (await login()).body
  await call('POST', `/v1/connect/sessions/${sessionId}/complete`, { body: { provider: 'booking' } })
  const { body } = await call('GET', '/v1/connect/booking-extranet-login')
  t.equal(body.externalAccountId, String(accountId))
  const named = await open('booking')
  await call('POST', `${path}/session`, { body: { sessionId: named, email, password } })
  const hotel = { provider: 'booking', accountId: '7654321' }
  await call('POST', `/v1/connect/sessions/${named}/complete`, { body: hotel })
  t.equal((await call('GET', '/v1/connect/booking')).body.externalAccountId, '7654321')
})

for (const [name, body, field] of [
  ['invite', { name: '' }, 'name'],
  ['session', { email: 'noor', password }, 'email'],
  ['session', { email }, 'password'],
  ['recheck', { accountId: 'x' }, 'accountId'],
  ['recheck', {}, 'accountId'],
] as const) {
  t.test(`${name} refuses ${JSON.stringify(body)}`, async (t) => {
    const { call, sessionId } = await opened(t)
    const answer = await call('POST', `${path}/${name}`, { key: null, body: { sessionId, ...body } })
    t.equal(answer.code, 'invalid_body')
    t.equal(answer.body.error.field, field)
  })
}

t.test('an account that nobody signs in to is not found', async (t) => {
  const { status, recheck, login } = await opened(t)
  t.equal((await status(1)).code, 'not_found', 'before a sign-in')
  await login()
  const { status: code, body } = await status(1)
  t.equal(code, 404)
  t.match(body.error, { field: 'accountId', value_received: '1' })
  t.equal((await recheck(1)).status, 404)
})

t.test('a session that ended, expired, or has another provider is refused', async (t) => {
  const mock = await opened(t)
  const { accountId } = (await mock.login()).body
  const vrbo = visit(mock, await mock.open('vrbo'))
  for (const answer of [
    await vrbo.login(),
    await vrbo.invite({}),
    await vrbo.config(),
    await vrbo.status(1),
    await vrbo.recheck(1),
  ])
    t.equal(answer.code, 'invalid_provider')
  mock.clock.advance(30 * 60_000)
  for (const answer of [
    await mock.login(),
    await mock.invite({}),
    await mock.config(),
    await mock.status(accountId),
    await mock.recheck(accountId),
  ])
    t.equal(answer.code, 'session_expired')
  const over = visit(mock, await mock.open('booking'))
  await over.approve()
  t.equal((await over.login()).code, 'session_terminal')
  t.equal((await over.recheck(1)).code, 'session_terminal')
  t.equal((await over.status(1)).code, 'not_found', 'nobody has signed in')
})

t.test('a sign-in survives a snapshot', async (t) => {
  const { invite, call, status, recheck, approve } = await opened(t)
  const { accountId } = (await invite({ name: 'permissions' })).body
  const again = async () =>
    call('PUT', '/_mock/snapshot', { body: (await call('GET', '/_mock/snapshot')).body })
  t.equal((await again()).status, 200)
  await status(accountId)
  t.equal((await again()).status, 200)
  t.equal((await status(accountId)).body.status, 'needs_permissions')
  await recheck(accountId)
  t.equal((await again()).status, 200, 'a session that awaits its rooms without a claim')
  await approve()
  t.equal((await again()).status, 200)
  t.equal((await call('GET', '/v1/connect/booking-extranet-login')).body.connected, true)
  const { body } = await call('GET', '/_mock/snapshot')
  const [session] = body.sessions
  for (const broken of [
    { provider: 'vrbo', accessType: null },
    { signIn: { ...session.signIn, step: 'gone' } },
    { signIn: { ...session.signIn, step: 'otp_required', email: 'noor@example.com' } },
    { signIn: { ...session.signIn, step: 'failed' } },
    { signIn: { ...session.signIn, reason: 'blocked' } },
    { provider: 'vrbo', signIn: { ...session.signIn, flow: 'vrbo-login', step: 'otp_required' } },
  ]) {
    const sessions = [{ ...session, accessType: broken.provider ? 'full_access' : null, ...broken }]
    const refused = await call('PUT', '/_mock/snapshot', { body: { ...body, sessions } })
    t.equal(refused.code, 'invalid_body', JSON.stringify(broken))
    t.match(refused.body.error.field, /^sessions\[0\]\./)
  }
})
