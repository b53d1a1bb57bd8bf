import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

/** Posts a form as a browser does. */
function post({ call }: Mock, path: string, fields: Record<string, string>) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return call('POST', path, { key: null, body: new URLSearchParams(fields).toString(), headers })
}

/** Opens a page without a key. */
function visit({ call }: Mock, path: string) {
  return call('GET', path, { key: null })
}

t.test('the url of a session leads to a page on which a host approves, and on to the app', async (t) => {
  const mock = await createMock(t)
  const redirectUrl = 'https://app.example/callback?keep=a%20b#part'
  const created = await mock.call('POST', '/v1/connect/airbnb', { body: { redirectUrl, state: 's t' } })
  const { pathname, search } = new URL(created.body.url)
  const page = await visit(mock, `${pathname}${search}`)
  t.equal(page.status, 200)
  t.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  t.match(page.body, 'Connect Airbnb')
  t.match(page.body, '(full_access)')
  for (const id of ['approve', 'deny', 'account-conflict']) t.match(page.body, `data-testid="${id}"`)

  const id = created.body.id
  const done = await post(mock, '/connect/airbnb', { session: id, decision: 'approve' })
  t.equal(done.status, 303)
  const target = new URL(done.headers.location as string)
  t.ok(target.href.startsWith('https://app.example/callback?keep=a%20b&status=connected&'), target.href)
  t.equal(target.hash, '#part')
  const { accountId, hostId, ...rest } = Object.fromEntries(target.searchParams)
  t.strictSame(rest, { keep: 'a b', status: 'connected', provider: 'airbnb', sessionId: id, state: 's t' })
  t.equal(hostId, accountId)
  t.match((await mock.call('GET', '/v1/connect/airbnb')).body, {
    connected: true,
    externalAccountId: accountId,
  })
})

t.test(
  'a host refuses, or the account is connected elsewhere: the app hears of both as cancelled',
  async (t) => {
    const mock = await createMock(t)
    for (const [decision, code, status] of [
      ['deny', 'access_denied', 'cancelled'],
      ['conflict', 'account_conflict', 'errored'],
    ] as const) {
      const session = await mock.open('airbnb', { redirectUrl: 'https://app.example/' })
      const answer = await post(mock, '/connect/airbnb', { session, decision })
      t.strictSame(Object.fromEntries(new URL(answer.headers.location as string).searchParams), {
        status: 'cancelled',
        code,
        provider: 'airbnb',
        sessionId: session,
      })
      const read = await mock.call('GET', `/v1/connect/sessions/${session}`)
      t.match(read, { status: 409, body: { error: { session_status: status } } })
      t.match(read.body.error.message, status)
    }
    t.match((await mock.call('GET', '/v1/connect/airbnb')).body, { connected: false })
  },
)

t.test('without a redirectUrl the last page says what became of it', async (t) => {
  const mock = await createMock(t)
  const approved = await post(mock, '/connect/guesty', {
    session: await mock.open('guesty'),
    decision: 'approve',
  })
  t.equal(approved.status, 200)
  t.match(approved.body, /data-testid="done">The account is connected/)
  const refused = await post(mock, '/connect/guesty', {
    session: await mock.open('guesty'),
    decision: 'deny',
  })
  t.match(refused.body, /data-testid="done">Nothing was connected/)
})

t.test('approving a claimed hotel connects that hotel, any other session its derived account', async (t) => {
  const mock = await createMock(t)
  const claimed = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId: claimed, hotelId: '7654321' } })
  await post(mock, '/connect/booking', { session: claimed, decision: 'approve' })
  t.match((await mock.call('GET', '/v1/connect/booking')).body, { externalAccountId: '7654321' })
  await post(mock, '/connect/booking', { session: await mock.open('booking'), decision: 'approve' })
  t.equal((await mock.call('GET', '/v1/connect/booking')).body.accounts.length, 2)
})

t.test('a form that decides nothing changes nothing', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('airbnb')
  const answer = await post(mock, '/connect/airbnb', { session })
  t.equal(answer.status, 400)
  t.match(answer.body, 'data-code="invalid_body"')
  t.equal((await mock.call('GET', `/v1/connect/sessions/${session}`)).status, 200)
})

t.test('the picker offers what is allowed, binds the session and leads on', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open(null, { allowedProviders: ['airbnb', 'vrbo'] })
  const page = await visit(mock, `/connect?session=${session}`)
  t.strictSame(page.body.match(/provider-\w+/g), ['provider-airbnb', 'provider-vrbo'])
  const picked = await post(mock, '/connect', { session, provider: 'vrbo' })
  t.equal(picked.status, 303)
  t.equal(picked.headers.location, `http://localhost:80/connect/vrbo?session=${session}`)
  t.equal((await visit(mock, `/connect?session=${session}`)).headers.location, picked.headers.location)
  t.match((await visit(mock, `/connect/vrbo?session=${session}`)).body, 'activation-password')
  const nothing = await post(mock, '/connect', { session: await mock.open(null) })
  t.match(nothing, { status: 400, body: /data-code="invalid_provider"/ })
  t.equal(
    (await visit(mock, `/connect?session=${await mock.open(null)}`)).body.match(/provider-\w+/g).length,
    13,
  )
})

t.test('a link that can not be used says why, as a page, with the status of the API', async (t) => {
  const mock = await createMock(t)
  const open = await mock.open('airbnb', { redirectUrl: 'https://app.example/?a=1' })
  const ended = await mock.open('airbnb', { redirectUrl: 'https://app.example/' })
  await mock.call('POST', `/v1/connect/sessions/${ended}/complete`, { body: { provider: 'airbnb' } })
  const cases: readonly [string, number, string][] = [
    ['/connect/airbnb', 400, 'invalid_params'],
    ['/connect?session=', 400, 'invalid_params'],
    ['/connect/airbnb?session=cs_short', 400, 'invalid_params'],
    [`/connect/airbnb?session=${open}&session=${open}`, 400, 'invalid_params'],
    [`/connect/airbnbpro?session=${open}`, 400, 'invalid_provider'],
    [`/connect/booking?session=${open}`, 400, 'invalid_provider'],
    [`/connect/airbnb?session=${await mock.open(null)}`, 400, 'invalid_provider'],
    ['/connect/airbnb?session=cs_00000000000000000000000000', 404, 'not_found'],
    [`/connect/airbnb?session=${ended}`, 409, 'session_terminal'],
  ]
  for (const [path, status, code] of cases) {
    const page = await visit(mock, path)
    t.match(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } }, path)
    t.match(page.body, `data-testid="problem" data-code="${code}"`, path)
  }
  t.match(
    (await visit(mock, `/connect/airbnb?session=${ended}`)).body,
    /return-link" href="[^"]*status=connected/,
  )
  mock.clock.advance(1_800_000)
  const expired = await visit(mock, `/connect/airbnb?session=${open}`)
  t.match(expired, { status: 410, body: /data-code="session_expired"/ })
  const link = /return-link" href="([^"]*)"/.exec(expired.body)?.[1]?.replaceAll('&#38;', '&')
  t.equal(link, `https://app.example/?a=1&status=expired&provider=airbnb&sessionId=${open}`)
  t.equal((await post(mock, '/connect/airbnb', { session: open, decision: 'approve' })).status, 410)
})

t.test(
  'what comes from outside is escaped, and no page runs a script or is framed by a stranger',
  async (t) => {
    const mock = await createMock(t)
    const hostile = '"><script>alert(1)</script>'
    const page = await visit(
      mock,
      `/connect/${encodeURIComponent(hostile)}?session=cs_00000000000000000000000000`,
    )
    t.notMatch(page.body, '<script')
    t.match(page.body, '&#60;script&#62;')
    t.match(page.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/)
    const session = await mock.open('airbnb', { redirectUrl: 'https://app.example:8443/x' })
    const policy = (await visit(mock, `/connect/airbnb?session=${session}`)).headers[
      'content-security-policy'
    ]
    t.match(policy, "form-action 'self' https://app.example:8443; frame-ancestors https://app.example:8443")
    t.notMatch(policy, /script-src|unsafe/)
  },
)

t.test('a bug behind a page is a page too, and tells nothing', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('airbnb')
  mock.clock.now = () => {
    throw new Error('the clock broke')
  }
  const headers = { 'x-request-id': 'chosen' }
  const page = await mock.call('GET', `/connect/airbnb?session=${session}`, { key: null, headers })
  t.match(page, { status: 500, body: /data-code="internal_error"/ })
  t.notMatch(page.body, 'the clock broke')
  t.match(mock.log.join(''), 'the clock broke')
})
