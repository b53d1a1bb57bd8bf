import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import t from 'tap'
import { startMock } from '../../src/index.js'
import { createOwnServer, portOf } from '../../src/webhooks/own-server.js'
import { createMock } from '../helpers/mock.js'
import { listen } from '../wire/raw-socket.js'

t.test('a server knows its own addresses at its own port', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  const own = createOwnServer(() => server, 'https://mock.example')
  t.equal(own.isAt('127.0.0.1', 0), false, 'not before it listens')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const others = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? [])
  for (const host of [
    '127.0.0.1',
    '127.8.0.1',
    '::1',
    '::ffff:127.0.0.1',
    'localhost',
    '0.0.0.0',
    '::',
    ...others,
  ]) {
    t.equal(own.isAt(host, port), true, host)
    t.equal(own.isAt(host, port + 1), false, `${host}, another port`)
  }
  t.equal(own.isAt('10.255.255.254', port), false)
  t.equal(own.isAt('mock.example', 443), true)
  t.equal(own.isAt('mock.example', 80), false)
})

t.test('a URL without a port has that of its protocol', async (t) => {
  for (const [url, port] of [
    ['http://a.example/', 80],
    ['https://a.example/', 443],
    ['https://a.example:8443/', 8443],
  ] as const)
    t.equal(portOf(new URL(url)), port)
})

t.test('no webhook leads to the server itself under another name', async (t) => {
  const mock = await createMock(t, { resolve: async () => ['10.255.255.254', '127.0.0.1'] })
  const port = await listen(mock)
  const create = (at: number) =>
    mock.call('POST', '/v1/webhooks', {
      body: { url: `http://alias.internal:${at}/_mock/reset`, events: ['account.created'] },
    })
  t.match(await create(port), {
    status: 400,
    code: 'invalid_body',
    body: { error: { field: 'url', message: /itself/ } },
  })
  t.equal((await create(port + 1)).status, 201)
})

t.test('no webhook leads to the server itself, whichever way it came to be', async (t) => {
  const mock = await startMock()
  t.teardown(() => mock.close())
  const call = async (method: string, path: string, body?: object, headers = {}) => {
    const response = await fetch(`${mock.url}${path}`, {
      method,
      headers: { 'x-api-key': mock.apiKey, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  const { port } = new URL(mock.url)
  const events = ['account.created']
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '127.1']) {
    const url = `http://${host}:${port}/_mock/reset`
    const refused = {
      status: 400,
      body: { error: { code: 'invalid_body', field: 'url', message: /itself/ } },
    }
    t.match(await call('POST', '/v1/webhooks', { url, events }), refused, host)
    t.match(await call('POST', '/v1/webhooks/test', { url }), refused, host)
  }
  const other = `http://127.0.0.1:${Number(port) + 1}/hooks`
  t.equal((await call('POST', '/v1/webhooks', { url: other, events })).status, 201)
  const { body: snapshot } = await call('GET', '/_mock/snapshot')
  const changed = JSON.parse(
    JSON.stringify(snapshot).replaceAll(other, `http://127.0.0.1:${port}/_mock/reset`),
  )
  t.equal((await call('PUT', '/_mock/snapshot', changed)).status, 200)
  await call('POST', '/v1/connect/smoobu', { apiKey: 'x' })
  const delivery = await mock.webhooks.next({ type: 'account.created' })
  t.match(delivery, { success: false, statusCode: null, errorMessage: /this server itself/ })
  t.match(await call('POST', '/_mock/reset', {}, { 'x-repull-delivery-id': 'x' }), {
    status: 403,
    body: { error: { code: 'forbidden' } },
  })
})
