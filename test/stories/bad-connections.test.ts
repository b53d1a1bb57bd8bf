import t, { type Test } from 'tap'
import { breakReasons } from '../../src/connections/problem.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { press } from '../helpers/pages.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

/** Connects an account and lets it go bad. */
async function breakOne(mock: Mock, provider: string, reason?: string) {
  const id = await mock.open(provider)
  await mock.call('POST', `/_mock/sessions/${id}/approve`, { body: {} })
  const { body: connection } = await mock.call('GET', `/v1/connect/${provider}`)
  const broken = await mock.call('POST', `/_mock/connections/${connection.id}/break`, {
    body: reason === undefined ? {} : { reason },
  })
  return { connection, broken }
}

/** Follows a link as a browser of somebody who has no key. */
async function follow({ call }: Mock, link: string) {
  const { pathname, search } = new URL(link)
  return call('GET', pathname + search, { key: null })
}

/** The path of the page to which a link leads. */
async function pageOf(mock: Mock, link: string): Promise<string> {
  const { status, headers } = await follow(mock, link)
  const { pathname, search } = new URL(headers.location as string)
  return status === 302 ? pathname + search : ''
}

async function statusOf({ call }: Mock, provider: string) {
  return (await call('GET', `/v1/connect/${provider}`)).body
}

t.test('a host heals a broken connection behind its fixUrl, and the connection stays the same', async (t) => {
  const mock = await createMock(t)
  const { connection, broken } = await breakOne(mock, 'airbnb')
  t.notOk('action' in connection || 'fixUrl' in connection, 'nothing is to be done while it is well')
  t.match(broken, {
    status: 200,
    body: {
      id: connection.id,
      status: 'error',
      action: { required: true, reason: 'reauth_required', message: /connect .* again/ },
      fixUrl: /\/v1\/connect\/resume\?t=rsm_/,
    },
  })
  const { accounts, connected, pagination, ...status } = await statusOf(mock, 'airbnb')
  t.strictSame(pagination, { nextCursor: null, hasMore: false, total: 1 })
  const { workspace, ...connectionBody } = broken.body
  t.ok(workspace)
  t.strictSame(status, connectionBody)
  t.ok(connected)
  t.match(accounts, [{ status: 'error', connected: true }])
  t.strictSame((await mock.call('GET', '/v1/connect')).body.data, [connectionBody])

  mock.clock.advance(400 * 86_400_000)
  const page = await pageOf(mock, broken.body.fixUrl)
  t.match(page, /^\/connect\/airbnb\?session=cs_/)
  const account = await mock.call('GET', `${page}&step=account`)
  t.match(account.body, broken.body.externalAccountId, 'the page is about that account')
  t.equal((await press(mock, page, 'approve')).status, 303)
  t.match((await press(mock, `${page}&step=account`, 'confirm')).body, /data-status="completed"/)
  const { accounts: _, ...healed } = await statusOf(mock, 'airbnb')
  const { accounts: before, ...was } = connection
  t.strictSame(healed, was)
})

t.test('each link opens a session of its own, and the link of a healed connection too', async (t) => {
  const mock = await createMock(t)
  const { connection, broken } = await breakOne(mock, 'vrbo')
  const first = await pageOf(mock, broken.body.fixUrl)
  const second = await pageOf(mock, broken.body.fixUrl)
  t.not(first, second)
  t.match(await mock.call('GET', `${second}&auto=approve`), { status: 200, body: /data-status="completed"/ })
  t.equal((await statusOf(mock, 'vrbo')).status, 'active')
  t.match(await pageOf(mock, broken.body.fixUrl), /session=cs_/)
  const again = await mock.call('POST', `/_mock/connections/${connection.id}/break`)
  t.equal(again.body.fixUrl, broken.body.fixUrl, 'the link stays the same')
})

t.test('a healthy account that is connected once more is healed as well', async (t) => {
  const mock = await createMock(t)
  const { connection } = await breakOne(mock, 'airbnb')
  const id = await mock.open('airbnb')
  await mock.call('POST', `/_mock/sessions/${id}/approve`, { body: {} })
  t.match(await statusOf(mock, 'airbnb'), { id: connection.id, status: 'active' })
})

t.test('a broken connection refuses its old credentials, and takes new ones', async (t) => {
  const mock = await createMock(t)
  const connect = (apiKey: string) => mock.call('POST', '/v1/connect/lodgify', { body: { apiKey } })
  const { body: connection } = await connect('old')
  const { body: broken } = await mock.call('POST', `/_mock/connections/${connection.id}/break`)
  t.match(await connect('old'), { status: 401, code: 'invalid_credentials' })
  const sessionId = new URLSearchParams((await pageOf(mock, broken.fixUrl)).split('?')[1]).get('session')
  const submit = (apiKey: string) =>
    mock.call('POST', '/v1/connect/lodgify/credentials', {
      key: null,
      body: { sessionId, credentials: { apiKey } },
    })
  t.match(await submit('old'), { status: 401, body: { error: { message: /no longer accepts/ } } })
  t.equal((await statusOf(mock, 'lodgify')).status, 'error')
  t.match(await submit('new'), { status: 200, body: { connectionId: connection.id } })
  t.match(await statusOf(mock, 'lodgify'), { id: connection.id, status: 'active', accounts: { length: 1 } })
  t.equal((await connect('old')).status, 200, 'a healthy connection takes them')
})

t.test('a session that resumes an account connects no other one', async (t) => {
  const mock = await createMock(t)
  const { connection, broken } = await breakOne(mock, 'booking')
  const { call } = mock
  const sessionId = new URLSearchParams((await pageOf(mock, broken.body.fixUrl)).split('?')[1]).get('session')
  const own = connection.externalAccountId
  const complete = (body: object) =>
    call('POST', `/v1/connect/sessions/${sessionId}/complete`, { body: { provider: 'booking', ...body } })
  for (const [answer, field] of [
    [await complete({ accountId: '7654321' }), 'accountId'],
    [await complete({ credentials: { hotelId: '7654321' } }), 'credentials.hotelId'],
    [
      await call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '7654321' } }),
      'hotelId',
    ],
  ] as const)
    t.match(answer, { status: 400, code: 'invalid_body', body: { error: { field, valid_values: [own] } } })
  const verified = await call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: own } })
  t.equal(verified.status, 200)
  const { body } = await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`)
  const mappings = [{ roomId: body.rooms[0].roomId, listingId: body.listingOptions[0].id }]
  await call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId, mappings } })
  t.match(await statusOf(mock, 'booking'), { id: connection.id, status: 'active' })
})

t.test('webhooks hear once why an account is signed out', async (t) => {
  for (const [reason, wanted] of [
    [undefined, 'auth_expired'],
    ['revoked_upstream', 'revoked_upstream'],
    ['needs_permissions', undefined],
  ]) {
    const mock = await createMock(t)
    await subscribe(mock, (await createReceiver(t)).url, ['account.created', 'account.disconnected'])
    const { connection, broken } = await breakOne(mock, 'airbnb', reason)
    t.equal(broken.body.action.reason, reason ?? 'reauth_required')
    await mock.call('POST', `/_mock/connections/${connection.id}/break`, {
      body: { reason: reason ?? 'auth_expired' },
    })
    await mock.call('POST', `/_mock/connections/${connection.id}/heal`)
    await mock.call('POST', `/_mock/connections/${connection.id}/heal`)
    await mock.call('DELETE', `/_mock/connections/${connection.id}`)
    const log = await sent(mock, wanted === undefined ? 2 : 3)
    t.strictSame(
      log.map(({ type, payload }) => payload.data.reason ?? type),
      ['account.created', ...(wanted === undefined ? [] : [wanted]), 'manual_disconnect'],
    )
  }
})

t.test('webhooks hear of an account that first lacked permissions and is signed out then', async (t) => {
  const mock = await createMock(t)
  await subscribe(mock, (await createReceiver(t)).url, ['account.disconnected'])
  const { connection } = await breakOne(mock, 'airbnb', 'needs_permissions')
  for (const reason of ['revoked_upstream', 'auth_expired'])
    await mock.call('POST', `/_mock/connections/${connection.id}/break`, { body: { reason } })
  await mock.call('DELETE', `/_mock/connections/${connection.id}`)
  t.strictSame(
    (await sent(mock, 2)).map(({ payload }) => payload.data.reason),
    ['revoked_upstream', 'manual_disconnect'],
  )
})

t.test('a bad link is answered in its published form, without an envelope', async (t) => {
  const mock = await createMock(t)
  const { connection, broken } = await breakOne(mock, 'airbnb')
  const link: string = broken.body.fixUrl
  const token = link.slice(link.indexOf('rsm_'))
  const [workspaceId, , accountId, secret] = JSON.parse(
    Buffer.from(token.slice(4), 'base64url').toString(),
  ) as string[]
  const made = (...parts: unknown[]) => `rsm_${Buffer.from(JSON.stringify(parts)).toString('base64url')}`
  const refusalOf = async (t: string) =>
    mock.call('GET', `/v1/connect/resume${t && `?t=${t}`}`, { key: null })
  for (const bad of [
    '',
    'nonsense',
    'rsm_nonsense',
    made(workspaceId, 'airbnb', accountId),
    made(workspaceId, 'airbnb', accountId, 7),
    made(workspaceId, 'airbnb', accountId, 'guessed'),
  ])
    t.match(await refusalOf(bad), { status: 400, body: { error: 'invalid_resume_token' } }, bad)
  t.strictSame((await refusalOf(made(workspaceId, 'airbnbpro', accountId, secret))).body, {
    error: 'unsupported_channel',
    reason: 'Accounts of this channel cannot be resumed.',
  })
  const unknown = await mock.call('GET', '/v1/connect/resume?token=x', { key: null })
  t.equal(unknown.code, 'unknown_params')
  await mock.call('DELETE', `/_mock/connections/${connection.id}`)
  t.match(await refusalOf(token), { status: 400, body: { error: 'bad_account', channel: 'airbnb' } })
})

t.test('no log line and no request of the journal has a token', async (t) => {
  const mock = await createMock(t)
  const { broken } = await breakOne(mock, 'airbnb')
  const token = broken.body.fixUrl.split('t=')[1]
  await mock.call('GET', '/v1/connect')
  await follow(mock, broken.body.fixUrl)
  const requests = JSON.stringify((await mock.call('GET', '/_mock/requests')).body)
  t.match(requests, /resume\?t=rsm_…/)
  for (const text of [requests, mock.log.join('\n')]) t.notOk(text.includes(token))
})

t.test('faults and the journal of its workspace apply to a link that names no key', async (t) => {
  const mock = await createMock(t)
  const { broken } = await breakOne(mock, 'airbnb')
  await mock.call('POST', '/_mock/faults', {
    body: { match: { provider: 'airbnb', path: '/v1/connect/resume' }, times: 1, respond: { status: 503 } },
  })
  t.equal((await follow(mock, broken.body.fixUrl)).status, 503)
  const followed = await follow(mock, broken.body.fixUrl)
  t.equal(followed.status, 302)
  const { data } = (await mock.call('GET', '/_mock/requests?path=/v1/connect/resume')).body
  t.match(data, [{ status: 503 }, { status: 302, sessionId: /^cs_/ }])
})

t.test('a link may be lost or late, and a fault applies once to a call with a key', async (t) => {
  const mock = await createMock(t)
  const { broken } = await breakOne(mock, 'airbnb')
  const fault = (respond: object) => mock.call('POST', '/_mock/faults', { body: { times: 1, respond } })
  await fault({ drop: 'before' })
  await t.rejects(follow(mock, broken.body.fixUrl))
  await fault({ delay: '1s' })
  const { pathname, search } = new URL(broken.body.fixUrl)
  t.equal((await mock.call('GET', pathname + search)).status, 302)
  t.strictSame(mock.pauses, [1000])
})

t.test('a link holds on a server without control calls that shares the store', async (t) => {
  const parts = { records: new MemoryRecordStore() }
  const mock = await createMock(t, { parts })
  const other = await createMock(t, { parts, settings: { CONTROL: 'off' } })
  const { broken } = await breakOne(mock, 'airbnb')
  t.match(await pageOf(other, broken.body.fixUrl), /session=cs_/)
})

t.test('a snapshot keeps what is broken, and the link of a copy is another one', async (t) => {
  const mock = await createMock(t)
  const { broken } = await breakOne(mock, 'airbnb')
  await pageOf(mock, broken.body.fixUrl)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  await mock.call('POST', '/_mock/reset')
  t.equal((await follow(mock, broken.body.fixUrl)).body.error, 'bad_account')
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
  const { workspace: _, ...connectionBody } = broken.body
  t.match(await statusOf(mock, 'airbnb'), connectionBody)
  t.match(await pageOf(mock, broken.body.fixUrl), /session=/)
  const copy = 'sk_test_copy'
  await mock.call('POST', '/_mock/fork', { body: { to: copy } })
  const { data } = (await mock.call('GET', '/v1/connect', { key: copy })).body
  t.not(data[0].fixUrl, broken.body.fixUrl)
  const { location = '' } = (await follow(mock, data[0].fixUrl)).headers
  await mock.call('GET', `${location.slice(location.indexOf('/connect/'))}&auto=approve`)
  t.equal((await mock.call('GET', '/v1/connect', { key: copy })).body.data[0].status, 'active')
  t.equal((await statusOf(mock, 'airbnb')).status, 'error', 'the first is as it was')
  await refuses(t, mock, snapshot)
})

async function refuses(t: Test, { call }: Mock, snapshot: Record<string, { at: 0 }[]>) {
  const [connection] = snapshot.connections as [object]
  const session = snapshot.sessions?.find((one) => 'resumes' in one && one.resumes !== null)
  const gone = { provider: 'airbnb', account: { id: '1', name: 'A' } }
  const early = { ...gone, createdAt: '2026-11-21T09:00:00Z', disconnectedAt: '2026-11-21T09:00:00Z' }
  for (const [part, field] of [
    [{ connections: [{ ...connection, resumeSecret: null }] }, 'connections[0].resumeSecret'],
    [{ sessions: [{ ...session, isPicker: true }] }, 'sessions[0].resumes'],
    [{ disconnectedAccounts: [early, early] }, 'disconnectedAccounts[1]'],
  ] as const) {
    const { body } = await call('PUT', '/_mock/snapshot', { body: { ...snapshot, ...part } })
    t.match(body, { error: { code: 'invalid_body', field } })
  }
}

t.test('each reason says in words what the host must do', async (t) => {
  const mock = await createMock(t)
  const { body } = await mock.call('POST', '/v1/connect/lodgify', { body: { apiKey: 'k' } })
  const messages = new Set()
  for (const reason of Object.keys(breakReasons)) {
    const path = `/_mock/connections/${body.id}/break`
    const { action, status } = (await mock.call('POST', path, { body: { reason } })).body
    t.equal(status, 'error', 'none that clients of 2026-07 do not know')
    t.equal(action.reason, reason)
    t.match(action.message, /Lodgify account/)
    messages.add(action.message)
  }
  t.equal(messages.size, Object.keys(breakReasons).length)
})
