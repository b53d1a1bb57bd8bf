import t from 'tap'
import { MemoryRecordStore } from '../../src/storage/memory.js'
import { type Answer, createMock, type Mock } from '../helpers/mock.js'
import { type Around, observed, once } from '../helpers/observed.js'
import { refuse } from '../helpers/pages.js'

function count(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length
}

function times<T>(number: number, make: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: number }, (_, at) => make(at)))
}

async function connectionsOf({ call }: Mock) {
  return (await call('GET', '/v1/connect')).body.data
}

t.test('of all choices at once one is bound', async (t) => {
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

t.test('the same choice many times at once succeeds each time', async (t) => {
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

t.test('a disconnection goes on to the account before when another call was faster', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const mock = await createMock(t, { parts: { records } })
  for (const apiKey of ['older', 'newer']) await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey } })
  const [newer, older] = (await mock.call('GET', '/v1/connect/smoobu')).body.accounts
  around.before = once(() => mock.call('DELETE', `/v1/connect/smoobu?accountId=${newer.externalAccountId}`))
  const { status, body } = await mock.call('DELETE', '/v1/connect/smoobu')
  t.equal(status, 200)
  t.equal(body.accountId, older.externalAccountId)
  t.not(body.accountId, newer.externalAccountId)
})

t.test('the same account connected many times at once is one connection', async (t) => {
  const mock = await createMock(t)
  const answers = await times(20, () =>
    mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'key-1' } }),
  )
  t.equal(count(answers, 200), 20)
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  t.equal((await connectionsOf(mock)).length, 1)
})

t.test(
  'a session that the host refused while the provider was slow stays refused, however late',
  async (t) => {
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
  },
)

for (const [way, status] of [
  ['approve', 'completed'],
  ['deny', 'cancelled'],
  ['expire', 'expired'],
] as const) {
  t.test(`${way} without a provider goes by what was picked meanwhile`, async (t) => {
    const around: Around = {}
    const records = observed(new MemoryRecordStore(), around)
    const mock = await createMock(t, { parts: { records } })
    const id = await mock.open(null)
    around.before = once(() =>
      mock.call('POST', `/v1/connect/sessions/${id}/select-provider`, { body: { provider: 'vrbo' } }),
    )
    const answer = await mock.call('POST', `/_mock/sessions/${id}/${way}`)
    t.match(answer, { status: 200, body: { status, provider: 'vrbo' } })
  })
}

t.test('a connection is not made in a workspace that was emptied at that moment', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const mock = await createMock(t, { parts: { records } })
  around.before = once(() => mock.call('POST', '/_mock/reset'))
  const answer = await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  t.match(answer, { status: 503, code: 'provider_unavailable' })
  t.strictSame(await connectionsOf(mock), [])
})

t.test('a slow provider is waited for once, also when the work runs again', async (t) => {
  const around: Around = {}
  const records = observed(new MemoryRecordStore(), around)
  const mock = await createMock(t, { parts: { records } })
  mock.onPause = () => {
    around.before = once(() => mock.call('POST', '/_mock/clock/advance', { body: { by: '1h' } }))
  }
  const answer = await mock.call('POST', '/v1/connect/smoobu', {
    body: { apiKey: 'slow' },
    headers: { 'idempotency-key': 'order-1' },
  })
  t.equal(answer.status, 200)
  t.equal(mock.pauses.length, 1)
  t.equal((await connectionsOf(mock)).length, 1)
})
