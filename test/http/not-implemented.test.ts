import { readFile } from 'node:fs/promises'
import t from 'tap'
import { parse } from 'yaml'
import { otherOperations } from '../../src/http/other-operations.js'
import { createMock } from '../helpers/mock.js'
import { rootUrl } from '../helpers/project.js'

const described = parse(await readFile(new URL('openapi.yaml', rootUrl), 'utf8')).paths

/** Method and path of an operation, and the path with something in the place of its parameters. */
const operations = otherOperations.map((one) => {
  return { ...one, text: `${one.method} ${one.path}`, url: one.path.replace(/\{\w+\}/g, '42') }
})
/** Paths as they are described, whatever their parameters are called. */
const ours = new Set(
  Object.entries<object>(described).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`),
  ),
)
const others = operations.filter(({ text }) => !ours.has(text.replace(/\{\w+\}/g, '{}')))

t.test('each published operation is here or answers 501, and none does both', async (t) => {
  const { call } = await createMock(t)
  t.ok(others.length > 180)
  for (const operation of operations) {
    const { method, url, text, until, isOpen } = operation
    const { status, code, body } = await call(method, url)
    t.equal(code === 'not_implemented', others.includes(operation), text)
    if (!others.includes(operation)) continue
    t.equal(status, 501, text)
    t.match(body.error.message, text)
    t.match(body.error.fix, until === null ? 'Repull publishes it.' : `until ${until}.`, text)
    const older = await call(method, url, { headers: { prefer: 'api-version=2026-07' } })
    t.equal(older.status, 501, `${text} in 2026-07`)
    const { code: withoutKey } = await call(method, url, { key: null })
    t.equal(withoutKey, isOpen ? 'not_implemented' : 'unauthorized', text)
    const [, nearest = '', path = ''] = /is ([A-Z]+) (\S+);/.exec(body.error.fix) ?? []
    t.ok(described[path]?.[nearest.toLowerCase()], `${text} names ${nearest} ${path}`)
  }
})

t.test(
  'the nearest operation is one whose path begins alike, with the same method if there is one',
  async (t) => {
    const { call } = await createMock(t)
    for (const [method, path, nearest] of [
      ['PATCH', '/v1/listings/42', 'GET /v1/listings/{id}'],
      ['GET', '/v1/listings/42/comps', 'GET /v1/listings/{id}'],
      ['POST', '/v1/channels/airbnb/reservations/HM1', 'GET /v1/channels/airbnb/reservations/{code}'],
      ['GET', '/v1/guests', 'GET /v1/reservations'],
      ['GET', '/v1/availability/42', 'GET /v1/listings/{id}'],
      ['POST', '/v1/billing', 'POST /v1/connect'],
    ] as const)
      t.match((await call(method, path)).body.error.fix, ` ${nearest};`)
  },
)

t.test('it comes after the key, the limits and the faults, and before query and body', async (t) => {
  const mock = await createMock(t, { settings: { RATE_LIMIT: 'on' } })
  const { call } = mock
  const path = '/v1/billing'
  t.equal((await call('POST', path, { key: null })).code, 'unauthorized')
  t.equal((await call('POST', path, { key: 'rubbish' })).code, 'invalid_api_key')
  for (const body of [undefined, '{', '[]', {}]) {
    const { code, headers } = await call('POST', `${path}?nonsense=1`, { body })
    t.equal(code, 'not_implemented')
    t.ok(headers['x-ratelimit-remaining'])
  }
  const headers = { 'content-type': 'text/plain', 'idempotency-key': '' }
  t.equal((await call('POST', path, { body: 'text', headers })).code, 'not_implemented')
  t.equal((await call('POST', path, { headers: { prefer: 'error=forbidden' } })).code, 'forbidden')
  await call('POST', '/_mock/faults', { body: { match: { path }, times: 1, respond: { status: 503 } } })
  t.equal((await call('POST', path)).status, 503)
  for (let count = 0; count < 600; count++) await call('GET', '/v1/connect/airbnb')
  t.equal((await call('POST', path)).code, 'rate_limit_exceeded')
})

t.test('words of new paths are never taken for a slug or an id', async (t) => {
  const { call } = await createMock(t)
  for (const [method, path] of [
    ['GET', '/v1/migrations/12/report'],
    ['PUT', '/v1/listings/12/markups'],
    ['GET', '/v1/health/atlas'],
    ['GET', '/v1/billing'],
    ['PUT', '/api/studio/projects/1/files/2'],
  ] as const)
    t.match(await call(method, path), { status: 501, code: 'not_implemented' }, path)
})

t.test('HEAD is answered as GET, and a method that is not published is 405', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('HEAD', '/v1/guests')).status, 501)
  for (const [method, path, allow] of [
    ['PUT', '/v1/guests', 'GET, HEAD, POST, OPTIONS'],
    ['PUT', '/v1/billing', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/api/studio/generate', 'POST, OPTIONS'],
    ['POST', '/v1/connect/resume', 'GET, HEAD, OPTIONS'],
    ['POST', '/v1/kv/some', 'GET, HEAD, PUT, DELETE, OPTIONS'],
  ] as const) {
    const { status, headers } = await call(method, path, { key: null })
    t.equal(status, 405, path)
    t.equal(headers.allow, allow, path)
  }
})

t.test('nobody is sent to an operation that is not here', async (t) => {
  const { call } = await createMock(t)
  for (const path of ['/v1/guest', '/v1/billings', '/v1/usage/sumary', '/v1/conversation/42/messages']) {
    const { status, body } = await call('GET', path)
    t.equal(status, 404, path)
    t.notOk(
      others.some(({ url }) => url === body.error.did_you_mean),
      path,
    )
  }
  for (const { path, method, text } of others)
    t.equal(described[path]?.[method.toLowerCase()], undefined, `${text} is not described`)
})
