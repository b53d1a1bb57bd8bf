import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

const path = '/v1/connect/airbnb'
const day = 24 * 60 * 60 * 1000
const once = { 'idempotency-key': '6f1b3c1e-0c52-4a4e-9b0a-8f6c3f1f7f55' }
const isCached = ({ headers }: { headers: Readonly<Record<string, string | undefined>> }) =>
  headers['idempotency-status'] === 'cached'

async function dropOnce({ call }: Mock, respond: object) {
  t.equal((await call('POST', '/_mock/faults', { body: { times: 1, respond } })).status, 201)
}

/** Sends a call again, as long as its twin is being worked on. */
async function insist(call: () => ReturnType<Mock['call']>): ReturnType<Mock['call']> {
  for (;;) {
    const answer = await call()
    if (answer.code !== 'idempotency_key_in_use') return answer
  }
}

t.test('of 100 calls at once with one key one opens a session, and 99 get its answer', async (t) => {
  const { call } = await createMock(t)
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      insist(() => call('POST', path, { headers: once, body: { state: 'x' } })),
    ),
  )
  t.strictSame([...new Set(answers.map(({ status }) => status))], [200])
  t.equal(new Set(answers.map(({ body }) => body.sessionId)).size, 1)
  t.equal(answers.filter(isCached).length, 99)
  t.equal(new Set(answers.map(({ headers }) => headers['x-request-id'])).size, 100)
  t.equal((await call('GET', '/_mock/sessions')).body.data.length, 1)
})

t.test(
  'while a request waits for a slow provider, its repetition answers 409 and another body answers 422',
  async (t) => {
    const mock = await createMock(t)
    const connect = (apiKey: string) =>
      mock.call('POST', '/v1/connect/lodgify', { headers: once, body: { apiKey } })
    const meanwhile: string[] = []
    mock.onPause = async () => {
      for (const apiKey of ['slow', 'other']) meanwhile.push((await connect(apiKey)).code ?? '')
    }
    t.notOk(isCached(await connect('slow')))
    t.strictSame(meanwhile, ['idempotency_key_in_use', 'idempotency_key_reused'])
    t.ok(isCached(await connect('slow')))
    t.equal(mock.pauses.length, 1, 'the provider was asked once')
  },
)

t.test('when the first of several requests fails, the next one does the work', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', '/_mock/faults', {
    body: { match: { path }, times: 1, respond: { error: 'provider_unavailable' } },
  })
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => insist(() => mock.call('POST', path, { headers: once }))),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 503])
  t.equal(answers.filter(isCached).length, 3)
})

t.test('an answer is kept for 24 hours of the workspace', async (t) => {
  const { call } = await createMock(t)
  const advance = (by: string) => call('POST', '/_mock/clock/advance', { body: { by } })
  await call('PUT', '/_mock/clock', { body: { frozen: true } })
  const first = await call('POST', path, { headers: once })
  t.equal((await advance(`${day - 1}ms`)).status, 200)
  t.ok(isCached(await call('POST', path, { headers: once })))
  await advance('1ms')
  const anew = await call('POST', path, { headers: once })
  t.notOk(isCached(anew))
  t.not(anew.body.sessionId, first.body.sessionId)
  t.ok(isCached(await call('POST', path, { headers: once })))
})

t.test('a reset forgets the answers, and so does a snapshot that is put back', async (t) => {
  const { call } = await createMock(t)
  await call('POST', path, { headers: once })
  await call('POST', '/_mock/reset')
  t.notOk(isCached(await call('POST', path, { headers: once })))
  t.ok(isCached(await call('POST', path, { headers: once })))
  await call('PUT', '/_mock/snapshot', { body: (await call('GET', '/_mock/snapshot')).body })
  t.notOk(isCached(await call('POST', path, { headers: once })))
})

t.test('when the reply is lost, the retry gets it, and the work was done once', async (t) => {
  for (const respond of [{ drop: 'after' }, { truncate: 10 }]) {
    const mock = await createMock(t)
    await mock.app.listen({ port: 0, host: '127.0.0.1' })
    const post = () =>
      fetch(`${mock.app.listeningOrigin}/v1/connect/lodgify`, {
        method: 'POST',
        headers: { ...once, authorization: 'Bearer sk_test_tests', 'content-type': 'application/json' },
        body: '{"apiKey":"abc"}',
      })
    await dropOnce(mock, respond)
    await t.rejects(post().then((answer) => answer.text()))
    const answer = await post()
    t.equal(answer.status, 200)
    t.equal(answer.headers.get('idempotency-status'), 'cached')
    t.match(await answer.json(), { provider: 'lodgify', status: 'active' })
    t.equal((await mock.call('GET', '/v1/connect')).body.pagination.total, 1)
  }
})

t.test('when the request is lost, the retry is the first', async (t) => {
  const mock = await createMock(t)
  await dropOnce(mock, { drop: 'before' })
  await t.rejects(mock.call('POST', path, { headers: once }))
  t.notOk(isCached(await mock.call('POST', path, { headers: once })))
})

t.test('a repeated completion gets the answer of the first one', async (t) => {
  const { call, open, clock } = await createMock(t)
  const id = await open('airbnb')
  const complete = (headers: Record<string, string>) =>
    call('POST', `/v1/connect/sessions/${id}/complete`, { headers, body: { provider: 'airbnb' } })
  const first = await complete(once)
  t.equal(first.status, 200)
  clock.advance(3_600_000)
  const again = await complete(once)
  t.ok(isCached(again))
  t.strictSame(again.body, first.body)
  t.equal((await complete({})).code, 'session_terminal')
  t.equal((await complete({ 'idempotency-key': 'other' })).code, 'session_terminal')
})

t.test(
  'where the session is the capability, each has keys of its own, with any API key or none',
  async (t) => {
    const { call, open } = await createMock(t)
    const claim = async (sessionId: string, key: string | null) => {
      const hotelId = sessionId
        .slice(-26)
        .replace(/\D/g, '')
        .slice(-7)
        .padStart(7, '1')
        .replace(/...$/, '777')
      const options = { headers: once, key }
      const verified = await call('POST', '/v1/connect/booking/verify', {
        ...options,
        body: { sessionId, hotelId },
      })
      const rooms = await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`, options)
      const mappings = [{ roomId: rooms.body.rooms[0].roomId, listingId: null }]
      const mapped = await call('POST', '/v1/connect/booking/map-rooms', {
        ...options,
        body: { sessionId, mappings },
      })
      t.equal(rooms.status, 200)
      t.equal(mapped.status, 200)
      return { verified, mapped, sessionId }
    }
    const one = await claim(await open('booking'), null)
    const two = await claim(await open('booking'), 'sk_test_other')
    t.strictSame([one.verified, one.mapped, two.verified, two.mapped].map(isCached), [
      false,
      false,
      false,
      false,
    ])
    const again = await claim(one.sessionId, 'sk_test_third')
    t.ok(isCached(again.verified))
    t.ok(isCached(again.mapped), '200, although the session is completed')
    t.strictSame(again.mapped.body, one.mapped.body)

    const picker = await open(null)
    const select = (provider: string) =>
      call('POST', `/v1/connect/sessions/${picker}/select-provider`, {
        headers: once,
        key: null,
        body: { provider },
      })
    t.notOk(isCached(await select('guesty')))
    t.ok(isCached(await select('guesty')))
    t.equal((await select('airbnb')).code, 'idempotency_key_reused')
  },
)

t.test('credentials that are sent twice at once are submitted once', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('lodgify')
  const submit = () =>
    mock.call('POST', '/v1/connect/lodgify/credentials', {
      headers: once,
      key: null,
      body: { sessionId, credentials: { apiKey: 'slow' } },
    })
  const answers = await Promise.all([submit, submit, submit].map(insist))
  t.strictSame(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  t.equal(answers.filter(isCached).length, 2)
  t.equal(mock.pauses.length, 1)
})

t.test('a session that ended while its provider was slow is refused, and so is the repetition', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('lodgify')
  const submit = () =>
    mock.call('POST', '/v1/connect/lodgify/credentials', {
      headers: once,
      key: null,
      body: { sessionId, credentials: { apiKey: 'slow' } },
    })
  mock.onPause = async () => {
    await mock.call('POST', `/_mock/sessions/${sessionId}/deny`)
  }
  for (const cached of [false, true]) {
    const answer = await submit()
    t.equal(answer.code, 'session_terminal')
    t.equal(isCached(answer), cached)
  }
  t.equal(mock.pauses.length, 1, 'the provider is asked once')
})
