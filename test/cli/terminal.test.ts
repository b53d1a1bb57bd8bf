import t, { type Test } from 'tap'
import { readVersion } from '../../src/package-file.js'
import { hasTerminal, type Program, runOnTerminal, type TerminalOptions } from '../helpers/process.js'
import { noRedisServer, RedisServer } from '../helpers/redis.js'

const skip = !hasTerminal && 'needs the script of util-linux'

/** What begins the codes of colors. */
const codeStart = '\u001b'

const ctrlC = '\x03'

async function start(
  t: Test,
  options: TerminalOptions = {},
  ...flags: string[]
): Promise<Program & { url: string }> {
  const program = runOnTerminal(t, ['--port', '0', ...flags], options)
  const ready = await program.line(/^repull-mock listening on /)
  return { ...program, url: ready.trim().replace('repull-mock listening on ', '') }
}

/** Types Ctrl-C and returns all lines, without those of the terminal itself. */
async function end(t: Test, { child, ended, stdout }: Program): Promise<readonly string[]> {
  child.stdin?.write(ctrlC)
  t.equal(await ended, 0)
  return stdout().replaceAll('\r', '').split('\n')
}

t.test('a block with everything to know stands above the one ready line', { skip }, async (t) => {
  const program = await start(t, { variables: { NO_COLOR: '1' } })
  const { url } = program
  const [, title, ...rest] = await end(t, program)
  t.match(title, new RegExp(`^ {2}repull-mock ${readVersion()} {2}ready in \\d+ ms$`))
  t.strictSame(rest.slice(0, 12), [
    '',
    `  API            ${url} in place of api.repull.dev`,
    `  Inspector      ${url}/_mock`,
    `  API reference  ${url}/docs`,
    '  Store          in memory',
    '  Settings       npx repull-mock --help lists them',
    '',
    '  Try it:',
    `  curl -X POST ${url.slice('http://'.length)}/v1/connect/airbnb -H x-api-key:sk_test_demo`,
    '',
    `repull-mock listening on ${url}`,
    '^C',
  ])
})

t.test('the curl of the block works', { skip }, async (t) => {
  const program = await start(t)
  const shown = /curl -X POST (\S+) -H (x-api-key):(\S+)/.exec(program.stdout()) ?? []
  const [, address, name = '', value = ''] = shown
  const opened = await fetch(`http://${address}`, { method: 'POST', headers: { [name]: value } })
  t.equal(opened.status, 200)
  await end(t, program)
})

t.test('the block shows what the settings say, and no secret', { skip }, async (t) => {
  const variables = { REPULL_MOCK_API_KEYS: 'sk_test_hunter2', NO_COLOR: '1' }
  const flags = ['--control', 'off', '--host', '0.0.0.0', '--public-url', 'https://mock.example']
  const text = (await end(t, await start(t, { variables }, ...flags))).join('\n')
  t.notMatch(text, /Inspector|hunter2/)
  t.match(text, /API {12}http:\/\/127\.0\.0\.1:\d+ /, 'an address that can be called')
  t.match(text, /Public URL {5}https:\/\/mock\.example\n/)
  t.match(text, 'x-api-key:<key>')
})

t.test('the store is shown without its password', { skip: skip || noRedisServer }, async (t) => {
  const { url } = await RedisServer.start(t, ['--requirepass', 'hunter2'])
  const variables = { REPULL_MOCK_STORE_URL: url.replace('//', '//:hunter2@'), NO_COLOR: '1' }
  const program = await start(t, { variables })
  t.match(program.stdout(), `  Store          ${url}`)
  t.notMatch((await end(t, program)).join('\n'), 'hunter2')
})

t.test('the warning about open control calls stands below the ready line', { skip }, async (t) => {
  const lines = await end(t, await start(t, { variables: { NO_COLOR: '1' } }, '--host', '0.0.0.0'))
  const ready = lines.findIndex((line) => line.startsWith('repull-mock listening on http://0.0.0.0:'))
  t.match(lines[ready + 1], /^\d\d:\d\d:\d\d WARN: anybody who reaches /)
})

t.test('from warn up the ready line is all', { skip }, async (t) => {
  const lines = await end(t, await start(t, {}, '--log-level', 'warn'))
  t.match(lines[0], /^repull-mock listening on /)
  t.strictSame(lines.slice(1), ['^C'])
})

t.test('JSON is JSON on a terminal too', { skip }, async (t) => {
  const program = runOnTerminal(t, ['--port', '0', '--log-format', 'json'])
  await program.line(/listening on/)
  const lines = (await end(t, program)).filter((line) => line !== '')
  for (const line of lines) t.ok(JSON.parse(line.replace('^C', '')), line)
  t.equal(lines.length, 2)
})

t.test('requests have a line each, with what was wrong and what a tester asked for', { skip }, async (t) => {
  const program = await start(t, { variables: { NO_COLOR: '1' } })
  const call = (path: string, headers: Record<string, string> = {}, body?: string) =>
    fetch(`${program.url}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': 'sk_test_a', ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body }),
    })
  await call('/v1/connect/airbnb')
  await call('/v1/connect/airbnbpro')
  await call('/v1/connect/airbnb', { prefer: 'error=session_expired, delay=1ms' })
  await call('/v1/connect/airbnb', {}, '{"redirect_url":"https://app.example/"}')
  await fetch(`${program.url}/connect/airbnb`, { headers: { accept: 'text/html' } })
  await program.line(/GET/)
  const lines = await end(t, program)
  const first = lines.findIndex((line) => line.startsWith('repull-mock listening')) + 1
  t.match(lines.slice(first), [
    /^\d\d:\d\d:\d\d POST \/v1\/connect\/airbnb 200 [\d.]+ ms$/,
    /^\d\d:\d\d:\d\d POST \/v1\/connect\/airbnbpro 400 invalid_provider → airbnb [\d.]+ ms$/,
    /^\d\d:\d\d:\d\d POST \/v1\/connect\/airbnb 410 session_expired [\d.]+ ms \[Prefer: delay=1ms\]$/,
    /^\d\d:\d\d:\d\d POST \/v1\/connect\/airbnb 200 [\d.]+ ms$/,
    /^ {9}warning: unknown field redirect_url; did you mean redirectUrl\?$/,
    /^\d\d:\d\d:\d\d GET \/connect\/airbnb 400 invalid_params [\d.]+ ms$/,
    /^\^C$/,
    /^repull-mock stopped after \d+ s, 5 requests$/,
  ])
})

t.test('a webhook that was not delivered has a line', { skip }, async (t) => {
  const program = await start(t, { variables: { NO_COLOR: '1' } })
  const post = (path: string, body: object) =>
    fetch(program.url + path, {
      method: 'POST',
      headers: { 'x-api-key': 'sk_test_a', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await post('/v1/webhooks', { url: 'http://127.0.0.1:1/hook?token=hunter2', events: ['account.created'] })
  const opened = (await (await post('/v1/connect/airbnb', {})).json()) as { sessionId: string }
  await post(`/v1/connect/sessions/${opened.sessionId}/complete`, { provider: 'airbnb' })
  const line = await program.line(/webhook account\.created/)
  t.match(
    line,
    /^\d\d:\d\d:\d\d webhook account\.created to http:\/\/127\.0\.0\.1:1\/hook failed \(The endpoint refused the connection\.\)/,
  )
  t.match(line, /, next attempt in 1m\r?$/)
  t.notMatch((await end(t, program)).join('\n'), 'hunter2')
})

t.test(
  'no line of the start is wrapped at 80 columns, and a narrow one breaks nothing',
  { skip },
  async (t) => {
    for (const columns of [130, 80, 40]) {
      const program = await start(t, { columns, variables: { NO_COLOR: '1' } })
      t.equal((await fetch(`${program.url}/v1/health`)).status, 200)
      const lines = await end(t, program)
      t.ok(
        lines.every((line) => line.length <= 80),
        `${columns} columns`,
      )
    }
  },
)

t.test(
  'colors follow the terminal, NO_COLOR and FORCE_COLOR; the ready line has none',
  { skip },
  async (t) => {
    const cases: readonly [Record<string, string>, boolean][] = [
      [{}, true],
      [{ TERM: 'dumb' }, false],
      [{ NO_COLOR: '1' }, false],
      [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false],
      [{ TERM: 'dumb', FORCE_COLOR: '1' }, true],
      [{ FORCE_COLOR: '0' }, false],
    ]
    for (const [variables, isColored] of cases) {
      const program = await start(t, { variables })
      await fetch(`${program.url}/v1/health`)
      const lines = await end(t, program)
      t.equal(lines.join('\n').includes(codeStart), isColored, JSON.stringify(variables))
      t.ok(lines.includes(`repull-mock listening on ${program.url}`))
    }
  },
)

t.test('a second Ctrl-C ends it at once, without a farewell', { skip }, async (t) => {
  const program = await start(t)
  const hanging = fetch(`${program.url}/v1/connect/guesty`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk_test_a', 'content-type': 'application/json' },
    body: '{"apiKey":"slow"}',
  }).catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 200))
  program.child.stdin?.write(ctrlC)
  const isServing = () =>
    fetch(`${program.url}/v1/health`).then(
      () => true,
      () => false,
    )
  while (await isServing());
  program.child.stdin?.write(ctrlC)
  t.equal(await program.ended, 130)
  t.notMatch(program.stdout(), 'stopped after')
  await hanging
})

t.test('exec prints nothing of its own on a terminal', { skip }, async (t) => {
  const program = runOnTerminal(t, ['exec', '--', 'echo', 'done'])
  t.equal(await program.ended, 0)
  t.equal(program.stdout().trim(), 'done')
})
