import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import { type Answer, createMock, type Mock } from '../helpers/mock.js'
import { attributes, browser, nextPath, post, press, returnLink, tokenIn, visit } from '../helpers/pages.js'

/** Where a page's link to open the page again leads. */
function againPath(path: string, page: Answer): string | undefined {
  const href = /<a class="button" href="([^"]*)"/.exec(page.body)?.[1]?.replaceAll('&#38;', '&')
  return nextPath(path, { ...page, headers: { location: href } })
}

const html = { 'content-type': 'text/html; charset=utf-8' }

t.test('an unusable link is a problem page with the status of the API', async (t) => {
  const mock = await createMock(t)
  const open = await mock.open('airbnb', { redirectUrl: 'https://app.example/?a=1' })
  const ended = await mock.open('airbnb', { redirectUrl: 'https://app.example/' })
  await mock.call('POST', `/v1/connect/sessions/${ended}/complete`, { body: { provider: 'airbnb' } })
  const cases: readonly [string, number, string][] = [
    ['/connect/airbnb', 400, 'invalid_params'],
    ['/connect?session=', 400, 'invalid_params'],
    ['/connect/airbnb?session=cs_short', 400, 'invalid_params'],
    [`/connect/airbnb?session=${open}0`, 400, 'invalid_params'],
    [`/connect/airbnb?session=x${open}`, 400, 'invalid_params'],
    [`/connect/airbnb?session=${open}&session=${open}`, 400, 'invalid_params'],
    [`/connect/airbnbpro?session=${open}`, 400, 'invalid_provider'],
    [`/connect/booking?session=${open}`, 400, 'invalid_provider'],
    [`/connect/airbnb?session=${await mock.open(null)}`, 400, 'invalid_provider'],
    ['/connect/airbnb?session=cs_00000000000000000000000000', 404, 'not_found'],
    [`/connect/airbnb?session=${ended}`, 409, 'session_terminal'],
    [`/connect/airbnb/more?session=${open}`, 404, 'not_found'],
    ['/connect/%zz', 400, 'invalid_request'],
  ]
  for (const [path, status, code] of cases) {
    const page = await visit(mock, path)
    t.match(page, { status, headers: html }, path)
    t.match(page.body, `data-testid="problem" data-code="${code}"`, path)
    t.match(page.body, `${status} ${code}`, 'a developer sees the code')
    for (const [name, value] of [
      ['cache-control', 'no-store'],
      ['referrer-policy', 'no-referrer'],
      ['x-content-type-options', 'nosniff'],
    ] as const)
      t.equal(page.headers[name], value, name)
  }
  t.match((await visit(mock, `/connect/airbnbpro?session=${open}`)).body, 'airbnb, booking, vrbo')
  const used = await visit(mock, `/connect/airbnb?session=${ended}`)
  t.match(returnLink(used), 'status=connected')
  t.notMatch(used.body, 'start again', 'whoever is connected need not')
  mock.clock.advance(1_800_000)
  const expired = await visit(mock, `/connect/airbnb?session=${open}`)
  t.match(expired, { status: 410, body: /data-code="session_expired"/ })
  t.equal(returnLink(expired), `https://app.example/?a=1&status=expired&provider=airbnb&sessionId=${open}`)
})

t.test('an unknown method is a problem page', async (t) => {
  const mock = await createMock(t)
  for (const path of ['/connect', '/connect/airbnb']) {
    const page = await mock.call('DELETE', path, { headers: browser })
    t.match(page, { status: 405, headers: { ...html, allow: 'GET, HEAD, POST, OPTIONS' } })
    t.match(page.body, 'data-code="method_not_allowed"')
  }
  t.equal((await mock.call('GET', '/connections')).code, 'not_found', 'only pages are pages')
})

t.test('a form without the token of its session changes nothing', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb', { redirectUrl: 'https://app.example/' })
  const path = `/connect/airbnb?session=${id}`
  const foreign = tokenIn(await visit(mock, `/connect/airbnb?session=${await mock.open('airbnb')}`))
  for (const fields of [{}, { formToken: '' }, { formToken: foreign }, { formToken: `${foreign}x` }]) {
    for (const decision of ['confirm', 'deny', 'conflict', 'cancel']) {
      const page = await post(mock, path, { ...fields, decision })
      t.match(page, { status: 403, headers: html, body: /data-code="forbidden"/ })
      t.equal(againPath(path, page), path, 'the page can be opened again')
    }
  }
  const picker = await mock.open(null)
  t.equal((await post(mock, `/connect?session=${picker}`, { provider: 'airbnb' })).status, 403)
  t.equal((await mock.call('GET', `/v1/connect/sessions/${picker}`)).body.provider, null)
  t.match((await mock.call('GET', `/v1/connect/sessions/${id}`)).body, { sessionStatus: 'pending' })
  const twice = new URLSearchParams([
    ['formToken', tokenIn(await visit(mock, path))],
    ['decision', 'cancel'],
    ['decision', 'confirm'],
  ])
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  t.equal((await mock.call('POST', path, { key: null, headers, body: String(twice) })).status, 400)
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 0)
})

t.test('a form that is posted twice, or after expiry, changes nothing', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  const formToken = tokenIn(await visit(mock, path))
  const decide = (decision: string) => post(mock, path, { formToken, decision })
  t.equal((await decide('confirm')).status, 200)
  for (const decision of ['confirm', 'deny', 'conflict', 'cancel', 'nonsense']) {
    t.match(await decide(decision), { status: 409, body: /data-code="session_terminal"/ })
  }
  const { data } = (await mock.call('GET', '/v1/connect')).body
  t.equal(data.length, 1)
  mock.clock.advance(1000)
  const late = `/connect/airbnb?session=${await mock.open('airbnb')}`
  const lateToken = tokenIn(await visit(mock, late))
  mock.clock.advance(1_800_000)
  const answer = await post(mock, late, { formToken: lateToken, decision: 'confirm' })
  t.match(answer, { status: 410, body: /data-code="session_expired"/ })
  t.strictSame((await mock.call('GET', '/v1/connect')).body.data, data)
})

t.test('a form with an unknown decision is shown again', async (t) => {
  const mock = await createMock(t)
  for (const decision of ['', 'nonsense', 'constructor', 'verify']) {
    const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
    const page = await press(mock, path, decision)
    t.match(page, { status: 400, body: /data-testid="form-error"/ })
    t.match(page.body, 'data-testid="approve"')
  }
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  t.equal((await press(mock, path, {})).status, 400)
  const activation = `/connect/vrbo?session=${await mock.open('vrbo')}`
  const page = await press(mock, activation, 'nonsense')
  t.match(page, { status: 400, body: /data-testid="form-error"/ })
  t.match(page.body, 'data-testid="activation-done"')
  const picker = `/connect?session=${await mock.open(null)}`
  t.match(await press(mock, picker, 'nonsense'), { status: 400, body: /data-code="invalid_provider"/ })
})

t.test('a form that is too large or of another type is a problem page', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  const large = await press(mock, path, { decision: 'a'.repeat(40_000) })
  t.match(large, { status: 413, body: /data-code="payload_too_large"/ })
  const headers = { 'content-type': 'text/plain' }
  const text = await mock.call('POST', path, { key: null, headers, body: 'decision=confirm' })
  t.match(text, { status: 400, body: /data-code="invalid_body"/ })
  t.match(text.body, 'Post the form of the page itself')
  const formToken = tokenIn(await visit(mock, path))
  const json = await mock.call('POST', path, { key: null, body: { formToken, decision: 'cancel' } })
  t.match(json, { status: 400, body: /data-code="invalid_body"/ })
  const fr = `/connect/airbnb?session=${await mock.open('airbnb', { locale: 'fr' })}`
  const french = await press(mock, fr, { decision: 'a'.repeat(40_000) })
  t.match(french.body, '<html lang="fr">', 'a problem speaks the language of its session')
  t.match(french.body, 'Cela n’a pas fonctionné')
  for (const type of ['text/plain', 'application/json']) {
    const headers = { 'content-type': type }
    const long = await mock.call('POST', path, { key: null, headers, body: ' '.repeat(40_000) })
    t.equal(long.status, 413, `${type} is not read to its end either`)
  }
  t.equal((await visit(mock, path)).status, 200)
})

t.test('the picker offers the allowed providers, binds the session and redirects to its page', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open(null, { allowedProviders: ['airbnb', 'vrbo'] })
  const path = `/connect?session=${session}`
  const page = await visit(mock, path)
  t.match(page.body, '<div class="field search">', 'it is there before any script, so that nothing moves')
  const offered = attributes(page, 'data-testid')
  t.strictSame(offered.slice(0, 4), ['provider-search', 'provider-airbnb', 'provider-vrbo', 'cancel'])
  const picked = await press(mock, path, { provider: 'vrbo' })
  t.equal(picked.status, 303)
  t.equal(nextPath(path, picked), `/connect/vrbo?session=${session}`)
  t.equal(nextPath(path, await visit(mock, path)), `/connect/vrbo?session=${session}`)
  t.match((await visit(mock, `/connect/vrbo?session=${session}`)).body, 'activation-password')
  const other = `/connect?session=${await mock.open(null)}`
  for (const provider of ['', 'Airbnb', '__proto__'])
    t.match(await press(mock, other, { provider }), { status: 400, body: /data-code="invalid_provider"/ })
})

t.test('a host who picked a provider may pick another one, until something was done there', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open(null, { accessType: 'read_only' })
  const path = `/connect?session=${session}`
  const detail = async () => (await mock.call('GET', `/v1/connect/sessions/${session}`)).body
  for (const [provider, accessType] of [
    ['guesty', null],
    ['airbnb', 'read_only'],
    ['booking', null],
  ] as const) {
    await press(mock, path, { provider })
    t.match(await detail(), { provider, accessType })
    const own = `/connect/${provider}?session=${session}`
    t.match((await visit(mock, own)).body, 'data-testid="back-to-picker"')
    const other = { provider: 'vrbo' }
    const select = await mock.call('POST', `/v1/connect/sessions/${session}/select-provider`, { body: other })
    t.equal(select.code, 'invalid_provider', 'an app may not')
    const picked = await press(mock, own, 'pick')
    t.equal(nextPath(own, picked), path)
    t.equal((await detail()).provider, null)
    t.equal((await visit(mock, own)).status, 400, 'the page of the provider is no longer its page')
  }
  await press(mock, path, { provider: 'booking' })
  const own = `/connect/booking?session=${session}`
  await press(mock, `${own}&step=hotel`, { decision: 'verify', hotelId: '1234567' })
  t.notMatch((await visit(mock, own)).body, 'back-to-picker')
  t.match(await press(mock, own, 'pick'), { status: 400, body: /data-testid="form-error"/ })
  const direct = `/connect/guesty?session=${await mock.open('guesty')}`
  t.notMatch((await visit(mock, direct)).body, 'back-to-picker')
  t.equal((await press(mock, direct, 'pick')).status, 400, 'who did not come from the picker cannot go there')
})

t.test('a card of the picker has the aliases of its provider', async (t) => {
  const mock = await createMock(t)
  const page = await visit(mock, `/connect?session=${await mock.open(null)}`)
  const names = attributes(page, 'data-names')
  t.equal(names.length, providers.length)
  t.ok(names.some((own) => own.split(' ').includes('bdc') && own.startsWith('booking ')))
  t.match(
    page.body,
    '@media (scripting:none){.search{display:none}}',
    'nobody sees a search that needs a script',
  )
})

t.test('a host who cancels at the picker is sent back without a provider', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open(null, { state: 's' })
  const done = await press(mock, `/connect?session=${id}`, 'cancel')
  t.match(done, { status: 200, body: /data-testid="done" data-status="cancelled"/ })
  t.equal(
    returnLink(done),
    `https://app.example/callback?status=cancelled&code=access_denied&sessionId=${id}&state=s`,
  )
  t.strictSame(JSON.parse(attributes(done, 'data-message')[0] ?? ''), {
    type: 'repull:connect:close',
    provider: null,
    sessionId: id,
    state: 's',
  })
})

t.test('a page is in the language of its session, else in English', async (t) => {
  const mock = await createMock(t)
  for (const [locale, language, button] of [
    ['fr', 'fr', 'Autoriser l’accès'],
    ['en', 'en', 'Allow access'],
    ['de', 'en', 'Allow access'],
    [null, 'en', 'Allow access'],
  ] as const) {
    const path = `/connect/airbnb?session=${await mock.open('airbnb', { locale })}`
    const page = await visit(mock, path)
    t.match(page.body, `<html lang="${language}">`)
    t.match(page.body, button)
    mock.clock.advance(1_800_000)
    t.match((await visit(mock, path)).body, `<html lang="${language}">`)
  }
})

t.test('without a language of the session, a page is in that of the browser', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/booking?session=${await mock.open('booking')}`
  const english = `/connect/booking?session=${await mock.open('booking', { locale: 'en_US' })}`
  const picker = `/connect?session=${await mock.open(null)}`
  for (const [wanted, language] of [
    ['fr', 'fr'],
    ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', 'fr'],
    ['de-DE,de;q=0.9,fr;q=0.6,en;q=0.4', 'fr'],
    ['en;q=0.4, FR_ca;q=0.6', 'fr'],
    ['fr;q=0.1, en-GB', 'en'],
    ['fr;q=0, en', 'en'],
    ['de, *', 'en'],
    ['', 'en'],
    [';;,q=,"', 'en'],
  ] as const) {
    const headers = { 'accept-language': wanted }
    for (const one of [path, picker, '/connect/booking?session=nonsense']) {
      const page = await visit(mock, one, headers)
      t.match(page.body, `<html lang="${language}">`, `${one} ${wanted}`)
      t.equal(page.headers.vary, 'Accept-Language', one)
    }
    t.match((await visit(mock, english, headers)).body, '<html lang="en">', 'the session decides first')
    t.match((await visit(mock, '/docs/errors', headers)).body, '<html lang="en">', 'these are in English')
  }
  const token = tokenIn(await visit(mock, path))
  const form = new URLSearchParams({ formToken: token, decision: 'cancel' }).toString()
  const done = await mock.call('POST', path, {
    key: null,
    body: form,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr' },
  })
  t.match(done.body, '<html lang="fr">', 'the last page too')
  t.match(done.body, /data-testid="done"/)
})

t.test('every page of an open session shows the time left and links that end it at once', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  mock.clock.advance(60_500)
  const page = await visit(mock, `/connect/airbnb?session=${id}`)
  t.match(page.body, 'data-left-ms="1739500">28:59</span>')
  for (const auto of ['approve', 'deny', 'expire'])
    t.ok(attributes(page, 'href').includes(`../connect/airbnb?session=${id}&auto=${auto}&show=done`), auto)
  const day = await createMock(t, { settings: { SESSION_TTL: '24h' } })
  t.match((await visit(day, `/connect/airbnb?session=${await day.open('airbnb')}`)).body, '>24:00:00</span>')
})

t.test('strings from outside are escaped, and only the app may frame a page', async (t) => {
  const mock = await createMock(t)
  const hostile = '"><script>alert(1)</script>'
  const unknown = `/connect/${encodeURIComponent(hostile)}?session=cs_00000000000000000000000000`
  const page = await visit(mock, unknown)
  t.notMatch(page.body, '<script>')
  t.match(page.body, '&#60;script&#62;')
  t.match(page.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/)
  const redirectUrl = `https://app.example:8443/x?y=${hostile}#${hostile}`
  const id = await mock.open('airbnb', { redirectUrl, state: hostile })
  const path = `/connect/airbnb?session=${id}`
  const policy = (await visit(mock, path)).headers['content-security-policy'] ?? ''
  t.match(policy, "form-action 'self' https://app.example:8443; frame-ancestors https://app.example:8443")
  t.notMatch(policy, 'unsafe')
  for (const name of ['x-frame-options', 'cross-origin-opener-policy'])
    t.equal((await visit(mock, path)).headers[name], undefined, name)
  const accountName = hostile
  await mock.call('POST', `/v1/connect/sessions/${id}/complete`, {
    body: { provider: 'airbnb', accountName },
  })
  const link = new URL(returnLink(await visit(mock, path)) ?? '')
  t.equal(link.searchParams.get('state'), hostile)
  t.equal(link.searchParams.get('y'), hostile)
})

t.test('scripts run under a nonce that no two pages share', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const page = await visit(mock, path)
      const [nonce] = attributes(page, 'nonce')
      t.match(page.headers['content-security-policy'], `script-src 'nonce-${nonce}'`)
      t.equal(page.body.match(/<script/g).length, attributes(page, 'nonce').length)
      return nonce
    }),
  )
  t.not(nonces[0], nonces[1])
})

t.test('the links of a page lead to its own session, whatever the address of the page', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  const id = await mock.open('airbnb')
  const picker = await mock.open(null)
  for (const base of ['', '/api/repull']) {
    for (const slash of ['', '/']) {
      const path = `${base}/connect/airbnb${slash}?session=${id}`
      const { headers } = await press(mock, path, 'approve')
      t.match(headers.location, /^\.\.\//, 'relative, so that no proxy in between can make it wrong')
      t.equal(
        nextPath(path, await press(mock, path, 'approve')),
        `${base}/connect/airbnb?session=${id}&step=account`,
      )
      const links = attributes(await visit(mock, path), 'href').map(
        (href) => new URL(href, `http://mock${path}`).href,
      )
      t.ok(links.includes(`http://mock${base}/connect/airbnb?session=${id}&auto=approve&show=done`))
      for (const wrong of ['booking', 'airbnbpro', 'airbnb/more']) {
        const at = `${base}/connect/${wrong}${slash}`
        t.equal(
          againPath(at, await visit(mock, `${at}?session=${id}`)),
          `${base}/connect/airbnb?session=${id}`,
        )
        t.equal(
          againPath(at, await visit(mock, `${at}?session=${picker}`)),
          `${base}/connect?session=${picker}`,
        )
      }
    }
  }
  for (const path of [`/connect?session=${picker}`, `/connect/?session=${picker}`]) {
    const own = await mock.open(null)
    const next = await press(mock, path.replace(picker, own), { provider: 'vrbo' })
    t.equal(nextPath(path, next), `/connect/vrbo?session=${own}`)
  }
})

t.test('a bug behind a page is a problem page without details', async (t) => {
  const mock = await createMock(t)
  const session = await mock.open('airbnb')
  mock.clock.now = () => {
    throw new Error('the clock broke')
  }
  const headers = { 'x-request-id': 'chosen' }
  const page = await mock.call('GET', `/connect/airbnb?session=${session}`, { key: null, headers })
  t.match(page, { status: 500, body: /data-code="internal_error"/ })
  t.match(page.body, 'chosen')
  t.notMatch(page.body, 'the clock broke')
  t.match(mock.log.join(''), 'the clock broke')
})

t.test('a bug behind a form is a problem page, and not the form again', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/guesty?session=${await mock.open('guesty')}`
  mock.onPause = () => Promise.reject(new Error('the pause broke'))
  const page = await press(mock, path, { decision: 'submit', clientId: 'slow', clientSecret: 'x' })
  t.match(page, { status: 500, body: /data-testid="problem" data-code="internal_error"/ })
  t.match(mock.log.join(''), 'the pause broke')
})

t.test('a session that ends while a provider is slow is a problem page, not its form again', async (t) => {
  for (const [status, code, ending] of [
    [410, 'session_expired', (mock: Mock) => mock.clock.advance(1_800_000)],
    [409, 'session_terminal', (mock: Mock, path: string) => visit(mock, `${path}&auto=deny`)],
  ] as const) {
    const mock = await createMock(t)
    const path = `/connect/guesty?session=${await mock.open('guesty')}`
    mock.onPause = async () => {
      await ending(mock, path)
    }
    const page = await press(mock, path, { decision: 'submit', clientId: 'slow', clientSecret: 'x' })
    t.match(page, { status, body: new RegExp(`data-testid="problem" data-code="${code}"`) })
    t.equal((await mock.call('GET', '/v1/connect/guesty')).body.connected, false)
  }
})

t.test(
  'a session that is forgotten while its page is shown is a problem page without a session',
  async (t) => {
    const mock = await createMock(t)
    const id = await mock.open('guesty')
    mock.onPause = () => mock.clock.advance(2 * 86_400_000)
    const fields = { decision: 'submit', clientId: 'slow', clientSecret: 'x' }
    const page = await press(mock, `/connect/guesty?session=${id}`, fields)
    t.match(page, { status: 404, body: /data-code="not_found"/ })
  },
)

t.test(
  'the time left follows the clock of the workspace, and is not counted down while that is frozen',
  async (t) => {
    const mock = await createMock(t)
    const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
    await mock.call('POST', '/_mock/clock/advance', { body: { by: '10m' } })
    t.match((await visit(mock, path)).body, 'data-left-ms="1200000">20:00<')
    await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
    t.match((await visit(mock, path)).body, 'data-testid="time-left">20:00<')
  },
)
