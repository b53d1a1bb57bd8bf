import t, { type Test } from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { createMock, type Mock, unbounded } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

/** What a key's calls are answered, headers too, with calls of other keys between them. */
async function play(t: Test, seed: string, others: number): Promise<readonly string[]> {
  const mock = await createMock(t, { settings: { SEED: seed } })
  const answers: string[] = []
  const ask = async (...[method, path, options]: Parameters<Mock['call']>) => {
    for (let at = 0; at < others; at++) await mock.call('POST', '/v1/connect/vrbo', { key: `sk_test_${at}` })
    const answer = await mock.call(method, path, options)
    const { date, 'x-request-id': requestId, ...headers } = answer.headers
    const isOwn = options?.key !== null
    answers.push(
      JSON.stringify([path, answer.status, headers, isOwn && requestId, isOwn ? answer.body : answer.code]),
    )
    return answer.body
  }
  await mock.call('PUT', '/_mock/clock', { body: { now: '2030-01-01T00:00:00Z', frozen: true } })
  await mock.call('POST', '/_mock/faults', {
    body: { match: { path: '/v1/connect' }, probability: 0.5, respond: { status: 503 } },
  })
  const { id } = await ask('POST', '/v1/connect/airbnb')
  const { id: booking } = await ask('POST', '/v1/connect/booking')
  await ask('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } })
  await ask('GET', `/v1/connect/sessions/${id}`)
  await ask('GET', '/v1/connect/nonsense')
  await ask('POST', '/v1/connect/booking/map-rooms', {
    key: null,
    body: { sessionId: booking, mappings: [{ roomId: '1' }] },
  })
  await ask('POST', '/v1/connect/booking/verify', {
    key: null,
    body: { sessionId: booking, hotelId: '1234567' },
  })
  await ask('GET', `/v1/connect/booking/rooms?sessionId=${booking}`, { key: null })
  await ask('GET', '/v1/health')
  await ask('GET', '/v1/conect')
  await ask('PUT', '/v1/connect')
  await ask('GET', '/v1/connect/resume')
  await ask('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  await ask('GET', '/v1/connect/airbnb', { key: null })
  for (let count = 0; count < 10; count++) await ask('GET', '/v1/connect?limit=1')
  const { body } = await mock.call('GET', '/_mock/requests')
  answers.push(JSON.stringify(body.data.map(({ id, requestId }: Record<string, string>) => [id, requestId])))
  return answers
}

t.test('with a seed and a frozen clock a run repeats to the byte, whatever other keys do', async (t) => {
  const first = await play(t, 'a', 0)
  t.ok(first.some((answer) => answer.includes('provider_unavailable')))
  t.strictSame(await play(t, 'a', 0), first)
  t.strictSame(await play(t, 'a', 3), first)
  t.notSame(await play(t, 'b', 0), first)
})

t.test('a request id that the caller chose is kept', async (t) => {
  const mock = await createMock(t, { settings: { SEED: 'a' } })
  const answer = await mock.call('GET', '/v1/connect', { headers: { 'x-request-id': 'mine' } })
  t.equal(answer.headers['x-request-id'], 'mine')
})

t.test('log lines have the request id of the answer', async (t) => {
  const mock = await createMock(t, { settings: { SEED: 'a' } })
  const answer = await mock.call('GET', '/v1/connect')
  const line = mock.log.map((text) => JSON.parse(text)).find(({ msg }) => msg === 'answered')
  t.equal(line.requestId, answer.headers['x-request-id'])
})

t.test('with a seed a webhook that a snapshot brought back is not overwritten by the next one', async (t) => {
  const { call } = await createMock(t, { settings: { SEED: 'seed' } })
  const subscribe = async () =>
    (await call('POST', '/v1/webhooks', { body: { url: 'http://127.0.0.1:9/', events: ['repull.ping'] } }))
      .body
  const first = await subscribe()
  const { body: snapshot } = await call('GET', '/_mock/snapshot')
  await call('PUT', '/_mock/snapshot', { body: snapshot })
  const second = await subscribe()
  t.not(second.id, first.id)
  t.equal((await call('GET', '/v1/webhooks')).body.data.length, 2)
})

function repeated(ids: readonly string[]): readonly string[] {
  return ids.filter((id, at) => ids.indexOf(id) !== at)
}

t.test('no request id is used twice, also of keys that were evicted', { skip: unbounded }, async (t) => {
  const { call, open, clock } = await createMock(t, {
    settings: { SEED: 'seed', MAX_WORKSPACES: '4', WORKSPACE_IDLE: '1s' },
  })
  const ids: string[] = []
  for (let round = 0; round < 4; round++) {
    for (let at = 0; at < 10; at++) {
      clock.advance(1000)
      const { headers, status } = await call('GET', '/v1/connect', { key: `sk_test_${at}` })
      t.equal(status, 200)
      ids.push(String(headers['x-request-id']))
    }
  }
  t.strictSame(repeated(ids), [])
  await open('airbnb', {}, { key: 'sk_test_0' })
})

t.test('after a reset the ids of a key begin anew, also when it was evicted before', async (t) => {
  const { call, open } = await createMock(t, { settings: { SEED: 'seed', MAX_WORKSPACES: '2' } })
  const first = await open('airbnb')
  for (const key of [undefined, null]) {
    await call('POST', '/_mock/reset')
    for (let at = 0; at < 4; at++) {
      await call('GET', '/v1/connect', { key: `sk_test_${at}` })
      await call('POST', '/_mock/reset', { key: `sk_test_${at}` })
    }
    await call('POST', '/_mock/reset', key === null ? { key } : {})
    t.equal(await open('airbnb'), first)
  }
})

t.test('two servers on one store never use an id twice', async (t) => {
  const stores = createMemoryStores(1000, journalOptions)
  const shared: typeof stores = {
    ...stores,
    records: new Proxy(stores.records, {
      get(target, name) {
        if (name === 'isShared') return true
        const value = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
  }
  const servers = [
    await createMock(t, { settings: { SEED: 'seed' }, stores: shared }),
    await createMock(t, { settings: { SEED: 'seed' }, stores: shared }),
  ]
  const [one] = servers as [(typeof servers)[0]]
  const receiver = await createReceiver(t)
  await subscribe(one, receiver.url)
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, at) => {
      const { call } = servers[at % 2] as typeof one
      return at % 3 === 0
        ? call('POST', '/v1/connect/smoobu', { body: { apiKey: `${at}` } })
        : call('POST', '/v1/connect/airbnb')
    }),
  )
  for (const { status } of answers) if (status !== 200) t.fail(`${status}`)
  t.strictSame(repeated(answers.map(({ headers }) => String(headers['x-request-id']))), [])
  t.strictSame(repeated(answers.map(({ body }) => body.id)), [])
  await sent(one, 10)
  t.equal(receiver.received.length, 10)
  t.strictSame(repeated(receiver.received.map(({ body }) => body.id)), [])
})
