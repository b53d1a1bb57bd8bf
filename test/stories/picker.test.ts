import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('a user picks a provider and connects it', async (t) => {
  const { call } = await createMock(t)
  const { status, body } = await call('POST', '/v1/connect', {
    body: { redirectUrl: 'https://app.example/callback', state: 'user-42' },
  })
  t.equal(status, 201)
  t.match(body.url, /\/connect\?session=cs_/)
  const path = `/v1/connect/sessions/${body.id}`
  const unbound = await call('GET', path)
  t.equal(unbound.body.provider, null)
  t.equal(unbound.body.accessType, null)

  const early = await call('POST', `${path}/complete`, { body: { provider: 'airbnb' } })
  t.equal(early.status, 400)
  t.equal(early.code, 'invalid_provider', 'an unbound session cannot be completed')

  const select = (provider: string) =>
    call('POST', `${path}/select-provider`, { key: null, body: { provider } })
  const selected = await select('airbnb')
  t.equal(selected.status, 200)
  t.match(selected.body, { sessionId: body.id, provider: 'airbnb', pattern: 'oauth' })
  t.match(selected.body.nextUrl, new RegExp(`/connect/airbnb\\?session=${body.id}$`))
  t.strictSame((await select('airbnb')).body, selected.body, 'the same again changes nothing')

  const other = await select('booking')
  t.equal(other.status, 400)
  t.equal(other.code, 'invalid_provider')
  t.strictSame(other.body.error.valid_values, ['airbnb'])

  const bound = await call('GET', path)
  t.match(bound.body, { provider: 'airbnb', accessType: 'full_access', sessionStatus: 'pending' })
  t.equal(bound.body.url, body.url, 'the url stays the one that was handed out')
  const completed = await call('POST', `${path}/complete`, { body: { provider: 'airbnb' } })
  t.equal(completed.status, 200)
  t.equal((await select('airbnb')).code, 'session_terminal')
})

for (const spelling of ['allowedProviders', 'allowed_providers']) {
  t.test(`${spelling} limits the choice`, async (t) => {
    const { call, open } = await createMock(t)
    const id = await open(null, { [spelling]: ['airbnb', 'guesty'] })
    const select = (provider: string) =>
      call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider } })
    const refused = await select('booking')
    t.equal(refused.status, 400)
    t.equal(refused.code, 'invalid_provider')
    t.equal(refused.body.error.field, 'provider')
    t.equal(refused.body.error.value_received, 'booking')
    t.strictSame(refused.body.error.valid_values, ['airbnb', 'guesty'])
    const selected = await select('guesty')
    t.equal(selected.body.pattern, 'credentials')
  })
}

for (const { provider, pattern } of [
  { provider: 'airbnb', pattern: 'oauth' },
  { provider: 'booking', pattern: 'claim' },
  { provider: 'vrbo', pattern: 'activation' },
  { provider: 'smoobu', pattern: 'credentials' },
]) {
  t.test(`selecting ${provider} leads to its page`, async (t) => {
    const { call, open } = await createMock(t)
    const id = await open(null)
    const { body } = await call('POST', `/v1/connect/sessions/${id}/select-provider`, {
      key: null,
      body: { provider },
    })
    t.equal(body.pattern, pattern)
    const { pathname, search } = new URL(body.nextUrl)
    t.equal((await call('GET', pathname + search, { key: null })).status, 200)
  })
}

t.test('a session that was opened for a provider can select that one only', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb', { accessType: 'messaging' })
  const select = (provider: string) =>
    call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider } })
  t.equal((await select('airbnb')).status, 200)
  t.equal((await select('vrbo')).code, 'invalid_provider')
  t.equal((await call('GET', `/v1/connect/sessions/${id}`)).body.accessType, 'messaging')
})

t.test('a picked claim and a picked activation go on as their providers do', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open(null)
  const verify = () =>
    call('POST', '/v1/connect/booking/verify', { key: null, body: { sessionId: id, hotelId: '1234567' } })
  t.equal((await verify()).code, 'invalid_provider', 'not before it is picked')
  await call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: 'booking' } })
  t.equal((await verify()).status, 200)
})
