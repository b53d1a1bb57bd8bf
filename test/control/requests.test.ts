import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import type { AnyBody } from '../helpers/answers.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { press } from '../helpers/pages.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

/** The entries of the journal that a query means. */
async function requests(mock: Mock, query = '', key?: string | null) {
  const answer = await mock.call('GET', `/_mock/requests${query}`, key === undefined ? {} : { key })
  t.equal(answer.status, 200, query)
  return answer.body.data
}

t.test('a request is kept with its answer', async (t) => {
  const mock = await createMock(t)
  const answer = await mock.call('POST', '/v1/connect/airbnb', { body: { state: 'x', redirect_url: 'y' } })
  const [entry] = await requests(mock)
  const { startedMs, durationMs, workspace, requestHeaders, responseHeaders, ...rest } = entry
  t.type(durationMs, 'number')
  t.type(startedMs, 'number')
  t.match(requestHeaders, { authorization: 'Bearer sk_test_…', 'content-type': 'application/json' })
  t.match(responseHeaders, {
    'x-request-id': answer.headers['x-request-id'],
    'content-type': 'application/json; charset=utf-8',
    'x-repull-mock-warning': /redirect_url/,
  })
  t.match(workspace, /^[\da-f-]{36}$/)
  t.strictSame(rest, {
    id: `jrn_${workspace.slice(-12)}_2`,
    at: new Date(mock.clock.now()).toISOString(),
    method: 'POST',
    path: '/v1/connect/airbnb',
    query: {},
    status: 200,
    code: null,
    sessionId: answer.body.sessionId,
    requestId: answer.headers['x-request-id'],
    fault: null,
    warnings: ['unknown field redirect_url; did you mean redirectUrl?'],
    hosted: false,
    requestBody: { state: 'x', redirect_url: 'y' },
    responseBody: answer.body,
    nearest: null,
    curl:
      `curl -X POST 'http://localhost:80/v1/connect/airbnb' -H "Authorization: Bearer $REPULL_KEY" ` +
      `-H 'content-type: application/json' --data-raw '{"state":"x","redirect_url":"y"}'`,
  })
})

t.test('headers are kept without keys, tokens and cookies', async (t) => {
  const mock = await createMock(t)
  const headers = {
    'X-Api-Key': 'hidden-1',
    cookie: 'app=hidden-2',
    'x-session-token': 'hidden-3',
    referer: 'http://127.0.0.1/a?token=hidden-4&b=shown-5',
    'x-note': 'sk_live_hidden-6 shown-7',
    'x-sk_test_hidden-8': '1',
  }
  await mock.call('GET', '/v1/connect', { headers })
  const entries = await requests(mock)
  t.notMatch(JSON.stringify(entries), /hidden-\d/)
  t.match(entries[0].requestHeaders, {
    'x-api-key': '…',
    cookie: '[redacted]',
    'x-session-token': '…',
    referer: 'http://127.0.0.1/a?token=[redacted]&b=shown-5',
    'x-note': 'sk_live_…',
  })
})

t.test('the visit of a hosted page is one, and no header is known of what was not answered', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('airbnb')
  await press(mock, `/connect/airbnb?session=${session}`, 'cancel')
  await mock.call('POST', '/_mock/faults', { body: { respond: { drop: 'before' } } })
  await mock.call('GET', '/v1/connect').catch(() => {})
  await mock.call('GET', '/v1/connect/%zz')
  const entries = await requests(mock)
  t.strictSame(
    entries.map((one: AnyBody) => [one.path.split('/')[1], one.hosted, one.responseHeaders === null]),
    [
      ['v1', false, false],
      ['connect', true, false],
      ['connect', true, false],
      ['v1', false, true],
      ['v1', false, true],
    ],
  )
  t.match(entries[1].responseHeaders['content-security-policy'], /default-src/)
})

t.test('a query is kept with all its names', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/health?a=1&line%0Abreak=2')
  const [entry] = await requests(mock)
  t.strictSame(entry.query, { a: '1', 'line\nbreak': '2' })
})

t.test(
  'every kind of call is there: refused, unknown, pages, forms; no control call, no preflight',
  async (t) => {
    const mock = await createMock(t)
    const session = await mock.open('airbnb')
    await mock.call('GET', '/v1/conect')
    await mock.call('DELETE', '/v1/health')
    await mock.call('GET', '/v1/connect/airbnbb')
    await mock.call('GET', `/v1/connect/sessions/${session}`, { key: 'nonsense' })
    await press(mock, `/connect/airbnb?session=${session}`, 'cancel')
    await mock.call('GET', '/v1/health')
    await mock.call('OPTIONS', '/v1/connect')
    const all = await requests(mock)
    t.strictSame(
      all.map(({ method, path, status, code }: Record<string, string>) => [method, path, status, code]),
      [
        ['POST', '/v1/connect/airbnb', 200, null],
        ['GET', '/v1/conect', 404, 'not_found'],
        ['DELETE', '/v1/health', 405, 'method_not_allowed'],
        ['GET', '/v1/connect/airbnbb', 400, 'invalid_provider'],
        ['GET', '/connect/airbnb', 200, null],
        ['POST', '/connect/airbnb', 200, null],
        ['GET', '/v1/health', 200, null],
      ],
    )
    t.equal(all[4].sessionId, session)
    t.equal(all[5].responseBody, null, 'pages are not kept')
  },
)

t.test('a call of no workspace is seen without a key', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect', { key: null })
  await mock.call('GET', '/v1/connect', { key: 'nonsense' })
  await mock.call('POST', '/v1/connect/sessions/cs_x/select-provider', { body: { provider: 'airbnb' } })
  await mock.call('GET', '/v1/connect')
  const all = await requests(mock, '', null)
  t.strictSame(
    all.map(({ code, workspace }: Record<string, string>) => [code, workspace !== null]),
    [
      ['unauthorized', false],
      ['invalid_api_key', false],
      ['not_found', false],
      [null, true],
    ],
  )
  t.equal((await requests(mock)).length, 1)
})

t.test('what would have worked stands beside a 400 or 404', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/conect')
  await mock.call('POST', '/v1/connect/airbnbb')
  await mock.call('GET', '/v1/connect?limt=5')
  await mock.call('POST', '/v1/connect', { body: { redirectURL: 'https://app.example/' } })
  await mock.call('GET', '/v1/connect/sessions/cs_unknown')
  await mock.call('GET', '/v1/connect', { headers: { prefer: 'code=503' } })
  const [route, slug, query, field, session, other] = await requests(mock)
  t.equal(route.nearest, 'GET /v1/connect')
  t.equal(slug.nearest, 'POST /v1/connect/airbnb')
  t.equal(query.nearest, 'limt: limit')
  t.equal(field.nearest, 'redirectUrl: redirectUrl')
  t.match(session.nearest, 'Use the sessionId')
  t.equal(other.nearest, null)
})

t.test('the fault of a request is there, also where the connection was cut', async (t) => {
  const mock = await createMock(t)
  const fault = (respond: object) => mock.call('POST', '/_mock/faults', { body: { times: 1, respond } })
  await fault({ drop: 'before' })
  await fault({ drop: 'after' })
  await t.rejects(mock.call('GET', '/v1/connect'))
  await t.rejects(mock.call('GET', '/v1/connect'))
  await mock.call('GET', '/v1/connect', { headers: { prefer: 'error=booking_error, delay=1ms' } })
  const [before, after, preferred] = await requests(mock)
  t.match(before, { status: null, code: null, fault: { id: 'flt_1', respond: { drop: 'before' } } })
  t.match(after, { status: 200, fault: { id: 'flt_2', respond: { drop: 'after' } } })
  t.equal(after.responseBody.data.length, 0)
  t.match(preferred, { status: 502, fault: { id: null, respond: { error: 'booking_error', delay: '1ms' } } })
})

t.test('no secret is in it, and what is no secret is', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('hostaway')
  const guesty = await mock.open('guesty')
  const vrbo = await mock.open('vrbo')
  const secrets = {
    accountId: 'secret-a',
    apiKey: 'secret-b',
    clientId: 'secret-c',
    clientSecret: 'secret-d',
  }
  await mock.call('POST', '/v1/connect/hostaway', { body: { ...secrets, state: 'sk_test_secret-e' } })
  await mock.call('POST', '/v1/connect/guesty', {
    body: { username: 'secret-f', passwrd: 'x', password: ['secret-g'] },
  })
  await mock.call('POST', `/v1/connect/sessions/${guesty}/complete`, {
    body: {
      provider: 'guesty',
      accountId: 'open-1',
      credentials: { clientId: 'secret-h', other: { deep: 'secret-i' }, n: 5 },
    },
  })
  await press(mock, `/connect/hostaway?session=${session}`, {
    decision: 'submit',
    accountId: 'secret-j',
    apiKey: 'secret-k',
  })
  await press(mock, `/connect/vrbo?session=${vrbo}`, 'activated')
  await mock.call('GET', '/v1/connect?api_key=sk_test_secret-l&token=secret-m')
  await mock.call('GET', '/v1/sk_test_secret-n')
  await mock.call('GET', '/v1/connect/sessions/sk_test_secret-o')
  await mock.call('GET', '/v1/connect', { headers: { 'X-Request-ID': 'sk_test_secret-p' } })
  await mock.call('POST', '/v1/connect/booking/verify', {
    body: { sessionId: await mock.open('booking'), hotelId: '1234567' },
  })
  const { body } = await mock.call('GET', '/_mock/requests')
  const text = JSON.stringify(body)
  t.notMatch(text, /secret-/)
  t.notMatch(text, /"formToken":"(?!\[redacted\])/)
  t.match(text, '"accountId":"open-1"')
  t.match(text, '"hotelId":"1234567"')
  t.match(text, '"n":"[redacted]"')
})

t.test('long bodies are not kept', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/connect/airbnb', { body: { padding: 'x'.repeat(20_000) } })
  const [entry] = await requests(mock)
  t.equal(entry.requestBody, null)
  t.equal(entry.status, 200)
})

t.test('filters mean what they say, together too', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('airbnb')
  await mock.call('GET', '/v1/connect/airbnb')
  mock.clock.advance(1000)
  await mock.call('GET', `/v1/connect/sessions/${session}`)
  await mock.call('POST', '/v1/connect/nonsense')
  const [, second] = await requests(mock)
  const cases: [string, number][] = [
    ['', 4],
    ['?method=GET', 2],
    ['?path=/v1/connect/airbnb', 2],
    ['?path=/v1/connect/*', 4],
    ['?path=*nonsense', 1],
    ['?path=/v1/connect', 0],
    ['?status=200', 3],
    ['?code=invalid_provider', 1],
    [`?session=${session}`, 2],
    [`?session=${session}&method=GET`, 1],
    ['?limit=3', 3],
    [`?since=${second.id}`, 2],
    [`?since=${new Date(mock.clock.now()).toISOString()}`, 2],
    ['?since=jrn_other_1', 4],
  ]
  for (const [query, count] of cases) {
    t.equal((await requests(mock, query)).length, count, query)
    for (const key of ['sk_test_tests', null]) {
      const counted = await mock.call('GET', `/_mock/requests/count${query}`, { key })
      t.strictSame(counted.body, { count }, `${query} by ${key}`)
    }
  }
  t.equal((await requests(mock, '?limit=1'))[0].code, 'invalid_provider', 'the newest one')
  for (const query of [
    '?status=ok',
    '?method=get',
    '?code=nonsense',
    '?since=yesterday',
    '?wait=5x',
    '?wait=2m',
    '?limit=0',
  ])
    t.equal((await mock.call('GET', `/_mock/requests${query}`)).code, 'invalid_params', query)
  t.equal((await mock.call('GET', '/_mock/requests?methd=GET')).code, 'unknown_params')
})

t.test('the requests are cleared on demand, in one workspace or in all', async (t) => {
  const mock = await createMock(t)
  const count = async (key: string) => (await requests(mock, '', key)).length
  for (const key of ['sk_test_a', 'sk_test_b', 'sk_test_c']) await mock.call('GET', '/v1/connect', { key })
  await mock.call('DELETE', '/_mock/requests', { key: 'sk_test_a' })
  t.strictSame([await count('sk_test_a'), await count('sk_test_b')], [0, 1])
  t.equal((await mock.call('DELETE', '/_mock/requests', { key: null })).status, 204)
  t.strictSame([await count('sk_test_b'), await count('sk_test_c')], [0, 0])
})

t.test('the requests of many workspaces are cleared at once, and what else there is stays', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url, ['account.created'], { key: 'sk_test_0' })
  await mock.call('POST', '/v1/connect/smoobu', { key: 'sk_test_0', body: { apiKey: 'x' } })
  await sent(mock, 1, { key: 'sk_test_0' })
  for (let at = 0; at < 120; at++) await mock.call('GET', '/v1/connect', { key: `sk_test_${at}` })
  t.ok((await requests(mock, '', null)).length >= 120)
  t.equal((await mock.call('DELETE', '/_mock/requests', { key: null })).status, 204)
  t.strictSame(await requests(mock, '', null), [])
  t.equal((await sent(mock, 1, { key: 'sk_test_0' })).length, 1, 'deliveries are no requests')
})

t.test('a list is whole, whatever is cleared while it is sent', async (t) => {
  const stores = createMemoryStores(1000, journalOptions)
  const { journal } = stores
  const mock = await createMock(t, { stores })
  for (let at = 0; at < 250; at++) await mock.call('GET', '/v1/connect')
  const after = journal.after.bind(journal)
  let pages = 0
  journal.after = async (...place) => {
    if (++pages === 2) await journal.forget(null)
    return after(...place)
  }
  const { status, body } = await mock.call('GET', '/_mock/requests')
  t.equal(status, 200)
  t.ok(body.data.length > 0 && body.data.length < 250, `${body.data.length} were sent before`)
  t.strictSame(await requests(mock), [])
})

t.test('the journal of a workspace keeps the last thousand', async (t) => {
  const mock = await createMock(t)
  for (let at = 0; at < 1005; at++)
    await mock.call('GET', '/v1/connect', { headers: { 'x-request-id': `call-${at}` } })
  const all = await requests(mock)
  t.equal(all.length, 1000)
  t.equal(all[0].requestId, 'call-5')
  t.equal(all.at(-1).requestId, 'call-1004')
})

t.test('a call waits until as many requests fit as it asks for', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect')
  mock.onPause = () => new Promise<void>(() => {})
  let isAnswered = false
  const waiting = mock.call('GET', '/_mock/requests?wait=60s&count=3&path=/v1/connect').then((answer) => {
    isAnswered = true
    return answer
  })
  await mock.call('GET', '/v1/connect')
  await mock.call('GET', '/v1/connect/airbnb')
  await mock.call('GET', '/v1/connect', { key: 'sk_test_other' })
  t.equal(isAnswered, false)
  await mock.call('GET', '/v1/connect')
  t.equal((await waiting).body.data.length, 3)
})

t.test('a wait that runs out is answered with what there is', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect')
  const answer = await mock.call('GET', '/_mock/requests?wait=5s&count=2')
  t.match(answer, { status: 200, body: { data: { length: 1 } } })
  t.strictSame(mock.pauses, [5000])
  for (const wait of ['5s', '5000'])
    t.equal((await mock.call('GET', `/_mock/requests?wait=${wait}`)).body.data.length, 1)
  t.strictSame(mock.pauses, [5000], 'enough are there: no wait')
})

t.test(
  'requests tell their order in real time, while the time of their workspace stands still',
  async (t) => {
    const mock = await createMock(t)
    await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
    for (const slug of ['airbnb', 'vrbo']) await mock.call('GET', `/v1/connect/${slug}`)
    const [first, second] = await requests(mock, '?path=/v1/connect/*')
    t.equal(first.at, second.at)
    t.ok(second.startedMs > first.startedMs, `${first.startedMs}, ${second.startedMs}`)
  },
)
