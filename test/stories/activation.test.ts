import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

/** The pair that the hosted page shows to the host. */
async function readPair({ call }: Mock, sessionId: string) {
  const { body } = await call('GET', `/connect/vrbo?session=${sessionId}`, { key: null })
  const shown = (name: string) =>
    new RegExp(`data-testid="activation-${name}">([^<]+)<`).exec(body)?.[1] as string
  return { username: shown('username'), password: shown('password') }
}

t.test('a host pastes the pair that the page shows into Vrbo', async (t) => {
  const mock = await createMock(t)
  const { call, open } = mock
  const sessionId = await open('vrbo', { redirectUrl: 'https://app.example/callback' })
  const credentials = await readPair(mock, sessionId)
  t.strictSame(await readPair(mock, sessionId), credentials, 'the pair stays the same')

  const submitted = await call('POST', '/v1/connect/vrbo/credentials', {
    key: null,
    body: { sessionId, credentials },
  })
  t.equal(submitted.status, 200)
  t.match(submitted.body, { ok: true, provider: 'vrbo', sessionId })
  t.equal((await call('GET', '/v1/connect/vrbo')).body.id, submitted.body.connectionId)
})

t.test('another pair is refused, and the session stays usable', async (t) => {
  const mock = await createMock(t)
  const { call, open } = mock
  const sessionId = await open('vrbo')
  const pair = await readPair(mock, sessionId)
  const others = await readPair(mock, await open('vrbo'))
  t.notSame(others, pair, 'each session has a pair of its own')
  const submit = (credentials: object) =>
    call('POST', '/v1/connect/vrbo/credentials', { key: null, body: { sessionId, credentials } })

  for (const wrong of [
    others,
    { ...pair, password: 'other' },
    { ...pair, username: 'other' },
    { username: pair.password, password: pair.username },
  ]) {
    const { status, code } = await submit(wrong)
    t.equal(status, 401)
    t.equal(code, 'invalid_credentials')
  }
  t.equal((await call('GET', '/v1/connect/vrbo')).body.connected, false, 'nothing is stored')
  t.equal((await submit(pair)).status, 200)
})

t.test('magic credentials choose the answer of Vrbo', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('vrbo')
  const pair = await readPair(mock, sessionId)
  const submit = (username: string) =>
    mock.call('POST', '/v1/connect/vrbo/credentials', {
      body: { sessionId, credentials: { ...pair, username } },
    })
  t.equal((await submit('unavailable')).code, 'provider_unavailable')
  t.equal((await submit('invalid')).code, 'invalid_credentials')
  t.equal((await submit(pair.username)).status, 200)
})

t.test('a tester completes an activation without or with the pair', async (t) => {
  const mock = await createMock(t)
  const complete = (id: string, credentials?: object) =>
    mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'vrbo', credentials } })
  t.equal((await complete(await mock.open('vrbo'))).status, 200)
  const id = await mock.open('vrbo')
  t.equal((await complete(id, { username: 'a', password: 'b' })).code, 'invalid_credentials')
  const half = await complete(id, { username: 'a' })
  t.equal(half.code, 'invalid_body')
  t.equal(half.body.error.field, 'credentials.password')
  t.equal((await complete(id, await readPair(mock, id))).status, 200)
})

t.test('Vrbo refuses credentials without a session', async (t) => {
  const { call } = await createMock(t)
  const { status, code, body } = await call('POST', '/v1/connect/vrbo/credentials', {
    body: { credentials: { username: 'a', password: 'b' } },
  })
  t.equal(status, 400)
  t.equal(code, 'invalid_body')
  t.equal(body.error.field, 'sessionId')
})
