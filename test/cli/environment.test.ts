import t from 'tap'
import { readCommand } from '../../src/cli/command-line.js'
import { SettingsError, settingNames } from '../../src/cli/settings.js'

/** What the program would serve with, and what it says. */
function serve(environment: Record<string, string>, args: readonly string[] = []) {
  const command = readCommand(['serve', ...args], environment)
  if (command.name !== 'serve') throw new Error('it serves')
  return command
}

const defaults = serve({}).settings

t.test('what an app under test has in its environment changes nothing', async (t) => {
  const environment = {
    LOG_LEVEL: 'INFO',
    HOST: 'x86_64-conda-linux-gnu',
    PUBLIC_URL: '/app',
    BASE_PATH: '.',
    TRUST_PROXY: '1',
    API_VERSION: '2',
    PLAN: 'pro',
    SEED: 'a b',
    LOG_FORMAT: 'ecs',
  }
  t.strictSame(serve(environment), { name: 'serve', settings: defaults, warnings: [] })
  const command = readCommand(['exec', '--', 'npm', 'test'], { ...environment, PORT: '3000' })
  t.match(command, { settings: { ...defaults, PORT: 0, LOG_LEVEL: 'warn' }, warnings: [] })
})

t.test('plain names that nobody else has get one line with the new ones', async (t) => {
  const { settings, warnings } = serve({
    SESSION_TTL: '5s',
    API_KEYS: 'abc',
    STORE_URL: 'https://shop.example',
  })
  t.strictSame(settings, defaults)
  t.strictSame(warnings, [
    'SESSION_TTL, STORE_URL, API_KEYS in the environment are not read; if meant for repull-mock, set ' +
      'REPULL_MOCK_SESSION_TTL, REPULL_MOCK_STORE_URL, REPULL_MOCK_API_KEYS',
  ])
  const warned = settingNames.filter((name) => serve({ [name]: '1' }).warnings.length > 0)
  const others = [
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'BASE_PATH',
    'TRUST_PROXY',
    'API_VERSION',
    'APP_NAME',
    'APP_LOGO',
    'PLAN',
    'SEED',
    'LOG_LEVEL',
    'LOG_FORMAT',
  ]
  t.strictSame([...others, ...warned].sort(), [...settingNames].sort())
})

t.test('who has said what is meant is not told of a plain name', async (t) => {
  for (const more of [
    { REPULL_MOCK_SESSION_TTL: '1m' },
    { REPULL_MOCK_SESSION_TTL: '' },
    { SESSION_TTL: '' },
  ])
    t.strictSame(serve({ SESSION_TTL: '5s', ...more }).warnings, [])
  t.strictSame(serve({ SESSION_TTL: '5s' }, ['--session-ttl', '1m']).warnings, [])
})

t.test('a misspelt setting is told, with the one that was meant', async (t) => {
  t.strictSame(
    serve({ REPULL_MOCK_SESION_TTL: '5s', REPULL_MOCK_URL: 'http://x', repull_mock_port: '1' }).warnings,
    [
      'there is no setting REPULL_MOCK_SESION_TTL (did you mean REPULL_MOCK_SESSION_TTL?), REPULL_MOCK_URL, ' +
        'repull_mock_port (did you mean REPULL_MOCK_PORT?)',
    ],
  )
})

t.test('a setting behind a misspelt prefix is told, but not that of another program', async (t) => {
  t.strictSame(serve({ REPULLMOCK_SESSION_TTL: '5s', REPUL_MOCK_PORT: '1', RPULL_MOCK_X: '1' }).warnings, [
    'there is no setting REPULLMOCK_SESSION_TTL (did you mean REPULL_MOCK_SESSION_TTL?), ' +
      'REPUL_MOCK_PORT (did you mean REPULL_MOCK_PORT?)',
  ])
  const others = { REPULL_PORT: '1', MOCK_HOST: 'a', DB_PORT: '5432', REPULL_MOCK2_PORT: 'tcp://10.0.0.1:80' }
  t.strictSame(serve(others).warnings, [])
})

t.test('what Kubernetes says of a service called repull-mock is no setting', async (t) => {
  const links = {
    REPULL_MOCK_SERVICE_HOST: '10.0.0.11',
    REPULL_MOCK_SERVICE_PORT: '7855',
    REPULL_MOCK_SERVICE_PORT_HTTP: '7855',
    REPULL_MOCK_PORT: 'tcp://10.0.0.11:7855',
    REPULL_MOCK_PORT_7855_TCP: 'tcp://10.0.0.11:7855',
    REPULL_MOCK_PORT_7855_TCP_PROTO: 'tcp',
    REPULL_MOCK_PORT_7855_TCP_PORT: '7855',
    REPULL_MOCK_PORT_7855_TCP_ADDR: '10.0.0.11',
  }
  t.strictSame(serve(links), { name: 'serve', settings: defaults, warnings: [] })
  t.equal(serve({ ...links, PORT: '8080' }).settings.PORT, 8080)
})

t.test(
  'PORT counts where REPULL_MOCK_PORT is unset or empty, and a bad value is told by its own name',
  async (t) => {
    t.equal(serve({ PORT: '8080', REPULL_MOCK_PORT: '' }).settings.PORT, 8080)
    t.equal(serve({ PORT: '8080', REPULL_MOCK_PORT: '9090' }).settings.PORT, 9090)
    t.equal(serve({ REPULL_MOCK_PORT: ' ' }).settings.PORT, 7855)
    const bad: readonly [Record<string, string>, readonly string[], RegExp][] = [
      [{ PORT: 'x' }, [], /^PORT is "x"; it takes/],
      [{ PORT: '1', REPULL_MOCK_PORT: 'x' }, [], /^REPULL_MOCK_PORT is "x"; it takes/],
      [{ REPULL_MOCK_PORT: '1' }, ['--port', 'x'], /^--port is "x"; it takes/],
      [{ REPULL_MOCK_API_KEYS: ',' }, [], /^REPULL_MOCK_API_KEYS is not usable; it takes/],
      [{ REPULL_MOCK_API_KEYS: 'sk_test_a sk_test_b' }, [], /is not usable; it takes keys without spaces,/],
      [{ REPULL_MOCK_STORE_URL: 'tcp://a' }, [], /^REPULL_MOCK_STORE_URL is not usable; it takes/],
    ]
    for (const [environment, args, message] of bad)
      t.throws(() => serve(environment, args), { message, constructor: SettingsError })
  },
)
