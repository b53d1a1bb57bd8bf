import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import { createMock } from '../helpers/mock.js'
import { nextPath, visit } from '../helpers/pages.js'

const redirectUrl = 'https://app.example/callback?keep=1#part'

for (const { id: provider } of providers) {
  t.test(`auto= ends a session for ${provider} and redirects to the app`, async (t) => {
    const mock = await createMock(t)
    for (const [way, status, code] of [
      ['approve', 'connected', 200],
      ['deny', 'cancelled', 409],
      ['expire', 'expired', 410],
    ] as const) {
      const id = await mock.open(provider, { redirectUrl, state: 's' })
      const answer = await visit(mock, `/connect/${provider}?session=${id}&auto=${way}`)
      t.equal(answer.status, 303)
      const { searchParams, hash } = new URL(answer.headers.location ?? '')
      t.match(Object.fromEntries(searchParams), { keep: '1', status, provider, sessionId: id, state: 's' })
      t.equal(hash, '#part')
      t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).status, code === 200 ? 409 : code)
      const { connected, externalAccountId } = (await mock.call('GET', `/v1/connect/${provider}`)).body
      t.equal(connected, true, 'what was approved first stays')
      if (way === 'approve') t.equal(searchParams.get('accountId'), externalAccountId)
    }
  })
}

t.test('auto=approve connects the hotel that the session has claimed', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('booking', { redirectUrl })
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId: id, hotelId: '7654321' } })
  const { headers } = await visit(mock, `/connect/booking?session=${id}&auto=approve`)
  t.match(headers.location, 'status=connected&accountId=7654321&')
  t.match((await mock.call('GET', '/v1/connect/booking')).body, { externalAccountId: '7654321' })
})

t.test('auto= at the picker selects the named provider, else the first allowed one', async (t) => {
  const mock = await createMock(t)
  for (const [body, query, provider] of [
    [{}, '&provider=smoobu', 'smoobu'],
    [{}, '', 'airbnb'],
    [{ allowedProviders: ['vrbo', 'airbnb'] }, '', 'vrbo'],
  ] as const) {
    for (const way of ['approve', 'deny', 'expire']) {
      const id = await mock.open(null, body)
      const { headers } = await visit(mock, `/connect?session=${id}&auto=${way}${query}`)
      t.equal(new URL(headers.location ?? '').searchParams.get('provider'), provider, way)
    }
  }
  const id = await mock.open(null, { allowedProviders: ['vrbo'] })
  for (const provider of ['airbnb', 'Vrbo', '', 'vrbo&provider=vrbo']) {
    const page = await visit(mock, `/connect?session=${id}&auto=approve&provider=${provider}`)
    t.match(page, { status: 400, body: /data-code="invalid_provider"/ })
  }
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).body.provider, null)
})

t.test('auto= on a picker whose provider is selected ends the session', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open(null)
  await mock.call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: 'vrbo' } })
  const wrong = await visit(mock, `/connect?session=${id}&auto=approve&provider=airbnb`)
  t.match(wrong, { status: 400, body: /data-code="invalid_provider"/ })
  const { headers } = await visit(mock, `/connect?session=${id}&auto=approve`)
  t.match(headers.location, 'status=connected')
  t.equal((await mock.call('GET', '/v1/connect/vrbo')).body.connected, true)
})

t.test('auto= on an ended or expired session changes nothing and shows the problem page', async (t) => {
  const mock = await createMock(t)
  const ended = await mock.open('airbnb', { redirectUrl })
  await visit(mock, `/connect/airbnb?session=${ended}&auto=deny`)
  const expired = await mock.open('airbnb', { redirectUrl })
  await visit(mock, `/connect/airbnb?session=${expired}&auto=expire`)
  for (const way of ['approve', 'deny', 'expire']) {
    t.match(await visit(mock, `/connect/airbnb?session=${ended}&auto=${way}`), {
      status: 409,
      body: /data-code="session_terminal"/,
    })
    t.match(await visit(mock, `/connect/airbnb?session=${expired}&auto=${way}`), {
      status: 410,
      body: /data-code="session_expired"/,
    })
  }
  t.equal((await mock.call('GET', '/v1/connect/airbnb')).body.connected, false)
})

t.test('a misspelt auto= is refused, never guessed', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  for (const [query, meant] of [
    ['&auto=aprove', 'Use auto=approve,'],
    ['&auto=Expire', 'Use auto=expire,'],
    ['&auto=', 'Use auto=approve,'],
    ['&auto=deny&auto=deny', 'Use auto='],
  ] as const) {
    const page = await visit(mock, path + query)
    t.match(page, { status: 422, body: /data-code="invalid_params"/ }, query)
    t.match(page.body, meant, query)
  }
  t.equal((await visit(mock, path)).status, 200)
})

t.test('HEAD with auto= changes nothing', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}&auto=deny`
  t.equal((await mock.call('HEAD', path, { key: null })).status, 200)
  t.equal((await visit(mock, path)).status, 200, 'without a redirectUrl the last page is shown')
})

t.test('show=done shows the last page, also without a redirectUrl', async (t) => {
  const mock = await createMock(t)
  for (const body of [{ redirectUrl }, {}]) {
    for (const [way, status] of [
      ['approve', 'completed'],
      ['deny', 'cancelled'],
    ]) {
      const id = await mock.open('airbnb', body)
      const page = await visit(mock, `/connect/airbnb?session=${id}&auto=${way}&show=done`)
      t.match(page, { status: 200, body: `data-testid="done" data-status="${status}"` })
    }
    const id = await mock.open('airbnb', body)
    const path = `/connect/airbnb?session=${id}&auto=expire&show=done`
    const expired = await visit(mock, path)
    t.equal(expired.status, 303)
    t.equal((await visit(mock, nextPath(path, expired) ?? '')).status, 410)
  }
})

t.test('with CONTROL=off, auto= is ignored like any unknown parameter, and no page offers it', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL: 'off' } })
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  for (const query of ['&auto=approve', '&auto=nonsense', '']) {
    const page = await visit(mock, path + query)
    t.match(page, { status: 200, body: /data-testid="approve"/ })
    t.notMatch(page.body, 'auto=')
    t.match(page.body, 'data-testid="time-left"')
  }
  const picker = await visit(mock, `/connect?session=${await mock.open(null)}&auto=approve`)
  t.match(picker, { status: 200, body: /data-testid="provider-airbnb"/ })
})
