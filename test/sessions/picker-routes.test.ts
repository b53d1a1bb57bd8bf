import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import { createMock } from '../helpers/mock.js'

const redirectUrl = 'https://app.example/callback'
const doors = ['/v1/connect', '/v1/connect/sessions']

for (const door of doors) {
  t.test(`POST ${door} opens a picker in both spellings`, async (t) => {
    const { call } = await createMock(t)
    const { status, body } = await call('POST', door, { body: { redirectUrl } })
    t.equal(status, 201)
    t.strictSame(body, {
      id: body.sessionId,
      sessionId: body.sessionId,
      url: `http://localhost:80/connect?session=${body.sessionId}`,
      expires_at: '2026-11-21T09:30:00.000Z',
      expiresAt: '2026-11-21T09:30:00.000Z',
      state: null,
    })
    t.match(body.sessionId, /^cs_[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  t.test(`POST ${door} needs a body with redirectUrl`, async (t) => {
    const { call } = await createMock(t)
    const none = await call('POST', door)
    t.equal(none.status, 400)
    t.equal(none.code, 'invalid_body')
    const empty = await call('POST', door, { body: '' })
    t.equal(empty.code, 'invalid_body')
    const missing = await call('POST', door, { body: {} })
    t.equal(missing.code, 'invalid_body')
    t.equal(missing.body.error.field, 'redirectUrl')
    const misspelt = await call('POST', door, { body: { redirect_url: redirectUrl } })
    t.equal(misspelt.body.error.field, 'redirectUrl')
    t.equal(misspelt.body.error.did_you_mean, 'redirectUrl')
    t.match(misspelt.body.error.fix, 'redirect_url')
  })

  t.test(`POST ${door} needs a key`, async (t) => {
    const { call } = await createMock(t)
    t.equal((await call('POST', door, { key: null, body: { redirectUrl } })).status, 401)
  })
}

for (const allowedProviders of [null, [], undefined]) {
  t.test(`allowedProviders ${JSON.stringify(allowedProviders)} means all`, async (t) => {
    const { call, open } = await createMock(t)
    const id = await open(null, { allowedProviders, allowed_providers: allowedProviders })
    const { body } = await call('GET', `/connect?session=${id}`, { key: null })
    t.equal(body.match(/data-testid="provider-(?!search)/g).length, providers.length)
  })
}

t.test('a provider that is allowed twice is offered once', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open(null, { allowedProviders: ['vrbo', 'vrbo', 'airbnb'] })
  const { body } = await call('GET', `/connect?session=${id}`, { key: null })
  t.strictSame(body.match(/data-testid="provider-(?!search)\w+/g), [
    'data-testid="provider-vrbo',
    'data-testid="provider-airbnb',
  ])
})

t.test('both spellings of allowedProviders must agree', async (t) => {
  const { call } = await createMock(t)
  const send = (allowedProviders: unknown, allowed_providers: unknown) =>
    call('POST', '/v1/connect', { body: { redirectUrl, allowedProviders, allowed_providers } })
  t.equal((await send(['airbnb'], ['airbnb'])).status, 201)
  for (const [camel, snake] of [
    [['airbnb'], ['booking']],
    [['airbnb'], ['airbnb', 'booking']],
    [['airbnb'], []],
    [null, ['airbnb']],
  ]) {
    const { status, code } = await send(camel, snake)
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
  }
})

for (const allowedProviders of ['airbnb', { airbnb: true }, [5], [null], 5, true]) {
  t.test(`allowedProviders ${JSON.stringify(allowedProviders)} is of a bad type`, async (t) => {
    const { call } = await createMock(t)
    const { status, code, body } = await call('POST', '/v1/connect', {
      body: { redirectUrl, allowedProviders },
    })
    t.equal(status, 400)
    t.equal(code, 'invalid_body')
    t.match(body.error.field, /^allowedProviders/)
  })
}

t.test('an unknown field is named in a warning, and the call succeeds', async (t) => {
  const { call, log } = await createMock(t)
  const { status, headers } = await call('POST', '/v1/connect', {
    body: { redirectUrl, allowedProvider: ['airbnb'] },
  })
  t.equal(status, 201)
  t.equal(headers['x-repull-mock-warning'], 'unknown field allowedProvider; did you mean allowedProviders?')
  t.match(log.join(''), 'unknown field allowedProvider')
})
