import { readFile } from 'node:fs/promises'
import t from 'tap'
import {
  declarations,
  readSettings,
  readTexts,
  type SettingInputs,
  type SettingName,
  SettingsError,
  variableOf,
} from '../../src/cli/settings.js'
import { rootUrl } from '../helpers/project.js'

t.test('without any text every setting has its default', async (t) => {
  t.strictSame(readSettings(), {
    PORT: 7855,
    HOST: '127.0.0.1',
    PUBLIC_URL: null,
    BASE_PATH: '',
    TRUST_PROXY: null,
    SESSION_TTL: 1_800_000,
    SESSION_RETENTION: 86_400_000,
    MAX_SESSIONS: 1_000_000,
    MAX_WORKSPACES: 10_000,
    WORKSPACE_IDLE: 600_000,
    MAX_MEMORY: null,
    STORE_URL: null,
    STORE_PREFIX: 'repull-mock-2:',
    API_KEYS: null,
    CONTROL: 'on',
    CONTROL_TOKEN: null,
    API_VERSION: '2026-10',
    APP_NAME: null,
    APP_LOGO: null,
    RATE_LIMIT: 'off',
    WEBHOOK_TARGETS: 'local',
    WEBHOOK_TLS: 'verify',
    PLAN: null,
    SEED: null,
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'auto',
  })
})

t.test('an empty text means the default, as in a copied .env file', async (t) => {
  t.match(readTexts({ PORT: '', API_KEYS: '', HOST: ' ' }), { PORT: 7855, API_KEYS: null, HOST: '127.0.0.1' })
})

t.test('sizes are read in bytes, and auto is left to the server', async (t) => {
  for (const [text, size] of [
    ['512MB', 512 * 1024 ** 2],
    ['2gb', 2 * 1024 ** 3],
    ['Auto', null],
  ] as const)
    t.equal(readTexts({ MAX_MEMORY: text }).MAX_MEMORY, size)
  t.equal(readSettings({ MAX_MEMORY: '1GB' }).MAX_MEMORY, 1024 ** 3)
})

t.test('blanks around a text and upper case of its words do not count', async (t) => {
  const texts = { PORT: '8080 ', LOG_LEVEL: 'INFO', CONTROL: 'Off', TRUST_PROXY: 'OFF', PLAN: 'Free:3' }
  t.match(readTexts(texts), {
    PORT: 8080,
    LOG_LEVEL: 'info',
    CONTROL: 'off',
    TRUST_PROXY: null,
    PLAN: { listings: 3 },
  })
})

t.test(
  'a program gives numbers, milliseconds and lists as such, and what is undefined has its default',
  async (t) => {
    const settings = readSettings({
      PORT: 8080,
      SESSION_TTL: 5000,
      MAX_SESSIONS: 10,
      API_KEYS: ['sk_test_a', 'sk_test_b'],
      TRUST_PROXY: ['10.0.0.0/8', '::1'],
      CONTROL: 'on',
      PLAN: 'free:3',
      SEED: undefined,
      HOST: undefined,
    })
    t.match(settings, { PORT: 8080, SESSION_TTL: 5000, MAX_SESSIONS: 10, SEED: null, HOST: '127.0.0.1' })
    t.strictSame(settings.API_KEYS, new Set(['sk_test_a', 'sk_test_b']))
    t.strictSame(settings.TRUST_PROXY, ['10.0.0.0/8', '::1'])
    t.equal(readSettings({ SESSION_TTL: '5s', TRUST_PROXY: '::1', MAX_SESSIONS: '7' }).MAX_SESSIONS, 7)
  },
)

const unusable: readonly [object, string][] = [
  [{ SESSION_TTL: 0 }, 'SESSION_TTL is 0; it takes a whole number above 0 with ms'],
  [{ SESSION_TTL: 1.5 }, 'SESSION_TTL is 1.5; it takes'],
  [{ SESSION_TTL: '36501d' }, 'SESSION_TTL is "36501d"; it takes a whole number above 0'],
  [{ SESSION_TTL: '5 s' }, 'SESSION_TTL is "5 s"; it takes'],
  [{ SESSION_TTL: 5n }, 'SESSION_TTL is 5n; it takes'],
  [{ MAX_SESSIONS: Number.NaN }, 'MAX_SESSIONS is NaN; it takes'],
  [{ MAX_SESSIONS: null }, 'MAX_SESSIONS is null; it takes'],
  [{ HOST: ['a', 'b'] }, "HOST is [ 'a', 'b' ]; it takes"],
  [{ CONTROL: false }, 'CONTROL is false; it takes on or off'],
  [{ LOG_LEVEL: { of: Symbol('x') } }, 'LOG_LEVEL is { of: Symbol(x) }; it takes'],
  [{ TRUST_PROXY: [] }, 'TRUST_PROXY is []; it takes'],
  [{ API_KEYS: [] }, 'API_KEYS is not usable; it takes keys without spaces, with commas between them'],
  [{ API_KEYS: ['sk_test_canary,sk_test_b'] }, 'API_KEYS is not usable; it takes'],
  [{ API_KEYS: ['sk_test_canary', ''] }, 'API_KEYS is not usable; it takes'],
  [{ API_KEYS: ' , ' }, 'API_KEYS is not usable; it takes'],
  [{ HOST: `a ${'b'.repeat(1000)}` }, 'HOST is "a bbb'],
  [{ SESION_TTL: '5s' }, 'there is no setting SESION_TTL; did you mean SESSION_TTL?'],
  [{ xyz: '' }, 'there is no setting xyz'],
]
for (const [inputs, message] of unusable) {
  t.test(`a program is told in one line: ${message}`, async (t) => {
    try {
      readSettings(inputs as SettingInputs)
      t.fail('was taken')
    } catch (error) {
      t.type(error, SettingsError)
      const { name, message: said } = error as SettingsError
      t.equal(name, 'SettingsError')
      t.ok(said.startsWith(message), said)
      t.ok(said.length < 350 && !/\n|canary/.test(said), said)
    }
  })
}

t.test('good values are read', async (t) => {
  const settings = readSettings({
    PUBLIC_URL: 'https://mock.example/repull/',
    BASE_PATH: '/api/repull',
    TRUST_PROXY: '10.0.0.0/8, ::1',
    SESSION_TTL: '1s',
    API_KEYS: 'one, two,',
    SEED: 'x',
  })
  t.equal(settings.PUBLIC_URL, 'https://mock.example/repull', 'the slash at the end is dropped')
  t.equal(settings.BASE_PATH, '/api/repull')
  t.strictSame(settings.TRUST_PROXY, ['10.0.0.0/8', '::1'])
  t.equal(settings.SESSION_TTL, 1000)
  t.strictSame(settings.API_KEYS, new Set(['one', 'two']))
  t.equal(settings.SEED, 'x')
})

t.test('where webhooks may go is a word or a list', async (t) => {
  for (const [text, list] of [
    ['local', 'local'],
    ['LOCAL,local', 'local'],
    ['local, any', 'any'],
    ['local,10.1.2.3/8, Hooks.Example.com.', ['local', '10.1.2.3/8', 'hooks.example.com']],
    ['receiver,fd00::1,::1/128', ['receiver', 'fd00::1', '::1/128']],
  ] as const)
    t.strictSame(readSettings({ WEBHOOK_TARGETS: text }).WEBHOOK_TARGETS, list, text)
})

t.test('proxies are addresses, networks of any size and names of networks', async (t) => {
  for (const TRUST_PROXY of [
    '0.0.0.0/0',
    '::/0',
    '0.0.0.0/0,::/0',
    '::ffff:10.0.0.0/104',
    'loopback,uniquelocal',
  ])
    t.strictSame(readSettings({ TRUST_PROXY }).TRUST_PROXY, TRUST_PROXY.split(','))
})

t.test('a plan is a tier and how many listings it allows', async (t) => {
  t.equal(readSettings({ PLAN: 'custom' }).PLAN, null)
  t.strictSame(readSettings({ PLAN: 'free' }).PLAN, { tier: 'free', listings: 2 })
  t.strictSame(readSettings({ PLAN: 'starter' }).PLAN, { tier: 'starter', listings: 50 })
  t.strictSame(readSettings({ PLAN: 'starter:3' }).PLAN, { tier: 'starter', listings: 3 })
  t.strictSame(readSettings({ PLAN: 'free:0' }).PLAN, { tier: 'free', listings: 0 })
})

t.test('the asking app has a name of one line and a logo that needs no other server', async (t) => {
  t.equal(readSettings({ APP_NAME: 'Shoreline' }).APP_NAME, 'Shoreline')
  for (const name of ['x'.repeat(61), 'one\ntwo']) {
    t.throws(() => readSettings({ APP_NAME: name }), { message: /^APP_NAME is .*; it takes up to 60/ })
  }
  for (const type of ['svg+xml', 'png', 'jpeg', 'webp']) {
    const logo = `data:image/${type};base64,PHN2Zy8+`
    t.equal(readSettings({ APP_LOGO: logo }).APP_LOGO, logo)
  }
  for (const logo of [
    'https://app.example/logo.svg',
    'data:text/html;base64,PHN2Zy8+',
    'data:image/svg+xml,<svg/>',
    `data:image/png;base64,${'A'.repeat(16_384)}`,
  ])
    t.throws(() => readSettings({ APP_LOGO: logo }), { message: /^APP_LOGO is .*; it takes data:image/ })
})

t.test('a token that cannot be one is refused, and not repeated', async (t) => {
  t.equal(readSettings({ CONTROL_TOKEN: 'open-sesame' }).CONTROL_TOKEN, 'open-sesame')
  for (const token of ['open sesame', 'x'.repeat(1001), 'é']) {
    t.throws(() => readSettings({ CONTROL_TOKEN: token }), {
      message: 'CONTROL_TOKEN is not usable; it takes a text without spaces',
    })
  }
})

t.test('quotation marks, as Docker keeps them of an --env-file, are named', async (t) => {
  const advice = ', without quotation marks (Docker keeps those of an --env-file)'
  for (const [name, text] of [
    ['PORT', '"7855"'],
    ['SESSION_TTL', "'5s'"],
    ['STORE_PREFIX', '"ci:"'],
  ] as const)
    t.throws(() => readTexts({ [name]: text }), {
      message: `${name} is ${JSON.stringify(text)}; it takes ${declarations[name].allowed}${advice}`,
    })
  // A server that took them would refuse every call of those who send the key or the token without them.
  for (const [name, text] of [
    ['API_KEYS', '"sk_test_canary,sk_test_b"'],
    ['API_KEYS', "'sk_test_canary'"],
    ['CONTROL_TOKEN', '"canary"'],
    ['STORE_URL', '"redis://canary"'],
  ] as const)
    t.throws(() => readTexts({ [name]: text }), {
      message: `${name} is not usable; it takes ${declarations[name].allowed}${advice}`,
    })
  t.equal(readTexts({ CONTROL_TOKEN: 'a"b"' }).CONTROL_TOKEN, 'a"b"')
})

t.test('an address to listen on has no port', async (t) => {
  for (const HOST of ['::', '::1', 'fe80::1', '::ffff:127.0.0.1', 'localhost', '0.0.0.0', 'my_host-1.local'])
    t.equal(readTexts({ HOST }).HOST, HOST)
  for (const HOST of ['localhost:7855', '127.0.0.1:7855', ':7855', 'fe80::1%eth0'])
    t.throws(() => readTexts({ HOST }), { message: /; it takes an address or a host name$/ }, HOST)
})

t.test('a public address names no user, and one that is there is not shown', async (t) => {
  t.throws(() => readSettings({ PUBLIC_URL: 'https://me:hunter2@mock.example/' }), {
    message: /^PUBLIC_URL is "https:\/\/…@mock\.example\/"; it takes an absolute http or https URL without /,
  })
})

const bad: readonly [SettingName, string][] = [
  ['PORT', '65536'],
  ['PORT', 'abc'],
  ['PORT', '-1'],
  ['HOST', 'a b'],
  ['PUBLIC_URL', 'mock.example'],
  ['PUBLIC_URL', 'https://mock.example/?a=b'],
  ['PUBLIC_URL', 'http://['],
  ['BASE_PATH', 'api'],
  ['BASE_PATH', '/api/'],
  ['TRUST_PROXY', 'on'],
  ['TRUST_PROXY', '10.0.0.0/33'],
  ['TRUST_PROXY', '::1/129'],
  ['TRUST_PROXY', '10.0.0.0/8/8'],
  ['TRUST_PROXY', '1'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', 'private'],
  ['TRUST_PROXY', '10.0.0.0/'],
  ['TRUST_PROXY', '10.0.0.0/-1'],
  ['TRUST_PROXY', '10.0.0.0/255.0.0.0'],
  ['TRUST_PROXY', ','],
  ['SESSION_TTL', '0s'],
  ['SESSION_TTL', '30'],
  ['MAX_SESSIONS', '0'],
  ['MAX_MEMORY', '0MB'],
  ['MAX_MEMORY', '512'],
  ['MAX_MEMORY', '1.5GB'],
  ['WORKSPACE_IDLE', '0s'],
  ['RATE_LIMIT', 'yes'],
  ['PLAN', 'pro'],
  ['PLAN', 'free:'],
  ['PLAN', 'free:-1'],
  ['PLAN', 'starter:x'],
  ['LOG_LEVEL', 'loud'],
  ['STORE_PREFIX', 'a b'],
  ['WEBHOOK_TARGETS', ','],
  ['WEBHOOK_TARGETS', 'all'],
  ['WEBHOOK_TARGETS', 'lokal'],
  ['WEBHOOK_TARGETS', 'local,10.0.0.0/33'],
  ['WEBHOOK_TARGETS', '10.0.0.0/8/8'],
  ['WEBHOOK_TARGETS', '10.0.0.0/x'],
  ['WEBHOOK_TARGETS', '10.1.2'],
  ['WEBHOOK_TARGETS', 'http://hooks.example.com'],
  ['WEBHOOK_TARGETS', 'hooks.example.com:8080'],
  ['WEBHOOK_TARGETS', '*.example.com'],
  ['WEBHOOK_TARGETS', 'hooks example'],
  ['WEBHOOK_TARGETS', 'a..b:'],
  ['WEBHOOK_TLS', 'off'],
]
for (const [name, text] of bad) {
  t.test(`${name}=${text} is refused in one line with what is allowed`, async (t) => {
    try {
      readTexts({ [name]: text })
      t.fail('was taken')
    } catch (error) {
      t.type(error, SettingsError)
      const { message } = error as SettingsError
      t.match(message, `${name} is ${JSON.stringify(text)}; it takes ${declarations[name].allowed}`)
      t.notMatch(message, /\n/)
    }
  })
}

t.test('.env.example lists every setting with its default, and says what it takes', async (t) => {
  const text = await readFile(new URL('.env.example', rootUrl), 'utf8')
  const parts = Object.entries(declarations).map(
    ([name, { fallback, help, allowed }]) =>
      `# ${help}. Takes ${allowed}.\n${variableOf(name as SettingName)}=${fallback}\n`,
  )
  t.equal(text.slice(text.indexOf('\n\n') + 2), parts.join('\n'))
})

t.test('a store is named by a URL, which is never shown: it may have a password', async (t) => {
  for (const STORE_URL of [
    'redis://127.0.0.1:6379',
    'redis://[::1]:6379/',
    'rediss://user:secret@store:6380/2',
    'redis+cluster://one:7000,two:7001,[::1]:7002',
    'rediss+cluster://user:sec@ret@one/',
  ])
    t.equal(readSettings({ STORE_URL }).STORE_URL, STORE_URL)
  for (const STORE_URL of [
    '127.0.0.1:6379',
    'http://secret@store',
    'redis://',
    'redis://a b',
    'redis://a,b',
    'redis://store:99999',
    'redis://store/sessions',
    'redis+cluster://',
    'redis+cluster://one,',
    'redis+cluster://one:1,two:99999',
    'redis+cluster://one/2',
    'redis+cluster://one?family=6',
  ]) {
    try {
      readSettings({ STORE_URL })
      t.fail(`${STORE_URL} was taken`)
    } catch (error) {
      t.equal(
        (error as SettingsError).message,
        'STORE_URL is not usable; it takes a redis:// or rediss:// URL, or redis+cluster:// or rediss+cluster:// and nodes with commas between them',
      )
    }
  }
})
