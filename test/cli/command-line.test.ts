import t from 'tap'
import { readCommand } from '../../src/cli/command-line.js'
import { SettingsError } from '../../src/cli/settings.js'

t.test('without arguments the server is served by the environment', async (t) => {
  t.match(readCommand([], { PORT: '8080' }), { name: 'serve', settings: { PORT: 8080 } })
})

t.test('a flag wins over the environment, the environment over the default', async (t) => {
  const environment = { REPULL_MOCK_PORT: '8080', REPULL_MOCK_SESSION_TTL: '5m' }
  const command = readCommand(['serve', '--port', '9000', '--log-level=warn'], environment)
  t.match(command, { settings: { PORT: 9000, SESSION_TTL: 300_000, LOG_LEVEL: 'warn', HOST: '127.0.0.1' } })
})

t.test('health takes the same settings', async (t) => {
  t.match(readCommand(['health', '--port=1234'], {}), { name: 'health', settings: { PORT: 1234 } })
})

t.test("exec has its command after --, which is nobody else's to read", async (t) => {
  const args = ['--seed', 'a', 'exec', '--log-level=info', '--', 'npm', 'test', '--', '--port', '1', '--help']
  t.match(readCommand(args, {}), {
    name: 'exec',
    settings: { SEED: 'a', LOG_LEVEL: 'info' },
    command: ['npm', 'test', '--', '--port', '1', '--help'],
  })
})

t.test('exec takes any free port unless somebody names one for it, whatever PORT is', async (t) => {
  for (const PORT of ['8080', '', 'none']) {
    t.match(readCommand(['exec', '--', 'x'], { PORT }), { settings: { PORT: 0 } })
    t.match(readCommand(['exec', '--port', '9000', '--', 'x'], { PORT }), { settings: { PORT: 9000 } })
    t.match(readCommand(['exec', '--', 'x'], { PORT, REPULL_MOCK_PORT: '9000' }), {
      settings: { PORT: 9000 },
    })
  }
})

t.test('exec logs from warn up unless somebody chose', async (t) => {
  const level = (args: readonly string[], environment: Record<string, string>) =>
    readCommand(['exec', ...args, '--', 'x'], environment)
  t.match(level([], {}), { settings: { LOG_LEVEL: 'warn' } })
  t.match(level([], { REPULL_MOCK_LOG_LEVEL: '' }), { settings: { LOG_LEVEL: 'warn' } })
  t.match(level([], { REPULL_MOCK_LOG_LEVEL: 'info' }), { settings: { LOG_LEVEL: 'info' } })
  t.match(level(['--log-level', 'debug'], { REPULL_MOCK_LOG_LEVEL: 'info' }), {
    settings: { LOG_LEVEL: 'debug' },
  })
})

t.test('-- means nothing to the other commands', async (t) => {
  t.match(readCommand(['--', 'health'], {}), { name: 'health' })
  t.throws(() => readCommand(['serve', '--', 'exec'], {}), {
    message: /^unexpected word "exec" after serve$/,
  })
})

t.test('help and version', async (t) => {
  for (const word of ['help', '--help', '-h']) t.strictSame(readCommand([word], {}), { name: 'help' })
  for (const word of ['version', '--version', '-v'])
    t.strictSame(readCommand([word], { PORT: 'none' }), { name: 'version' })
  t.strictSame(readCommand(['help', 'exec'], {}), { name: 'help' })
  t.strictSame(readCommand(['exec', '--help'], {}), { name: 'help' })
})

const bad: readonly [readonly string[], RegExp][] = [
  [['--prot', '1'], /^unknown flag --prot; did you mean --port\? Flags: --port --host /],
  [['--zzzzzzzz', '1'], /^unknown flag --zzzzzzzz\. Flags: --port /],
  [['--port'], /^--port has no value; it takes a whole number from 0 to 65535$/],
  [['--port', 'x'], /^--port is "x"; it takes a whole number/],
  [['-x'], /^unknown flag -x/],
  [
    ['start'],
    /^unknown command "start"\. Commands: serve, health, exec, drill, help, version\. Try: repull-mock --help$/,
  ],
  [['serv'], /^unknown command "serv"; did you mean serve\? Commands: serve, /],
  [['exec'], /^exec takes its command after --, like: repull-mock exec -- npm test$/],
  [['exec', '--'], /^exec takes its command after --/],
  [['exec', '--', ''], /^exec takes its command after --/],
  [['exec', 'npm', 'test'], /^exec takes its command after --/],
  [['exec', 'npm', 'test', '--', '--coverage'], /^exec takes its command after --/],
  [['exec', 'npx', 'vitest', '--run'], /^exec takes its command after --/],
  [['drill', 'node', '--version'], /^drill takes its command after --/],
  [['exec', '--prot', '1', '--', 'x'], /^unknown flag --prot; did you mean --port\?/],
  [['exec', '--port', 'x', '--', 'x'], /^--port is "x"; it takes a whole number/],
  [['serve', 'now'], /^unexpected word "now" after serve$/],
  [['version', 'now'], /^unexpected word "now" after version$/],
]
for (const [args, message] of bad) {
  t.test(`${args.join(' ')} is refused`, async (t) => {
    t.throws(() => readCommand(args, {}), { message, constructor: SettingsError })
  })
}
