import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import { createMock } from '../helpers/mock.js'
import { answersIn, converse, listen, type RawAnswer, talk } from './raw-socket.js'

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

t.test('a request id is echoed where no route sees it', async (t) => {
  const port = await listen(await createMock(t))
  for (const start of ['CONNECT example.com:443', 'POST /v1/connect']) {
    const text = `${start} HTTP/1.1\r\n${host}X-Request-ID: own-id\r\nExpect: wonders\r\nConnection: close\r\n\r\n`
    const { headers, body } = await talk(port, text)
    t.equal(headers['x-request-id'], 'own-id', start)
    t.equal(body.error.request_id, 'own-id', start)
  }
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
  t.equal(
    mock.app.server.headersTimeout,
    30_000,
    'because Node gives the longer of the two to the whole request',
  )
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

t.test(
  'a request that is answered before its body breaks, or never comes, is not answered twice',
  async (t) => {
    const mock = await createMock(t)
    const port = await listen(mock)
    const answered = () =>
      new Promise((resolve) => {
        mock.app.server.once('request', (_request, response) => response.once('finish', resolve))
      })
    const begun = `POST /v1/connect HTTP/1.1\r\n${host}${json}Transfer-Encoding: chunked\r\n\r\n`
    const broken = await talk(port, begun, answered, 'zz\r\n')
    isEnvelope(t, broken, 401, 'unauthorized')
    t.equal(broken.text.match(/HTTP\/1\.1/g)?.length, 1)
    mock.app.server.requestTimeout = 50
    mock.app.server.headersTimeout = 50
    const stalled = await talk(port, begun, answered)
    isEnvelope(t, stalled, 401, 'unauthorized')
    t.equal(stalled.text.match(/HTTP\/1\.1/g)?.length, 1)
  },
)

t.test('what came whole is answered before the connection ends for what follows', async (t) => {
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
  const refused = new Promise((resolve) => mock.app.server.once('clientError', resolve))
  const said = await converse(port, [
    slow,
    () => waiting,
    'garbage\r\n\r\n',
    () => refused,
    'more of it',
    async () => release(),
  ])
  t.strictSame(
    answersIn(said).map(({ status }) => status),
    [200, 400],
  )
})

t.test('what no route sees has the id that its caller chose', async (t) => {
  const port = await listen(await createMock(t))
  const chosen = 'X-Request-ID: mine\r\n'
  const expecting = `GET /v1/health HTTP/1.1\r\n${host}${chosen}Expect: wonders\r\n\r\n`
  isEnvelope(t, await talk(port, expecting), 417, 'expectation_failed')
  t.equal((await talk(port, expecting)).headers['x-request-id'], 'mine')
  const tunnel = await talk(port, `CONNECT a.example:1 HTTP/1.1\r\n${host}${chosen}\r\n`)
  isEnvelope(t, tunnel, 405, 'method_not_allowed')
  t.equal(tunnel.headers['x-request-id'], 'mine')
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

t.test('a client that never reads its answer is let go', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  mock.app.server.requestTimeout = 100
  const body = { pad: 'x'.repeat(15_000) }
  for (let at = 0; at < 200; at++) await mock.call('POST', '/v1/connect/airbnb', { body })
  const accepted = new Promise<Socket>((resolve) => mock.app.server.once('connection', resolve))
  const client = connect(port, '127.0.0.1').on('error', () => {})
  t.teardown(() => client.destroy())
  client.pause().write(`GET /_mock/requests HTTP/1.1\r\n${host}\r\n`)
  const inside = await accepted
  await new Promise((resolve) => inside.once('close', resolve))
  t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200)
})

t.test('a client that asks again and again and reads nothing is let go', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  mock.app.server.requestTimeout = 100
  const accepted = new Promise<Socket>((resolve) => mock.app.server.once('connection', resolve))
  const client = connect(port, '127.0.0.1').on('error', () => {})
  t.teardown(() => client.destroy())
  client.pause().write(`GET /openapi.json HTTP/1.1\r\n${host}\r\n`.repeat(50))
  const inside = await accepted
  await new Promise((resolve) => inside.once('close', resolve))
  t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200)
})

t.test('a client that is still sending gets the refusal, not a broken connection', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const send = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/connect`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_doors', 'content-type': 'application/json' },
      body: new Uint8Array(5_000_000),
    })
    return answer.status
  }
  t.strictSame(await Promise.all(Array.from({ length: 5 }, send)), [413, 413, 413, 413, 413])
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
