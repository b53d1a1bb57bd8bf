import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { post, tokenIn, visit } from '../helpers/pages.js'

t.test('of 50 completions at once one is 200 and 49 are 409, and there is one connection', async (t) => {
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
})

t.test('of an approval and a refusal at once one counts', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  const formToken = tokenIn(await visit(mock, path))
  const answers = await Promise.all(
    ['confirm', 'deny', 'confirm', 'conflict'].map((decision) => post(mock, path, { formToken, decision })),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 409, 409, 409])
})

t.test('what a slow provider answers too late changes nothing', async (t) => {
  const mock = await createMock(t)
  const slow = async () => {
    const sessionId = await mock.open('smoobu')
    const body = { sessionId, credentials: { apiKey: 'slow' } }
    return { sessionId, submit: () => mock.call('POST', '/v1/connect/smoobu/credentials', { body }) }
  }
  const expiring = await slow()
  mock.onPause = () => mock.clock.advance(1_800_000)
  t.match(await expiring.submit(), { status: 410, code: 'session_expired' })
  t.match((await mock.call('GET', '/v1/connect/smoobu')).body, { connected: false })

  const overtaken = await slow()
  mock.onPause = async () => {
    const body = { provider: 'smoobu', credentials: { apiKey: 'quick' } }
    await mock.call('POST', `/v1/connect/sessions/${overtaken.sessionId}/complete`, { body })
  }
  t.match(await overtaken.submit(), { status: 409, code: 'session_terminal' })
  t.equal((await mock.call('GET', '/v1/connect')).body.pagination.total, 1)
  t.strictSame(mock.pauses, [3000, 3000])
})

t.test('a session that is forgotten while a provider is slow is not found any more', async (t) => {
  const mock = await createMock(t, { settings: { MAX_SESSIONS: '1' } })
  const sessionId = await mock.open('smoobu')
  mock.onPause = async () => {
    const body = { provider: 'smoobu', credentials: { apiKey: 'quick' } }
    await mock.call('POST', `/v1/connect/sessions/${sessionId}/complete`, { body })
    await mock.open('airbnb')
  }
  const body = { sessionId, credentials: { apiKey: 'slow' } }
  t.match(await mock.call('POST', '/v1/connect/smoobu/credentials', { body }), {
    status: 404,
    code: 'not_found',
  })
})

t.test('rooms asked for at once count each', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('booking')
  await call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '1000425' } })
  const rooms = () => call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`)
  const both = await Promise.all([rooms(), rooms()])
  t.strictSame(
    both.map(({ body }) => body.status),
    ['importing', 'importing'],
  )
  t.equal((await rooms()).body.status, 'ready')
})
