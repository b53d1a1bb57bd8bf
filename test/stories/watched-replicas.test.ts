import t, { type Test } from 'tap'
import { readTexts } from '../../src/cli/settings.js'
import { journalOptions } from '../../src/control/journal.js'
import { openStores } from '../../src/storage/open-stores.js'
import { watch } from '../helpers/events.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'
import { adminOf, noRedisServer, RedisServer } from '../helpers/redis.js'

/** Two servers on one store, and its address. */
async function startTwo(t: Test): Promise<readonly [Mock, Mock, string]> {
  const { url } = await RedisServer.start(t)
  const settings = readTexts({ STORE_URL: url })
  const start = async () =>
    createMock(t, { stores: await openStores(settings, journalOptions, { info: () => {}, warn: () => {} }) })
  return [await start(), await start(), url]
}

t.test('a stream of one server has what took place on the other', { skip: noRedisServer }, async (t) => {
  const [one, other] = await startTwo(t)
  const types = '?types=session,fault,clock,reset'
  const { take } = await watch(t, other, { 'x-api-key': 'sk_test_tests' }, types)
  const id = await one.open('airbnb')
  await one.call('POST', '/_mock/faults', { body: { respond: { error: 'provider_unavailable' }, times: 1 } })
  t.equal((await other.call('GET', '/v1/connect')).status, 503)
  await other.call('POST', '/_mock/clock/advance', { body: { by: '31m' } })
  await take(5)
  await one.call('POST', '/_mock/reset')
  const seen = (await take(7)).map(
    ({ event, data }) => `${event} ${data.change ?? ''} ${data.session?.id ?? ''}`,
  )
  // Each server tells of what it did: the one of the clock, the other one of the session.
  t.strictSame(
    [...seen.slice(0, 3), ...seen.slice(3, 5).sort(), ...seen.slice(5)],
    [
      `session created ${id}`,
      'fault added ',
      'fault hit ',
      'clock  ',
      `session expired ${id}`,
      'reset  ',
      'clock  ',
    ],
    'expiry comes once',
  )
  const [{ name, lastCallAt }] = (await one.call('GET', '/_mock/workspaces')).body.data
  t.strictSame([name, lastCallAt], ['sk_test_…s', null])
})

t.test('what another server expired or restored is told of once', { skip: noRedisServer }, async (t) => {
  const [one, other] = await startTwo(t)
  const { take } = await watch(t, one, { 'x-api-key': 'sk_test_tests' }, '?types=session')
  const expired = await one.open('airbnb')
  const ended = await one.open('airbnb')
  const open = await one.open('airbnb')
  await other.call('POST', `/_mock/sessions/${expired}/expire`)
  await other.call('POST', `/_mock/sessions/${ended}/deny`)
  await other.call('POST', '/_mock/clock/advance', { body: { by: '31m' } })
  t.strictSame(
    (await take(6)).slice(3).map(({ data }) => [data.change, data.session.id]),
    [
      ['expired', expired],
      ['cancelled', ended],
      ['expired', open],
    ],
  )
  const { body } = await other.call('GET', '/_mock/snapshot')
  await other.call('PUT', '/_mock/snapshot', { body })
  await other.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  const last = await other.open('airbnb')
  t.strictSame(
    (await take(7)).slice(6).map(({ data }) => [data.change, data.session.id]),
    [['created', last]],
  )
})

t.test('faults that both servers apply count the calls of both', { skip: noRedisServer }, async (t) => {
  const [one, other] = await startTwo(t)
  const { take } = await watch(t, one, { 'x-api-key': 'sk_test_tests' }, '?types=fault')
  const respond = { error: 'provider_unavailable' }
  await one.call('POST', '/_mock/faults', { body: { match: { path: '/v1/connect' }, respond } })
  await one.call('POST', '/_mock/faults', { body: { match: { path: '/v1/webhooks' }, respond, times: 10 } })
  const statuses = async (path: string) =>
    (await Promise.all(Array.from({ length: 30 }, (_, at) => (at % 2 ? one : other).call('GET', path)))).map(
      ({ status }) => status,
    )
  t.ok((await statuses('/v1/connect')).every((status) => status === 503))
  t.equal((await statuses('/v1/webhooks')).filter((status) => status === 503).length, 10)
  for (const { call } of [one, other])
    t.match((await call('GET', '/_mock/faults')).body.data, [{ hits: 30 }, { hits: 10, remaining: 0 }])
  const hits = (await take(42)).filter(({ data }) => data.change === 'hit')
  for (const [id, count] of [
    ['flt_1', 30],
    ['flt_2', 10],
  ] as const)
    t.strictSame(
      hits
        .filter(({ data }) => data.fault.id === id)
        .map(({ data }) => data.fault.hits)
        .sort((a, b) => a - b),
      Array.from({ length: count }, (_, at) => at + 1),
    )
  t.same((await other.call('DELETE', '/_mock/faults')).status, 204)
  t.strictSame(
    (await take(44)).slice(42).map(({ data }) => data.change),
    ['removed', 'removed'],
  )
})

t.test('what a tester asks of one server, the other one has and does', { skip: noRedisServer }, async (t) => {
  const [one, other] = await startTwo(t)
  const receiver = await createReceiver(t)
  const webhook = await subscribe(one, receiver.url)
  const [{ id: workspace }] = (await other.call('GET', '/_mock/workspaces', { key: null })).body.data
  const ask = ({ call }: Mock, method: string, path: string, body?: object) =>
    call(method, `/_mock${path}?workspace=${workspace}`, { key: null, ...(body && { body }) })
  const { body: session } = await ask(other, 'POST', '/sessions', { provider: 'airbnb', state: 'x' })
  t.match((await one.call('GET', `/_mock/sessions/${session.id}`)).body, {
    status: 'pending',
    state: 'x',
  })
  t.equal((await ask(other, 'POST', `/endpoints/${webhook.id}/test`)).status, 200)
  const [first] = await sent(one, 1)
  for (const mock of [one, other]) {
    const [endpoint] = (await ask(mock, 'GET', '/endpoints')).body.data
    t.match(endpoint, { id: webhook.id, status: 'active', waiting: Number, lastAttemptAt: String })
    const replay = await ask(mock, 'POST', `/webhooks/${first.deliveryId}/replay`, { force: true })
    t.match(replay, { status: 200, body: { eventId: first.eventId } })
  }
  t.match(await sent(other, 3), [{}, { eventId: first.eventId }, { eventId: first.eventId }])
})

t.test('what servers could not hear, they catch up with', { skip: noRedisServer }, async (t) => {
  const [one, other, url] = await startTwo(t)
  const admin = await adminOf(t, url)
  const receiver = await createReceiver(t)
  await subscribe(one, receiver.url, ['connect.session.completed'])
  const { take } = await watch(t, other, { 'x-api-key': 'sk_test_tests' }, '?types=session')
  const [ended, expired] = [await one.open('airbnb'), await one.open('airbnb')]
  await take(2)
  other.onPause = () => new Promise((resolve) => setTimeout(resolve, 10_000).unref())
  const waiting = other.call('GET', '/_mock/requests?path=/v1/connect/sessions/*/complete&wait=30s')
  const completing = () =>
    other.call('POST', `/v1/connect/sessions/${ended}/complete`, { body: { provider: 'airbnb' } })
  const advancing = () => other.call('POST', '/_mock/clock/advance', { body: { by: '31m' } })
  for (const change of [completing, advancing]) {
    // Both servers come back only after the change was told.
    await admin.call('client', ['kill', 'type', 'pubsub'])
    t.equal((await change()).status, 200)
  }
  const begun = performance.now()
  t.equal((await waiting).body.data.length, 1)
  t.equal((await sent(other, 1)).length, 1)
  t.match(
    (await take(4))
      .slice(2)
      .map(({ data }) => `${data.change} ${data.session.id}`)
      .sort(),
    [`completed ${ended}`, `expired ${expired}`],
  )
  t.ok(performance.now() - begun < 10_000)
})
