import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { attributes, returnLink, textIn, visit } from '../helpers/pages.js'

const callback = 'http://localhost:80/demo/callback'

/** Ends a session as its host would, and follows it back to this server. */
async function comeBack(
  mock: Mock,
  provider: string | null,
  decision: 'approve' | 'deny' | 'expire',
  body: Record<string, string>,
) {
  const session = await mock.open(provider, body)
  const path = `/connect${provider === null ? '' : `/${provider}`}?session=${session}`
  if (decision === 'expire') mock.clock.advance(30 * 60_000)
  const answer = await visit(mock, `${path}&auto=${decision}`)
  const { pathname, search } = new URL(answer.headers.location ?? returnLink(answer) ?? '')
  return { session, page: await visit(mock, pathname + search) }
}

/** The names and values that a page shows. */
function shown(body: string): Record<string, string> {
  const entries = body.matchAll(/<dt><code>([^<]*)<\/code><\/dt><dd><code>([^<]*)</g)
  return Object.fromEntries([...entries].map(([, name, value]) => [name, value]))
}

t.test('after an approval it shows each parameter and how to read the connection', async (t) => {
  const mock = await createMock(t)
  const { session, page } = await comeBack(mock, 'airbnb', 'approve', {
    redirectUrl: `${callback}?tab=1`,
    state: 'user-42',
  })
  t.match(page, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  const { externalAccountId: accountId } = (await mock.call('GET', '/v1/connect/airbnb')).body
  t.strictSame(shown(page.body), {
    tab: '1',
    status: 'connected',
    provider: 'airbnb',
    sessionId: session,
    state: 'user-42',
    accountId,
    hostId: accountId,
  })
  t.match(page.body, 'An account is connected')
  t.match(page.body, 'Compare <code>state</code>')
  t.equal(
    textIn(page, 'command'),
    "curl -s 'http://localhost:80/v1/connect/airbnb' \\\n  -H 'Authorization: Bearer sk_test_demo'",
  )
})

for (const [provider, decision, title, text, path] of [
  ['guesty', 'deny', 'Nothing was connected', 'offer to try again', 'connect/guesty'],
  ['vrbo', 'expire', 'The link had expired', 'too late', 'connect/vrbo'],
  [null, 'expire', 'The link had expired', 'too late', 'connect'],
] as const) {
  t.test(`after ${decision} of ${provider ?? 'a picker'} it says how to try again`, async (t) => {
    const mock = await createMock(t)
    const { page } = await comeBack(mock, provider, decision, { redirectUrl: callback })
    t.match(page.body, title)
    t.match(page.body, text)
    t.match(page.body, 'Give a <code>state</code>', 'there was none')
    t.match(textIn(page, 'command'), `curl -s -X POST 'http://localhost:80/v1/${path}' `)
  })
}

t.test('an account that is connected elsewhere is not tried again', async (t) => {
  const { body } = await visit(await createMock(t), '/demo/callback?status=cancelled&code=account_conflict')
  t.match(body, 'disconnect the account there')
  t.notMatch(body, 'offer to try again')
})

t.test('without a session behind it, it says how to open one', async (t) => {
  const mock = await createMock(t)
  for (const [query, text] of [
    ['', 'Nothing came'],
    ['?', 'Nothing came'],
    ['?status=done', 'so it is of no session'],
    ['?x=1', 'so it is of no session'],
  ] as const) {
    const page = await visit(mock, `/demo/callback${query}`)
    t.match(page.body, text, query)
    t.match(textIn(page, 'command'), "curl -s -X POST 'http://localhost:80/v1/connect/airbnb' ", query)
  }
})

t.test('hostile parameters get into no command, and are shown as text', async (t) => {
  const mock = await createMock(t)
  const hostile = `'; rm -rf ~ #"><script>alert(1)</script>`
  for (const status of ['connected', 'cancelled', 'expired', hostile]) {
    const query = new URLSearchParams({ status, provider: hostile, state: hostile, [hostile]: hostile })
    const page = await visit(mock, `/demo/callback?${query}`)
    t.equal(page.status, 200)
    t.notMatch(page.body, '<script>alert')
    t.notMatch(textIn(page, 'command'), 'rm -rf')
    t.match(page.body, '&#60;script&#62;alert')
  }
  for (const query of [
    '?status=%zz',
    '?%',
    '?__proto__=1&constructor=2',
    '?=&&=',
    '?status=%00%ff',
    '?a=%ED%A0%80',
  ])
    t.equal((await visit(mock, `/demo/callback${query}`)).status, 200, query)
})

t.test('of many and long parameters it shows a part, and no API key', async (t) => {
  const mock = await createMock(t)
  const many = Array.from({ length: 25 }, (_, at) => `p${at}=${at}`).join('&')
  const { body } = await visit(mock, `/demo/callback?${many}`)
  t.equal(Object.keys(shown(body)).length, 20)
  t.match(body, 'There are 5 more parameters.')
  const long = await visit(mock, `/demo/callback?state=${'x'.repeat(5000)}&${'n'.repeat(300)}=sk_test_secret`)
  t.match(shown(long.body).state, /^x{500}… \(5000 characters\)$/)
  t.notMatch(long.body, /n{101}|sk_test_secret|more parameters/)
})

t.test('of a parameter that is there twice, the first counts', async (t) => {
  const { body } = await visit(await createMock(t), '/demo/callback?status=cancelled&status=connected')
  t.match(body, 'Nothing was connected')
  t.equal(body.match(/<dt><code>status</g)?.length, 2)
})

t.test(
  'it is an address of its own: other methods and longer paths are pages or errors as elsewhere',
  async (t) => {
    const mock = await createMock(t)
    const posted = await mock.call('POST', '/demo/callback', { body: {} })
    t.match(posted, {
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS', 'content-type': 'text/html; charset=utf-8' },
    })
    t.match(posted.body, 'cannot be called with POST')
    t.equal((await visit(mock, '/demo/callback/?status=connected')).status, 200)
    t.match(await mock.call('GET', '/demo'), { status: 404, code: 'not_found' })
  },
)

t.test('its links and commands hold under a base path', async (t) => {
  const mock = await createMock(t, { settings: { BASE_PATH: '/api/repull' } })
  const page = await visit(mock, '/api/repull/demo/callback?status=connected&provider=booking')
  t.match(textIn(page, 'command'), "'http://localhost:80/api/repull/v1/connect/booking'")
  t.ok(attributes(page, 'href').includes('http://localhost:80/api/repull/'))
})
