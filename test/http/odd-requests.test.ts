import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { createMock, key } from '../helpers/mock.js'
import { listen, talk } from '../wire/raw-socket.js'

const host = 'Host: 127.0.0.1\r\n'
const close = 'Connection: close\r\n'
const authorization = `Authorization: Bearer ${key}\r\n`

t.test('the Host counts, not the host of an absolute target', async (t) => {
  const port = await listen(await createMock(t))
  const { body } = await talk(
    port,
    `POST http://other.example/v1/connect/airbnb HTTP/1.1\r\n${host}${authorization}${close}\r\n`,
  )
  t.match(body.url, /^http:\/\/127\.0\.0\.1\/connect\/airbnb\?session=/)
})

t.test('an absolute target works under the base path too', async (t) => {
  const port = await listen(await createMock(t, { settings: { BASE_PATH: '/api/repull' } }))
  for (const path of ['/v1/health', '/api/repull/v1/health']) {
    const { status } = await talk(port, `GET http://other:1${path} HTTP/1.1\r\n${host}${close}\r\n`)
    t.equal(status, 200, path)
  }
})

t.test('HEAD is answered without a body, found or not', async (t) => {
  const port = await listen(await createMock(t))
  for (const [path, wanted] of [
    ['/v1/health', 200],
    ['/v1/nonsense', 404],
    ['/v1/connect/booking/verify', 405],
    ['/v1/connect/airbnb', 401],
    ['/v1/%zz', 400],
  ] as const) {
    const { status, body, headers } = await talk(port, `HEAD ${path} HTTP/1.1\r\n${host}${close}\r\n`)
    t.equal(status, wanted, path)
    t.equal(body, '', path)
    t.equal(headers['content-type'], 'application/json; charset=utf-8', path)
    t.equal(headers['x-repull-mock'], '0.0.0-test', path)
  }
})

t.test('requests that come at once are answered in their order', async (t) => {
  const port = await listen(await createMock(t))
  const ids = ['one', 'two', 'three']
  const requests = ids.map(
    (id, at) =>
      `GET /v1/health HTTP/1.1\r\n${host}X-Request-ID: ${id}\r\n${at === ids.length - 1 ? close : ''}\r\n`,
  )
  const { text } = await talk(port, requests.join(''))
  t.strictSame(
    [...text.matchAll(/^x-request-id: (.*)$/gm)].map(([, id]) => id?.trim()),
    ids,
  )
})

t.test('a client that resets the connection within a request leaves the server healthy', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  for (const text of ['GET /v1/he', `POST /v1/connect HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\n{`]) {
    const accepted = once(mock.app.server, 'connection')
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await new Promise<void>((resolve) => socket.write(text, () => resolve()))
    const [inside] = await accepted
    const closed = new Promise((resolve) => inside.once('close', resolve))
    socket.resetAndDestroy()
    await closed
    t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200)
  }
  t.notMatch(mock.log.join(''), /"level":[56]0/)
})

t.test('over IPv6 and HTTP/1.0, a url has its address in brackets', async (t) => {
  const mock = await createMock(t)
  try {
    await mock.app.listen({ host: '::1', port: 0 })
  } catch {
    t.comment('not run: this machine has no IPv6')
    return
  }
  const { port } = new URL(mock.app.listeningOrigin)
  const socket = connect(Number(port), '::1')
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  socket.write(`POST /v1/connect/airbnb HTTP/1.0\r\n${authorization}\r\n`)
  await once(socket, 'close')
  t.match(text, `"url":"http://[::1]:${port}/connect/airbnb?session=`)
})

t.test('connections that wait for nothing do not hold up closing', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const idle = connect(port, '127.0.0.1')
  await once(idle, 'connect')
  const used = connect(port, '127.0.0.1')
  used.write(`GET /v1/health HTTP/1.1\r\n${host}\r\n`)
  await once(used, 'data')
  const ends = [idle, used].map((socket) => once(socket.resume(), 'close'))
  const before = performance.now()
  await mock.app.close()
  await Promise.all(ends)
  t.ok(performance.now() - before < 1000, 'the time for requests in flight is not used up')
  await t.rejects(fetch(`http://127.0.0.1:${port}/v1/health`), 'and the port is free')
})
