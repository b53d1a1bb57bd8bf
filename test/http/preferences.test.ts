import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

/** Opens a session with a Prefer header, and says how long it lives and what was applied. */
async function prefer({ call, clock }: Mock, text: string, path = '/v1/connect/airbnb') {
  const body = path === '/v1/connect/airbnb' ? {} : { redirectUrl: 'https://app.example/' }
  const answer = await call('POST', path, { body, headers: { prefer: text } })
  return {
    ...answer,
    livesMs: Date.parse(answer.body.expiresAt) - clock.now(),
    applied: answer.headers['preference-applied'],
  }
}

t.test('ttl shortens the life of a session, on every creating call', async (t) => {
  const mock = await createMock(t)
  for (const path of ['/v1/connect/airbnb', '/v1/connect', '/v1/connect/sessions']) {
    const { livesMs, applied } = await prefer(mock, 'ttl=5s', path)
    t.equal(livesMs, 5000, path)
    t.equal(applied, 'ttl=5s', path)
  }
})

t.test('a shortened session ends when it said it would', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb', {}, { headers: { prefer: 'ttl=250ms' } })
  mock.clock.advance(249)
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).status, 200)
  mock.clock.advance(1)
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).code, 'session_expired')
})

t.test('ttl never goes beyond the server’s own, and the answer shows what was used', async (t) => {
  const mock = await createMock(t)
  for (const text of ['ttl=31m', 'ttl=1h', 'ttl=999999999999d']) {
    const { livesMs, applied } = await prefer(mock, text)
    t.equal(livesMs, 30 * 60_000, text)
    t.equal(applied, 'ttl=30m', text)
  }
  const short = await createMock(t, { settings: { SESSION_TTL: '1500ms' } })
  const { livesMs, applied } = await prefer(short, 'ttl=2s')
  t.equal(livesMs, 1500)
  t.equal(applied, 'ttl=1500ms')
})

t.test('exactly the server’s own is applied as it was asked for', async (t) => {
  const { livesMs, applied } = await prefer(await createMock(t), 'ttl=1800s')
  t.equal(livesMs, 30 * 60_000)
  t.equal(applied, 'ttl=1800s')
})

t.test('a value that is no duration is refused', async (t) => {
  const mock = await createMock(t)
  for (const value of ['5', '0s', '-1s', '1.5s', '5 s', 'soon', '5S', '5w', '""', '']) {
    const { status, code, body, applied } = await prefer(mock, `ttl=${value}`)
    t.equal(status, 422, value)
    t.equal(code, 'invalid_params', value)
    t.equal(body.error.field, 'Prefer', value)
    t.equal(body.error.value_received, value.replaceAll('"', ''), value)
    t.match(body.error.fix, 'ttl=5s', value)
    t.equal(applied, undefined, value)
  }
  t.equal((await prefer(mock, 'ttl')).code, 'invalid_params', 'without any value')
})

t.test('a refused preference repeats no key', async (t) => {
  const { body } = await prefer(await createMock(t), 'ttl=sk_test_secret')
  t.notMatch(JSON.stringify(body), 'sk_test_secret')
})

t.test('other preferences are ignored', async (t) => {
  const mock = await createMock(t)
  for (const text of ['return=minimal', 'respond-async', 'ttls=5s', 'wait=5s; ttl=6s', '']) {
    const { status, livesMs, applied } = await prefer(mock, text)
    t.equal(status, 200, text)
    t.equal(livesMs, 30 * 60_000, text)
    t.equal(applied, undefined, text)
  }
})

t.test('ttl is found among others, in any case, quoted, spaced and with parameters', async (t) => {
  const mock = await createMock(t)
  for (const text of [
    'respond-async, ttl=5s',
    'ttl=5s,return=minimal',
    'TTL=5s',
    'ttl="5s"',
    ' ttl = 5s ',
    'ttl=5s; strict',
    'return=minimal; a=b,,ttl=5s;c',
    'ttl=5s; a="b;,c"',
    'a="\\",ttl=9s", ttl=5s',
  ]) {
    const { livesMs, applied } = await prefer(mock, text)
    t.equal(livesMs, 5000, text)
    t.equal(applied, 'ttl=5s', text)
  }
})

t.test('the first of several counts', async (t) => {
  const { livesMs, applied } = await prefer(await createMock(t), 'ttl=5s, ttl=6s')
  t.equal(livesMs, 5000)
  t.equal(applied, 'ttl=5s')
})

t.test('several Prefer headers are read as one', async (t) => {
  const mock = await createMock(t)
  const { headers } = await mock.app.inject({
    method: 'POST',
    url: '/v1/connect/airbnb',
    headers: { authorization: 'Bearer sk_test_a', prefer: ['respond-async', 'ttl=7s'] },
  })
  t.equal(headers['preference-applied'], 'ttl=7s')
})

t.test('a comma or semicolon within quotes separates nothing', async (t) => {
  const mock = await createMock(t)
  for (const text of ['note="a, ttl=nonsense"', 'note="a; b", respond-async']) {
    const { status, livesMs } = await prefer(mock, text)
    t.equal(status, 200, text)
    t.equal(livesMs, 30 * 60_000, text)
  }
})

t.test('ttl means nothing where no session is opened', async (t) => {
  const { call } = await createMock(t)
  const headers = { prefer: 'ttl=5s' }
  const read = await call('GET', '/v1/connect/airbnb', { headers })
  t.equal(read.status, 200)
  t.equal(read.headers['preference-applied'], undefined)
  const connected = await call('POST', '/v1/connect/smoobu', { headers, body: { apiKey: 'a' } })
  t.equal(connected.body.status, 'active')
  t.equal(connected.headers['preference-applied'], undefined)
})

t.test('with the control features off it is ignored, good or bad', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL: 'off' } })
  for (const text of ['ttl=5s', 'ttl=nonsense']) {
    const { status, livesMs, applied } = await prefer(mock, text)
    t.equal(status, 200, text)
    t.equal(livesMs, 30 * 60_000, text)
    t.equal(applied, undefined, text)
  }
})

t.test('a preference that is nearly one of ours warns with the name that was meant', async (t) => {
  const mock = await createMock(t)
  for (const [text, warning] of [
    ['tll=1ms', 'unknown preference tll; did you mean ttl=?'],
    ['ttls=5s', 'unknown preference ttls; did you mean ttl=?'],
    ['dealy=1s', 'unknown preference dealy; did you mean delay=?'],
    ['errors=session_expired', 'unknown preference errors; did you mean error=?'],
    ['Ttl: 5s', 'unknown preference ttl%3A%205s; did you mean ttl=?'],
    ['delay 500ms', 'unknown preference delay%20500ms; did you mean delay=?'],
    ['return=minimal, tll=1ms', 'unknown preference tll; did you mean ttl=?'],
  ] as const) {
    const { status, headers, applied, livesMs } = await prefer(mock, text)
    t.equal(status, 200, text)
    t.equal(headers['x-repull-mock-warning'], warning, text)
    t.match({ applied, livesMs }, { applied: undefined, livesMs: 30 * 60_000 }, text)
  }
  const [last] = (await mock.call('GET', '/_mock/requests?limit=1')).body.data
  t.strictSame(last.warnings, ['unknown preference tll; did you mean ttl=?'], 'the journal says it too')
  const refused = await prefer(mock, 'tll=1s, error=session_expired')
  t.equal(refused.code, 'session_expired')
  t.match(refused.headers['x-repull-mock-warning'], 'did you mean ttl=?', 'an error too')
})

t.test('a preference behind the semicolon of another one has no effect, and a warning says so', async (t) => {
  const mock = await createMock(t)
  const warning = 'preference ttl is ignored behind ";"; use ","'
  const { headers, applied, livesMs } = await prefer(mock, 'delay=1ms; TTL = "5s"; foo')
  t.equal(headers['x-repull-mock-warning'], warning)
  t.match({ applied, livesMs }, { applied: 'delay=1ms', livesMs: 30 * 60_000 })
  const both = await prefer(mock, 'tll=1ms;ttl=5s;code=410')
  const ofCode = warning.replace('ttl', 'code')
  t.equal(
    both.headers['x-repull-mock-warning'],
    `${warning}, ${ofCode}, unknown preference tll; did you mean ttl=?`,
  )
})

t.test('two answers at once: error wins, and code is said to be ignored', async (t) => {
  const { code, headers } = await prefer(await createMock(t), 'code=503, error=session_expired')
  t.equal(code, 'session_expired')
  t.equal(headers['x-repull-mock-warning'], 'preference code is ignored because error is set too')
})

t.test('a preference without its value is refused', async (t) => {
  const mock = await createMock(t)
  for (const name of ['ttl', 'delay', 'error', 'code']) {
    for (const text of [name, `${name}=`, `${name}=""`]) {
      const { code, body } = await prefer(mock, text)
      t.equal(code, 'invalid_params', text)
      t.equal(body.error.field, 'Prefer', text)
    }
  }
})

t.test('what others may prefer is ignored in silence', async (t) => {
  const mock = await createMock(t)
  for (const text of [
    'return=minimal',
    'respond-async',
    'wait=5',
    'handling=lenient',
    'count=exact',
    '',
    ',;=',
  ]) {
    const { status, headers } = await prefer(mock, text)
    t.equal(status, 200, text)
    t.equal(headers['x-repull-mock-warning'], undefined, text)
  }
  const off = await createMock(t, { settings: { CONTROL: 'off' } })
  t.equal((await prefer(off, 'tll=1ms')).headers['x-repull-mock-warning'], undefined)
})
