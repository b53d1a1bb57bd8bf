import fc from 'fast-check'
import t from 'tap'
import { providerSlugs } from '../../src/providers/providers.js'
import { tokenIn } from '../helpers/pages.js'
import { seed } from './campaign.js'
import { createSeeded, createWorld, loggedErrors, sendTo } from './mock.js'
import { curlOf, type Request } from './request.js'
import { hostileStrings } from './strings.js'
import { sessionStates } from './world.js'

const requests = 700

const anyString = fc.constantFrom(...hostileStrings.filter((text) => text.length < 3000))
const decisions = fc.constantFrom(
  ...[
    'approve',
    'deny',
    'confirm',
    'confirm-account',
    'account-conflict',
    'cancel',
    'submit',
    'verify',
    'map',
    'done',
    'login',
    'otp',
    'invite',
    'recheck',
    'unmapped',
  ],
)
const fieldNames = fc.constantFrom(
  ...[
    'decision',
    'provider',
    'hotelId',
    'apiKey',
    'clientId',
    'clientSecret',
    'username',
    'password',
    'email',
    'code',
    'unit-1',
    'formToken',
  ],
)
const methods = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS')

const visits = fc.record({
  provider: fc.constantFrom(...providerSlugs),
  state: fc.constantFrom('open' as const, 'open' as const, ...sessionStates),
  method: methods,
  /** Replaces the slug in the path; null for the slug of the session. */
  slug: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...providerSlugs) },
    { weight: 1, arbitrary: anyString.map(encodeText) },
  ),
  query: fc.dictionary(
    fc.constantFrom(
      ...['auto', 'auto', 'auto', 'show', 'step', 'step', 'flow', 'provider', 'session', '__proto__', 'x'],
    ),
    fc.oneof(
      fc.constantFrom(
        'approve',
        'deny',
        'expire',
        'done',
        'confirm',
        'hotel',
        'sign-in',
        'invite',
        'vrbo-login',
      ),
      anyString,
    ),
    { maxKeys: 2 },
  ),
  form: fc.dictionary(fieldNames, fc.oneof(decisions, anyString), { maxKeys: 3 }),
  decision: fc.option(decisions),
  type: fc.oneof(
    { weight: 6, arbitrary: fc.constant('application/x-www-form-urlencoded') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('application/json', 'multipart/form-data; boundary=x', 'text/plain', ';'),
    },
  ),
  opening: fc.option(
    fc.record({
      redirectUrl: fc.constantFrom(
        'https://app.example/"><script>alert(1)</script>',
        'http://[::1]:9/?a=<b>#c',
      ),
      state: anyString,
      locale: fc.constantFrom('fr', 'en', '"><img src=x>'),
    }),
  ),
})

/** The statuses of pages; 502 and 503 are those of magic values. */
const known: readonly number[] = [
  200, 204, 303, 400, 403, 404, 405, 409, 410, 412, 413, 414, 425, 401, 502, 503, 422,
]

t.test('hosted pages answer every visit with a page and escape every string', async (t) => {
  t.comment(`seed ${seed}: replay with FUZZ_SEED=${seed}`)
  const mock = await createSeeded(t, seed)
  const world = createWorld(mock, String(seed))
  const send = sendTo(mock)
  const statuses = new Map<number, number>()
  const property = fc.asyncProperty(
    visits,
    async ({ provider, state, method, slug, query, form, decision, type, opening }) => {
      const session = await world.session(provider, state, opening ?? {})
      const path = state === 'picker' && slug === null ? '/connect' : `/connect/${slug ?? provider}`
      const pairs = Object.entries({ session, ...query }).map((pair) => pair.map(encodeText).join('='))
      const url = `${path}?${pairs.join('&')}`
      const token = tokenIn(await mock.call('GET', `${path}?session=${session}`, { key: null }))
      const fields = new URLSearchParams({ formToken: token, ...form, ...(decision && { decision }) })
      const isPost = method === 'POST'
      const request: Request = {
        method,
        url,
        headers: isPost ? { 'content-type': type } : {},
        body: isPost ? String(fields) : undefined,
      }
      const answer = await send(request)
      const { status = 0, headers = {}, body = '' } = answer ?? {}
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const problem =
        (known.includes(status) ? null : `${status}`) ??
        (headers['x-request-id'] && headers['x-repull-mock'] ? null : 'no mark') ??
        (status === 303 ? ofRedirect(url, headers.location) : ofPage(status, headers, body, method))
      if (problem !== null) throw new Error(`${problem}\n${curlOf(request)}`)
    },
  )
  const details = await fc.check(property, { seed, numRuns: requests })
  t.notOk(details.failed, String(details.errorInstance ?? `${requests} visits, no problem`))
  for (const status of [200, 303, 400, 404, 405, 409, 410]) t.ok(statuses.has(status), `${status} was seen`)
  t.strictSame(loggedErrors(mock), [], 'nothing failed by a bug')
})

/** A page redirects to another page, or back to the app. */
function ofRedirect(from: string, location = ''): string | null {
  const { origin, pathname, search } = new URL(location, `http://mock${from}`)
  const isBack = ['https://app.example', 'http://[::1]:9'].includes(origin) && /[?&]status=/.test(search)
  const isOn = origin === 'http://mock' && /^\/connect(?:\/[a-z0-9]+)?$/.test(pathname)
  return isBack || isOn ? null : `it leads to ${location}`
}

function ofPage(
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  method: string,
): string | null {
  if (status === 204) return method === 'OPTIONS' ? null : 'nothing'
  if (headers['content-type'] !== 'text/html; charset=utf-8') return `the type ${headers['content-type']}`
  if (!headers['content-security-policy']?.includes("default-src 'none'")) return 'no policy'
  if (method === 'HEAD') return null
  if (!body.startsWith('<!doctype html>')) return 'no document'
  return /<script>alert|<img src=x/.test(body) ? 'a string is not escaped' : null
}

function encodeText(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
