import t from 'tap'
import { helpText, readCommand } from '../src/command-line.js'
import { declarations, flagOf, type SettingName, SettingsError } from '../src/settings.js'

t.test('without arguments the server is served by the environment', async (t) => {
  t.match(readCommand([], { PORT: '8080' }), { name: 'serve', settings: { PORT: 8080 } })
})

t.test('a flag wins over the environment, the environment over the default', async (t) => {
  const environment = { PORT: '8080', SESSION_TTL: '5m' }
  const command = readCommand(['serve', '--port', '9000', '--log-level=warn'], environment)
  t.match(command, { settings: { PORT: 9000, SESSION_TTL: 300_000, LOG_LEVEL: 'warn', HOST: '127.0.0.1' } })
})

t.test('health takes the same settings', async (t) => {
  t.match(readCommand(['health', '--port=1234'], {}), { name: 'health', settings: { PORT: 1234 } })
})

t.test("exec has its command behind --, which is nobody else's to read", async (t) => {
  const args = ['--seed', 'a', 'exec', '--log-level=info', '--', 'npm', 'test', '--', '--port', '1', '--help']
  t.match(readCommand(args, {}), {
    name: 'exec',
    settings: { SEED: 'a', LOG_LEVEL: 'info' },
    command: ['npm', 'test', '--', '--port', '1', '--help'],
  })
})

t.test('exec takes any free port unless a flag names one, whatever PORT is', async (t) => {
  for (const PORT of ['8080', '', 'none']) {
    t.match(readCommand(['exec', '--', 'x'], { PORT }), { settings: { PORT: 0 } })
    t.match(readCommand(['exec', '--port', '9000', '--', 'x'], { PORT }), { settings: { PORT: 9000 } })
  }
})

t.test('exec logs from warn up unless somebody chose', async (t) => {
  const level = (args: readonly string[], environment: Record<string, string>) =>
    readCommand(['exec', ...args, '--', 'x'], environment)
  t.match(level([], {}), { settings: { LOG_LEVEL: 'warn' } })
  t.match(level([], { LOG_LEVEL: '' }), { settings: { LOG_LEVEL: 'warn' } })
  t.match(level([], { LOG_LEVEL: 'info' }), { settings: { LOG_LEVEL: 'info' } })
  t.match(level(['--log-level', 'debug'], { LOG_LEVEL: 'info' }), { settings: { LOG_LEVEL: 'debug' } })
})

t.test('-- means nothing to the other commands', async (t) => {
  t.match(readCommand(['--', 'health'], {}), { name: 'health' })
  t.throws(() => readCommand(['serve', '--', 'exec'], {}), {
    message: /^unexpected word "exec" behind serve$/,
  })
})

t.test('help and version', async (t) => {
  for (const flag of ['--help', '-h']) t.strictSame(readCommand([flag], {}), { name: 'help' })
  for (const flag of ['--version', '-v']) t.strictSame(readCommand([flag], {}), { name: 'version' })
})

const bad: readonly [readonly string[], RegExp][] = [
  [['--prot', '1'], /^unknown flag --prot; did you mean --port\? Flags: --port --host /],
  [['--zzzzzzzz', '1'], /^unknown flag --zzzzzzzz Flags: --port /],
  [['--port'], /^--port has no value; it takes a whole number from 0 to 65535$/],
  [['--port', 'x'], /^PORT is "x"; it takes a whole number/],
  [['-x'], /^unknown flag -x/],
  [['start'], /^unknown command "start"; use serve or health or exec$/],
  [['exec'], /^exec takes its command behind --, like: repull-mock exec -- npm test$/],
  [['exec', '--'], /^exec takes its command behind --/],
  [['exec', '--', ''], /^exec takes its command behind --/],
  [['exec', 'npm', 'test'], /^exec takes its command behind --/],
  [['exec', 'npm', 'test', '--', '--coverage'], /^exec takes its command behind --/],
  [['exec', '--prot', '1', '--', 'x'], /^unknown flag --prot; did you mean --port\?/],
  [['exec', '--port', 'x', '--', 'x'], /^PORT is "x"; it takes a whole number/],
  [['serve', 'now'], /^unexpected word "now" behind serve$/],
]
for (const [args, message] of bad) {
  t.test(`${args.join(' ')} is refused`, async (t) => {
    t.throws(() => readCommand(args, {}), { message, constructor: SettingsError })
  })
}

t.test('the help names every flag', async (t) => {
  for (const name of Object.keys(declarations) as SettingName[]) t.match(helpText(), `${flagOf(name)} `)
})
