import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import { createMock } from '../helpers/mock.js'
import { listen, type RawAnswer, talk } from './raw-socket.js'

const close = 'Connection: close\r\n'
const host = 'Host: 127.0.0.1\r\n'
const json = 'Content-Type: application/json\r\n'
const key = 'Authorization: Bearer sk_test_doors\r\n'

/** Asserts the envelope with all that an integrator relies on. */
function isEnvelope(t: Test, answer: RawAnswer, status: number, code: string): void {
  t.equal(answer.status, status, answer.text.slice(0, 80))
  const { error } = answer.body
  t.equal(error.code, code)
  t.equal(error.docs_url, `https://repull.dev/docs/errors/${code}`)
  t.ok(error.message && error.fix, 'it says what and how to mend it')
  t.match(error.request_id, /^[\w.-]{1,128}$/)
  t.equal(answer.headers['x-request-id'], error.request_id)
  t.equal(answer.headers['x-repull-mock'], '0.0.0-test')
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(answer.headers['access-control-allow-origin'], '*')
}

const refused: readonly [string, string, number, string][] = [
  ['bytes that are no HTTP', 'hello\r\n\r\n', 400, 'invalid_request'],
  ['the first bytes of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'invalid_request'],
  ['an unknown method', `BREW /v1/health HTTP/1.1\r\n${host}\r\n`, 400, 'invalid_request'],
  [
    'a method that no route has',
    `PROPFIND /v1/health HTTP/1.1\r\n${host}${close}\r\n`,
    405,
    'method_not_allowed',
  ],
  ['an unknown version', `GET /v1/health HTTP/3.7\r\n${host}\r\n`, 400, 'invalid_request'],
  ['a header without a colon', `GET / HTTP/1.1\r\n${host}nonsense\r\n\r\n`, 400, 'invalid_request'],
  [
    'a header with a line break and a NUL',
    `GET / HTTP/1.1\r\n${host}a: b\0c\r\n\r\n`,
    400,
    'invalid_request',
  ],
  [
    'a header of 20 kB',
    `GET / HTTP/1.1\r\n${host}a: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['a bad escape', `GET /v1/%zz HTTP/1.1\r\n${host}${close}\r\n`, 400, 'invalid_request'],
  [
    'a bad escape in a slug',
    `POST /v1/connect/%C0 HTTP/1.1\r\n${host}${key}${close}\r\n`,
    400,
    'invalid_request',
  ],
  ['no Host', `GET /v1/health HTTP/1.1\r\n${close}\r\n`, 400, 'invalid_request'],
  ['a Host that is none', `GET /v1/health HTTP/1.1\r\nHost: a b/<c>\r\n${close}\r\n`, 400, 'invalid_request'],
  ['a URL of 13 kB', `GET /${'x'.repeat(13_000)} HTTP/1.1\r\n${host}${close}\r\n`, 414, 'uri_too_long'],
  [
    'a slug of 10 kB',
    `GET /v1/connect/${'x'.repeat(10_240)} HTTP/1.1\r\n${host}${key}${close}\r\n`,
    400,
    'invalid_provider',
  ],
  ['CONNECT', `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`, 405, 'method_not_allowed'],
  [
    'an expectation',
    `POST /v1/connect HTTP/1.1\r\n${host}${key}Expect: wonders\r\n${close}\r\n`,
    417,
    'expectation_failed',
  ],
  [
    'a length and chunks at once',
    `POST /v1/connect HTTP/1.1\r\n${host}${key}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'invalid_request',
  ],
  [
    'a length that is none',
    `POST /v1/connect HTTP/1.1\r\n${host}Content-Length: many\r\n\r\n`,
    400,
    'invalid_request',
  ],
  [
    'two lengths',
    `POST /v1/connect HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
    400,
    'invalid_request',
  ],
  [
    'a bad chunk',
    `POST /v1/connect HTTP/1.1\r\n${host}${key}${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    400,
    'invalid_request',
  ],
  [
    'a body that is announced as too large',
    `POST /v1/connect HTTP/1.1\r\n${host}${key}${json}Content-Length: 2000000\r\n${close}\r\n{`,
    413,
    'payload_too_large',
  ],
]

for (const [name, text, status, code] of refused) {
  t.test(`${name}: the envelope, and the server goes on`, async (t) => {
    const mock = await createMock(t)
    const port = await listen(mock)
    isEnvelope(t, await talk(port, text), status, code)
    t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200)
  })
}

t.test('a request id is echoed where no route sees it', async (t) => {
  const port = await listen(await createMock(t))
  for (const start of ['CONNECT example.com:443', 'POST /v1/connect']) {
    const text = `${start} HTTP/1.1\r\n${host}X-Request-ID: own-id\r\nExpect: wonders\r\n${close}\r\n`
    const { headers, body } = await talk(port, text)
    t.equal(headers['x-request-id'], 'own-id', start)
    t.equal(body.error.request_id, 'own-id', start)
  }
})

t.test('what HTTP allows is answered', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const statusOf = async (text: string) => (await talk(port, text)).status
  t.equal(await statusOf('GET /v1/health HTTP/1.0\r\n\r\n'), 200, 'HTTP/1.0 without Host')
  t.equal(
    await statusOf(`GET http://other:1/v1/health HTTP/1.1\r\n${host}${close}\r\n`),
    200,
    'an absolute target',
  )
  t.equal(
    await statusOf(`GET http://other HTTP/1.1\r\n${host}${close}\r\n`),
    404,
    'an absolute target without path',
  )
  t.equal(await statusOf(`OPTIONS * HTTP/1.1\r\n${host}${close}\r\n`), 204)
  t.equal(
    await statusOf(`GET /v1/health HTTP/1.1\r\n${host}Upgrade: h2c\r\nConnection: close, upgrade\r\n\r\n`),
    200,
  )
  const body = '{"redirectUrl":"https://app.example/"}'
  const lengths = `${json}Content-Length: ${body.length}\r\n`
  const continued = await talk(
    port,
    `POST /v1/connect HTTP/1.1\r\n${host}${key}${lengths}Expect: 100-continue\r\n${close}\r\n`,
    body,
  )
  t.match(continued.text, /^HTTP\/1\.1 100 Continue/)
  t.equal(continued.status, 201)
  const chunked = `${json}Transfer-Encoding: chunked\r\n`
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  t.equal(await statusOf(`POST /v1/connect HTTP/1.1\r\n${host}${key}${chunked}${close}\r\n${chunks}`), 201)
})

t.test('a session opened over HTTP/1.0 without Host leads to the address of the socket', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const { body } = await talk(port, `POST /v1/connect/airbnb HTTP/1.0\r\n${key}\r\n`)
  t.equal(body.url, `http://127.0.0.1:${port}/connect/airbnb?session=${body.id}`)
})

t.test('a request that does not arrive whole is 408', async (t) => {
  const mock = await createMock(t)
  t.equal(mock.app.server.requestTimeout, 30_000)
  t.equal(mock.app.server.headersTimeout, 30_000, 'a longer time for the head would be that for the whole')
  mock.app.server.requestTimeout = 50
  mock.app.server.headersTimeout = 50
  const port = await listen(mock)
  const slow = [
    `GET /v1/health HTTP/1.1\r\n${host}`,
    `POST /v1/connect HTTP/1.1\r\n${host}${key}${json}Content-Length: 10\r\n\r\n{`,
  ]
  for (const answer of await Promise.all(slow.map((text) => talk(port, text)))) {
    isEnvelope(t, answer, 408, 'request_timeout')
  }
})

t.test('a client that wants a tunnel and goes away does not end the server', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const asked = new Promise<Duplex>((resolve) => {
    mock.app.server.once('connect', (_request, socket) => resolve(socket))
  })
  const client = connect(port, '127.0.0.1').on('error', () => {})
  client.write(`CONNECT a.example:1 HTTP/1.1\r\n${host}\r\n`)
  const inside = await asked
  const closed = new Promise((resolve) => inside.once('close', resolve))
  client.resetAndDestroy()
  await closed
  t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200)
})

t.test('a client that goes away leaves no trace', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  await fetch(`http://127.0.0.1:${port}/v1/connect`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_doors', 'content-type': 'application/json' },
    body: new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{'))
        setTimeout(() => controller.error(new Error('gone')), 20)
      },
    }),
    duplex: 'half',
  } as RequestInit).catch(() => {})
  t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200)
  t.notMatch(mock.log.join(''), /"level":50/)
})

t.test('while the server closes, a new request on an open connection is told so', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  let release = () => {}
  const waiting = new Promise<void>((resolve) => {
    mock.onPause = () => {
      resolve()
      return new Promise((finish) => {
        release = finish
      })
    }
  })
  const body = '{"apiKey":"slow"}'
  const slow = `POST /v1/connect/smoobu HTTP/1.1\r\n${host}${key}${json}Content-Length: ${body.length}\r\n\r\n${body}`
  let closing: Promise<unknown> = Promise.resolve()
  const answer = await talk(
    port,
    slow,
    () => waiting,
    async () => {
      closing = mock.app.close()
      await new Promise((resolve) => setTimeout(resolve, 20))
    },
    `GET /v1/health HTTP/1.1\r\n${host}\r\n`,
    async () => release(),
  )
  t.match(answer.text, /^HTTP\/1\.1 200 OK/, 'what was in flight is answered')
  isEnvelope(t, answer, 503, 'shutting_down')
  await closing
})

t.test('a body that is never read whole does not hold up closing', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const answer = talk(port, `POST /v1/connect HTTP/1.1\r\n${host}${json}Content-Length: 1000\r\n\r\n{`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await mock.app.close()
  const { status } = await answer
  t.ok(status === null || status === 401, 'an answer or a clean end')
})
