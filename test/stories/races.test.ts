import t from 'tap'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { type Answer, createMock, type Mock } from '../helpers/mock.js'
import { type Around, observed, once } from '../helpers/observed.js'
import { post, refuse, tokenIn, visit } from '../helpers/pages.js'

function count(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length
}

function times<T>(number: number, make: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: number }, (_, at) => make(at)))
}

async function connectionsOf({ call }: Mock) {
  return (await call('GET', '/v1/connect')).body.data
}

t.test(
  'of 50 completions at once one answers 200 and 49 answer 409, and one connection is made',
  async (t) => {
    const { call, open } = await createMock(t)
    const id = await open('airbnb')
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        call('POST', `/v1/connect/sessions/${id}/complete`, {
          body: { provider: 'airbnb', accountId: `account-${at}` },
        }),
      ),
    )
    t.equal(answers.filter(({ status }) => status === 200).length, 1)
    t.equal(answers.filter(({ code }) => code === 'session_terminal').length, 49)
    const { data } = (await call('GET', '/v1/connect')).body
    t.equal(data.length, 1)
    t.equal(data[0].id, answers.find(({ status }) => status === 200)?.body.id)
  },
)

t.test('of an approval and a refusal at once one counts', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  const formToken = tokenIn(await visit(mock, path))
  const answers = await Promise.all(
    ['confirm', 'deny', 'confirm', 'conflict'].map((decision) => post(mock, path, { formToken, decision })),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 409, 409, 409])
})

t.test('a late answer of a slow provider changes nothing', async (t) => {
  const mock = await createMock(t)
  const slow = async () => {
    const sessionId = await mock.open('lodgify')
    const body = { sessionId, credentials: { apiKey: 'slow' } }
    return { sessionId, submit: () => mock.call('POST', '/v1/connect/lodgify/credentials', { body }) }
  }
  const expiring = await slow()
  mock.onPause = () => mock.clock.advance(1_800_000)
  t.match(await expiring.submit(), { status: 410, code: 'session_expired' })
  t.match((await mock.call('GET', '/v1/connect/lodgify')).body, { connected: false })

  const overtaken = await slow()
  mock.onPause = async () => {
    const body = { provider: 'lodgify', credentials: { apiKey: 'quick' } }
    await mock.call('POST', `/v1/connect/sessions/${overtaken.sessionId}/complete`, { body })
  }
  t.match(await overtaken.submit(), { status: 409, code: 'session_terminal' })
  t.equal((await mock.call('GET', '/v1/connect')).body.pagination.total, 1)
  t.strictSame(mock.pauses, [3000, 3000])
})

t.test('a session that is evicted while its provider is slow answers 404', async (t) => {
  const mock = await createMock(t, { settings: { MAX_SESSIONS: '1' } })
  const sessionId = await mock.open('lodgify')
  mock.onPause = async () => {
    const body = { provider: 'lodgify', credentials: { apiKey: 'quick' } }
    await mock.call('POST', `/v1/connect/sessions/${sessionId}/complete`, { body })
    await mock.open('airbnb')
  }
  const body = { sessionId, credentials: { apiKey: 'slow' } }
  t.match(await mock.call('POST', '/v1/connect/lodgify/credentials', { body }), {
    status: 404,
    code: 'not_found',
  })
})

t.test('of several providers selected at once one is bound', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open(null)
  const slugs = (await mock.call('GET', '/v1/connect/providers')).body.data.map(
    (provider: { id: string }) => provider.id,
  )
  const answers = await times(slugs.length, (at) =>
    mock.call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: slugs[at] } }),
  )
  t.equal(count(answers, 200), 1)
  t.equal(answers.filter(({ code }) => code === 'invalid_provider').length, slugs.length - 1)
  const { body } = await mock.call('GET', `/v1/connect/sessions/${id}`)
  t.equal(body.provider, answers.find(({ status }) => status === 200)?.body.provider)
})

t.test('selecting the same provider many times at once succeeds each time', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open(null)
  const answers = await times(20, () =>
    mock.call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: 'vrbo' } }),
  )
  t.equal(count(answers, 200), 20)
})

t.test('of disconnections at once one finds the connection', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } })
  const answers = await times(10, () => mock.call('DELETE', '/v1/connect/airbnb'))
  t.equal(count(answers, 200), 1)
  t.equal(count(answers, 404), 9)
})

t.test('a disconnection removes the account before when another call removed the newest first', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const mock = await createMock(t, { parts: { records } })
  for (const accountId of ['older', 'newer']) {
    const id = await mock.open('airbnb')
    const body = { provider: 'airbnb', accountId }
    await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body })
  }
  around.before = once(() => mock.call('DELETE', '/v1/connect/airbnb?accountId=newer'))
  const headers = { prefer: 'api-version=2026-07' }
  const answer = await mock.call('DELETE', '/v1/connect/airbnb', { headers })
  t.match(answer, { status: 200, body: { accountId: 'older' } })
})

t.test('the same account connected many times at once is one connection', async (t) => {
  const mock = await createMock(t)
  const answers = await times(20, () =>
    mock.call('POST', '/v1/connect/lodgify', { body: { apiKey: 'key-1' } }),
  )
  t.equal(count(answers, 200), 20)
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  t.equal((await connectionsOf(mock)).length, 1)
})

t.test('a session that the host refused while the provider was slow stays refused', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('guesty')
  mock.onPause = async () => {
    await refuse(mock, 'guesty', id)
    mock.clock.advance(30 * 60_000)
  }
  const { status, code, body } = await mock.call('POST', `/v1/connect/sessions/${id}/complete`, {
    body: { provider: 'guesty', credentials: { clientId: 'slow', clientSecret: 'b' } },
  })
  t.equal(status, 409, 'having ended wins over having expired')
  t.equal(code, 'session_terminal')
  t.equal(body.error.session_status, 'cancelled')
  t.strictSame(await connectionsOf(mock), [])
})

for (const [decision, status] of [
  ['approve', 'completed'],
  ['deny', 'cancelled'],
  ['expire', 'expired'],
] as const) {
  t.test(`${decision} without a provider uses the provider that was picked meanwhile`, async (t) => {
    const around: Around = {}
    const records = observed(new MemoryRecordStore(), around)
    const mock = await createMock(t, { parts: { records } })
    const id = await mock.open(null)
    around.before = once(() =>
      mock.call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: 'vrbo' } }),
    )
    const answer = await mock.call('POST', `/_mock/sessions/${id}/${decision}`)
    t.match(answer, { status: 200, body: { status, provider: 'vrbo' } })
  })
}

t.test('no connection is made in a workspace that was emptied at that moment', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const mock = await createMock(t, { parts: { records } })
  await connectionsOf(mock)
  around.before = once(() => mock.call('POST', '/_mock/reset'))
  const answer = await mock.call('POST', '/v1/connect/lodgify', { body: { apiKey: 'x' } })
  t.match(answer, { status: 503, code: 'provider_unavailable' })
  t.strictSame(await connectionsOf(mock), [])
})

t.test('a request waits once for a slow provider, also when its transaction runs again', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const mock = await createMock(t, { parts: { records } })
  mock.onPause = () => {
    around.before = once(() => mock.call('POST', '/_mock/clock/advance', { body: { by: '1h' } }))
  }
  const answer = await mock.call('POST', '/v1/connect/lodgify', {
    body: { apiKey: 'slow' },
    headers: { 'idempotency-key': 'order-1' },
  })
  t.equal(answer.status, 200)
  t.equal(mock.pauses.length, 1)
  t.equal((await connectionsOf(mock)).length, 1)
})
