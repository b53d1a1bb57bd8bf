import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createPost, createResolve, createSystemResolve, hostsFileOf } from '../../src/webhooks/outbound.js'
import { selfSigned } from '../helpers/certificate.js'
import { createMock } from '../helpers/mock.js'

const message = { headers: { 'Content-Type': 'application/json' }, body: '{"a":"é"}' }
const never = new AbortController().signal

async function listen(t: Test, answer: (reply: ServerResponse, seen: string[]) => void) {
  const seen: string[] = []
  const server: Server = createServer((request, reply) => {
    seen.push(`${request.method} ${request.url} ${request.headers['content-length']}`)
    request.resume()
    answer(reply, seen)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, seen }
}

const options = {
  resolve: async () => ['127.0.0.1'],
  isAllowed: (address: string) => address === '127.0.0.1',
  own: { isAt: () => false },
  timeoutMs: 60,
  userAgent: 'repull-mock/test',
}
/** For endpoints that never answer whole: a test waits as long as this. */
const post = createPost(options)
/** For endpoints that answer: a busy machine may take its time. */
const patient = createPost({ ...options, timeoutMs: 60_000 })

t.test('an endpoint that answers', async (t) => {
  const { port, seen } = await listen(t, (reply) =>
    reply.writeHead(202, { 'X-Own': ['a', 'b'] }).end('taken'),
  )
  for (const host of ['127.0.0.1', 'hooks.internal']) {
    const reply = await patient({ ...message, url: `http://${host}:${port}/in?x=1` }, never)
    t.match(reply, { statusCode: 202, headers: { 'x-own': 'a, b' }, body: 'taken', error: null })
  }
  t.strictSame(seen, ['POST /in?x=1 10', 'POST /in?x=1 10'])
})

t.test('each failure of an endpoint has a reason, and none takes longer than the timeout', async (t) => {
  const hanging = await listen(t, () => {})
  const closing = await listen(t, (reply) => reply.destroy())
  const far = createPost({ ...options, isAllowed: () => false })
  const unknown = createPost({
    ...options,
    resolve: async () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })),
  })
  const free = await listen(t, () => {})
  const { port } = free
  for (const [name, reply, error] of [
    ['hangs', await post({ ...message, url: `http://127.0.0.1:${hanging.port}/` }, never), /within 0.06 s/],
    [
      'closes',
      await patient({ ...message, url: `http://127.0.0.1:${closing.port}/` }, never),
      /closed the conn/,
    ],
    ['not there', await patient({ ...message, url: 'http://127.0.0.1:1/' }, never), /refused the connection/],
    [
      'speaks no TLS',
      await patient({ ...message, url: `https://127.0.0.1:${port}/` }, never),
      /does not speak TLS/,
    ],
    ['far address', await far({ ...message, url: `http://127.0.0.1:${port}/` }, never), /WEBHOOK_TARGETS/],
    ['far name', await far({ ...message, url: `http://hooks.internal:${port}/` }, never), /WEBHOOK_TARGETS/],
    ['no name', await unknown({ ...message, url: 'http://nowhere.internal/' }, never), /cannot be resolved/],
  ] as const)
    t.match(reply, { statusCode: null, headers: null, body: null, error }, name)
  t.strictSame(free.seen, [], 'nobody was sent anything whose address was refused')
})

t.test('a redirect is not followed', async (t) => {
  const target = await listen(t, (reply) => reply.end())
  const { port } = await listen(t, (reply) =>
    reply.writeHead(307, { location: `http://127.0.0.1:${target.port}/` }).end(),
  )
  t.match(await patient({ ...message, url: `http://127.0.0.1:${port}/` }, never), { statusCode: 307 })
  t.strictSame(target.seen, [])
})

t.test('a status counts, however its body ends', async (t) => {
  const endless = await listen(t, (reply) => reply.writeHead(200).write('x'.repeat(100_000)))
  const slow = await listen(t, (reply) => reply.writeHead(200).write('begun'))
  const broken = await listen(t, (reply) => {
    reply.writeHead(200, { 'content-length': 100 }).write('begun')
    setImmediate(() => reply.destroy())
  })
  const first = await patient({ ...message, url: `http://127.0.0.1:${endless.port}/` }, never)
  t.match(first, { statusCode: 200, error: null })
  t.equal(first.body?.length, 4096)
  const second = createPost({ ...options, timeoutMs: 1000 })
  for (const { port } of [slow, broken]) {
    const reply = await second({ ...message, url: `http://127.0.0.1:${port}/` }, never)
    t.match(reply, { statusCode: 200, body: 'begun', error: null })
  }
})

t.test('a server that closes ends the requests on their way', async (t) => {
  const { port } = await listen(t, () => closing.abort())
  const closing = new AbortController()
  t.match(await patient({ ...message, url: `http://127.0.0.1:${port}/` }, closing.signal), {
    statusCode: null,
    error: /stopped/,
  })
  const { port: other, seen } = await listen(t, (reply) => reply.end())
  t.match(await patient({ ...message, url: `http://127.0.0.1:${other}/` }, closing.signal), {
    error: /stopped/,
  })
  t.strictSame(seen, [], 'nothing is sent after it')
})

t.test('names are resolved by the system', async (t) => {
  const systemResolve = createSystemResolve()
  t.ok((await systemResolve('localhost')).some((address) => ['127.0.0.1', '::1'].includes(address)))
  await t.rejects(systemResolve('nowhere.invalid'))
})

t.test('names are looked for in the file of hosts, where the system has one', async (t) => {
  const folder = t.testdir({ hosts: '# names of this machine\n10.1.2.3 listed.example' })
  t.strictSame(await createSystemResolve(join(folder, 'hosts'))('listed.example'), ['10.1.2.3'])
  const without = createSystemResolve(join(folder, 'nothing'))
  t.ok((await without('localhost')).includes('127.0.0.1'))
  await t.rejects(without('nowhere.invalid'), { message: 'nowhere.invalid was not resolved' })
  t.equal(hostsFileOf('linux'), '/etc/hosts')
  t.equal(hostsFileOf('win32'), 'C:\\Windows\\System32\\drivers\\etc\\hosts')
})

t.test('a private name that DNS does not know is looked up by the system', async (t) => {
  const unknown = async () => {
    throw Object.assign(new Error('not there'), { code: 'ENOTFOUND' })
  }
  const folder = t.testdir({})
  const resolve = createSystemResolve(join(folder, 'nothing'), [unknown])
  const [name] = hostname().split('.') as [string]
  const of = (found: Promise<readonly string[]>) => found.catch(({ code }) => code)
  const bySystem = lookup(name, { all: true }).then((all) => all.map(({ address }) => address))
  t.strictSame(await of(resolve(name)), await of(bySystem))
})

t.test('a look-up has a deadline', async (t) => {
  const silent = createResolve(() => new Promise(() => {}), 5)
  await t.rejects(silent('nowhere.example'), { code: 'ETIMEOUT', message: /nowhere\.example/ })
  t.strictSame(await createResolve(async () => ['10.0.0.1'], 60_000)('here.example'), ['10.0.0.1'])
})

t.test(
  'a certificate that is not trusted: the reason names both ways out, and one of them helps',
  async (t) => {
    const server = createTlsServer(selfSigned, (request, reply) => {
      request.resume()
      reply.end('taken')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const insecure = createPost({ ...options, timeoutMs: 60_000, isTlsVerified: false })
    for (const host of ['127.0.0.1', 'hooks.internal']) {
      const url = `https://${host}:${port}/`
      const refused = await patient({ ...message, url }, never)
      t.match(
        refused,
        { statusCode: null, error: /NODE_EXTRA_CA_CERTS.*REPULL_MOCK_WEBHOOK_TLS=insecure/ },
        host,
      )
      t.match(
        await insecure({ ...message, url }, never),
        { statusCode: 200, body: 'taken', error: null },
        host,
      )
    }
  },
)

t.test('the setting WEBHOOK_TLS decides it for the whole server', async (t) => {
  const server = createTlsServer(selfSigned, (_request, reply) => reply.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const body = { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/` }
  for (const [WEBHOOK_TLS, success] of [
    ['verify', false],
    ['insecure', true],
  ] as const) {
    const { call } = await createMock(t, { settings: { WEBHOOK_TLS } })
    t.equal((await call('POST', '/v1/webhooks/test', { body })).body.success, success, WEBHOOK_TLS)
  }
})

/** An endpoint that answers with these bytes, whatever it is sent. */
async function answeringBytes(t: Test, bytes: string): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.end(bytes)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

t.test('an endpoint that speaks something else says so', async (t) => {
  const url = await answeringBytes(t, 'SSH-2.0-OpenSSH_9.9\r\n')
  t.match(await patient({ ...message, url }, never), { statusCode: null, error: /does not speak HTTP/ })
})

t.test('an answer with too long headers says so', async (t) => {
  const url = await answeringBytes(t, `HTTP/1.1 200 OK\r\nSet-Cookie: ${'a'.repeat(20_000)}\r\n\r\n`)
  t.match(await patient({ ...message, url }, never), { statusCode: null, error: /longer than 16 KiB/ })
})

t.test('an endpoint that switches to another protocol has answered', async (t) => {
  const headers = 'Upgrade: websocket\r\nConnection: Upgrade\r\n'
  const url = await answeringBytes(t, `HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`)
  t.match(await patient({ ...message, url }, never), { statusCode: 101, headers: { upgrade: 'websocket' } })
})
