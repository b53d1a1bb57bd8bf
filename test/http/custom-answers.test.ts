import { type AddressInfo, connect } from 'node:net'
import t, { type Test } from 'tap'
import { createMock, key, type Mock, type MockOptions } from '../helpers/mock.js'

const html =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\u2026 gate</body>\r\n</html>\r\n'

/** A mock on a real port, and all bytes that it sends for a request before it ends the connection. */
async function listen(t: Test, options: MockOptions = {}) {
  const mock = await createMock(t, options)
  await mock.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = mock.app.server.address() as AddressInfo
  const raw = (method: string, path: string, more = '') =>
    new Promise<{ head: string; body: string }>((resolve, reject) => {
      let said = ''
      const socket = connect(port, '127.0.0.1')
      socket.setEncoding('utf8')
      socket.on('data', (piece) => {
        said += piece
      })
      socket.on('error', reject).on('close', () => {
        const [head = ''] = said.split('\r\n\r\n', 1)
        resolve({ head, body: said.slice(head.length + 4) })
      })
      socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\n${more}connection: close\r\n\r\n`,
      )
    })
  return { mock, raw }
}

/** Sets a fault for the next call. */
async function add({ call }: Mock, respond: object, match: object = { path: '*' }) {
  const answer = await call('POST', '/_mock/faults', { body: { match, times: 1, respond } })
  t.equal(answer.status, 201, JSON.stringify(answer.body).slice(0, 300))
  return answer.body
}

/** The newest request of the journal. */
async function newest({ call }: Mock) {
  return (await call('GET', '/_mock/requests?path=/v1/connect')).body.data.at(-1)
}

/** The lines of a head about its content and what else is named. */
function lines(head: string, ...names: readonly string[]): readonly string[] {
  const shown = ['content-type', 'content-length', ...names]
  return head
    .split('\r\n')
    .filter((line, at) => at === 0 || shown.includes((line.split(':', 1)[0] as string).toLowerCase()))
    .map((line, at) => (at === 0 ? line : line.replace(/^[^:]+/, (name) => name.toLowerCase())))
    .sort()
}

for (const version of ['2026-10', '2026-07']) {
  t.test(`a body and headers are sent as they are (${version})`, async (t) => {
    const { mock, raw } = await listen(t, { settings: { API_VERSION: version } })
    const headers = { 'Content-Type': 'text/html', 'Retry-After': '120', 'X-REQUEST-ID': 'gateway-7' }
    const respond = { status: 502, body: html, headers }
    t.match(await add(mock, respond), { respond, warnings: [] })
    const { head, body } = await raw('GET', '/v1/connect')
    t.equal(body, html)
    t.strictSame(lines(head, 'retry-after', 'x-request-id'), [
      'HTTP/1.1 502 Bad Gateway',
      `content-length: ${Buffer.byteLength(html)}`,
      'content-type: text/html',
      'retry-after: 120',
      'x-request-id: gateway-7',
    ])
    t.match(await newest(mock), {
      status: 502,
      code: null,
      fault: { id: 'flt_1', respond },
      responseHeaders: { 'content-type': 'text/html', 'retry-after': '120', 'x-request-id': 'gateway-7' },
      responseBody: html,
    })
    t.match((await raw('GET', '/v1/connect')).head, /^HTTP\/1.1 200 OK/)
  })

  t.test(`any JSON is a body (${version})`, async (t) => {
    const { mock, raw } = await listen(t, { settings: { API_VERSION: version } })
    for (const value of [{ data: [{ id: 1, name: 'é' }], extra: null }, [], 0, false, null, {}]) {
      await add(mock, { body: value })
      const { head, body } = await raw('GET', '/v1/connect')
      t.equal(body, JSON.stringify(value))
      t.strictSame(lines(head), [
        'HTTP/1.1 200 OK',
        `content-length: ${Buffer.byteLength(JSON.stringify(value))}`,
        'content-type: application/json; charset=utf-8',
      ])
      t.strictSame((await newest(mock)).responseBody, value)
    }
    await add(mock, {
      status: 599,
      body: '{"data": [',
      headers: { 'content-type': 'application/problem+json' },
    })
    const broken = await raw('GET', '/v1/connect')
    t.equal(broken.body, '{"data": [')
    t.strictSame(lines(broken.head), [
      'HTTP/1.1 599 unknown',
      'content-length: 10',
      'content-type: application/problem+json',
    ])
    t.match(await newest(mock), { status: 599, responseBody: '{"data": [' })
    await add(mock, { body: 'maintenance' })
    t.ok(lines((await raw('GET', '/v1/connect')).head).includes('content-type: text/plain; charset=utf-8'))
  })
}

t.test('a redirect, and an answer that has no body', async (t) => {
  const { mock, raw } = await listen(t)
  await add(mock, { status: 302, body: '', headers: { location: 'https://login.example/?next=%2F' } })
  const moved = await raw('GET', '/v1/connect')
  t.equal(moved.body, '')
  t.strictSame(lines(moved.head, 'location'), [
    'HTTP/1.1 302 Found',
    'content-length: 0',
    'location: https://login.example/?next=%2F',
  ])
  for (const [status, reason] of [
    [204, 'No Content'],
    [304, 'Not Modified'],
  ])
    for (const method of ['GET', 'HEAD']) {
      await add(mock, { status, body: '' })
      const { head, body } = await raw(method as string, '/v1/connect')
      t.strictSame([lines(head), body], [[`HTTP/1.1 ${status} ${reason}`], ''])
    }
})

t.test('HEAD has the headers and the length, and no body', async (t) => {
  const { mock, raw } = await listen(t)
  await add(mock, { status: 302, body: '', headers: { location: '/' } })
  t.ok(lines((await raw('HEAD', '/v1/connect')).head).includes('content-length: 0'))
  await add(mock, { status: 502, body: html, headers: { 'Content-Type': 'text/html' } })
  const { head, body } = await raw('HEAD', '/v1/connect')
  t.equal(body, '')
  t.strictSame(lines(head), [
    'HTTP/1.1 502 Bad Gateway',
    `content-length: ${Buffer.byteLength(html)}`,
    'content-type: text/html',
  ])
})

t.test('an error of the catalogue has the headers too', async (t) => {
  const { mock, raw } = await listen(t)
  await add(mock, {
    error: 'rate_limit_exceeded',
    headers: { 'Retry-After': '7', 'content-type': 'application/problem+json' },
  })
  const { head, body } = await raw('GET', '/v1/connect')
  t.equal(JSON.parse(body).error.code, 'rate_limit_exceeded')
  t.match(head, /^HTTP\/1.1 429 /)
  const shown = lines(head, 'retry-after')
  t.ok(shown.includes('retry-after: 7') && shown.includes('content-type: application/problem+json'))
  t.match(await newest(mock), {
    status: 429,
    code: 'rate_limit_exceeded',
    responseBody: { error: { code: 'rate_limit_exceeded' } },
  })
  await add(mock, { status: 503, headers: { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' } })
  const away = await raw('GET', '/v1/connect')
  t.ok(lines(away.head, 'retry-after').includes('retry-after: Wed, 21 Oct 2026 07:28:00 GMT'))
})

t.test('it comes after the delay and before the work, and no repetition of the call gets it', async (t) => {
  const { mock, raw } = await listen(t)
  await add(mock, { delay: '2s', status: 200, body: { ok: true } })
  const options = { headers: { 'idempotency-key': 'one' } }
  t.strictSame((await mock.call('POST', '/v1/connect/airbnb', options)).body, { ok: true })
  t.strictSame(mock.pauses, [2000])
  t.equal((await mock.call('GET', '/_mock/sessions')).body.data.length, 0)
  const worked = await mock.call('POST', '/v1/connect/airbnb', options)
  t.match(worked.body, { sessionId: /^cs_/ })
  t.equal(worked.headers['idempotency-status'], undefined)
  t.equal((await mock.call('GET', '/_mock/sessions')).body.data.length, 1)

  const page = `/connect/airbnb?session=${await mock.open('airbnb')}`
  await add(mock, { status: 503, body: html, headers: { 'content-type': 'text/html' } })
  t.equal((await raw('GET', page)).body, html, 'a hosted page')
})

t.test('what cannot be sent is refused, and the field is named', async (t) => {
  const { call } = await createMock(t)
  const own = (headers: object) => ({ status: 502, body: '', headers })
  let deep: unknown = 1
  for (let level = 0; level < 31; level++) deep = [deep]
  const bad: [object, string][] = [
    ...['Connection', 'Content-Length', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Upgrade'].map(
      (name): [object, string] => [own({ [name]: '1' }), `respond.headers.${name}`],
    ),
    [own({ 'transfer-encoding': 'chunked' }), 'respond.headers.transfer-encoding'],
    [own({ 'X-A': 'a\r\nSet-Cookie: b' }), 'respond.headers.X-A'],
    [own({ 'X-A': 'a\0' }), 'respond.headers.X-A'],
    [own({ 'X-A': '\u{1f600}' }), 'respond.headers.X-A'],
    [own({ 'X-A': 'a', 'x-a': 'b' }), 'respond.headers.x-a'],
    [own({ 'X A': 'a' }), 'respond.headers.X A'],
    [own({ '': 'a' }), 'respond.headers.'],
    [own({ 'X-A': 5 }), 'respond.headers.X-A'],
    [{ headers: { 'x-a': 'a' } }, 'respond.headers'],
    [{ drop: 'after', headers: { 'x-a': 'a' } }, 'respond.headers'],
    [{ status: 302 }, 'respond.status'],
    [{ status: 199, body: '' }, 'respond.status'],
    [{ status: 600, body: '' }, 'respond.status'],
    [{ status: 204, body: 'a' }, 'respond.body'],
    [{ status: 304, body: null }, 'respond.body'],
    [{ error: 'not_found', body: 'a' }, 'respond.body'],
    [{ body: 'a', drop: 'after' }, 'respond.drop'],
    [{ status: 502, body: 'a', truncate: 1 }, 'respond.truncate'],
    [{ body: deep }, 'respond.body'],
    [{ body: 'a'.repeat(65_536) }, 'respond.body'],
    [own({ 'x-a': 'a'.repeat(65_536) }), 'respond.headers'],
  ]
  for (const [respond, field] of bad) {
    const answer = await call('POST', '/_mock/faults', { body: { respond } })
    t.match(
      answer,
      { status: 400, code: 'invalid_body', body: { error: { field } } },
      JSON.stringify(respond).slice(0, 100),
    )
  }
  for (const member of ['body', 'headers']) {
    const respond = { order: 'after-next', [member]: {} }
    const answer = await call('POST', '/_mock/faults', { body: { match: { event: '*' }, respond } })
    t.match(answer, { status: 400, body: { error: { field: `respond.${member}` } } })
  }
  const { body } = await call('POST', '/_mock/faults', { body: { respond: { status: 302 } } })
  t.ok(body.error.valid_values.includes('503'))
  t.strictSame((await call('GET', '/_mock/faults')).body.data, [])
  t.equal((await call('POST', '/_mock/faults', { body: { respond: { body: [deep].flat(2) } } })).status, 201)
})

t.test('secrets are masked where a fault is shown, and a snapshot puts it back', async (t) => {
  const { mock, raw } = await listen(t)
  const respond = {
    status: 418,
    body: { accessToken: 'hush', note: 'sk_test_hush', data: [1] },
    headers: { 'Set-Cookie': 'sid=hush', Authorization: 'Bearer sk_test_hush', Location: '/?token=hush' },
  }
  const shown = {
    status: 418,
    body: { accessToken: '[redacted]', note: 'sk_test_…', data: [1] },
    headers: {
      'Set-Cookie': '[redacted]',
      Authorization: 'Bearer sk_test_...',
      Location: '/?token=[redacted]',
    },
  }
  t.strictSame((await add(mock, respond)).respond, shown)
  t.strictSame((await mock.call('GET', '/_mock/faults')).body.data[0].respond, shown)
  const snapshot = (await mock.call('GET', '/_mock/snapshot')).body
  t.strictSame(snapshot.faults[0].respond, shown)
  t.equal((await raw('GET', '/v1/connect')).body, JSON.stringify(respond.body), 'but not where it is sent')
  t.match(await newest(mock), { fault: { respond: shown }, responseBody: shown.body })
  t.notMatch(mock.log.join(''), 'hush')

  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
  const again = (await mock.call('GET', '/_mock/snapshot')).body
  t.strictSame(again.faults, snapshot.faults)
  const { head, body } = await raw('GET', '/v1/connect')
  t.equal(body, JSON.stringify(shown.body))
  t.match(head, /authorization: Bearer sk_test_\.\.\./i)

  await add(mock, { body: 'token=1 sk_test_hush' })
  const { data } = (await mock.call('GET', '/_mock/faults')).body
  t.equal(data.at(-1).respond.body, 'token=1 sk_test_…')
})
