import t from 'tap'
import { operationIn, operations } from '../helpers/document.js'
import { visit } from '../helpers/pages.js'
import { inEachVersion } from './both.js'

const accountId = 1
const vrbo = '/v1/connect/vrbo-login'
const extranet = '/v1/connect/booking-extranet-login'
const login = { email: 'noor@example.com', password: 'p1' }

/** Every operation of the two sign-ins, with what it takes. */
const calls = [
  ['GET', vrbo, null],
  ['POST', `${vrbo}/session`, { action: 'login', ...login }],
  ['GET', `${vrbo}/session`, {}],
  ['GET', extranet, null],
  ['POST', `${extranet}/invite`, { name: 'Noor' }],
  ['GET', `${extranet}/session`, {}],
  ['POST', `${extranet}/session`, login],
  ['GET', `${extranet}/status`, { accountId }],
  ['POST', `${extranet}/recheck`, { accountId }],
] as const

t.test('in 2026-07 no operation of a sign-in is there, whatever it is called with', async (t) => {
  const described = operations.filter(({ path }) => path.includes('-login'))
  t.strictSame(
    described.map(({ method, path }) => `${method} ${path}`).sort(),
    calls.map(([method, path]) => `${method} ${path}`).sort(),
    'these are all of them',
  )
  for (const one of described) t.equal(operationIn('2026-07', one), undefined, `${one.id} is not described`)
  await inEachVersion(t, async (t, version, call, mock) => {
    const sessions = { vrbo: await mock.open('vrbo'), booking: await mock.open('booking') }
    for (const [method, path, given] of calls) {
      const sessionId = path.startsWith(vrbo) ? sessions.vrbo : sessions.booking
      const inQuery = (values: object) => `${path}?${new URLSearchParams(values as Record<string, string>)}`
      const good = { ...given, sessionId }
      const [url, options] =
        given === null ? [path, {}] : method === 'GET' ? [inQuery(good), {}] : [path, { body: good }]
      const answer = await call(method, url, options)
      if (version === '2026-10') {
        t.not(answer.status, 501, `${method} ${path}`)
        t.not(answer.code, 'not_implemented')
        continue
      }
      t.match(answer, { status: 501, code: 'not_implemented' }, `${method} ${path}`)
      t.match(answer.body.error, {
        message: `${version} has no ${method} ${path}`,
        fix: /since 2026-(?:09-29|10-03)\. .*Prefer: api-version=2026-10.*API_VERSION=2026-10.*\/_mock\/api-version/,
        field: 'api-version',
        value_received: version,
        valid_values: ['2026-10'],
      })
      t.match(answer.body.error.fix, path.endsWith('recheck') ? '2026-10-03' : '2026-09-29')
      const careless =
        method === 'GET'
          ? [[`${path}?nonsense=1`, {}] as const]
          : (['{', '', '[]', {}, { sessionId: 7 }] as const).map((body) => [path, { body }] as const)
      for (const [url, options] of careless)
        t.equal((await call(method, url, options)).status, 501, `${method} ${url} ${JSON.stringify(options)}`)
      const text = await call(method, url, { ...options, headers: { 'content-type': 'text/plain' } })
      t.equal(text.status, 501, 'another content type')
    }
    for (const id of Object.values(sessions))
      t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).body.sessionStatus, 'pending')
  })
})

t.test('the version of the workspace counts, which the session names', async (t) => {
  await inEachVersion(t, async (t, version, _call, mock) => {
    const key = { key: 'sk_test_other' }
    const other = version === '2026-10' ? '2026-07' : '2026-10'
    await mock.call('PUT', '/_mock/api-version', { ...key, body: { version: other } })
    const body = { sessionId: await mock.open('vrbo', {}, key), action: 'login', ...login }
    const answer = await mock.call('POST', `${vrbo}/session`, { key: null, body })
    t.equal(answer.status, other === '2026-10' ? 200 : 501)
    const journal = await mock.call('GET', `/_mock/requests?path=${vrbo}/session`, key)
    t.equal(journal.body.data.length, 1, 'its journal has the call')
  })
})

t.test('units, mappings and listing options are there in both versions', (t) =>
  inEachVersion(t, async (t, _version, call, mock) => {
    const sessionId = await mock.open('booking')
    await mock.call('POST', `/_mock/sessions/${sessionId}/approve`)
    const id = `/v1/connections/booking:${(await call('GET', '/v1/connect/booking')).body.externalAccountId}`
    const { status, body } = await call('GET', `${id}/units`)
    t.match({ status, body }, { status: 200, body: { status: 'ready' } })
    const mappings = [{ unitId: body.units[0].unit_id, create: true }]
    t.equal((await call('POST', `${id}/mappings`, { body: { mappings } })).body.results[0].ok, true)
    t.equal((await call('POST', `${id}/mappings/automap`)).status, 200)
    t.equal((await call('GET', `${id}/listing-options`)).status, 200)
  }),
)

t.test('pages of 2026-07 lead to no sign-in, and nothing signs a host in', async (t) => {
  await inEachVersion(t, async (t, version, _call, mock) => {
    const key = { key: 'sk_test_pages' }
    await mock.call('PUT', '/_mock/api-version', { ...key, body: { version } })
    const isThere = version === '2026-10'
    for (const [provider, flow] of [
      ['vrbo', 'vrbo-login'],
      ['booking', 'booking-extranet-login'],
    ] as const) {
      const id = await mock.open(provider, {}, key)
      const page = `/connect/${provider}?session=${id}`
      t.equal((await visit(mock, page)).body.includes('sign-in-link'), isThere, provider)
      for (const step of ['sign-in', ...(provider === 'booking' ? ['invite'] : [])]) {
        const { body } = await visit(mock, `${page}&step=${step}`)
        t.equal(/field-email|invite-user/.test(body), isThere, `${provider} ${step}`)
      }
      if (isThere) continue
      t.match(await visit(mock, `${page}&auto=approve&flow=${flow}`), {
        status: 501,
        body: 'data-code="not_implemented"',
      })
      const approve = await mock.call('POST', `/_mock/sessions/${id}/approve`, { ...key, body: { flow } })
      t.match(approve, { status: 501, body: { error: { code: 'not_implemented', field: 'flow' } } })
    }
  })
})

t.test('a host whose sign-in has begun goes on as 2026-07 connects the provider', async (t) => {
  await inEachVersion(t, async (t, version, _call, mock) => {
    const key = { key: 'sk_test_begun' }
    await mock.call('PUT', '/_mock/api-version', { ...key, body: { version: '2026-10' } })
    const id = await mock.open('vrbo', {}, key)
    await mock.call('POST', `${vrbo}/session`, { body: { sessionId: id, action: 'login', ...login } })
    await mock.call('PUT', '/_mock/api-version', { ...key, body: { version } })
    const { body } = await visit(mock, `/connect/vrbo?session=${id}`)
    t.match(body, version === '2026-10' ? 'data-testid="field-code"' : 'data-testid="activation-done"')
  })
})

t.test('an account of the Extranet that went bad is healed whatever the version', async (t) => {
  await inEachVersion(t, async (t, version, _call, mock) => {
    const key = { key: 'sk_test_healed' }
    await mock.call('PUT', '/_mock/api-version', { ...key, body: { version: '2026-10' } })
    const id = await mock.open('booking', {}, key)
    const flow = 'booking-extranet-login'
    await mock.call('POST', `/_mock/sessions/${id}/approve`, { ...key, body: { flow } })
    const [connection] = (await mock.call('GET', '/v1/connect', key)).body.data
    await mock.call('POST', `/_mock/connections/${connection.id}/break`, { ...key, body: {} })
    await mock.call('PUT', '/_mock/api-version', { ...key, body: { version } })
    const [{ fixUrl }] = (await mock.call('GET', '/v1/connect', key)).body.data
    const { headers } = await mock.call('GET', fixUrl.slice(fixUrl.indexOf('/v1')))
    const { pathname, search } = new URL(String(headers.location))
    t.match((await visit(mock, pathname + search)).body, 'data-testid="needs-permissions"')
    t.match(await visit(mock, `${pathname}${search}&auto=approve&flow=${flow}`), { status: 200 })
    t.equal((await mock.call('GET', '/v1/connect', key)).body.data[0].status, 'active')
  })
})
