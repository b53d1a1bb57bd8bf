import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import { createMock } from '../helpers/mock.js'

const redirectUrl = 'https://app.example/callback'

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
  'both creating calls take state and locale, state up to 500 characters, redirectUrl up to 4096',
  async (t) => {
    const { call } = await createMock(t)
    const redirectUrl = 'https://app.example/'
    for (const path of ['/v1/connect', '/v1/connect/airbnb']) {
      for (const more of [
        { state: 'x'.repeat(500) },
        { redirectUrl: `${redirectUrl}${'y'.repeat(4096 - redirectUrl.length)}`, state: '=&"é'.repeat(125) },
        { state: null, locale: null },
        { locale: 'fr' },
        { locale: 'tlh' },
      ]) {
        t.ok(
          (await call('POST', path, { body: { redirectUrl, ...more } })).status < 300,
          JSON.stringify(more).slice(0, 30),
        )
      }
      const long = await call('POST', path, { body: { redirectUrl, state: 'x'.repeat(501) } })
      t.match(long.body.error, { code: 'invalid_body', field: 'state', message: /at most 500 characters/ })
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

t.test('a locale that the pages do not have is ignored with a warning', async (t) => {
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

t.test('accessType belongs to airbnb and vrbo', async (t) => {
  const { call } = await createMock(t)
  const create = (provider: string, accessType: string) =>
    call('POST', `/v1/connect/${provider}`, { body: { accessType } })
  for (const provider of ['airbnb', 'vrbo']) {
    const { headers, body } = await create(provider, 'read_only')
    t.equal(headers['x-repull-mock-warning'], undefined)
    t.equal((await call('GET', `/v1/connect/sessions/${body.id}`)).body.accessType, 'read_only')
  }
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

t.test('accessType of a picker holds for the provider that the host picks, if it has one', async (t) => {
  const { call, open } = await createMock(t)
  for (const [provider, accessType] of [
    ['airbnb', 'messaging'],
    ['vrbo', 'messaging'],
    ['booking', null],
  ] as const) {
    const id = await open(null, { accessType: 'messaging' })
    t.equal((await call('GET', `/v1/connect/sessions/${id}`)).body.accessType, 'messaging')
    await call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider } })
    t.equal((await call('GET', `/v1/connect/sessions/${id}`)).body.accessType, accessType, provider)
    const snapshot = (await call('GET', '/_mock/snapshot')).body
    t.equal((await call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
  }
  const bad = await call('POST', '/v1/connect', {
    body: { redirectUrl: 'https://app.example/', accessType: 'all' },
  })
  t.match(bad.body.error, { code: 'invalid_body', field: 'accessType' })
})

t.test('what is published for imports and migrations is taken without a warning', async (t) => {
  const { call } = await createMock(t)
  const body = { redirectUrl: 'https://app.example/', reservationHistoryMonths: 24 }
  const migration = {
    purpose: 'connect',
    workspace: { name: 'Lidia', externalRef: '42' },
    copy: { title: 'Welcome', completedBody: 'Done' },
    scope: ['listings', 'channelIds'],
  }
  const picker = await call('POST', '/v1/connect', { body: { ...body, ...migration } })
  t.match(picker, { status: 201, headers: { 'x-repull-mock-warning': undefined } })
  const airbnb = await call('POST', '/v1/connect/airbnb', { body })
  t.match(airbnb, { status: 200, headers: { 'x-repull-mock-warning': undefined } })
  t.equal(
    (await call('POST', '/v1/connect/booking', { body })).headers['x-repull-mock-warning'],
    'reservationHistoryMonths is not used by booking',
  )
  for (const [wrong, field] of [
    [{ reservationHistoryMonths: 0 }, 'reservationHistoryMonths'],
    [{ reservationHistoryMonths: 61 }, 'reservationHistoryMonths'],
    [{ purpose: 'move' }, 'purpose'],
    [{ workspace: { name: 'x'.repeat(121) } }, 'workspace.name'],
    [{ copy: { title: 'x'.repeat(301) } }, 'copy.title'],
    [{ copy: { footer: '' } }, 'copy.footer'],
    [{ scope: ['everything'] }, 'scope[0]'],
  ] as const)
    t.match(await call('POST', '/v1/connect', { body: { ...body, ...wrong } }), {
      status: 400,
      body: { error: { code: 'invalid_body', field } },
    })
  const migrate = await call('POST', '/v1/connect', { body: { ...body, purpose: 'migrate' } })
  t.match(migrate, { status: 501, body: { error: { code: 'not_implemented', field: 'purpose' } } })
})

t.test('a provider with the pattern credentials opens a session when the body has none', async (t) => {
  const { call } = await createMock(t)
  const { body } = await call('POST', '/v1/connect/hostaway', {
    body: { redirectUrl: 'https://app.example/' },
  })
  t.match(body.id, /^cs_/)
})

t.test('a warning names the fields that belong to other providers', async (t) => {
  const { call } = await createMock(t)
  const answer = await call('POST', '/v1/connect/airbnb', { body: { apiKey: 'secret-value', clientId: 'x' } })
  t.equal(
    answer.headers['x-repull-mock-warning'],
    'apiKey is not used by airbnb, clientId is not used by airbnb',
  )
  t.notMatch(JSON.stringify(answer), 'secret-value')
  const guesty = await call('POST', '/v1/connect/guesty', {
    body: { clientId: 'a', clientSecret: 'b', propKey: 'c' },
  })
  t.equal(guesty.headers['x-repull-mock-warning'], 'propKey is not used by guesty')
})
for (const path of ['/v1/connect', '/v1/connect/sessions']) {
  t.test(`POST ${path} opens a picker session with both spellings of its members`, async (t) => {
    const { call } = await createMock(t)
    const { status, body } = await call('POST', path, { body: { redirectUrl } })
    t.equal(status, 201)
    t.strictSame(body, {
      id: body.sessionId,
      sessionId: body.sessionId,
      url: `http://localhost:80/connect?session=${body.sessionId}`,
      expires_at: '2026-11-21T09:30:00.000Z',
      expiresAt: '2026-11-21T09:30:00.000Z',
      state: null,
    })
    t.match(body.sessionId, /^cs_[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  t.test(`POST ${path} needs a body with redirectUrl`, async (t) => {
    const { call } = await createMock(t)
    const none = await call('POST', path)
    t.equal(none.status, 400)
    t.equal(none.code, 'invalid_body')
    const empty = await call('POST', path, { body: '' })
    t.equal(empty.code, 'invalid_body')
    const missing = await call('POST', path, { body: {} })
    t.equal(missing.code, 'invalid_body')
    t.equal(missing.body.error.field, 'redirectUrl')
    const misspelt = await call('POST', path, { body: { redirect_url: redirectUrl } })
    t.equal(misspelt.body.error.field, 'redirectUrl')
    t.equal(misspelt.body.error.did_you_mean, 'redirectUrl')
    t.match(misspelt.body.error.fix, 'redirect_url')
  })

  t.test(`POST ${path} needs a key`, async (t) => {
    const { call } = await createMock(t)
    t.equal((await call('POST', path, { key: null, body: { redirectUrl } })).status, 401)
  })
}

for (const allowedProviders of [null, [], undefined]) {
  t.test(`allowedProviders ${JSON.stringify(allowedProviders)} means all`, async (t) => {
    const { call, open } = await createMock(t)
    const id = await open(null, { allowedProviders, allowed_providers: allowedProviders })
    const { body } = await call('GET', `/connect?session=${id}`, { key: null })
    t.equal(body.match(/data-testid="provider-(?!search)/g).length, providers.length)
  })
}

t.test('a provider that is allowed twice is offered once', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open(null, { allowedProviders: ['vrbo', 'vrbo', 'airbnb'] })
  const { body } = await call('GET', `/connect?session=${id}`, { key: null })
  t.strictSame(body.match(/data-testid="provider-(?!search)\w+/g), [
    'data-testid="provider-vrbo',
    'data-testid="provider-airbnb',
  ])
})

t.test('both spellings of allowedProviders must agree', async (t) => {
  const { call } = await createMock(t)
  const send = (allowedProviders: unknown, allowed_providers: unknown) =>
    call('POST', '/v1/connect', { body: { redirectUrl, allowedProviders, allowed_providers } })
  t.equal((await send(['airbnb'], ['airbnb'])).status, 201)
  for (const [camel, snake] of [
    [['airbnb'], ['booking']],
    [['airbnb'], ['airbnb', 'booking']],
    [['airbnb'], []],
    [null, ['airbnb']],
  ]) {
    const { status, code } = await send(camel, snake)
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
  }
})

for (const allowedProviders of ['airbnb', { airbnb: true }, [5], [null], 5, true]) {
  t.test(
    `allowedProviders ${JSON.stringify(allowedProviders)} is refused, whose type is wrong`,
    async (t) => {
      const { call } = await createMock(t)
      const { status, code, body } = await call('POST', '/v1/connect', {
        body: { redirectUrl, allowedProviders },
      })
      t.equal(status, 400)
      t.equal(code, 'invalid_body')
      t.match(body.error.field, /^allowedProviders/)
    },
  )
}

t.test('an unknown field is named in a warning, and the call succeeds', async (t) => {
  const { call, log } = await createMock(t)
  const { status, headers } = await call('POST', '/v1/connect', {
    body: { redirectUrl, allowedProvider: ['airbnb'] },
  })
  t.equal(status, 201)
  t.equal(headers['x-repull-mock-warning'], 'unknown field allowedProvider; did you mean allowedProviders?')
  t.match(log.join(''), 'unknown field allowedProvider')
})

t.test('the longest session of all ends at a time that can be written', async (t) => {
  const mock = await createMock(t, { settings: { SESSION_TTL: '36500d' } })
  await mock.call('PUT', '/_mock/clock', { body: { now: '8999-12-31T00:00:00.000Z', frozen: true } })
  const { body } = await mock.call('POST', '/v1/connect/airbnb')
  t.equal(body.expiresAt, '9099-12-07T00:00:00.000Z')
})
