import t from 'tap'
import { declare } from '../../src/http/policy.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { listen } from '../wire/raw-socket.js'

const everything = { settings: { LOG_LEVEL: 'trace' } } as const

interface Line {
  readonly level: number
  readonly msg: string
  readonly requestId?: string
  readonly method?: string
  readonly path?: string
  readonly status?: number
  readonly durationMs?: number
  readonly warnings?: readonly string[]
  readonly err?: { readonly message: string; readonly stack: string }
}

/** The log lines so far. */
function linesOf({ log }: Mock): readonly Line[] {
  return log.map((line) => JSON.parse(line))
}

/** Adds a route that fails in its own way. */
function addFailing(
  { app }: Mock,
  path: string,
  handler: () => Promise<unknown>,
  response: object = {},
): void {
  const config = declare({ access: 'public', errors: [], example: { answer: {} } })
  app.get(path, { schema: { response: { 200: { type: 'object', ...response } } }, config }, handler)
}

t.test('a request makes one line, when it is answered', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect/airbnb?nonsense=1', { headers: { 'x-request-id': 'mine' } })
  const lines = linesOf(mock)
  t.equal(lines.length, 1)
  const [line] = lines
  t.match(line, {
    level: 30,
    msg: 'answered',
    requestId: 'mine',
    method: 'GET',
    path: '/v1/connect/airbnb',
    status: 422,
  })
  t.type(line?.durationMs, 'number')
})

t.test('successes, refusals, pages and preflights make one line each', async (t) => {
  const mock = await createMock(t, everything)
  const calls = [
    ['GET', '/v1/health', 200],
    ['HEAD', '/v1/health', 200],
    ['GET', '/v1/nonsense', 404],
    ['PUT', '/v1/connect', 405],
    ['POST', '/v1/connect', 400],
    ['OPTIONS', '/v1/connect', 204],
    ['GET', '/connect/airbnb', 404],
    ['HEAD', '/connect/airbnb', 404],
    ['GET', '/v1/connect/nonsense', 400],
  ] as const
  await mock.app.ready()
  mock.log.length = 0
  for (const [method, path] of calls) await mock.call(method, path)
  t.strictSame(
    linesOf(mock).map(({ method, path, status }) => [method, path, status]),
    calls,
  )
})

t.test('under a base path the line says where the request went', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  await mock.call('GET', '/api/repull/v1/health')
  t.equal(linesOf(mock)[0]?.path, '/v1/health')
})

t.test('no line has an API key, a session id or a credential in full', async (t) => {
  const mock = await createMock(t, everything)
  const secretKey = 'sk_test_hunter2hunter2'
  const asked = { key: secretKey }
  const credential = 'correct horse battery staple'
  const booking = await mock.open('booking', {}, asked)
  const guesty = await mock.open('guesty', {}, asked)
  const picker = await mock.open(null, {}, asked)
  const hotel = { sessionId: booking, hotelId: '1234567' }
  const credentials = { clientId: credential, clientSecret: credential }
  const escaped = encodeURIComponent(`?session=${booking}`)
  const calls: [string, string, object?][] = [
    ['GET', `/v1/connect/sessions/${booking}`],
    ['GET', `/v1/connect/sessions/${booking}/`],
    ['GET', `/v1/connect/sessions/${booking}/nonsense`],
    ['PUT', `/v1/connect/sessions/${booking}`],
    ['GET', `/v1/connect/${booking}`],
    ['GET', `/${booking}/${guesty}`],
    ['GET', `/connect/booking${escaped}`],
    ['GET', `/connect/booking?session=${booking}`],
    ['POST', `/connect/booking?session=${booking}`, { body: {} }],
    ['GET', `/connect?session=${picker}`],
    ['GET', `/connect/nonsense?session=${booking}`],
    ['GET', `/v1/connect/booking/rooms?sessionId=${booking}`],
    ['GET', `/v1/connect/booking/rooms?session_id=${booking}`],
    ['POST', '/v1/connect/booking/verify', { body: hotel }],
    ['POST', '/v1/connect/booking/verify', { body: { ...hotel, [booking]: 1 } }],
    ['POST', '/v1/connect/airbnb', { body: { [secretKey]: 1, [`x${secretKey}`]: 2 } }],
    ['POST', `/v1/connect/sessions/${picker}/select-provider`, { body: { provider: secretKey } }],
    [
      'POST',
      '/v1/connect/guesty/credentials',
      { body: { sessionId: guesty, credentials: { ...credentials, x: credential } } },
    ],
    ['POST', '/v1/connect/guesty', { body: credentials }],
    ['POST', '/v1/connect/guesty', { body: `{"clientId":${credential}` }],
    ['GET', `/v1/nonsense/${secretKey}`],
    ['GET', `/v1/nonsense/x${secretKey}`],
    ['GET', `/v1/nonsense/%20${secretKey}`],
    ['GET', `/v1/nonsense?key=${secretKey}`],
    ['GET', `/v1/connect/${secretKey}`],
    ['GET', '/v1/health', { headers: { 'x-request-id': booking } }],
    ['GET', '/v1/health', { headers: { 'x-request-id': secretKey } }],
    ['GET', '/v1/connect/airbnb', { headers: { authorization: `Basic ${secretKey}` } }],
    ['GET', '/v1/connect/airbnb', { headers: { host: `${secretKey}/x` } }],
    ['POST', '/v1/connect/airbnb', { body: '{}', headers: { 'content-type': secretKey } }],
    ['POST', '/v1/connect/airbnb', { headers: { prefer: `ttl=${secretKey}` } }],
    ['GET', `/v1/connect/%zz${secretKey}`],
    ['GET', `/v1/connect/%zz${booking}`],
  ]
  for (const [method, path, options] of calls) await mock.call(method, path, { ...asked, ...options })
  t.ok(mock.log.length >= calls.length, 'every call made a line')
  for (const secret of ['hunter2hunter2', booking, guesty, picker, credential]) {
    t.strictSame(
      mock.log.filter((line) => line.includes(secret)).map((line) => JSON.parse(line)),
      [],
    )
  }
})

t.test('the last characters of a session id stay, to tell one from another', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  mock.log.length = 0
  await mock.call('GET', `/v1/connect/sessions/${id}`)
  t.equal(linesOf(mock)[0]?.path, `/v1/connect/sessions/cs_…${id.slice(-4)}`)
})

t.test('the line of a request names what was ignored of it, as a warning', async (t) => {
  const mock = await createMock(t)
  const body = { redirect_url: 'https://app.example/', sk_test_hunter2hunter2: 1 }
  await mock.call('POST', '/v1/connect/airbnb', { body })
  const lines = linesOf(mock)
  t.equal(lines.length, 1)
  t.match(lines[0], { level: 40, msg: 'answered', status: 200, path: '/v1/connect/airbnb' })
  t.strictSame(lines[0]?.warnings, [
    'unknown field redirect_url; did you mean redirectUrl?',
    'unknown field sk_test_…',
  ])
})

t.test('whatever a route throws is logged, and the caller learns nothing of it', async (t) => {
  const mock = await createMock(t)
  const thrown = {
    '/v1/error': new Error('the hidden detail'),
    '/v1/text': 'the hidden detail',
    '/v1/nothing': undefined,
    '/v1/null': null,
    '/v1/number': 42,
    '/v1/object': { message: 'the hidden detail' },
    '/v1/status': Object.assign(new Error('the hidden detail'), { statusCode: 503 }),
    '/v1/strange': Object.assign(new Error('the hidden detail'), { statusCode: 42, code: 'ENOENT' }),
  }
  for (const [path, value] of Object.entries(thrown)) {
    addFailing(mock, path, async () => {
      throw value
    })
  }
  for (const path of Object.keys(thrown)) {
    mock.log.length = 0
    const { status, code, body, headers } = await mock.call('GET', path)
    t.equal(status, 500, path)
    t.equal(code, 'internal_error', path)
    t.notMatch(JSON.stringify([body, headers]), /hidden|node_modules/, path)
    t.ok(body.error.request_id, path)
    const failed = linesOf(mock).filter(({ level }) => level === 50)
    t.equal(failed.length, 1, `${path} makes one line of the level error`)
    t.equal(failed[0]?.requestId, body.error.request_id, 'found by its request id')
  }
})

t.test('an internal error that a tester asked for is not logged as a bug', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('airbnb')
  const prefer = { headers: { prefer: 'error=internal_error' } }
  t.equal((await mock.call('GET', '/v1/health', prefer)).status, 500)
  await mock.call('POST', '/_mock/faults', { body: { match: { path: '*' }, respond: { status: 500 } } })
  t.equal((await mock.call('GET', `/connect/airbnb?session=${session}`)).status, 500)
  t.strictSame(
    linesOf(mock).filter(({ level }) => level >= 50),
    [],
  )
})

t.test('the line of an internal error says what went wrong', async (t) => {
  const mock = await createMock(t)
  addFailing(mock, '/v1/boom', async () => {
    throw new Error('the detail')
  })
  await mock.call('GET', '/v1/boom')
  const failed = linesOf(mock).find(({ level }) => level === 50)
  t.match(failed?.err, { message: 'the detail', stack: /log\.test/ })
})

t.test('an answer that cannot be written is an internal error too', async (t) => {
  const mock = await createMock(t)
  const properties = { id: { type: 'string' } }
  addFailing(mock, '/v1/incomplete', async () => ({}), { properties, required: ['id'] })
  addFailing(
    mock,
    '/v1/throwing',
    async () => ({
      get id() {
        throw new Error('the hidden detail')
      },
    }),
    { properties },
  )
  for (const path of ['/v1/incomplete', '/v1/throwing']) {
    const { status, code, body, headers } = await mock.call('GET', path)
    t.equal(status, 500, path)
    t.equal(code, 'internal_error', path)
    t.equal(headers['content-type'], 'application/json; charset=utf-8', path)
    t.notMatch(JSON.stringify(body), 'hidden', path)
  }
})

t.test('an error of the framework that blames the caller is a bad request', async (t) => {
  const mock = await createMock(t)
  addFailing(mock, '/v1/teapot', async () => {
    throw Object.assign(new Error('the hidden detail'), { statusCode: 418 })
  })
  const { status, code, body } = await mock.call('GET', '/v1/teapot')
  t.equal(status, 400)
  t.equal(code, 'invalid_request')
  t.notMatch(JSON.stringify(body), 'hidden')
  t.strictSame(
    linesOf(mock).filter(({ level }) => level > 40),
    [],
    'and no bug',
  )
})

t.test('a caller who leaves before the answer makes one line all the same, and no bug', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const leaving = new AbortController()
  const gone = new Promise<void>((resolve) => {
    mock.app.server.on('connection', (socket) => socket.on('close', () => resolve()))
  })
  mock.onPause = () => {
    leaving.abort()
    return gone
  }
  const request = fetch(`http://127.0.0.1:${port}/v1/connect/smoobu`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_a', 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey: 'slow' }),
    signal: leaving.signal,
  })
  await t.rejects(request)
  await gone
  await mock.app.close()
  const lines = linesOf(mock).filter(({ path }) => path === '/v1/connect/smoobu')
  t.equal(lines.length, 1)
  t.strictSame(
    linesOf(mock).filter(({ level }) => level > 40),
    [],
  )
})
