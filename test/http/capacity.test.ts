import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { converse, listen, talk } from '../wire/raw-socket.js'

const json = 'Content-Type: application/json\r\n'
const headOf = (name: string) => `Host: 127.0.0.1\r\nAuthorization: Bearer sk_test_${name}\r\n`

t.test('a workspace has 100 delayed calls, and others have theirs', async (t) => {
  const mock = await createMock(t, { settings: { LOG_LEVEL: 'silent' } })
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  mock.onPause = () => released
  const ask = (key?: string) =>
    mock.call('GET', '/v1/connect', { ...(key && { key }), headers: { prefer: 'delay=1s' } })
  const waiting = Array.from({ length: 100 }, () => ask())
  while (mock.pauses.length < 100) await sleep(1)
  await mock.call('POST', '/_mock/faults', { body: { respond: { delay: '1s', drop: 'after' } } })
  const refused = await mock.call('GET', '/v1/connect')
  t.match(refused, { status: 503, code: 'capacity_exceeded', headers: { 'retry-after': '1' } })
  t.match(refused.body.error.message, /delayed calls: a workspace has 100 and 1 MiB/)
  await mock.call('DELETE', '/_mock/faults')
  t.equal((await mock.call('GET', '/v1/connect')).status, 200)
  t.equal(mock.pauses.length, 100)
  const other = ask('sk_test_other')
  while (mock.pauses.length < 101) await sleep(1)
  release()
  for (const { status } of await Promise.all([...waiting, other])) t.equal(status, 200)
  t.equal((await ask()).status, 200)
})

t.test('a workspace has ten test events at once, eight on their way, and others send theirs', async (t) => {
  const hanging: (() => void)[] = []
  let isAnswering = false
  const endpoint = createServer((request, response) => {
    request.resume()
    if (isAnswering) response.end()
    else hanging.push(() => response.end())
  }).listen(0)
  t.teardown(() => endpoint.close())
  const mock = await createMock(t)
  const body = { url: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/` }
  const probe = (key = 'sk_test_tests') => mock.call('POST', '/v1/webhooks/test', { key, body })
  const probes = Array.from({ length: 10 }, () => probe())
  while (hanging.length < 8) await sleep(1)
  const refused = await probe()
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match(refused.body.error.message, /a workspace has 10\./)
  t.equal(hanging.length, 8)
  const other = probe('sk_test_other')
  while (hanging.length < 9) await sleep(1)
  isAnswering = true
  for (const answer of hanging) answer()
  for (const { status } of await Promise.all([...probes, other, probe()])) t.equal(status, 200)
})

t.test('bodies that do not arrive take the room of their workspace alone, until they are gone', async (t) => {
  const mock = await createMock(t, { settings: { LOG_LEVEL: 'silent' } })
  const port = await listen(mock)
  const clients: Socket[] = []
  const begin = (framing: string, arrived = '') => {
    const client = connect(port, '127.0.0.1')
    client.on('error', () => {})
    client.write(`POST /v1/connect/airbnb HTTP/1.1\r\n${headOf('a')}${json}${framing}\r\n\r\n${arrived}`)
    clients.push(client)
  }
  const chunkOf = (bytes: number) => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}`
  for (let at = 0; at < 15; at++) begin('Content-Length: 1048576')
  for (let at = 0; at < 16; at++) begin('Transfer-Encoding: chunked', chunkOf(1_000_000))
  begin(`Content-Length: ${1_048_576 - 2 * 65_536}`)
  const body = JSON.stringify({ state: 'x'.repeat(140_000) })
  const large = (name: string) =>
    talk(
      port,
      `POST /v1/connect/airbnb HTTP/1.1\r\n${headOf(name)}${json}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
  const growing = `POST /v1/connect/airbnb HTTP/1.1\r\n${headOf('a')}${json}Transfer-Encoding: chunked\r\n\r\n${chunkOf(200_000)}`
  let refused = await large('a')
  for (let tries = 0; refused.status !== 503 && tries < 100; tries++) refused = await large('a')
  t.match(refused.body, {
    error: { code: 'capacity_exceeded', message: /a workspace has 2000 and 32 MiB/, retry_after: 1 },
  })
  t.match(refused.headers, { 'retry-after': '1', connection: 'close' })
  t.equal((await talk(port, growing)).status, 503, 'a body in chunks is refused while it arrives')
  t.equal((await large('b')).status, 400, 'another workspace has room: only its state is too long')
  const small = `POST /v1/connect/airbnb HTTP/1.1\r\n${headOf('a')}${json}Connection: close\r\nContent-Length: 2\r\n\r\n{}`
  t.equal((await talk(port, small)).status, 200, 'a small body needs no room')
  for (const client of clients) client.destroy()
  await sleep(50)
  t.match(await converse(port, [`GET /v1/health HTTP/1.0\r\n\r\n`]), '200')
  t.equal((await large('a')).status, 400, 'the room is free again')
})

t.test('a fault has 64 KiB, and lists and snapshots hold as many as there may be', async (t) => {
  const { call } = await createMock(t, { settings: { LOG_LEVEL: 'silent' } })
  const fault = (length: number) => ({
    match: { header: { a: 'x'.repeat(length) } },
    respond: { status: 500 },
  })
  const refused = await call('POST', '/_mock/faults', { body: fault(65_536) })
  t.match(refused, { status: 400, code: 'invalid_body' })
  t.match(refused.body.error, { field: 'match', message: /65\d{3} bytes .* 64 KiB, which is 65536 bytes/ })
  for (let at = 0; at < 100; at++)
    t.equal((await call('POST', '/_mock/faults', { body: fault(65_400) })).status, 201)
  const listed = await call('GET', '/_mock/faults')
  t.equal(listed.body.data.length, 100)
  const { status, body } = await call('GET', '/_mock/snapshot')
  t.equal(status, 200)
  t.equal((await call('PUT', '/_mock/snapshot', { body })).status, 200)
  body.faults[1].match.header.a = 'x'.repeat(65_536)
  const restored = await call('PUT', '/_mock/snapshot', { body })
  t.match(restored, { status: 400, body: { error: { code: 'invalid_body', field: 'faults[1].match' } } })
})
