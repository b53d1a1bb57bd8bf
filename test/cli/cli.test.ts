import { connect } from 'node:net'
import t from 'tap'
import { readVersion } from '../../src/package-file.js'
import { runProgram, startProgram } from '../helpers/process.js'
import { noRedisServer, RedisServer } from '../helpers/redis.js'

t.test('the ready line is JSON with url, port and pid when nobody watches, at every log level', async (t) => {
  const program = await startProgram(t, { LOG_LEVEL: 'silent' })
  const ready = JSON.parse(await program.line(/listening/))
  t.equal(ready.msg, `repull-mock listening on http://127.0.0.1:${ready.port}`)
  t.match(ready, { url: program.url, pid: program.child.pid })
  program.child.kill('SIGTERM')
  t.equal(await program.ended, 0)
  t.equal(program.stdout().trim().split('\n').length, 1, 'silent means that line alone')
})

t.test('the ready line is plain text for people', async (t) => {
  const program = await startProgram(t, { LOG_FORMAT: 'pretty' })
  t.match(
    await program.line(/^repull-mock listening/),
    /^repull-mock listening on http:\/\/127\.0\.0\.1:\d+$/,
  )
  await fetch(`${program.url}/v1/health`)
  t.match(await program.line(/health/), /^\d\d:\d\d:\d\d GET \/v1\/health 200 [\d.]+ ms$/)
  program.child.kill('SIGINT')
  t.equal(await program.ended, 0)
  t.match(program.stdout(), /^repull-mock listening/, 'nothing stands above it where there is no terminal')
  t.match(
    program.stdout(),
    /^\d\d:\d\d:\d\d INFO: repull-mock stopped \{"signal":"SIGINT","uptimeMs":\d+\}\n$/m,
  )
})

t.test('with JSON logs the end is one line', async (t) => {
  const program = await startProgram(t)
  program.child.kill('SIGTERM')
  t.equal(await program.ended, 0)
  const lines = program
    .stdout()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.equal(lines.length, 2, 'after the ready line')
  t.match(lines[1], { level: 30, msg: 'repull-mock stopped', signal: 'SIGTERM', uptimeMs: Number })
})

t.test('health exits 0 beside a running server, and 1 without one', async (t) => {
  const program = await startProgram(t)
  const port = new URL(program.url).port
  t.equal(await runProgram(t, ['health', '--port', port, '--host', '0.0.0.0']).ended, 0)
  program.child.kill('SIGTERM')
  t.equal(await program.ended, 0)
  const second = runProgram(t, ['health'], { PORT: port })
  t.equal(await second.ended, 1)
  t.equal(second.stderr(), `repull-mock: http://127.0.0.1:${port}/v1/health does not answer\n`)
})

t.test('health goes past what the process is set up for, such as a proxy', async (t) => {
  const program = await startProgram(t)
  const script = `
    import { globalAgent } from 'node:http'
    globalThis.fetch = () => Promise.reject(new Error('by a proxy'))
    globalAgent.createConnection = () => { throw new Error('by a proxy') }`
  const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(script)}`
  t.equal(await runProgram(t, ['health', '--port', new URL(program.url).port], { NODE_OPTIONS }).ended, 0)
  program.child.kill('SIGTERM')
  t.equal(await program.ended, 0)
})

t.test('a request in flight is cut off when it would hold up the end', async (t) => {
  const program = await startProgram(t)
  const ending = fetch(`${program.url}/v1/connect/guesty`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_slow', 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey: 'slow' }),
  }).then(
    () => 'answered',
    () => 'cut off',
  )
  const idle = connect(Number(new URL(program.url).port), '127.0.0.1')
  idle.on('error', () => {})
  await new Promise((resolve) => idle.once('connect', resolve))
  await new Promise((resolve) => setTimeout(resolve, 200))
  program.child.kill('SIGTERM')
  t.equal(await program.ended, 0)
  t.equal(await ending, 'cut off', 'a call that takes three seconds is not waited for')
})

t.test('a terminal that closes ends it like any other signal', async (t) => {
  const program = await startProgram(t)
  program.child.kill('SIGHUP')
  t.equal(await program.ended, 0)
})

/** Whether a server takes new requests. */
function isServing(url: string): Promise<boolean> {
  return fetch(`${url}/v1/health`).then(
    ({ ok }) => ok,
    () => false,
  )
}

t.test('a second signal ends it at once', async (t) => {
  for (const [signal, code] of [
    ['SIGINT', 130] as const,
    ['SIGTERM', 143] as const,
    ['SIGHUP', 129] as const,
  ]) {
    const program = await startProgram(t)
    const hanging = fetch(`${program.url}/v1/connect/guesty`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_slow', 'content-type': 'application/json' },
      body: JSON.stringify({ apiKey: 'slow' }),
    }).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 200))
    program.child.kill(signal)
    while (await isServing(program.url));
    program.child.kill(signal)
    t.equal(await program.ended, code)
    await hanging
  }
})

t.test('a taken port is one line and exit code 3', async (t) => {
  const first = await startProgram(t)
  const port = new URL(first.url).port
  const second = runProgram(t, ['--port', port])
  t.equal(await second.ended, 3)
  t.match(
    second.stderr(),
    /^repull-mock: port \d+ of 127\.0\.0\.1 is in use;[^\n]*--port or REPULL_MOCK_PORT[^\n]*\n$/,
  )
  t.equal(second.stdout(), '')
  first.child.kill('SIGTERM')
  await first.ended
})

t.test('a store that will never do is one line and exit code 2', { skip: noRedisServer }, async (t) => {
  const { url } = await RedisServer.start(t, ['--requirepass', 'secret'])
  for (const [STORE_URL, reason] of [
    [url, /password/],
    [`${url.replace('//', '//:secret@')}/77`, /database/],
  ] as const) {
    const program = runProgram(t, ['--port', '0'], { STORE_URL, LOG_LEVEL: 'silent' })
    t.equal(await program.ended, 2)
    t.match(program.stderr(), /^repull-mock: [^\n]*STORE_URL[^\n]*\n$/)
    t.match(program.stderr(), reason)
    t.equal(program.stdout(), '')
  }
})

t.test('an address that is not ours is one line with a remedy, and exit code 1', async (t) => {
  for (const host of ['192.0.2.1', 'no-such-name.invalid']) {
    const program = runProgram(t, ['--host', host, '--port', '0'])
    t.equal(await program.ended, 1)
    t.match(program.stderr(), `repull-mock: cannot listen on ${host}:0: `)
    t.match(program.stderr(), /^[^\n]*; give an address of this machine by --host or REPULL_MOCK_HOST\n$/)
  }
})

t.test('a bad setting is one line and exit code 2', async (t) => {
  const program = runProgram(t, [], { SESSION_TTL: 'soon' })
  t.equal(await program.ended, 2)
  t.match(program.stderr(), /^repull-mock: REPULL_MOCK_SESSION_TTL is "soon"; it takes [^\n]*\n$/)
})

t.test('the environment of the app under test changes nothing', async (t) => {
  const plain = {
    LOG_LEVEL: 'INFO',
    HOST: 'x86_64-conda-linux-gnu',
    PUBLIC_URL: '/app',
    BASE_PATH: '.',
    TRUST_PROXY: '1',
    PLAN: 'pro',
  }
  const program = runProgram(t, [], { PORT: '0' }, 'ignore', plain)
  const { url } = JSON.parse(await program.line(/listening on/))
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const headers = { authorization: 'Bearer sk_test_env' }
  const opened = await fetch(`${url}/v1/connect/airbnb`, { method: 'POST', headers })
  t.match(await opened.json(), { url: `${url}/connect/airbnb?session=` }, 'and its urls are its own')
  program.child.kill('SIGTERM')
  t.equal(await program.ended, 0)
  t.equal(program.stderr(), '')
})

t.test('what looks meant for it is told in one line, and so is a misspelt setting', async (t) => {
  const settings = { PORT: '0', LOG_LEVEL: 'silent' }
  const plain = { SESSION_TTL: 'soon', API_KEYS: 'abc', STORE_URL: 'redis://127.0.0.1:1' }
  const program = runProgram(t, [], settings, 'ignore', { ...plain, REPULL_MOCK_SESION_TTL: '5s' })
  const { url } = JSON.parse(await program.line(/listening on/))
  t.equal((await fetch(`${url}/v1/connect`, { headers: { 'x-api-key': 'sk_test_a' } })).status, 200)
  program.child.kill('SIGTERM')
  t.equal(await program.ended, 0)
  const [first, second, ...rest] = program.stderr().split('\n')
  t.match(
    first,
    /^repull-mock: SESSION_TTL, STORE_URL, API_KEYS .*REPULL_MOCK_SESSION_TTL, REPULL_MOCK_STORE_URL/,
  )
  t.match(
    second,
    /^repull-mock: there is no setting REPULL_MOCK_SESION_TTL \(did you mean REPULL_MOCK_SESSION_TTL/,
  )
  t.strictSame(rest, [''])
})

t.test('help and version', async (t) => {
  for (const word of ['version', '--version']) {
    const version = runProgram(t, [word])
    t.equal(await version.ended, 0)
    t.equal(version.stdout(), `${readVersion()}\n`)
  }
  for (const word of ['help', '--help']) {
    const help = runProgram(t, [word])
    t.equal(await help.ended, 0)
    t.match(help.stdout(), /^repull-mock: .*\n\nUsage:\n {2}repull-mock \[serve\]/)
  }
})
