import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ConnectionRequests } from '../../src/http/connection-requests.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { answersIn, converse, listen } from './raw-socket.js'

const head = 'Host: 127.0.0.1\r\nAuthorization: Bearer sk_test_tests\r\n'
const delayed = `GET /v1/connect HTTP/1.1\r\n${head}Prefer: delay=5m\r\n\r\n`
const tiny = 'GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n'

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 3000; tries++) await sleep(10)
  if (!isSo()) throw new Error('it never is so')
}

/** Waits until the journal has so many calls. */
async function journaled(mock: Mock, count: number): Promise<void> {
  const counted = async () => (await mock.call('GET', '/_mock/requests/count')).body.count
  while ((await counted()) < count) await sleep(10)
}

/** Lets calls wait until the returned function is called. */
function holdPauses(mock: Mock): () => void {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  mock.onPause = () => released
  return release
}

/** Opens a connection, sends a text and waits until the server has so many calls that wait. */
async function leaveBehind(mock: Mock, port: number, text: string, count: number): Promise<Socket> {
  const before = mock.pauses.length
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(text)
  await until(() => mock.pauses.length === before + count)
  return socket
}

t.test('of many requests on a connection eight begin, and all are answered in order', async (t) => {
  const mock = await createMock(t, { settings: { LOG_LEVEL: 'silent' } })
  const port = await listen(mock)
  const release = holdPauses(mock)
  const total = 200
  const requests = Array.from({ length: total }, (_, at) => {
    const body = JSON.stringify({ redirectUrl: 'https://app.example/', state: 'x'.repeat(at % 7) })
    const close = at === total - 1 ? 'Connection: close\r\n' : ''
    return `POST /v1/connect HTTP/1.1\r\n${head}${close}Prefer: delay=1s\r\nX-Request-ID: r${at}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  })
  const said = converse(port, [requests.join('')])
  await until(() => mock.pauses.length === 8)
  await sleep(50)
  t.equal(mock.pauses.length, 8, 'no more begin')
  t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200, 'others are served')
  release()
  const answers = answersIn(await said)
  t.strictSame(
    answers.map(({ status, headers }) => `${status} ${headers['x-request-id']}`),
    requests.map((_, at) => `201 r${at}`),
  )
})

t.test('a connection with 64 requests in flight is not read, and is read again', async (t) => {
  const mock = await createMock(t, { settings: { LOG_LEVEL: 'silent' } })
  const port = await listen(mock)
  const release = holdPauses(mock)
  const sockets: Socket[] = []
  mock.app.server.on('connection', (socket) => sockets.push(socket))
  const total = 2000
  const request = `GET /v1/health HTTP/1.1\r\nHost: a\r\nX-Padding: ${'x'.repeat(400)}\r\n\r\n`
  const client = await leaveBehind(mock, port, delayed, 1)
  let answers = 0
  let rest = ''
  client.on('data', (bytes) => {
    const parts = `${rest}${bytes}`.split('HTTP/1.1 200')
    answers += parts.length - 1
    // The next piece may begin within the words that are counted.
    rest = (parts.at(-1) as string).slice(-11)
  })
  client.write(request.repeat(total))
  await sleep(200)
  const read = (sockets[0] as Socket).bytesRead
  t.ok(read < 4 * 64 * 1024, `${read} bytes are read`)
  await sleep(100)
  t.equal((sockets[0] as Socket).bytesRead, read, 'nothing more is')
  release()
  await until(() => answers === total + 1)
  client.destroy()
})

t.test('callers who left are journaled, and hold nothing', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  t.teardown(() => process.off('warning', onWarning))
  mock.onPause = () => new Promise(() => {})
  for (let round = 0; round < 4; round++) {
    const client = await leaveBehind(mock, port, delayed.repeat(50), 8)
    client.destroy()
    await once(client, 'close')
    await journaled(mock, 8 * (round + 1))
  }
  mock.onPause = () => {}
  const { body } = await mock.call('GET', '/_mock/requests?limit=500')
  t.equal(body.data.length, 32)
  for (const entry of body.data)
    t.match(entry, { status: null, code: null, fault: { id: null, respond: { delay: '5m' } } })
  t.equal((await mock.call('GET', '/v1/connect', { headers: { prefer: 'delay=1s' } })).status, 200)
  t.strictSame(warnings, [], 'no listeners pile up')
  t.notMatch(mock.log.join(''), '"level":50')
})

t.test('who leaves a slow channel has its work undone and its key free', async (t) => {
  const mock = await createMock(t)
  const port = await listen(mock)
  mock.onPause = () => new Promise(() => {})
  const body = JSON.stringify({ provider: 'hostaway', credentials: { accountId: 'slow', apiKey: 'b' } })
  const id = await mock.open('hostaway')
  const path = `/v1/connect/sessions/${id}/complete`
  const text = `POST ${path} HTTP/1.1\r\n${head}Idempotency-Key: one\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const client = await leaveBehind(mock, port, text, 1)
  client.destroy()
  await once(client, 'close')
  await journaled(mock, 2)
  mock.onPause = () => {}
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 0)
  const again = await mock.call('POST', path, { body, headers: { 'idempotency-key': 'one' } })
  t.equal(again.status, 200)
  t.notOk(again.headers['idempotency-status'])
})

t.test('where too many requests wait, connections with more than their share are cut', async (t) => {
  const mock = await createMock(t, { settings: { LOG_LEVEL: 'silent' } })
  const port = await listen(mock)
  mock.onPause = () => new Promise(() => {})
  const small = await leaveBehind(mock, port, delayed, 1)
  const clients: Socket[] = []
  let cut = 0
  for (let at = 0; at < 10; at++) {
    const client = await leaveBehind(mock, port, delayed, 1)
    clients.push(client)
    client.once('close', () => cut++)
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(4800))
  }
  await until(() => cut > 0)
  small.write(tiny)
  await sleep(50)
  t.ok(cut < 10, 'those that came first stay')
  t.notOk(small.closed, 'who sends a few is not cut')
  t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200)
  for (const client of [small, ...clients]) client.destroy()
})

t.test('a caller who has left already is noticed at once', async (t) => {
  const socket = new Socket()
  socket.destroy()
  let notified = 0
  const stop = new ConnectionRequests().whenCallerLeaves({ socket } as never, () => notified++)
  stop()
  t.equal(notified, 1)
})
