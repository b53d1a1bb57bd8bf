import { execFile } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { press } from '../helpers/pages.js'

t.test('a body of any depth leaves the journal readable', async (t) => {
  const mock = await createMock(t)
  const deep = `{"a":${'['.repeat(7000)}${']'.repeat(7000)}}`
  t.equal((await mock.call('POST', '/v1/connect/airbnb', { body: deep })).status, 200)
  const { status, body } = await mock.call('GET', '/_mock/requests')
  t.equal(status, 200)
  t.match(JSON.stringify(body.data[0].requestBody), /^\{"a":\[+"\[too deep\]"\]+\}$/)
})

t.test('a body whose length nobody announced is not kept when it is long', async (t) => {
  const mock = await createMock(t)
  const send = (text: string) =>
    mock.app.inject({
      method: 'POST',
      url: '/v1/connect/airbnb',
      headers: {
        'x-api-key': 'sk_test_tests',
        'content-type': 'application/json',
        'transfer-encoding': 'chunked',
      },
      payload: Readable.from([text]),
    })
  t.equal((await send(JSON.stringify({ state: 'short' }))).statusCode, 200)
  t.equal((await send(JSON.stringify({ padding: 'x'.repeat(20_000) }))).statusCode, 200)
  const [short, long] = (await mock.call('GET', '/_mock/requests')).body.data
  t.strictSame(short.requestBody, { state: 'short' })
  t.equal(long.requestBody, null)
  t.match(long.curl, /# and its body, which is not kept$/)
})

t.test('a long form is not kept either', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/hostaway?session=${await mock.open('hostaway')}`
  await press(mock, path, { decision: 'submit', padding: 'x'.repeat(20_000) })
  const { data } = (await mock.call('GET', '/_mock/requests')).body
  t.match(data.at(-1), { method: 'POST', status: 400, requestBody: null })
})

t.test('what is no JSON is not shown, and its curl says so', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/connect/airbnb', { body: '{"apiKey": "secret-1"' })
  await mock.call('POST', '/v1/connect/airbnb', { body: '"secret-2"' })
  const { body } = await mock.call('GET', '/_mock/requests')
  t.match(body.data[0], { status: 400, requestBody: null, curl: /not kept$/ })
  t.notMatch(JSON.stringify(body), 'secret-')
})

t.test('secrets are not shown under misspelt names, in escapes or in addresses', async (t) => {
  const mock = await createMock(t)
  const body = {
    api_key: 'secret-1',
    'api-key': 'secret-2',
    passwd: 'secret-3',
    creds: { a: ['secret-4'] },
    sk_test_5: 1,
  }
  await mock.call('POST', '/v1/connect/hostaway', { body: { ...body, Authorization: 'secret-6' } })
  for (const path of [
    '/v1/x?token=secret-7&api%5Fkey=secret-8&secret[]=secret-9',
    '/v1/connect/sk%5Ftest%5Fsecret-10',
  ])
    await mock.call('GET', path)
  await mock.call('GET', '/v1/x?%zz=1')
  await mock.call('GET', '/v1/x?y=sk%5Ftest%5Fsecret-11/secret-12')
  const answer = JSON.stringify((await mock.call('GET', '/_mock/requests')).body)
  t.notMatch(answer, /secret-\d/)
  t.notMatch(answer, 'sk_test_5')
  t.notMatch(mock.log.join(), /secret-\d/)
})

t.test('an address that cannot be read is in the journal', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect/%zz')
  await mock.call('GET', '/_mock/%zz')
  const { data } = (await mock.call('GET', '/_mock/requests')).body
  t.equal(data.length, 1)
  t.match(data[0], {
    method: 'GET',
    path: '/v1/connect/%zz',
    status: 400,
    code: 'invalid_request',
    nearest: /escapes/,
  })
})

t.test('a control call is none, however its address is written', async (t) => {
  const mock = await createMock(t)
  const answer = await mock.call('GET', '/%5Fmock/clock', { headers: { origin: 'http://localhost:80' } })
  t.equal(answer.status, 200)
  t.equal(answer.headers['access-control-allow-origin'], undefined)
  t.strictSame((await mock.call('GET', '/_mock/requests')).body.data, [])
})

t.test('the curl of an entry sends the same request again, whatever is in it', async (t) => {
  const mock = await createMock(t)
  await mock.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = mock.app.server.address() as AddressInfo
  const headers = { 'x-api-key': 'sk_test_tests', 'content-type': 'application/json' }
  const base = `http://127.0.0.1:${port}`
  const state = `it's "$(echo no)" \`echo no\` \\ \n é`
  await fetch(`${base}/v1/connect/airbnb`, { method: 'POST', headers, body: JSON.stringify({ state }) })
  await fetch(`${base}/v1/connect/{provider}?a[1]=b`, {
    headers: { authorization: 'Bearer sk_test_tests', prefer: 'a="b c"' },
  })
  await fetch(`${base}/v1/health`, { method: 'HEAD', headers })
  const before = (await mock.call('GET', '/_mock/requests')).body.data
  for (const { curl } of before)
    await promisify(execFile)('bash', ['-c', curl], { env: { ...process.env, REPULL_KEY: 'sk_test_tests' } })
  const after = (await mock.call('GET', '/_mock/requests')).body.data.slice(before.length)
  const plain = ({ method, path, query, status, code, requestBody }: Record<string, unknown>) => [
    method,
    path,
    query,
    status,
    code,
    requestBody,
  ]
  t.strictSame(after.map(plain), before.map(plain))
  t.equal(after.length, 3)
})

t.test('an instant that is none is no filter', async (t) => {
  const { call } = await createMock(t)
  for (const since of ['2026-13-45T00:00:00Z', '2026-02-30T00:00:00Z']) {
    const answer = await call('GET', `/_mock/requests?since=${since}`)
    t.match(answer, { status: 400, code: 'invalid_params', body: { error: { field: 'since' } } })
  }
  const clock = await call('PUT', '/_mock/clock', { body: { now: '2030-02-31T00:00:00Z' } })
  t.match(clock, { status: 400, body: { error: { field: 'now' } } })
})

t.test('the ids of entries go on after a reset, so that a reader who follows them misses none', async (t) => {
  const mock = await createMock(t)
  for (let count = 0; count < 3; count++) await mock.call('GET', '/v1/connect')
  const last = (await mock.call('GET', '/_mock/requests')).body.data.at(-1).id
  await mock.call('POST', '/_mock/reset')
  for (let count = 0; count < 4; count++) await mock.call('GET', '/v1/connect')
  t.equal((await mock.call('GET', `/_mock/requests?since=${last}`)).body.data.length, 4)
})
