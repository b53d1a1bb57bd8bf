import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { listen, talk } from '../wire/raw-socket.js'

const paths: readonly (readonly [string, string])[] = [
  ['GET', '/_mock'],
  ['GET', '/_mock/clock'],
  ['POST', '/_mock/reset'],
  ['GET', '/_mock/requests'],
  ['GET', '/_mock/events'],
]

t.test('switched off, the control calls are as unknown as any other path', async (t) => {
  const { call } = await createMock(t, { settings: { CONTROL: 'off' } })
  for (const [method, path] of paths) {
    const answer = await call(method, path)
    t.match(answer, { status: 404, code: 'not_found' }, path)
    t.notMatch(JSON.stringify(answer.body), 'did_you_mean')
    t.equal(answer.headers['access-control-allow-origin'], '*')
  }
  t.equal(
    (await call('GET', '/v1/connect', { headers: { prefer: 'error=not_found, delay=1s' } })).status,
    200,
  )
})

t.test('no control call works without the token, and the API does not care', async (t) => {
  const { call } = await createMock(t, { settings: { CONTROL_TOKEN: 'open-sesame' } })
  const apiKey = { 'x-api-key': 'sk_test_tests' }
  for (const [method, path] of paths) {
    t.match(await call(method, path, { key: null }), { status: 401, code: 'unauthorized' }, path)
    t.match(
      await call(method, path, { key: null, headers: apiKey }),
      { status: 401, code: 'unauthorized' },
      path,
    )
    for (const token of ['sk_test_tests', 'open-sesam', 'open-sesame2']) {
      const answer = await call(method, path, { key: token, headers: apiKey })
      t.match(answer, { status: 403, code: 'forbidden' }, `${path} ${token}`)
      t.notMatch(JSON.stringify(answer.body), token)
    }
    const basic = await call(method, path, { key: null, headers: { authorization: 'Basic open-sesame' } })
    t.match(basic, { status: 403, code: 'forbidden' })
  }
  await call('GET', '/v1/connect')
  const own = await call('GET', '/_mock/requests', { key: 'open-sesame', headers: apiKey })
  t.equal(own.body.data.length, 1)
  t.equal((await call('GET', '/_mock/clock', { key: 'open-sesame' })).status, 200)
  t.equal((await call('GET', '/v1/connect')).status, 200)
  const bad = await call('POST', '/_mock/reset', { key: 'open-sesame', headers: { 'x-api-key': 'nonsense' } })
  t.match(bad, { status: 401, code: 'invalid_api_key' })
})

t.test('a bad key is never taken for none', async (t) => {
  const { call } = await createMock(t)
  await call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  t.equal((await call('POST', '/_mock/reset', { key: 'nonsense' })).code, 'invalid_api_key')
  const basic = await call('POST', '/_mock/reset', { key: null, headers: { authorization: 'Basic x' } })
  t.equal(basic.code, 'unauthorized')
  t.equal((await call('GET', '/_mock/clock')).body.offsetMs, 60_000)
})

t.test('no page of another site gets in', async (t) => {
  const { call } = await createMock(t, { settings: { PUBLIC_URL: 'https://mock.example.com/base' } })
  const ask = (origin: string, host: string) =>
    call('GET', '/_mock/clock', { key: null, headers: { origin, host } })
  for (const [origin, host] of [
    ['null', 'localhost:7855'],
    ['https://evil.example', 'localhost:7855'],
    ['http://localhost.evil.example', 'localhost:7855'],
    ['http://192.168.0.9:3000', '192.168.0.7:7855'],
    ['http://192.168.0.7:3000', '192.168.0.7:7855'],
    ['http://localhost:3000', '192.168.0.7:7855'],
    ['http://mock.example.com', 'mock.example.com'],
    ['nonsense', 'localhost:7855'],
    ['file://localhost', 'localhost:7855'],
    ['', 'localhost:7855'],
  ] as const) {
    const { status, code, body, headers } = await ask(origin, host)
    const isSame = origin === 'http://mock.example.com'
    t.equal(status, isSame ? 200 : 403, `${origin} → ${host}`)
    if (!isSame) t.match({ code, field: body.error.field }, { code: 'forbidden', field: 'Origin' })
    t.equal(headers['access-control-allow-origin'], undefined)
  }
  for (const [origin, host] of [
    ['http://localhost:3000', '127.0.0.1:7855'],
    ['http://127.0.0.1:5173', 'localhost:7855'],
    ['http://app.localhost:3000', '[::1]:7855'],
    ['http://[::1]:3000', 'LOCALHOST:7855'],
    ['http://192.168.0.7:7855', '192.168.0.7:7855'],
    ['http://192.168.0.7', '192.168.0.7:80'],
    ['https://mock.example.com', 'localhost:7855'],
  ] as const) {
    t.equal((await ask(origin, host)).status, 200, `${origin} → ${host}`)
  }
})

t.test('no name of public DNS gets in but the server’s own', async (t) => {
  const { call } = await createMock(t, { settings: { PUBLIC_URL: 'https://mock.example.com' } })
  const ask = (host: string) => call('GET', '/_mock/clock', { key: null, headers: { host } })
  for (const host of [
    'evil.example',
    'evil.example:7855',
    'EVIL.example.',
    'mock.example.com.evil.example',
    '127.0.0.1.nip.io',
  ]) {
    const { status, code, body } = await ask(host)
    t.match(
      { status, code, field: body.error.field },
      { status: 403, code: 'forbidden', field: 'Host' },
      host,
    )
  }
  for (const host of [
    'localhost',
    'repull-mock:7855',
    '10.0.0.3',
    '[fd00::1]:80',
    'x.localhost',
    'mock.svc.cluster.local',
    'host.docker.internal',
    'repull-mock.my-app_default:7855',
    'Mock.Example.com',
    'localhost.',
  ])
    t.equal((await ask(host)).status, 200, host)
  t.equal(
    (await call('GET', '/v1/connect', { headers: { host: 'evil.example' } })).status,
    200,
    'the API does not care',
  )
})

t.test('a control call that names no host is taken', async (t) => {
  const port = await listen(await createMock(t))
  t.equal((await talk(port, 'GET /_mock/clock HTTP/1.0\r\n\r\n')).status, 200)
  const named = await talk(port, 'GET /_mock/clock HTTP/1.0\r\nHost: evil.example\r\n\r\n')
  t.match(named, { status: 403, body: { error: { code: 'forbidden', field: 'Host' } } })
})

t.test('no control answer has CORS headers, whatever becomes of it', async (t) => {
  const { call } = await createMock(t)
  for (const [method, path] of [
    ['OPTIONS', '/_mock/clock'],
    ['OPTIONS', '/_mock/unknown'],
    ['GET', '/_mock/unknown'],
    ['DELETE', '/_mock/workspaces'],
    ['PUT', '/_mock/clock'],
    ['GET', '/_mock/%zz'],
  ] as const) {
    const { status, headers } = await call(method, path, { headers: { origin: 'http://localhost:3000' } })
    t.ok(status >= 400, `${method} ${path}`)
    t.strictSame(
      Object.keys(headers).filter((name) => name.startsWith('access-control')),
      [],
      `${method} ${path}`,
    )
  }
  t.match(await call('GET', '/_mock/clok'), {
    status: 404,
    body: { error: { did_you_mean: '/_mock/clock' } },
  })
})

t.test('behind a trusted proxy the Host that was sent counts, and the one that is forwarded', async (t) => {
  const { call } = await createMock(t, { settings: { TRUST_PROXY: 'loopback' } })
  const cases: readonly (readonly [string, string, string | null])[] = [
    ['evil.example', 'localhost', 'Host'],
    ['evil.example:7855', '127.0.0.1:7855', 'Host'],
    ['inner:7855', 'evil.example', 'X-Forwarded-Host'],
    ['inner:7855', 'localhost:8080', null],
    ['localhost', '', null],
  ]
  for (const [host, forwarded, field] of cases) {
    const headers = { host, 'x-forwarded-host': forwarded }
    const { status, body } = await call('GET', '/_mock/clock', { key: null, headers })
    t.equal(status, field === null ? 200 : 403, `${host} ${forwarded}`)
    if (field !== null) t.equal(body.error.field, field)
  }
})
