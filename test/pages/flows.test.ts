import t, { type Test } from 'tap'
import { mintedPair } from '../../src/providers/channel.js'
import { fieldOf, isSecret } from '../../src/providers/credentials.js'
import { providers } from '../../src/providers/providers.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { attributes, nextPath, post, press, returnLink, tokenIn, visit } from '../helpers/pages.js'

const redirectUrl = 'https://app.example/callback?keep=a%20b#part'

/** A session's page, and what is connected at its provider. */
async function begin(t: Test, provider: string, body: Record<string, unknown> = {}) {
  const mock = await createMock(t)
  const id = await mock.open(provider, { redirectUrl, state: 's t', ...body })
  const path = `/connect/${provider}?session=${id}`
  const connected = async () => (await mock.call('GET', `/v1/connect/${provider}`)).body
  return { mock, id, path, connected, look: (step = '') => visit(mock, path + step) }
}

/** What the last page sends to the app, by link and by message. */
function outcome(page: Awaited<ReturnType<Mock['call']>>) {
  const { href, searchParams } = new URL(returnLink(page) ?? '')
  const message = JSON.parse(attributes(page, 'data-message')[0] ?? '')
  return { href, query: Object.fromEntries(searchParams), message }
}

t.test('oauth: a host sees the access, confirms the account, and goes back to the app', async (t) => {
  const { mock, id, path, connected, look } = await begin(t, 'airbnb')
  const consent = await look()
  t.match(consent.body, '<title>Connect Airbnb ·')
  t.strictSame(
    attributes(consent, 'data-testid').filter((testId) => !/^(?:sandbox|time)/.test(testId)),
    ['access', 'approve', 'deny', 'cancel', 'account-conflict'],
    'what only testers need comes last',
  )
  const approved = await press(mock, path, 'approve')
  t.equal(approved.status, 303)
  t.equal(nextPath(path, approved), `${path}&step=account`)
  t.equal((await connected()).connected, false, 'approving alone connects nothing')
  t.match((await look('&step=account')).body, 'data-testid="confirm-account"')
  const done = await press(mock, `${path}&step=account`, 'confirm')
  t.match(done, { status: 200, body: /data-testid="done" data-status="completed"/ })
  const { externalAccountId: accountId, host } = await connected()
  t.match(done.body, `connected: ${host.displayName}.`)
  const { href, query, message } = outcome(done)
  t.ok(href.startsWith('https://app.example/callback?keep=a%20b&status=connected&'), href)
  t.ok(href.endsWith('#part'), href)
  t.strictSame(query, {
    keep: 'a b',
    status: 'connected',
    accountId,
    hostId: accountId,
    provider: 'airbnb',
    sessionId: id,
    state: 's t',
  })
  t.strictSame(message, {
    type: 'repull:connect:completed',
    provider: 'airbnb',
    sessionId: id,
    state: 's t',
  })
  t.match(attributes(done, 'data-origin'), ['https://app.example'])
  t.match(done.body, /<noscript><meta http-equiv="refresh" content="1;url=https:[^"]*status=connected/)
})

t.test('oauth: the access that is shown is the access that the app asked for', async (t) => {
  for (const [accessType, levels] of [
    ['full_access', ['manage', 'manage', 'send']],
    ['messaging', ['none', 'read', 'send']],
    ['read_only', ['read', 'read', 'read']],
  ] as const) {
    const { look } = await begin(t, 'airbnb', { accessType })
    const page = await look()
    t.strictSame(attributes(page, 'data-access'), [accessType])
    t.strictSame(attributes(page, 'data-level'), levels)
  }
})

t.test('a host refuses, or the account is connected elsewhere', async (t) => {
  for (const [decision, code, status, type] of [
    ['deny', 'access_denied', 'cancelled', 'repull:connect:close'],
    ['cancel', 'access_denied', 'cancelled', 'repull:connect:close'],
    ['conflict', 'account_conflict', 'errored', 'repull:connect:error'],
  ] as const) {
    const { mock, id, path, connected } = await begin(t, 'airbnb')
    const done = await press(mock, path, decision)
    t.match(done, { status: 200, body: `data-testid="done" data-status="${status}"` })
    const { query, message } = outcome(done)
    t.match(query, { status: 'cancelled', code, provider: 'airbnb', sessionId: id, state: 's t' })
    t.strictSame(message, { type, provider: 'airbnb', sessionId: id, state: 's t' })
    const read = await mock.call('GET', `/v1/connect/sessions/${id}`)
    t.match(read, { status: 409, body: { error: { session_status: status } } })
    t.equal((await connected()).connected, false)
  }
})

t.test('credentials: the form has the fields of the registry', async (t) => {
  for (const { id, credentials } of providers.filter((own) => own.connectPattern === 'credentials')) {
    const { look } = await begin(t, id)
    const page = await look()
    t.strictSame(
      attributes(page, 'data-testid').slice(0, credentials.length + 2),
      [...credentials.map((name) => `field-${name}`), 'submit-credentials', 'cancel'],
      id,
    )
    for (const name of credentials) t.match(page.body, `<label for="${name}">`)
    const shown = [...page.body.matchAll(/name="(\w+)" type="text"/g)].map(([, name]) => name)
    t.strictSame(
      shown,
      credentials.filter((name) => !isSecret(name) && fieldOf(name).choices === undefined),
      `${id} hides its secrets, and only them`,
    )
  }
})

t.test('credentials: a host fills the form in and is connected', async (t) => {
  const { mock, path, connected } = await begin(t, 'hostaway')
  const done = await press(mock, path, { decision: 'submit', accountId: 'a-1', apiKey: 'k-1' })
  t.match(done, { status: 200, body: /data-testid="done" data-status="completed"/ })
  const { externalAccountId } = await connected()
  t.match(outcome(done).query, { status: 'connected', accountId: externalAccountId })
  t.notOk('hostId' in outcome(done).query)
  const direct = { accountId: 'a-1', apiKey: 'k-1' }
  const again = await mock.call('POST', '/v1/connect/hostaway', { body: direct })
  t.equal(again.body.externalAccountId, externalAccountId, 'the API derives the same account')
})

t.test('credentials: an error is beside its field, and no secret is shown again', async (t) => {
  const { mock, path, connected } = await begin(t, 'hostaway')
  const errors = async (fields: Record<string, string>) => {
    const page = await press(mock, path, { decision: 'submit', ...fields })
    const { accountId, apiKey } = fields
    t.equal(
      attributes(page, 'value').includes(accountId ?? 'none'),
      Boolean(accountId),
      'the account is kept',
    )
    t.notOk(attributes(page, 'value').includes(apiKey || 'none'), 'its key is not')
    const ids = attributes(page, 'data-testid').filter((testId) => testId.includes('-error'))
    t.match(page.body, '<title>Not accepted: Connect Hostaway ·', 'the window says so too')
    return [page.status, ...ids]
  }
  t.strictSame(await errors({}), [400, 'field-error-accountId', 'field-error-apiKey'])
  t.strictSame(await errors({ accountId: 'a-1', apiKey: '' }), [400, 'field-error-apiKey'])
  t.strictSame(await errors({ accountId: 'a-1', apiKey: 'invalid' }), [401, 'field-error-apiKey'])
  t.strictSame(await errors({ accountId: 'unavailable', apiKey: 'k-1' }), [503, 'form-error'])
  const long = 'x'.repeat(1025)
  t.strictSame(await errors({ accountId: long, apiKey: 'k-1' }), [400, 'field-error-accountId'])
  t.equal((await connected()).connected, false)
  const wrong = await press(mock, path, { decision: 'submit', accountId: 'a-1' })
  t.match(wrong.body, /id="apiKey"[^>]* aria-describedby="error-apiKey" aria-invalid="true"/)
  t.match(wrong.body, /role="alert" id="error-apiKey"/)
  const slow = await press(mock, path, { decision: 'submit', accountId: 'a-1', apiKey: 'slow' })
  t.equal(slow.status, 200)
  t.strictSame(mock.pauses, [3000])
})

t.test('credentials: what is no secret is kept, a secret never', async (t) => {
  const { mock, path } = await begin(t, 'track', { locale: 'fr' })
  const domain = 'shores.trackhs.com'
  const entered = { domain, keyType: 'channel', moveReasonId: '7', apiKey: 'key-1', apiSecret: 'secret-1' }
  const page = await press(mock, path, { decision: 'submit', ...entered, apiSecret: '' })
  t.match(page, { status: 400, body: 'data-testid="field-error-apiSecret"' })
  t.match(page.body, `id="domain" name="domain" type="text" value="${domain}" required`)
  t.match(page.body, '<option value="channel" selected>channel</option>')
  t.match(page.body, '<label for="moveReasonId">Identifiant du motif de déplacement (facultatif)</label>')
  t.match(page.body, 'id="moveReasonId" name="moveReasonId" type="text" value="7" maxlength')
  t.notMatch(page.body, 'key-1')
  t.match(await press(mock, path, { decision: 'submit', ...entered, apiKey: 'invalid' }), {
    status: 401,
    body: 'data-testid="field-error-apiSecret"',
  })
  t.equal((await press(mock, path, { decision: 'submit', ...entered })).status, 200)
})

t.test('activation: the page shows the minted pair and what to do with it', async (t) => {
  const { mock, id, path, connected, look } = await begin(t, 'vrbo')
  const page = await look()
  const { username, password } = mintedPair(id)
  t.match(page.body, `data-testid="activation-username">${username}<`)
  t.match(page.body, `data-testid="activation-password">${password}<`)
  t.equal(page.body.match(/type="checkbox"/g).length, 3)
  const done = await press(mock, path, 'activated')
  t.equal(done.status, 200)
  t.match(outcome(done).query, { status: 'connected', accountId: (await connected()).externalAccountId })
})

t.test('claim: designation, hotel, rooms; the API has the mapping', async (t) => {
  const { mock, id, path, connected, look } = await begin(t, 'booking')
  t.match((await look()).body, 'data-testid="designation-done"')
  const designated = await press(mock, path, 'designated')
  t.equal(nextPath(path, designated), `${path}&step=hotel`)
  const hotel = await look('&step=hotel')
  t.match(hotel.body, 'data-testid="hotel-id"')
  t.match(hotel.body, `<a href="../connect/booking?session=${id}">`, 'there is a way back')
  const verified = await press(mock, `${path}&step=hotel`, { decision: 'verify', hotelId: '1234567' })
  t.equal(verified.status, 303)
  t.equal(nextPath(`${path}&step=hotel`, verified), path)
  const rooms = (await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${id}`)).body
  const page = await look()
  const ids = rooms.rooms.map(({ roomId }: { roomId: string }) => roomId)
  t.strictSame(attributes(page, 'data-testid').slice(0, 5), [
    ...ids.map((roomId: string) => `room-${roomId}`),
    'map-rooms',
    'cancel',
  ])
  const listing = rooms.listingOptions[1].id
  const done = await press(mock, path, {
    decision: 'map',
    [`room-${ids[0]}`]: listing,
    [`room-${ids[1]}`]: '',
  })
  t.match(done, { status: 200, body: /data-testid="done" data-status="completed"/ })
  t.match(outcome(done).query, { status: 'connected', accountId: '1234567' })
  t.match(await connected(), { externalAccountId: '1234567' })
  const mapped = (await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${id}`)).body.rooms
  t.match(mapped, [{ currentListingId: listing }, { currentListingId: null }, { currentListingId: null }])

  const second = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId: second, hotelId: '1234567' } })
  const known = await visit(mock, `/connect/booking?session=${second}`)
  t.match(known.body, `<option value="${listing}" selected>`)
})

t.test('claim: the end of a hotel id chooses the answer of Booking.com', async (t) => {
  const { mock, path, look } = await begin(t, 'booking')
  const hotel = `${path}&step=hotel`
  for (const [hotelId, status, testId] of [
    ['', 400, 'field-error-hotelId'],
    ['12ab', 400, 'field-error-hotelId'],
    ['1234412', 412, 'field-error-hotelId'],
    ['1234502', 502, 'form-error'],
    ['1234503', 503, 'form-error'],
  ] as const) {
    const page = await press(mock, hotel, { decision: 'verify', hotelId })
    t.equal(page.status, status, hotelId)
    t.ok(attributes(page, 'data-testid').includes(testId), hotelId)
    t.ok(attributes(page, 'value').includes(hotelId), 'the id can be corrected')
    t.match(page.body, '<title>Not accepted: Which hotel')
  }
  t.equal((await press(mock, hotel, { decision: 'verify' })).status, 400)
  t.match((await look()).body, 'designation-done', 'nothing is claimed')

  t.equal(
    (await press(mock, hotel, { decision: 'verify', hotelId: ' 1234425\n' })).status,
    303,
    'pasted with spaces',
  )
  const formToken = tokenIn(await visit(mock, hotel))
  const early = await post(mock, path, { formToken, decision: 'map' })
  t.match(early, { status: 425, body: /data-testid="importing"/ }, 'a refusal counts as no poll')
  const importing = await look()
  t.match(importing.body, /data-testid="importing" data-poll-ms="2000"/)
  t.match(importing.body, '<noscript><meta http-equiv="refresh" content="2"></noscript>')
  t.match((await look()).body, 'data-testid="importing"')
  t.match((await look()).body, 'data-testid="map-rooms"')
})

t.test('claim: a page asks before no room has a listing, and then does as it is asked', async (t) => {
  const { mock, path, connected, look } = await begin(t, 'booking')
  await press(mock, `${path}&step=hotel`, { decision: 'verify', hotelId: '1234567' })
  const none = { 'room-123456701': '', 'room-123456702': '', 'room-123456703': '' }
  const asked = await press(mock, path, { decision: 'map', ...none })
  t.equal(nextPath(path, asked), `${path}&step=unmapped`)
  t.equal((await connected()).connected, false)
  const question = await look('&step=unmapped')
  t.match(question, { status: 200, body: 'data-testid="ask-unmapped"' })
  t.ok(
    attributes(question, 'href').some(
      (href) => nextPath(path, { ...question, headers: { location: href } }) === path,
    ),
  )
  const done = await press(mock, `${path}&step=unmapped`, 'unmapped')
  t.match(done, { status: 200, body: /data-testid="done" data-status="completed"/ })

  const own = await begin(t, 'booking')
  await press(own.mock, `${own.path}&step=hotel`, { decision: 'verify', hotelId: '1234567' })
  const direct = await press(own.mock, own.path, 'map')
  t.match(direct, { status: 200, body: /data-status="completed"/ }, 'a form without rooms is a program')
})

t.test('claim: an impossible mapping is refused, and nothing is mapped', async (t) => {
  const { mock, path, connected } = await begin(t, 'booking')
  t.match(await press(mock, path, 'map'), { status: 425, headers: { 'retry-after': '2' } })
  await press(mock, `${path}&step=hotel`, { decision: 'verify', hotelId: '1234567' })
  for (const [fields, status] of [
    [{ 'room-999999901': '' }, 403],
    [{ 'room-123456701': '1' }, 400],
    [{ 'room-123456701': '1', 'room-123456702': '800000002' }, 400],
  ] as const) {
    const page = await press(mock, path, { decision: 'map', ...fields })
    t.match(page, { status, body: /data-testid="form-error"/ })
    t.match(page.body, 'data-testid="map-rooms"')
    t.match(page.body, '<title>Not accepted: Match the rooms')
    if ('room-123456702' in fields)
      t.match(page.body, '<option value="800000002" selected>', 'choices are kept')
  }
  t.equal((await connected()).connected, false)
})

t.test('every page of an open session can be cancelled, in a form of its own', async (t) => {
  for (const [provider, ...steps] of [
    ['airbnb', '', '&step=account'],
    ['lodgify', ''],
    ['vrbo', ''],
    ['booking', '', '&step=hotel'],
  ] as const) {
    for (const step of steps) {
      const { mock, path, look } = await begin(t, provider)
      const [own = ''] = /<form(?:(?!<form).)*data-testid="cancel"/s.exec((await look(step)).body) ?? []
      t.equal(own.match(/<button/g)?.length, 1, `Enter in a field of ${provider}${step} never cancels`)
      t.match(await press(mock, path + step, 'cancel'), { status: 200, body: /data-status="cancelled"/ })
    }
  }
  for (const hotelId of ['1234567', '1234425']) {
    const { mock, id, path } = await begin(t, 'booking')
    await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId: id, hotelId } })
    t.match(await press(mock, path, 'cancel'), { status: 200, body: /data-status="cancelled"/ }, hotelId)
  }
})

t.test('without a redirectUrl, the last page sends no message and stays', async (t) => {
  const { mock, path } = await begin(t, 'vrbo', { redirectUrl: undefined, state: undefined })
  const done = await press(mock, path, 'activated')
  t.match(done.body, 'You can close this page.')
  t.notMatch(done.body, /postMessage|http-equiv="refresh"|return-link/)
})

t.test('the pages work with the longest state and redirectUrl', async (t) => {
  const mock = await createMock(t)
  const start = 'https://app.example/back?own='
  const redirectUrl = `${start}${'y'.repeat(4096 - start.length)}`
  const state = '=&"é'.repeat(125)
  const path = `/connect/airbnb?session=${await mock.open('airbnb', { redirectUrl, state })}`
  t.equal((await visit(mock, path)).status, 200)
  t.equal((await press(mock, path, 'approve')).status, 303)
  const done = await press(mock, `${path}&step=account`, 'confirm')
  t.equal(done.status, 200)
  const back = new URL(returnLink(done) ?? '')
  t.equal(back.searchParams.get('state'), state)
  t.equal(back.searchParams.get('own'), 'y'.repeat(4096 - start.length))
  const auto = await mock.open('airbnb', { redirectUrl, state })
  const leaving = await visit(mock, `/connect/airbnb?session=${auto}&auto=approve`)
  t.equal(leaving.status, 303)
  t.equal(new URL(leaving.headers.location ?? '').searchParams.get('state'), state)
  const snapshot = (await mock.call('GET', '/_mock/snapshot')).body
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200, 'and can be put back')
})
