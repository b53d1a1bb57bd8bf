import t from 'tap'
import { createMock } from '../helpers/mock.js'

const preflight = {
  origin: 'https://app.example',
  'access-control-request-method': 'POST',
}

function namesIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').map((name) => name.trim().toLowerCase())
}

/** Headers of the API, which are always allowed. */
const usual = namesIn(
  'authorization, content-type, x-api-key, idempotency-key, x-request-id, x-schema, x-workspace-id, x-account-id, prefer',
)

t.test('a preflight allows whatever headers it asks for', async (t) => {
  const { call } = await createMock(t)
  const asked = 'baggage,traceparent, sentry-trace,X-Requested-With,cache-control,authorization,x-my-own'
  const { status, headers } = await call('OPTIONS', '/v1/connect/airbnb', {
    key: null,
    headers: { ...preflight, 'access-control-request-headers': asked },
  })
  t.equal(status, 204)
  t.strictSame(
    new Set(namesIn(headers['access-control-allow-headers'])),
    new Set([...usual, ...namesIn(asked)]),
  )
  t.equal(headers['access-control-allow-origin'], '*')
  t.match(namesIn(headers.vary), ['access-control-request-headers', 'access-control-request-private-network'])
  t.equal(headers['access-control-max-age'], '600')
})

t.test('a preflight that asks for none names those of the API', async (t) => {
  const { call } = await createMock(t)
  const { headers } = await call('OPTIONS', '/v1/connect', { key: null, headers: preflight })
  t.strictSame(namesIn(headers['access-control-allow-headers']), usual)
})

t.test('what is no name of a header is not allowed and not repeated', async (t) => {
  const { call } = await createMock(t)
  for (const [asked, allowed] of [
    ['<script>, x-a', 'x-a'],
    ['x a, x-b', 'x-b'],
    ['é, "x", x-c;q=1, x-d:, x-e', 'x-e'],
    [',,', null],
    ['x'.repeat(8000), 'x'.repeat(8000)],
  ] as const) {
    const { status, headers } = await call('OPTIONS', '/v1/connect', {
      key: null,
      headers: { ...preflight, 'access-control-request-headers': asked },
    })
    t.equal(status, 204)
    const names = namesIn(headers['access-control-allow-headers'])
    t.strictSame(names, allowed === null ? usual : [...usual, allowed])
  }
})

t.test('public pages may call a server in a private network', async (t) => {
  const { call } = await createMock(t)
  const ask = { ...preflight, 'access-control-request-private-network': 'true' }
  const name = 'access-control-allow-private-network'
  t.equal((await call('OPTIONS', '/v1/connect', { headers: ask })).headers[name], 'true')
  t.equal((await call('OPTIONS', '/v1/connect', { headers: preflight })).headers[name], undefined)
})

t.test('control calls are allowed to no other page, whatever it asks for', async (t) => {
  const { call } = await createMock(t)
  const { headers } = await call('OPTIONS', '/_mock/clock', {
    headers: {
      ...preflight,
      'access-control-request-headers': 'x-api-key',
      'access-control-request-private-network': 'true',
    },
  })
  t.strictSame(
    Object.keys(headers).filter((name) => name.startsWith('access-control')),
    [],
  )
})
