import fc from 'fast-check'
import { errorCodes, errorStatuses } from '../../src/errors/catalogue.js'
import { type ProviderSlug, providerSlugs } from '../../src/providers/providers.js'
import { bodyMutations } from './body-mutations.js'
import { pathOf, type Request, searchOf, wellFormed } from './request.js'
import { hostileStrings } from './strings.js'
import { sessionStates, type World } from './world.js'

/** Makes a changed copy of a request. */
export type Mutation = (request: Request, world: World) => Request | Promise<Request>

/** Unusual parts of a path, as they are on the wire. */
const pathStrings = [
  ...hostileStrings.filter((text) => text.length < 5000).map((text) => encodeURIComponent(wellFormed(text))),
  'a%2Fb',
  '%2e%2e%2f',
  '%2E',
  '%00',
  '%',
  '%zz',
  '%ff%fe',
  '%c3%28',
  '%25%32%66',
  'airbnb%20',
  'Airbnb',
  'airbnbpro',
  'booking.com',
  'sessions',
  'providers',
  'resume',
  'callback',
  'write-policy',
  'vrbo-login',
  'booking-extranet-login',
  '%5Bobject%20Object%5D',
  ';a=b',
  'a:b@c',
  '~',
  '*',
  '900000102',
  '900000999',
  '00000000-0000-4000-8000-000000000000',
  'x'.repeat(3000),
  '%F0%9F%91%A9'.repeat(300),
]

const queryStrings = [
  ...pathStrings.slice(0, -1),
  '1',
  '101',
  '-0',
  '01',
  '1e2',
  '+5',
  '9'.repeat(30),
  '1,2',
  'true',
  'yes',
  '2026-02-30',
  '2026-11-21',
  '2026-11-21T09:00:00Z',
  '10000-01-01',
  '61s',
  '999999999999d',
  'jrn_x',
]

const preferences = [
  ...errorCodes.map((code) => `error=${code}`),
  ...errorStatuses.map((status) => `code=${status}`),
  'delay=1ms',
  'delay=5m, code=503',
  'delay=6m',
  'delay=-1s',
  'error=no_such_code',
  'error=__proto__',
  'code=999',
  'code=',
  'ttl=5s',
  'ttl=0s',
  'ttl=1ms; x=y',
  'ttl="2s", error="session_expired"',
  'respond-async, wait=10',
  'error=a, error=not_found',
  '=',
  ',;,"',
  'ERROR=not_found',
  'x'.repeat(2000),
]

/** Headers with unusual values. */
const oddHeaders: Readonly<Record<string, readonly string[]>> = {
  prefer: preferences,
  'idempotency-key': ['', 'same', 'x'.repeat(255), 'x'.repeat(256), '\u00e9', '__proto__', '{}'],
  'x-request-id': ['', 'own-id_1.2', 'x'.repeat(128), 'x'.repeat(129), 'a b', '<b>', '\u00ff'],
  'x-schema': ['', 'native', 'calry', '__proto__', '\u00e9'],
  'x-workspace-id': ['', '__proto__', 'x'.repeat(1000)],
  'x-account-id': ['', '0', '\u00e9'],
  authorization: [
    '',
    'Bearer',
    'Bearer ',
    'bearer sk_test_lower',
    'Bearer  sk_test_two_blanks',
    'Basic c2tfdGVzdDo=',
    'Bearer sk_test_',
    'Bearer sk_live_x',
    'Bearer nonsense',
    'Bearer sk_test_a b',
    'Bearer sk_test_\u00e9',
    `Bearer sk_test_${'x'.repeat(241)}`,
    'sk_test_bare',
    'Bearer sk_test___proto__',
  ],
  'x-api-key': ['', 'sk_test_other', 'nonsense', 'sk_live_other', '__proto__'],
  accept: ['', 'text/html', 'application/xml;q=0.9', '*/*;q=0', 'x', 'text/event-stream'],
  'accept-encoding': ['gzip, br', 'identity;q=0'],
  'accept-language': ['fr', '*', 'x'.repeat(500)],
  origin: ['null', 'https://evil.example', 'http://localhost:80', 'http://127.0.0.1:9999', 'x'],
  host: ['evil.example', 'localhost', '[::1]:80', 'a b', '', '127.0.0.1:99999', 'x'.repeat(300), '\u00e9'],
  'if-none-match': ['*', '"x"', 'W/"x"'],
  'last-event-id': ['', 'jrn_9f3e5d7b2a10_1', '__proto__'],
  cookie: ['a=b', '__proto__=1', ';;;'],
  range: ['bytes=0-1'],
  'x-forwarded-for': ['10.0.0.1, x'],
  'x-forwarded-host': ['evil.example'],
  'x-forwarded-proto': ['https', 'javascript'],
  'x-http-method-override': ['DELETE'],
  expect: ['x'],
}

const headers = fc
  .constantFrom(...Object.keys(oddHeaders))
  .chain((name) =>
    fc.constantFrom(...(oddHeaders[name] as readonly string[])).map((value) => ({ name, value })),
  )

const oddNames = fc.constantFrom(
  '__proto__',
  'constructor',
  'nonsense',
  'limit',
  'limit[]',
  'limit[a]',
  '',
  '%',
  'a%00b',
  'toString',
)
const queryValues = fc.constantFrom(...queryStrings)
const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')

/** Mutations of any request. */
const general: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom('?', '&', '&&=', '#x', '?a', '&limit', '&limit=1&limit=2').map(addToUrl),
  },
  { weight: 3, arbitrary: fc.tuple(fc.nat(5), fc.constantFrom(...pathStrings)).map(replacePart) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('//', '/./', '/x/..', '/%2f', '/extra', '%20', '.json', ';x')
      .map((text) => changePath((path) => path + text)),
  },
  { weight: 4, arbitrary: headers.map(({ name, value }) => setHeader(name, value)) },
  { weight: 2, arbitrary: fc.constantFrom(...preferences).map((value) => setHeader('prefer', value)) },
  { weight: 1, arbitrary: fc.constant(withoutKey) },
  { weight: 1, arbitrary: methods.map((method) => (request: Request) => ({ ...request, method })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...providerSlugs), fc.constantFrom(...sessionStates))
      .map(otherSession),
  },
  { weight: 1, arbitrary: fc.constantFrom('foreign', 'live').map(otherKey) },
  { weight: 1, arbitrary: fc.uuid().map(otherUuid) },
)

/** Mutations of any request, and of the query and the body of one operation. */
export function mutations(queryNames: readonly string[], hasBody: boolean): fc.Arbitrary<Mutation> {
  const names = queryNames.length === 0 ? oddNames : fc.oneof(fc.constantFrom(...queryNames), oddNames)
  return fc.oneof(
    { weight: 4, arbitrary: general },
    { weight: hasBody ? 3 : 1, arbitrary: bodyMutations },
    { weight: queryNames.length === 0 ? 1 : 2, arbitrary: fc.tuple(names, queryValues).map(addQuery) },
  )
}

function addQuery([name, value]: [string, string]): Mutation {
  return addToUrl(`&${name}=${value}`)
}

function addToUrl(text: string): Mutation {
  return (request) => ({
    ...request,
    url: request.url.includes('?') ? request.url + text : request.url + text.replace(/^&/, '?'),
  })
}

function replacePart([at, text]: [number, string]): Mutation {
  return changePath((path) => {
    const parts = path.split('/')
    const index = 1 + (at % (parts.length - 1))
    return parts.with(index, text).join('/')
  })
}

function changePath(change: (path: string) => string): Mutation {
  return (request) => {
    const search = searchOf(request)
    return { ...request, url: change(pathOf(request)) + (search === '' ? '' : `?${search}`) }
  }
}

function setHeader(name: string, value: string): Mutation {
  return (request) => ({ ...request, headers: { ...request.headers, [name]: value } })
}

function withoutKey({ headers: { authorization: _, ...headers }, ...rest }: Request): Request {
  return { ...rest, headers }
}

/** Replaces each session id in a request by that of another session. */
function otherSession([provider, state]: [ProviderSlug, (typeof sessionStates)[number]]): Mutation {
  return async (request, world) => {
    const form = /cs_[0-9A-Z]{26}/g
    if (!`${request.url} ${request.body}`.match(form)) return request
    const id = await world.session(provider, state)
    const body = typeof request.body === 'string' ? request.body.replace(form, id) : request.body
    return { ...request, url: request.url.replace(form, id), body }
  }
}

function otherKey(whose: 'foreign' | 'live'): Mutation {
  return (request, world) => {
    const key = whose === 'live' ? world.key.replace('_test_', '_live_') : world.foreignKey
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${key}` } }
  }
}

function otherUuid(uuid: string): Mutation {
  const form = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/
  return (request) => ({ ...request, url: request.url.replace(form, uuid) })
}
