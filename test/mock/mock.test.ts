import t from 'tap'
import { buildApp, ControlError, type MockWorkspace, SettingsError, startMock } from '../../src/index.js'
import { ask } from '../helpers/client.js'

const call = (
  { url, apiKey }: { url: string; apiKey: string },
  method: string,
  path: string,
  body?: object,
) => ask(url, apiKey, method, path, body)

t.test('a mock starts on a free port, several in one process, and frees it in the end', async (t) => {
  const urls: string[] = []
  {
    await using one = await startMock()
    await using two = await startMock()
    urls.push(one.url, two.url)
    t.not(one.url, two.url)
    t.equal((await call(one, 'POST', '/v1/connect/airbnb')).status, 200)
    t.equal((await one.sessions.list()).length, 1)
    t.equal((await two.sessions.list()).length, 0)
  }
  for (const url of urls) await t.rejects(fetch(`${url}/v1/health`))
})

t.test('time is in the hand of the test', async (t) => {
  await using mock = await startMock()
  t.match(await mock.clock.freeze('2030-01-01T00:00:00Z'), { frozen: true })
  t.strictSame(await mock.clock.now(), new Date('2030-01-01T00:00:00Z'))
  const { body } = await call(mock, 'POST', '/v1/connect/airbnb')
  t.equal(body.expiresAt, '2030-01-01T00:30:00.000Z')
  await mock.clock.advance('29m')
  await mock.clock.advance(59_999)
  t.equal((await call(mock, 'GET', `/v1/connect/sessions/${body.id}`)).status, 200)
  await mock.clock.advance(1)
  t.equal((await call(mock, 'GET', `/v1/connect/sessions/${body.id}`)).body.error.code, 'session_expired')
  t.match(await mock.clock.set(new Date(0)), { now: '1970-01-01T00:00:00.000Z', frozen: true })
  t.match(await mock.clock.freeze(), { now: '1970-01-01T00:00:00.000Z', frozen: true })
  t.match(await mock.clock.set(Date.UTC(2031, 0, 1)), { now: '2031-01-01T00:00:00.000Z' })
  t.match(await mock.clock.reset(), { frozen: false, offsetMs: 0 })
  for (const by of [-1, 1.5, Number.NaN]) await t.rejects(mock.clock.advance(by), { name: 'RangeError' })
  await t.rejects(mock.clock.set(new Date('nope')), { message: /no instant/ })
  await t.rejects(mock.clock.freeze(Number.NaN), { message: /no instant/ })
  const nothing = null as unknown as Date // As JavaScript passes on what is not there.
  for (const set of [mock.clock.set, mock.clock.freeze])
    await t.rejects(set(nothing), {
      message:
        /^null is no instant that a clock could show: use a Date, epoch milliseconds, or a text like 20/,
    })
})

t.test('a host approves, refuses, or waits too long', async (t) => {
  await using mock = await startMock()
  const open = async () =>
    (await call(mock, 'POST', '/v1/connect', { redirectUrl: 'https://app.example/' })).body.id
  const approved = await mock.sessions.approve(await open(), 'vrbo')
  t.match(approved, { status: 'completed', provider: 'vrbo' })
  t.ok(approved.url.startsWith(`${mock.url}/connect?session=`), approved.url)
  t.match(await mock.sessions.deny(await open()), { status: 'cancelled' })
  t.match(await mock.sessions.deny(await open(), 'hostaway'), { status: 'cancelled', provider: 'hostaway' })
  const expired = await mock.sessions.expire(await open())
  t.match(expired, { status: 'expired' })
  t.strictSame(await mock.sessions.get(expired.id), expired)
})

t.test('a host signs in where the session is not usually connected', async (t) => {
  await using mock = await startMock()
  const { id } = await mock.sessions.open({ provider: 'booking' })
  t.match(await mock.sessions.approve(id, { flow: 'booking-extranet-login' }), { status: 'completed' })
  const picker = await mock.sessions.open({ redirectUrl: 'https://app.example/' })
  const approved = await mock.sessions.approve(picker.id, { provider: 'vrbo', flow: 'vrbo-login' })
  t.equal(approved.provider, 'vrbo')
  const providers = (await mock.connections.list()).map(({ provider }) => provider)
  t.strictSame(providers, ['booking_extranet', 'vrbo'])
  await t.rejects(mock.sessions.approve(id, { flows: 'vrbo-login' } as object), { message: /flow/ })
})

t.test('faults are set, listed and removed', async (t) => {
  await using mock = await startMock()
  const { id } = await mock.faults.add({ respond: { error: 'provider_unavailable' } })
  await mock.faults.add({ times: 1, respond: { status: 502 } })
  t.equal((await call(mock, 'GET', '/v1/connect')).status, 503)
  await mock.faults.clear(id)
  t.equal((await mock.faults.list()).length, 1)
  t.equal((await call(mock, 'GET', '/v1/connect')).status, 502)
  await mock.faults.clear()
  t.strictSame(await mock.faults.list(), [])
})

t.test('requests are listed, counted, waited for and forgotten', async (t) => {
  await using mock = await startMock()
  const waiting = mock.requests.waitFor({ path: '/v1/connect/airbnb', method: 'POST' })
  await call(mock, 'GET', '/v1/connect')
  const { body } = await call(mock, 'POST', '/v1/connect/airbnb')
  const [found] = await waiting
  t.match(found, { status: 200, sessionId: body.id })
  t.equal(await mock.requests.count(), 2)
  t.equal(await mock.requests.count({ status: 200, session: body.id }), 1)
  t.equal((await mock.requests.list({ method: 'GET' })).length, 1)
  await t.rejects(
    mock.requests.waitFor({ path: '/v1/never' }, { count: 2, wait: 10 }),
    /Waited 10ms for 2 requests with {"path":"\/v1\/never"}; 0 came.*POST \/v1\/connect\/airbnb 200/,
  )
  await mock.requests.clear()
  t.equal(await mock.requests.count(), 0)
  await t.rejects(mock.requests.waitFor({}, { wait: '1ms' }), /The last of all: none\./)
  await t.rejects(mock.requests.waitFor({}, { wait: -1 }), {
    name: 'RangeError',
    message: /^-1 is no duration/,
  })
})

t.test('a workspace per test, which can be kept, put back, copied and forgotten', async (t) => {
  await using mock = await startMock()
  const [a, b] = [mock.workspace(), mock.workspace()]
  t.not(a.apiKey, b.apiKey)
  const { body } = await call({ ...mock, ...a }, 'POST', '/v1/connect/airbnb')
  const snapshot = await a.snapshot()
  t.strictSame(Object.keys(await a.fork(b.apiKey)), [body.id])
  await a.reset()
  t.strictSame([(await a.sessions.list()).length, (await b.sessions.list()).length], [0, 1])
  await a.restore(JSON.parse(JSON.stringify(snapshot)))
  t.equal((await a.sessions.list())[0]?.id, body.id)
  t.equal((await mock.workspace(a.apiKey).sessions.list()).length, 1)
  await mock.reset()
  t.strictSame([(await a.sessions.list()).length, (await b.sessions.list()).length], [0, 0])
})

t.test('what the mock refuses is an error with the envelope’s words', async (t) => {
  await using mock = await startMock()
  const error = await mock.sessions.approve('cs_unknown').then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ControlError)) throw new Error('it is no ControlError')
  t.match(error, { name: 'ControlError', code: 'not_found', status: 404, message: 'cs_unknown' })
  t.ok(error.message.endsWith(error.fix))
})

t.test('settings are those of the environment, by their names, with a token and keys too', async (t) => {
  await using mock = await startMock({
    settings: { CONTROL_TOKEN: 'open-sesame', API_KEYS: ['sk_test_one', 'sk_test_two'], SESSION_TTL: 5000 },
  })
  t.equal(mock.apiKey, 'sk_test_one')
  const { body } = await call(mock, 'POST', '/v1/connect/airbnb')
  const { createdAt, expiresAt } = await mock.sessions.get(body.id)
  t.equal(Date.parse(expiresAt) - Date.parse(createdAt), 5000)
  await mock.reset()
  t.strictSame(await mock.sessions.list(), [])
  const soon: object = { SESSION_TTL: 'soon' }
  const refused = await startMock({ settings: soon }).catch((error: unknown) => error)
  t.ok(refused instanceof SettingsError)
  t.match(refused, { message: /^SESSION_TTL is "soon"/ })
  const misspelt: object = { SESION_TTL: '5s' }
  await t.rejects(startMock({ settings: misspelt }), {
    message: 'there is no setting SESION_TTL; did you mean SESSION_TTL?',
  })
  await t.rejects(startMock({ settings: Object.fromEntries([['xyz', '']]) }), {
    message: 'there is no setting xyz',
  })
  await t.rejects(startMock({ settings: { CONTROL: 'off' } }), { message: /^CONTROL is "off"/ })
  await using own = await startMock({ apiKey: 'sk_live_mine' })
  t.equal(own.apiKey, 'sk_live_mine')
})

t.test('an unknown option is refused, and for a setting the error says where it goes', async (t) => {
  const bad: readonly [object, string][] = [
    [{ SESSION_TTL: '5s' }, 'no option SESSION_TTL; did you mean settings: { SESSION_TTL: … }?'],
    [{ setings: {} }, 'no option setings; did you mean settings?'],
    [{ zzz: 1 }, 'no option zzz; it takes apiKey, apiVersion, settings'],
  ]
  for (const [options, message] of bad)
    await t.rejects(startMock(options), { name: 'SettingsError', message: `startMock has ${message}` })
  const key: object = { apiKey: 'sk_test_a' }
  await t.rejects(buildApp(key), {
    message: /^buildApp has no option apiKey; did you mean settings: { API_KEYS/,
  })
  await using mock = await startMock({
    apiKey: undefined,
    settings: { PORT: undefined, LOG_LEVEL: undefined },
  })
  t.not(new URL(mock.url).port, '7855')
})

t.test('a workspace has a key that the server takes, or there is none', async (t) => {
  await using mock = await startMock({ settings: { API_KEYS: ['a', 'sk_test_b', 'sk_test_c', 'sk_test_d'] } })
  const keys = [
    mock.apiKey,
    mock.workspace('sk_test_c').apiKey,
    mock.workspace().apiKey,
    mock.workspace().apiKey,
  ]
  t.strictSame(keys, ['a', 'sk_test_c', 'sk_test_b', 'sk_test_d'])
  for (const apiKey of keys)
    t.equal((await call({ ...mock, apiKey }, 'POST', '/v1/connect/airbnb')).status, 200, apiKey)
  t.throws(() => mock.workspace(), {
    name: 'SettingsError',
    message: 'all 4 keys of API_KEYS have a workspace; add one for each workspace(), or leave API_KEYS out',
  })
  t.throws(() => mock.workspace('sk_test_other'), {
    name: 'SettingsError',
    message: /it takes one of API_KEYS/,
  })
  t.equal(mock.workspace('sk_test_b').apiKey, 'sk_test_b', 'who names a key may have it again')
  const foreign = { apiKey: 'sk_test_x', settings: { API_KEYS: ['sk_test_y'] } }
  await t.rejects(startMock(foreign), { name: 'SettingsError', message: /it takes one of API_KEYS/ })
})

t.test('without API_KEYS a workspace has a key of its own, and a malformed one is refused', async (t) => {
  await using mock = await startMock({ apiKey: `sk_live_${'a'.repeat(230)}` })
  const taken = `${mock.apiKey.slice(0, 200)}_1`
  mock.workspace(taken)
  const { apiKey } = mock.workspace()
  t.notOk([mock.apiKey, taken].includes(apiKey))
  t.equal((await call({ ...mock, apiKey }, 'POST', '/v1/connect/airbnb')).status, 200)
  for (const key of ['', 'abc', 'sk_test_', 'sk_test_a b'])
    t.throws(() => mock.workspace(key), { name: 'SettingsError', message: /it takes sk_test_ or sk_live_/ })
  await t.rejects(startMock({ apiKey: 'abc' }), { message: /would refuse this apiKey/ })
})

t.test('the server can be had without a port', async (t) => {
  const plain = await buildApp()
  t.teardown(() => plain.close())
  t.equal((await plain.inject('/v1/health')).statusCode, 200)
  const app = await buildApp({ settings: { SESSION_TTL: '5s' } })
  t.teardown(() => app.close())
  const headers = { 'x-api-key': 'sk_test_x' }
  const answer = await app.inject({
    method: 'POST',
    url: '/_mock/clock/advance',
    headers,
    payload: { by: '1s' },
  })
  const { now } = answer.json<{ now: string }>()
  const opened = await app.inject({ method: 'POST', url: '/v1/connect/airbnb', headers })
  const { expiresAt } = opened.json<{ expiresAt: string }>()
  t.ok(Date.parse(expiresAt) >= Date.parse(now) + 5000 && Date.parse(expiresAt) < Date.parse(now) + 60_000)
  const misspelt = { SESION_TTL: '5s' } as object
  await t.rejects(buildApp({ settings: misspelt }), { message: /did you mean SESSION_TTL/ })
})

t.test('a session is opened and completed, and the sandbox filled, in one call each', async (t) => {
  await using mock = await startMock({ settings: { CONTROL_TOKEN: 'open-sesame' } })
  const redirectUrl = 'https://app.example/callback'
  const { id, ...session } = await mock.sessions.open({
    provider: 'airbnb',
    redirectUrl,
    accessType: 'messaging',
  })
  t.match(session, { provider: 'airbnb', status: 'pending', redirectUrl, accessType: 'messaging' })
  t.match(await mock.sessions.complete(id, { accountId: 'acc_1' }), {
    status: 'completed',
    accountId: 'acc_1',
  })
  const picker = await mock.sessions.open({ redirectUrl, allowedProviders: ['vrbo', 'booking'] })
  t.equal(picker.provider, null)
  t.match(await mock.sessions.complete(picker.id, { provider: 'booking' }), { provider: 'booking' })
  const { id: unbound } = await mock.sessions.open({ redirectUrl })
  await t.rejects(mock.sessions.complete(unbound), { message: /provider/ })
  await t.rejects(mock.sessions.open({}), { code: 'invalid_body', message: /redirectUrl/ })
  await t.rejects(mock.sessions.complete(id), { code: 'session_terminal' })
  t.equal((await mock.requests.list({ path: '/v1/connect/sessions/*/complete' })).length, 4)
  t.match(await mock.connections.list(), [
    { provider: 'airbnb', externalAccountId: 'acc_1', status: 'active' },
    { provider: 'booking' },
  ])
  t.equal((await mock.sandbox.seed()).listings.length, 3)
  t.match(await mock.sandbox.reset(), { deleted: { listings: 3, reservations: 5, connections: 2 } })
})

t.test('a workspace for one block is forgotten in its end, and the others are not', async (t) => {
  await using mock = await startMock()
  const { id } = await mock.sessions.open({ provider: 'airbnb' })
  let left: MockWorkspace
  {
    await using workspace = mock.workspace()
    left = workspace
    await workspace.sessions.open({ provider: 'vrbo' })
    t.equal((await left.sessions.list()).length, 1)
  }
  t.strictSame(await left.sessions.list(), [])
  t.equal((await mock.sessions.list())[0]?.id, id)
})

t.test('a misspelt option is refused, and so is a provider that there is not', async (t) => {
  await using mock = await startMock()
  const { sessions, requests, webhooks, faults } = mock.workspace()
  const misspelt = (name: string): object => Object.fromEntries([[name, '5s']])
  const refused: readonly [Promise<unknown>, string][] = [
    [
      sessions.open(misspelt('redirctUrl')),
      'sessions.open has no option redirctUrl; did you mean redirectUrl?',
    ],
    [
      sessions.complete('cs_1', misspelt('acountId')),
      'sessions.complete has no option acountId; did you mean accountId?',
    ],
    [requests.list(misspelt('methd')), 'requests.list has no option methd; did you mean method?'],
    [requests.count(misspelt('statuss')), 'requests.count has no option statuss; did you mean status?'],
    [requests.waitFor(misspelt('pth')), 'requests.waitFor has no option pth; did you mean path?'],
    [
      requests.waitFor({}, misspelt('timeout')),
      'requests.waitFor has no option timeout; it takes count, wait',
    ],
    [webhooks.list(misspelt('typ')), 'webhooks.list has no option typ; did you mean type?'],
    [webhooks.next(misspelt('since')), 'webhooks.next has no option since; it takes type, webhook, success'],
    [webhooks.next({}, misspelt('wiat')), 'webhooks.next has no option wiat; did you mean wait?'],
  ]
  for (const [call, message] of refused) await t.rejects(call, { name: 'TypeError', message })
  for (const wrong of ['airbnb', undefined, null]) {
    // @ts-expect-error it takes an object
    await t.rejects(sessions.open(wrong), {
      name: 'TypeError',
      message: /takes an object with provider, .*; it got/,
    })
  }
  const provider: object = { provider: 'airbmb' }
  const refusal = { name: 'ControlError', code: 'invalid_provider', fix: /airbnb/ }
  await t.rejects(sessions.open(provider), refusal)
  await t.rejects(faults.add({ match: provider, respond: { error: 'forbidden' } }), refusal)
})

t.test('a workspace has everything that a test needs to call and to control', async (t) => {
  await using mock = await startMock()
  await using workspace = mock.workspace()
  t.equal(workspace.url, mock.url)
  const { close, workspace: another, ...rest } = mock
  t.strictSame(Object.keys(workspace).sort(), Object.keys(rest).sort())
})

t.test('a connection goes bad, is healed and is removed', async (t) => {
  await using mock = await startMock()
  const { id } = await mock.sessions.open({ provider: 'lodgify' })
  await mock.sessions.approve(id)
  const [connection] = await mock.connections.list()
  const own = connection?.id as string
  t.match(await mock.connections.break(own, { reason: 'revoked_upstream' }), {
    status: 'error',
    action: { reason: 'revoked_upstream' },
    fixUrl: `${mock.url}/v1/connect/resume?t=`,
  })
  t.strictSame(await mock.connections.heal(own), connection)
  t.equal((await mock.connections.break(own)).action?.reason, 'reauth_required')
  // @ts-expect-error a misspelt option
  await t.rejects(mock.connections.break(own, { reson: 'x' }), {
    name: 'TypeError',
    message: /did you mean reason/,
  })
  await mock.connections.remove(own)
  t.strictSame(await mock.connections.list(), [])
  await t.rejects(mock.connections.heal(own), { name: 'ControlError', code: 'not_found' })
})
