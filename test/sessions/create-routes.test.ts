import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('a session has both spellings of its members and no status', async (t) => {
  const { call } = await createMock(t)
  const { status, body } = await call('POST', '/v1/connect/airbnb', { body: { state: 'x' } })
  t.equal(status, 200)
  t.equal(body.id, body.sessionId)
  t.equal(body.url, body.oauthUrl)
  t.equal(body.expires_at, body.expiresAt)
  t.match(body, { provider: 'airbnb', state: 'x' })
  t.notOk('status' in body)
  const picker = await call('POST', '/v1/connect', { body: { redirectUrl: 'https://app.example/' } })
  t.equal(picker.status, 201)
  t.strictSame(Object.keys(picker.body).sort(), [
    'expiresAt',
    'expires_at',
    'id',
    'sessionId',
    'state',
    'url',
  ])
  t.equal(picker.body.state, null)
  t.equal(picker.body.url, `http://localhost:80/connect?session=${picker.body.id}`)
  t.equal(
    (await call('POST', '/v1/connect/sessions', { body: { redirectUrl: 'https://app.example/' } })).status,
    201,
  )
})

const goodUrls = [
  'https://app.example',
  'HTTP://localhost:3000/cb?x=1#y',
  'http://[::1]:80/',
  `https://a.b/${'x'.repeat(4084)}`,
]
const badUrls = [
  'javascript:alert(1)',
  'ftp://app.example/',
  '/callback',
  'app.example/callback',
  'https://',
  'https:app.example',
  'https://app.example/a b',
  'https://app.example\\@evil.example',
  ' https://app.example',
  'https://app.example/\n',
  `https://a.b/${'x'.repeat(4085)}`,
  '',
]
t.test(
  'redirectUrl is an absolute http or https URL of 4096 characters at most, on both creating calls',
  async (t) => {
    const { call } = await createMock(t)
    for (const path of ['/v1/connect', '/v1/connect/airbnb']) {
      for (const redirectUrl of goodUrls)
        t.ok((await call('POST', path, { body: { redirectUrl } })).status < 300, redirectUrl)
      for (const redirectUrl of [...badUrls, 5, null, {}]) {
        const { status, body } = await call('POST', path, { body: { redirectUrl } })
        t.equal(status, 400, String(redirectUrl))
        t.match(body.error, { code: 'invalid_body', field: 'redirectUrl' })
      }
    }
  },
)

t.test(
  'state and locale are taken by both creating calls, state and redirectUrl up to 4096 characters',
  async (t) => {
    const { call } = await createMock(t)
    const redirectUrl = 'https://app.example/'
    for (const path of ['/v1/connect', '/v1/connect/airbnb']) {
      for (const more of [
        { state: 'x'.repeat(4096) },
        { redirectUrl: `${redirectUrl}${'y'.repeat(4096 - redirectUrl.length)}`, state: '=&"é'.repeat(1024) },
        { state: null, locale: null },
        { locale: 'fr' },
        { locale: 'tlh' },
      ]) {
        t.ok(
          (await call('POST', path, { body: { redirectUrl, ...more } })).status < 300,
          JSON.stringify(more).slice(0, 30),
        )
      }
      const long = await call('POST', path, { body: { redirectUrl, state: 'x'.repeat(4097) } })
      t.match(long.body.error, { code: 'invalid_body', field: 'state', message: /at most 4096 characters/ })
      const far = `${redirectUrl}${'y'.repeat(4096)}`
      const tooLong = await call('POST', path, { body: { redirectUrl: far } })
      t.match(tooLong.body.error, {
        code: 'invalid_body',
        field: 'redirectUrl',
        message: /at most 4096 characters/,
      })
    }
  },
)

t.test('a locale that the pages do not have is ignored, never in silence', async (t) => {
  const { call } = await createMock(t)
  const body = { redirectUrl: 'https://app.example/' }
  for (const path of ['/v1/connect', '/v1/connect/airbnb']) {
    for (const [locale, warning] of [
      ['tlh', 'locale tlh is ignored; the pages have en and fr'],
      ['\r\n"><é', 'locale %0D%0A%22%3E%3C%C3%A9 is ignored; the pages have en and fr'],
      ['french', 'locale french is ignored; the pages have en and fr'],
      ['fr', undefined],
      ['fr-FR', undefined],
      ['fr_CA', undefined],
      ['FR', undefined],
      ['en-GB', undefined],
      [null, undefined],
    ] as const) {
      const { headers } = await call('POST', path, { body: { ...body, locale } })
      t.equal(headers['x-repull-mock-warning'], warning, `${path} ${locale}`)
    }
  }
})

t.test('accessType belongs to airbnb', async (t) => {
  const { call } = await createMock(t)
  const create = (provider: string, accessType: string) =>
    call('POST', `/v1/connect/${provider}`, { body: { accessType } })
  t.equal((await create('airbnb', 'read_only')).headers['x-repull-mock-warning'], undefined)
  const bad = await create('airbnb', 'all')
  t.match(bad, {
    status: 400,
    body: { error: { code: 'invalid_body', field: 'accessType', value_received: 'all' } },
  })
  t.strictSame(bad.body.error.valid_values, ['full_access', 'messaging', 'read_only'])
  const other = await create('booking', 'read_only')
  t.equal(other.headers['x-repull-mock-warning'], 'accessType is not used by booking')
  const read = await call('GET', `/v1/connect/sessions/${other.body.id}`)
  t.equal(read.body.accessType, null)
})

t.test('a session of a provider by credentials opens when the body has none', async (t) => {
  const { call } = await createMock(t)
  const { body } = await call('POST', '/v1/connect/hostaway', {
    body: { redirectUrl: 'https://app.example/' },
  })
  t.match(body.id, /^cs_/)
})

t.test('fields of other providers are named as unused', async (t) => {
  const { call } = await createMock(t)
  const answer = await call('POST', '/v1/connect/airbnb', { body: { apiKey: 'secret-value', clientId: 'x' } })
  t.equal(
    answer.headers['x-repull-mock-warning'],
    'apiKey is not used by airbnb, clientId is not used by airbnb',
  )
  t.notMatch(JSON.stringify(answer), 'secret-value')
  const guesty = await call('POST', '/v1/connect/guesty', { body: { apiKey: 'a', propKey: 'b' } })
  t.equal(guesty.headers['x-repull-mock-warning'], 'propKey is not used by guesty')
})
