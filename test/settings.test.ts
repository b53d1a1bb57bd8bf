import { readFile } from 'node:fs/promises'
import t from 'tap'
import { declarations, readSettings, type SettingName, SettingsError } from '../src/settings.js'

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
    STORE_URL: null,
    STORE_PREFIX: 'repull-mock:',
    API_KEYS: null,
    CONTROL: 'on',
    CONTROL_TOKEN: null,
    RATE_LIMIT: 'off',
    WEBHOOK_TARGETS: 'local',
    PLAN: null,
    SEED: null,
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'auto',
  })
})

t.test('an empty text means the default, as in a copied .env file', async (t) => {
  t.equal(readSettings({ PORT: '', API_KEYS: '' }).PORT, 7855)
})

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

t.test('a plan is a tier and how many listings it allows', async (t) => {
  t.equal(readSettings({ PLAN: 'custom' }).PLAN, null)
  t.strictSame(readSettings({ PLAN: 'free' }).PLAN, { tier: 'free', listings: 2 })
  t.strictSame(readSettings({ PLAN: 'starter' }).PLAN, { tier: 'starter', listings: 50 })
  t.strictSame(readSettings({ PLAN: 'free:0' }).PLAN, { tier: 'free', listings: 0 })
})

t.test('a token that can not be one is refused, and not repeated', async (t) => {
  t.equal(readSettings({ CONTROL_TOKEN: 'open-sesame' }).CONTROL_TOKEN, 'open-sesame')
  for (const token of ['open sesame', 'x'.repeat(1001), 'é']) {
    t.throws(() => readSettings({ CONTROL_TOKEN: token }), {
      message: 'CONTROL_TOKEN is not usable; it takes a text without spaces',
    })
  }
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
  ['TRUST_PROXY', ','],
  ['SESSION_TTL', '0s'],
  ['SESSION_TTL', '30'],
  ['MAX_SESSIONS', '0'],
  ['RATE_LIMIT', 'yes'],
  ['PLAN', 'pro'],
  ['PLAN', 'free:'],
  ['PLAN', 'free:-1'],
  ['PLAN', 'starter:3'],
  ['LOG_LEVEL', 'loud'],
  ['STORE_PREFIX', 'a b'],
]
for (const [name, text] of bad) {
  t.test(`${name}=${text} is refused in one line with what is allowed`, async (t) => {
    try {
      readSettings({ [name]: text })
      t.fail('was taken')
    } catch (error) {
      t.type(error, SettingsError)
      const { message } = error as SettingsError
      t.match(message, `${name} is ${JSON.stringify(text)}; it takes ${declarations[name].allowed}`)
      t.notMatch(message, /\n/)
    }
  })
}

t.test('.env.example lists every setting with its default', async (t) => {
  const text = await readFile(new URL('../.env.example', import.meta.url), 'utf8')
  const lines = text.split('\n').filter((line) => /^[A-Z_]+=/.test(line))
  t.strictSame(
    lines,
    Object.entries(declarations).map(([name, { fallback }]) => `${name}=${fallback}`),
  )
})

t.test('a store is named by a URL, which is never shown: it may have a password', async (t) => {
  for (const STORE_URL of ['redis://127.0.0.1:6379', 'rediss://user:secret@store:6380/2'])
    t.equal(readSettings({ STORE_URL }).STORE_URL, STORE_URL)
  for (const STORE_URL of ['127.0.0.1:6379', 'http://secret@store', 'redis://', 'redis://a b']) {
    try {
      readSettings({ STORE_URL })
      t.fail(`${STORE_URL} was taken`)
    } catch (error) {
      t.equal(
        (error as SettingsError).message,
        'STORE_URL is not usable; it takes a redis:// or rediss:// URL',
      )
    }
  }
})
