import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { nextPath, press, returnLink } from '../helpers/pages.js'

t.test('the published example: a session for airbnb with nothing but a key', async (t) => {
  const { app } = await createMock(t)
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/connect/airbnb',
    headers: { authorization: 'Bearer sk_test_YOUR_KEY' },
  })
  t.equal(answer.statusCode, 200)
  t.match(answer.json().id, /^cs_/)
})

t.test('the published example of a new session: id, url and expires_at', async (t) => {
  const { app } = await createMock(t)
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/connect/airbnb',
    headers: {
      host: 'connect.test:7855',
      authorization: 'Bearer sk_test_YOUR_KEY',
      'content-type': 'application/json',
    },
    payload: '{"redirectUrl": "https://your-app.com/callback"}',
  })
  const { id, url, expires_at } = answer.json()
  t.equal(url, `http://connect.test:7855/connect/airbnb?session=${id}`)
  t.equal(expires_at, '2026-11-21T09:30:00.000Z')
})

t.test('an app connects an Airbnb account, sees it, and disconnects it', async (t) => {
  const { call, clock } = await createMock(t)
  const opened = await call('POST', '/v1/connect/airbnb', {
    body: { redirectUrl: 'https://app.example/callback', state: 'user-42', accessType: 'read_only' },
  })
  t.equal(opened.status, 200)
  const { sessionId } = opened.body
  t.match(sessionId, /^cs_[0-9A-HJKMNP-TV-Z]{26}$/)
  t.equal(opened.body.provider, 'airbnb')
  t.equal(opened.body.expires_at, '2026-11-21T09:30:00.000Z', 'it lives for half an hour')

  clock.advance(60_000)
  const read = await call('GET', `/v1/connect/sessions/${sessionId}`)
  t.equal(read.status, 200)
  t.match(read.body, {
    sessionId,
    provider: 'airbnb',
    sessionStatus: 'pending',
    createdAt: '2026-11-21T09:00:00.000Z',
    accessType: 'read_only',
  })

  const completed = await call('POST', `/v1/connect/sessions/${sessionId}/complete`, {
    body: { provider: 'airbnb', accountId: '555000111', accountName: 'Lidia B.' },
  })
  t.equal(completed.status, 200)
  t.match(completed.body, {
    sessionId,
    provider: 'airbnb',
    status: 'active',
    externalAccountId: '555000111',
    createdAt: '2026-11-21T09:01:00.000Z',
    host: { displayName: 'Lidia B.' },
  })

  const again = await call('GET', `/v1/connect/sessions/${sessionId}`)
  t.equal(again.status, 409)
  t.equal(again.code, 'session_terminal')
  t.equal(again.body.error.session_status, 'completed')
  t.match(again.body.error.message, /completed/)

  const { sessionId: _, ...connection } = completed.body
  const list = await call('GET', '/v1/connect')
  t.strictSame(list.body.data, [connection])
  const status = await call('GET', '/v1/connect/airbnb')
  const account = { externalAccountId: '555000111', name: 'Lidia B.', pictureUrl: null }
  t.strictSame(status.body, {
    connected: true,
    ...connection,
    accounts: [{ ...account, status: 'active', connected: true }],
    pagination: { nextCursor: null, hasMore: false, total: 1 },
  })

  const gone = await call('DELETE', '/v1/connect/airbnb')
  t.strictSame(gone.body, {
    disconnected: true,
    provider: 'airbnb',
    accountId: '555000111',
    listingsDeactivated: [],
  })
  t.strictSame((await call('GET', '/v1/connect')).body.data, [])
  t.strictSame((await call('GET', '/v1/connect/airbnb')).body, {
    connected: false,
    provider: 'airbnb',
    host: null,
    accounts: [{ ...account, status: 'inactive', connected: false }],
    pagination: { nextCursor: null, hasMore: false, total: 1 },
  })
})

t.test('a host approves on the page that the session leads to', async (t) => {
  const mock = await createMock(t)
  const { body } = await mock.call('POST', '/v1/connect/airbnb', {
    body: { redirectUrl: 'https://app.example/callback?tab=1#accounts', state: 'user-42' },
  })
  const { pathname, search } = new URL(body.url)
  const approved = await press(mock, pathname + search, 'approve')
  t.equal(approved.status, 303)
  const done = await press(mock, nextPath(pathname + search, approved) ?? '', 'confirm')
  t.equal(done.status, 200)
  t.match(done.body, 'data-testid="done"')

  const back = new URL(returnLink(done) ?? '')
  const { data } = (await mock.call('GET', '/v1/connect')).body
  t.equal(data.length, 1)
  t.equal(back.origin + back.pathname + back.hash, 'https://app.example/callback#accounts')
  t.strictSame(Object.fromEntries(back.searchParams), {
    tab: '1',
    status: 'connected',
    provider: 'airbnb',
    sessionId: body.id,
    state: 'user-42',
    accountId: data[0].externalAccountId,
    hostId: data[0].externalAccountId,
  })
})

t.test(
  'the same account connected again is the same connection, another account is a second one',
  async (t) => {
    const { call, clock, open } = await createMock(t)
    const connect = async (accountId: string, accountName: string) => {
      const id = await open('airbnb')
      const { body } = await call('POST', `/v1/connect/sessions/${id}/complete`, {
        body: { provider: 'airbnb', accountId, accountName },
      })
      clock.advance(1000)
      return body
    }
    const first = await connect('1', 'Lidia')
    const second = await connect('2', 'Marek')
    const refreshed = await connect('1', 'Lidia B.')
    t.not(second.id, first.id)
    t.equal(refreshed.id, first.id)
    t.equal(refreshed.createdAt, first.createdAt, 'it keeps the time at which it was first connected')
    t.equal(refreshed.host.displayName, 'Lidia B.', 'what the provider says of it is fresh')

    const { body } = await call('GET', '/v1/connect/airbnb')
    t.equal(body.id, second.id, 'the newest is the one that was first connected last')
    t.strictSame(
      body.accounts.map(({ externalAccountId }: { externalAccountId: string }) => externalAccountId),
      ['2', '1'],
    )
  },
)

t.test('without a word about the account, the one host of the workspace is connected', async (t) => {
  const { call, open } = await createMock(t)
  const connect = async (key: string) => {
    const id = await open('airbnb', {}, { key })
    return (await call('POST', `/v1/connect/sessions/${id}/complete`, { key, body: { provider: 'airbnb' } }))
      .body
  }
  const first = await connect('sk_test_a')
  t.equal((await connect('sk_test_a')).id, first.id)
  t.not((await connect('sk_test_b')).externalAccountId, first.externalAccountId, 'workspaces share no host')
})
