import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import type { Script } from '../../src/storage/redis-link.js'
import { selfSigned } from '../helpers/certificate.js'
import { CuttingProxy } from '../helpers/cutting-proxy.js'
import { adminOf, noRedisServer, openLink, RedisServer } from '../helpers/redis.js'

const skip = noRedisServer
const unavailable = { name: 'ApiError', code: 'store_unavailable', statusCode: 503, message: /STORE_URL/ }

async function scriptOf(lua: string): Promise<Script> {
  const { script } = await import('../../src/storage/redis-link.js')
  return script(lua)
}

const increment = () => scriptOf("return redis.call('INCR', KEYS[1])")

/** Waits until something holds, for at most 20 seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if (await holds()) return
    await wait(10)
  }
  throw new Error(`not within 20 seconds: ${holds}`)
}

/** How long a call takes that fails because the store is not available, in milliseconds. */
async function failsAfterMs(t: Test, call: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await t.rejects(call(), unavailable)
  return performance.now() - begun
}

t.test('a script runs on its keys and arguments, also when the store has lost it', { skip }, async (t) => {
  const { url } = await RedisServer.start(t)
  const link = await openLink(t, { url })
  const other = await openLink(t, { url })
  const add = await increment()
  t.equal(link.isUp, true)
  t.equal(await link.run(add, ['n']), 1)
  t.equal(await link.run(add, ['n']), 2)
  t.equal(await other.run(add, ['n']), 1, 'each prefix has its own keys')
  const admin = await adminOf(t, url)
  await admin.script('FLUSH')
  t.equal(await link.run(add, ['n']), 3)
  const echo = await scriptOf('return {KEYS[1], ARGV[1], ARGV[2], false, #ARGV}')
  t.match(await link.run(echo, ['k'], ['é"\u0000', 1.5]), [/:k$/, 'é"\u0000', '1.5', null, 2])
})

t.test('a script that is wrong fails as itself, without what it was called with', { skip }, async (t) => {
  const { url } = await RedisServer.start(t)
  const failed: string[] = []
  const link = await openLink(t, { url, failed: (word) => failed.push(word) })
  for (const lua of ['return nothing.at.all', 'return (', "return redis.call('LLEN', KEYS[1])"]) {
    await link.run(await increment(), ['n'])
    const error = await link.run(await scriptOf(lua), ['n'], ['a secret']).catch((error) => error)
    t.match(error, { name: 'Error', message: /script|operation/i })
    t.notMatch(JSON.stringify({ ...error, message: error.message }), /a secret/)
  }
  t.strictSame(failed, [])
})

t.test('calls fail at once while the store is away, and go on when it is back', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const changes: boolean[] = []
  const failed: string[] = []
  const link = await openLink(t, {
    url: server.url,
    timeoutMs: 10_000,
    changed: (isUp) => changes.push(isUp),
    failed: (word) => failed.push(word),
  })
  const add = await increment()
  await link.run(add, ['n'])
  const endless = await scriptOf('while true do end')
  const underWay = failsAfterMs(t, () => link.run(endless, []))
  await server.kill()
  t.ok((await underWay) < 5000, 'without waiting for its time to be over')
  t.ok((await failsAfterMs(t, () => link.run(add, ['n']))) < 5000)
  await until(() => failed.includes('ECONNREFUSED'))
  t.equal(link.isUp, false)
  await server.start()
  await until(() => link.isUp)
  t.equal(await link.run(add, ['n']), 1, 'a new store, without the script')
  t.strictSame(changes, [true, false, true])
})

t.test('calls under way fail when the store goes away, and are not sent again', { skip }, async (t) => {
  const server = await RedisServer.start(t, ['--appendonly', 'yes', '--appendfsync', 'always'])
  const link = await openLink(t, { url: server.url })
  const add = await increment()
  let answered = 0
  let failed = 0
  let isEnded = false
  const callers = Array.from({ length: 8 }, async () => {
    while (!isEnded) {
      await link.run(add, ['n']).then(
        () => answered++,
        () => wait(5, failed++),
      )
    }
  })
  for (let round = 0; round < 3; round++) {
    const before = answered
    await until(() => answered > before + 50)
    await server.kill()
    await until(() => !link.isUp)
    await server.start()
    await until(() => link.isUp)
  }
  isEnded = true
  await Promise.all(callers)
  const count = Number(await link.run(await scriptOf("return redis.call('GET', KEYS[1])"), ['n']))
  t.ok(failed > 0)
  t.ok(count >= answered, 'what was answered is there')
  t.ok(count <= answered + failed, 'nothing was done twice')
})

t.test('a store that hangs fails within the time for a call, and then at once', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const failed: string[] = []
  const link = await openLink(t, { url: server.url, timeoutMs: 2000, failed: (word) => failed.push(word) })
  const add = await increment()
  await link.run(add, ['n'])
  server.freeze()
  const tookMs = await failsAfterMs(t, () => link.run(add, ['n']))
  t.ok(tookMs > 1950 && tookMs < 6000, `${tookMs} ms`)
  t.ok(failed.includes('timeout'))
  await until(() => !link.isUp)
  t.ok((await failsAfterMs(t, () => link.run(add, ['n']))) < 1900)
  await wait(700)
  t.equal(link.isUp, false, 'that it takes connections does not make it well')
  server.thaw()
  await until(() => link.isUp)
  t.type(await link.run(add, ['n']), 'number')
})

t.test('a link opens although the store is away, and finds it later', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  await server.kill()
  const link = await openLink(t, { url: server.url })
  t.equal(link.isUp, false)
  await t.rejects(link.run(await increment(), ['n']), unavailable)
  await server.start()
  await until(() => link.isUp)
  t.equal(await link.run(await increment(), ['n']), 1)
})

t.test('a link opens although the store hangs', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  server.freeze()
  const link = await openLink(t, { url: server.url, timeoutMs: 200 })
  t.equal(link.isUp, false)
  server.thaw()
  await until(() => link.isUp)
})

t.test('a store that cannot serve just now counts as away, and its word is logged', { skip }, async (t) => {
  const server = await RedisServer.start(t, ['--requirepass', 'se cret'])
  const url = server.url.replace('//', '//:se%20cret@')
  const failed: string[] = []
  const link = await openLink(t, { url, failed: (word) => failed.push(word) })
  const set = await scriptOf('return redis.call(unpack(ARGV))')
  const inScript = (...args: string[]) => link.run(set, [], args)
  const admin = await adminOf(t, url)
  await admin.config('SET', 'maxmemory', '1')
  await t.rejects(inScript('SET', 'k', 'v'), unavailable)
  await admin.config('SET', 'maxmemory', '0')
  await admin.config('SET', 'min-replicas-to-write', '1')
  await t.rejects(inScript('SET', 'k', 'v'), unavailable)
  t.strictSame(failed, ['OOM', 'NOREPLICAS'])
  await admin.config('SET', 'min-replicas-to-write', '0')
  await admin.config('SET', 'requirepass', 'another')
  await admin.call('client', ['kill', 'type', 'normal'])
  await until(() => failed.includes('WRONGPASS'))
  const error = await inScript('GET', 'k').catch((error) => error)
  t.match(error, unavailable, 'a password that was changed later is waited for')
  t.notMatch(JSON.stringify(error) + error.stack, /cret|another/)
})

t.test(
  'messages reach all who listen, on all servers, also after the store was away',
  { skip },
  async (t) => {
    const server = await RedisServer.start(t)
    const prefix = 'one:'
    const [a, b] = [
      await openLink(t, { url: server.url, prefix }),
      await openLink(t, { url: server.url, prefix }),
    ]
    const foreign = await openLink(t, { url: server.url, prefix: 'two:' })
    const heard: string[] = []
    const hear = (name: string) => (message: string) => void heard.push(`${name} ${message}`)
    foreign.subscribe('c', hear('foreign'))
    a.subscribe('c', hear('a'))
    const endSecond = a.subscribe('c', hear('a2'))
    b.subscribe('c', hear('b'))
    b.subscribe('d', hear('d'))
    const publish = await scriptOf("return redis.call('PUBLISH', KEYS[1], ARGV[1])")
    const tell = (channel: string, message: string) => b.run(publish, [channel], [message]).catch(() => {})
    const says = async (message: string, by: readonly string[]) => {
      const expected = by.map((name) => `${name} ${message}`)
      await until(async () => {
        heard.length = 0
        await tell('c', message)
        await wait(20)
        return expected.every((one) => heard.includes(one))
      })
      t.strictSame([...new Set(heard)].sort(), expected)
    }
    await says('first', ['a', 'a2', 'b'])
    endSecond()
    endSecond()
    await says('second', ['a', 'b'])
    await server.kill()
    await until(() => !a.isUp && !b.isUp)
    a.subscribe('e', hear('e'))
    await server.start()
    await says('third', ['a', 'b'])
    await until(async () => {
      await tell('e', 'too')
      await wait(10)
      return heard.includes('e too')
    })
  },
)

t.test('a channel that nobody listens to any more is left', { skip }, async (t) => {
  const { url } = await RedisServer.start(t)
  const link = await openLink(t, { url, prefix: '' })
  const channels = await scriptOf("return redis.call('PUBSUB', 'CHANNELS')")
  const ends = ['a', 'a', 'b'].map((channel) => link.subscribe(channel, () => {}))
  await until(
    async () =>
      String(await link.run(channels, []))
        .split(',')
        .sort()
        .join() === 'a,b',
  )
  for (const end of ends) end()
  await until(async () => String(await link.run(channels, [])) === '')
  const failed: string[] = []
  const early = await openLink(t, { url, prefix: '', failed: (word) => failed.push(word) })
  early.subscribe('left before it was reached', () => {})()
  await early.run(channels, [])
  await wait(50)
  early.subscribe('a', () => {})
  await until(async () => String(await link.run(channels, [])) === 'a')
  t.strictSame(failed, [])
})

t.test('what comes to a channel after its last listener has left is heard by nobody', { skip }, async (t) => {
  const { url } = await RedisServer.start(t)
  const link = await openLink(t, { url, prefix: '' })
  const heard: string[] = []
  const end = link.subscribe('c', (message) => {
    heard.push(message)
    end()
  })
  const twice = await scriptOf("for at = 1, 2 do redis.call('PUBLISH', 'c', at) end")
  await until(async () => {
    await link.run(twice, [])
    return heard.length > 0
  })
  await link.run(twice, [])
  t.strictSame(heard, ['1'])
})

t.test('a closed link has ended everything, whatever it was at', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const changes: boolean[] = []
  const options = { url: server.url, changed: (isUp: boolean) => changes.push(isUp) }
  const link = await openLink(t, options)
  link.subscribe('c', () => {})
  const never = await scriptOf('while true do end')
  const call = t.rejects(link.run(never, []), unavailable)
  await link.close()
  await call
  await t.rejects(link.run(await increment(), ['n']), unavailable)
  await link.close()
  t.strictSame(changes, [true], 'closing is no outage')
  await server.kill()
  const away = await openLink(t, options)
  away.subscribe('c', () => {})
  await away.close()
  await server.start()
  await wait(600)
  t.equal(away.isUp, false, 'it does not try any more')
})

t.test('a store that will never do is refused at once, in one line without secrets', { skip }, async (t) => {
  const { StoreError } = await import('../../src/storage/store-error.js')
  const server = await RedisServer.start(t, ['--requirepass', 'secret'])
  const good = server.url.replace('//', '//:secret@')
  const web = await listen(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const unknown = await listen(t, (socket) => {
    new TLSSocket(socket, { isServer: true, ...selfSigned }).on('error', () => {})
  })
  for (const [url, message] of [
    [`${good}/77`, /STORE_URL names a database/],
    [server.url, /refuses its user name or password/],
    [good.replace('secret', 'secrets'), /refuses its user name or password/],
    [`redis://127.0.0.1:${web}`, /no Redis or Valkey/],
    [good.replace('redis:', 'redis+cluster:'), /is no cluster/],
    [`rediss://127.0.0.1:${web}`, /spoken to by TLS/],
    [`rediss://localhost:${unknown}`, /certificate.*not trusted.*NODE_EXTRA_CA_CERTS/],
  ] as const) {
    const error = await openLink(t, { url }).catch((error) => error)
    t.type(error, StoreError, url)
    t.match(error.message, message)
    t.notMatch(error.message, /secret|\n/)
  }
  const link = await openLink(t, { url: `${good}/7` })
  t.equal(link.isUp, true)
})

t.test('a user who may not do all that changes do is refused at once', { skip }, async (t) => {
  const { StoreError } = await import('../../src/storage/store-error.js')
  const { url } = await RedisServer.start(t)
  const admin = await adminOf(t, url)
  const open = (rules: readonly string[]) =>
    admin
      .call('acl', ['setuser', 'ci', 'reset', 'on', '>pw', ...rules])
      .then(() => openLink(t, { url: url.replace('//', '//ci:pw@'), prefix: 'one:' }))
  for (const rules of [
    // Without a word about channels a user has none.
    ['~*', '+@all'],
    ['~*', '&*', '+@all', '-@write'],
    ['~*', '&*', '+@all', '-@scripting'],
    ['~two:*', '&*', '+@all'],
    ['~*', '&two:*', '+@all'],
  ]) {
    const error = await open(rules).catch((error) => error)
    t.type(error, StoreError, rules.join(' '))
    t.match(error.message, /STORE_URL lacks permissions.*STORE_PREFIX/)
  }
  t.equal((await open(['~one:*', '&one:*', '+@all'])).isUp, true)
})

t.test('a call that the store refuses says with which word', { skip }, async (t) => {
  const { url } = await RedisServer.start(t)
  const link = await openLink(t, { url })
  await (await adminOf(t, url)).config('SET', 'maxmemory', '1')
  await t.rejects(link.write('set', ['k'], ['v']), { ...unavailable, message: /answers OOM/, fix: /OOM/ })
})

t.test('after a failover that keeps the connection it is made anew', { skip }, async (t) => {
  const [primary, other] = [await RedisServer.start(t), await RedisServer.start(t)]
  const proxy = await CuttingProxy.start(t, primary.url)
  const failed: string[] = []
  const link = await openLink(t, { url: proxy.url, failed: (word) => failed.push(word) })
  const add = await increment()
  await link.run(add, ['n'])
  t.equal(link.trouble, null)
  const admin = await adminOf(t, primary.url)
  await admin.replicaof('127.0.0.1', new URL(other.url).port)
  proxy.target(other.url)
  await t.rejects(link.run(add, ['n']), unavailable)
  t.equal(link.trouble, 'READONLY')
  t.strictSame(failed, ['READONLY'])
  await until(async () => (await link.run(add, ['n']).catch(() => 0)) !== 0)
  t.equal(link.trouble, null)
})

t.test('a store that stays read-only is read on, and left only now and then', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const changes: boolean[] = []
  const link = await openLink(t, { url: server.url, changed: (isUp) => changes.push(isUp) })
  await (await adminOf(t, server.url)).replicaof('127.0.0.1', '1')
  const add = await increment()
  for (let tries = 0; tries < 20; tries++) {
    await t.rejects(link.run(add, ['n']), unavailable)
    await until(async () => (await link.read('get', ['n']).catch(() => 'away')) === null)
  }
  t.equal(link.trouble, 'READONLY')
  t.ok(changes.length < 20, `${changes}`)
})

t.test('the reason why changes fail is kept until one succeeds; reads do not matter', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const link = await openLink(t, { url: server.url, timeoutMs: 300 })
  const admin = await adminOf(t, server.url)
  const { script } = await import('../../src/storage/redis-link.js')
  const read = script("return redis.call('GET', KEYS[1])", null)
  for (const [name, bad, good, word] of [
    ['maxmemory', '1', '0', 'OOM'],
    ['min-replicas-to-write', '1', '0', 'NOREPLICAS'],
  ] as const) {
    await admin.config('SET', name, bad)
    await t.rejects(link.write('set', ['k'], ['v']), unavailable)
    t.equal(link.trouble, word)
    await link.run(read, ['k'])
    await link.read('get', ['k'])
    t.equal(link.trouble, word)
    const probe = link.probe()
    t.equal(link.probe(), probe, 'one at a time, however often it is asked')
    await probe
    t.equal(link.trouble, word)
    await admin.config('SET', name, good)
    await link.probe()
    t.equal(link.trouble, null)
  }
  await admin.client('PAUSE', 600, 'ALL')
  await t.rejects(link.read('get', ['k']), unavailable)
  t.equal(link.trouble, null)
})

t.test('a large call may take longer than others', { skip }, async (t) => {
  const server = await RedisServer.start(t)
  const link = await openLink(t, { url: server.url, timeoutMs: 300 })
  const slow = await scriptOf(`
local function now() local time = redis.call('TIME') return time[1] * 1000 + time[2] / 1000 end
local begun = now()
while now() < begun + 600 do end
return 1`)
  for (let tries = 0; tries < 2; tries++) {
    await until(() => link.isUp)
    t.equal(await link.run(slow, [], [], true), 1)
  }
  await server.kill()
  await until(() => !link.isUp)
  t.ok((await failsAfterMs(t, () => link.run(slow, [], [], true))) < 2500, 'not after ten times 300 ms')
})

/** The port of a server that answers every connection in its way. */
async function listen(t: Test, answer: (socket: Socket) => void): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  t.teardown(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
