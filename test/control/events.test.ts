import t from 'tap'
import { type Journal, journalOptions } from '../../src/control/journal.js'
import { bounds } from '../../src/lib/bounds.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { watch } from '../helpers/events.js'
import { createMock } from '../helpers/mock.js'
import { createReceiver, subscribe } from '../helpers/receiver.js'

t.test('events are streamed as they are recorded', async (t) => {
  const mock = await createMock(t)
  const { answer, take } = await watch(t, mock)
  t.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  t.equal(answer.headers.get('access-control-allow-origin'), null)
  await mock.open('airbnb', {}, { key: 'sk_test_other' })
  const id = await mock.open('airbnb')
  await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } })
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  await mock.call('DELETE', '/v1/connect/airbnb')
  const events = await take(8)
  t.strictSame(
    events.map(({ event, data }) => [
      event,
      data.session?.status ??
        data.change ??
        data.clock?.offsetMs ??
        `${data.request.method} ${data.request.status}`,
    ]),
    [
      ['session', 'pending'],
      ['request', 'POST 200'],
      ['session', 'completed'],
      ['connection', 'created'],
      ['request', 'POST 200'],
      ['clock', 60_000],
      ['connection', 'removed'],
      ['request', 'DELETE 200'],
    ],
  )
  for (const { id, event, data } of events) t.match(data, { id, type: event, workspace: String })
  t.match(events[0]?.data.session.url, /^http:\/\/127\.0\.0\.1:\d+\/connect\/airbnb/)
})

t.test('a host who decides for a picker does all of it in one step', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock)
  for (const way of ['approve', 'deny', 'expire']) {
    const id = await mock.open(null)
    await mock.call('POST', `/_mock/sessions/${id}/${way}`, { body: { provider: 'vrbo' } })
  }
  await mock.open(null)
  const events = await take(12)
  const sessions = events.filter(({ event }) => event === 'session').map(({ data }) => data.session)
  t.strictSame(
    sessions.map(({ status, provider }) => [status, provider]),
    [
      ['pending', null],
      ['completed', 'vrbo'],
      ['pending', null],
      ['cancelled', 'vrbo'],
      ['pending', null],
      ['expired', 'vrbo'],
      ['pending', null],
    ],
  )
})

t.test('an attempt at a webhook is an event when it ended', async (t) => {
  const mock = await createMock(t)
  const { url } = await createReceiver(t)
  const { id: webhookId } = await subscribe(mock, url)
  const { take } = await watch(t, mock)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  const event = (await take(3)).find(({ event }) => event === 'webhook')
  t.match(event?.data.webhook, { webhookId, type: 'account.created', attempt: 1, success: true })
})

t.test('a reader who comes back goes on after the last event that arrived', async (t) => {
  const mock = await createMock(t)
  const first = await watch(t, mock)
  await mock.open('airbnb')
  await mock.open('airbnb')
  const [one, two, three] = await first.take(3)
  first.stop()
  await mock.call('GET', '/v1/connect')
  const key = { 'x-api-key': 'sk_test_tests' }
  const again = await watch(t, mock, { ...key, 'last-event-id': two?.id as string })
  t.strictSame((await again.take(1))[0], three)
  t.equal((await again.take(3))[2]?.data.request.method, 'GET')
  const forgotten = await watch(t, mock, { ...key, 'last-event-id': 'jrn_gone_1' })
  t.strictSame((await forgotten.take(1))[0], one, 'all that there is, when it is not known any more')
})

t.test('what is recorded while the past is read comes once, behind it', async (t) => {
  for (const isReadFirst of [true, false]) {
    const { journal } = createMemoryStores(10, journalOptions)
    let meanwhile = async (): Promise<void> => {}
    const slow: Journal = {
      record: (...of) => journal.record(...of),
      forget: (...of) => journal.forget(...of),
      settled: () => journal.settled(),
      listen: (...of) => journal.listen(...of),
      last: () => journal.last(),
      orderOf: (...of) => journal.orderOf(...of),
      before: (...of) => journal.before(...of),
      after: async (...of) => {
        const before = await journal.after(...of)
        await meanwhile()
        return isReadFirst ? before : journal.after(...of)
      },
    }
    const mock = await createMock(t, { parts: { journal: slow } })
    const ids = [await mock.open('airbnb')]
    meanwhile = async () => {
      meanwhile = async () => {}
      ids.push(await mock.open('airbnb'))
    }
    const headers = { 'x-api-key': 'sk_test_tests', 'last-event-id': 'jrn_gone_1' }
    const { take } = await watch(t, mock, headers)
    await take(4)
    ids.push(await mock.open('airbnb'))
    const sessions = (await take(6)).filter(({ event }) => event === 'session')
    t.strictSame(
      sessions.map(({ data }) => data.session.id),
      ids,
    )
  }
})

t.test('without a key the events of all workspaces are streamed, and those of none', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock, {})
  await mock.call('GET', '/v1/health', { key: null })
  await mock.open('airbnb', {}, { key: 'sk_test_a' })
  await mock.call('POST', '/v1/connect/smoobu', { key: 'sk_test_b', body: { apiKey: 'x' } })
  await mock.call('POST', '/v1/connect/smoobu', { key: 'sk_test_b', body: { apiKey: 'x' } })
  const events = await take(7)
  t.strictSame(
    events.map(({ data }) => data.change ?? data.type),
    ['request', 'created', 'request', 'created', 'request', 'refreshed', 'request'],
  )
  t.equal(new Set(events.map(({ data }) => data.workspace)).size, 3)
})

t.test('a reader who does not read is cut off, and holds nobody up', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock)
  const headers = { 'x-long': 'x'.repeat(12_000) }
  const cut = () => mock.alarms.find(({ delayMs }) => delayMs === 3000)
  while (cut() === undefined) {
    await mock.call('GET', '/v1/connect', { headers })
    await new Promise(setImmediate)
  }
  cut()?.ring()
  await t.rejects(take(100_000), 'the stream broke')
  t.equal((await mock.call('GET', '/v1/connect')).status, 200)
})

t.test('a reader who reads gets everything, however much is recorded before it is their turn', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock)
  const redirectUrl = `https://app.example/${'x'.repeat(1000)}`
  for (let count = 0; count < 500; count++) await mock.open('airbnb', { redirectUrl })
  for (const { ring } of mock.alarms) ring()
  const events = await take(1000)
  t.equal(events.length, 1000)
  t.ok(JSON.stringify(events).length > 4 * bounds.eventBacklog.maxSize)
})

t.test('an event says of a request or an attempt what the lists say of it', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url)
  const { take } = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=request,webhook')
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  const events = await take(2)
  const listed = async (path: string) => (await mock.call('GET', path)).body.data.at(-1)
  const of = (type: string) => events.find(({ event }) => event === type)?.data
  t.strictSame(of('request').request, await listed('/_mock/requests'))
  t.strictSame(of('webhook').webhook, await listed('/_mock/webhooks'))
  for (const { id, event, data } of events) t.equal(data[event].id, id)
})

t.test('a reader who missed much gets all of it that the journal still has', async (t) => {
  const mock = await createMock(t)
  const redirectUrl = `https://app.example/${'x'.repeat(1000)}`
  for (let count = 0; count < 500; count++) await mock.open('airbnb', { redirectUrl })
  const headers = { 'x-api-key': 'sk_test_tests', 'last-event-id': 'jrn_gone_1' }
  const { take } = await watch(t, mock, headers)
  const missed = await take(1000)
  t.equal(missed.length, 1000)
  t.ok(JSON.stringify(missed).length > 1024 * 1024)
  await mock.call('GET', '/v1/connect')
  t.equal((await take(1001))[1000]?.data.request.path, '/v1/connect')
})

t.test('a workspace has fifty streams, and others have their own', async (t) => {
  const mock = await createMock(t)
  const watchers = [await watch(t, mock)]
  while (watchers.length < 50) watchers.push(await watch(t, mock))
  const refused = await mock.call('GET', '/_mock/events')
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match(refused.body.error.message, 'event streams: a workspace has 50')
  t.equal((await watch(t, mock, { 'x-api-key': 'sk_test_other' })).answer.status, 200)
  t.equal((await mock.call('HEAD', '/_mock/events')).status, 200)
  watchers[0]?.stop()
  let { answer, take } = await watch(t, mock)
  while (answer.status === 503) ({ answer, take } = await watch(t, mock))
  await mock.call('GET', '/v1/connect')
  t.equal((await take(1))[0]?.data.request.path, '/v1/connect')
})

t.test('a stream whose journal fails is cut off, and gives its place back', async (t) => {
  const { journal } = createMemoryStores(10, journalOptions)
  let isAway = false
  const away = (): never => {
    throw new Error('away')
  }
  const shaky: Journal = {
    record: (...of) => journal.record(...of),
    forget: (...of) => journal.forget(...of),
    settled: () => journal.settled(),
    listen: (...of) => journal.listen(...of),
    last: () => (isAway ? away() : journal.last()),
    orderOf: (...of) => journal.orderOf(...of),
    before: (...of) => journal.before(...of),
    after: (...of) => (isAway ? away() : journal.after(...of)),
  }
  const mock = await createMock(t, { parts: { journal: shaky } })
  const { take } = await watch(t, mock)
  isAway = true
  await mock.call('GET', '/v1/connect')
  await t.rejects(take(1))
  for (let count = 0; count < 60; count++) t.equal((await mock.call('GET', '/_mock/events')).status, 500)
  isAway = false
  t.equal((await watch(t, mock)).answer.status, 200)
})

t.test('HEAD of the events is answered at once', async (t) => {
  const mock = await createMock(t)
  const answer = await mock.call('HEAD', '/_mock/events')
  t.match(answer, { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
})

t.test('a call that is dropped is dropped, also with a reader', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock)
  await mock.call('POST', '/_mock/faults', { body: { respond: { drop: 'before' } } })
  await t.rejects(mock.call('GET', '/v1/connect'))
  const events = await take(3)
  t.strictSame(
    events.map(({ data }) => data.change ?? data.request.status),
    ['added', 'hit', null],
  )
})

t.test('closing ends streams and waiting calls at once', async (t) => {
  const mock = await createMock(t)
  mock.onPause = () => new Promise(() => {})
  const { take } = await watch(t, mock)
  const waiting = mock.call('GET', '/_mock/requests?wait=60s')
  await mock.call('GET', '/v1/connect', { key: 'sk_test_other' })
  await mock.app.close()
  t.strictSame(await take(1), [])
  t.match(await waiting, { status: 503, code: 'shutting_down' })
})

t.test('a stream has the types that it is asked for, and its reader is not behind with others', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=session,clock')
  const id = await mock.open('airbnb')
  await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } })
  for (let count = 0; count < 150; count++) await mock.call('GET', '/v1/connect')
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  t.strictSame(
    (await take(3)).map(({ event, data }) => [event, data.change]),
    [
      ['session', 'created'],
      ['session', 'completed'],
      ['clock', undefined],
    ],
  )
  for (const types of ['requests', 'request,', ''])
    t.match(await mock.call('GET', `/_mock/events?types=${types}`), {
      status: 400,
      code: 'invalid_params',
      body: { error: { fix: /request, session, connection, webhook, clock, fault, reset/ } },
    })
})

t.test('a session says what has changed', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=session')
  const picked = await mock.open(null)
  const path = `/v1/connect/sessions/${picked}/select-provider`
  await mock.call('POST', path, { body: { provider: 'vrbo' } })
  await mock.call('POST', `/_mock/sessions/${picked}/deny`)
  await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/expire`)
  t.strictSame(
    (await take(5)).map(({ data }) => [data.change, data.session.status]),
    [
      ['created', 'pending'],
      ['updated', 'pending'],
      ['cancelled', 'cancelled'],
      ['created', 'pending'],
      ['expired', 'expired'],
    ],
  )
})

t.test('a fault is told of when it is added, hit and removed', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=fault')
  const header = { 'x-api-key': 'sk_test_tests' }
  const body = { match: { header }, respond: { error: 'provider_unavailable' } }
  await mock.call('POST', '/_mock/faults', { body })
  for (let count = 0; count < 2; count++)
    t.equal((await mock.call('GET', '/v1/connect', { key: null, headers: header })).status, 503)
  await mock.call('DELETE', '/_mock/faults/flt_1')
  await mock.call('POST', '/_mock/faults', { body: { respond: { delay: 1 } }, key: null })
  await mock.call('DELETE', '/_mock/faults', { key: null })
  const events = await take(6)
  t.strictSame(
    events.map(({ data }) => [data.change, data.fault.id, data.fault.hits]),
    [
      ['added', 'flt_1', 0],
      ['hit', 'flt_1', 1],
      ['hit', 'flt_1', 2],
      ['removed', 'flt_1', 2],
      ['added', 'flt_all_1', 0],
      ['removed', 'flt_all_1', 0],
    ],
  )
  t.notMatch(JSON.stringify(events), 'sk_test_tests')
})

t.test('a fault that makes room for another one is removed', async (t) => {
  const mock = await createMock(t)
  const body = { times: 1, respond: { error: 'provider_unavailable' } }
  for (let count = 0; count < 100; count++) await mock.call('POST', '/_mock/faults', { body })
  await mock.call('GET', '/v1/connect')
  const { take } = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=fault')
  await mock.call('POST', '/_mock/faults', { body })
  t.strictSame(
    (await take(2)).map(({ data }) => [data.change, data.fault.id]),
    [
      ['removed', 'flt_1'],
      ['added', 'flt_101'],
    ],
  )
})

t.test('a fault of events is hit by each of them', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url)
  await mock.call('POST', '/_mock/faults', { body: { match: { event: '*' }, respond: { times: 2 } } })
  const { take } = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=fault')
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  t.match(await take(1), [{ data: { change: 'hit', fault: { hits: 1 } } }])
})

t.test('a workspace that is emptied or replaced says so, and all of them at once, too', async (t) => {
  const mock = await createMock(t)
  await mock.open('airbnb')
  const own = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=reset')
  const all = await watch(t, mock, {}, '?types=reset,fault')
  await mock.call('POST', '/_mock/reset')
  await own.take(1)
  await mock.call('PUT', '/_mock/snapshot', { body: (await mock.call('GET', '/_mock/snapshot')).body })
  await own.take(2)
  await mock.call('POST', '/_mock/reset', { key: 'sk_test_other' })
  await mock.call('POST', '/_mock/reset', { key: null })
  const events = await own.take(3)
  t.strictSame(
    events.map(({ event, data }) => [event, data.workspace === null]),
    [
      ['reset', false],
      ['reset', false],
      ['reset', true],
    ],
  )
  t.ok((await all.take(1)).every(({ event }) => event === 'reset'))
  own.stop()
  const scoped = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=fault')
  await mock.call('POST', '/_mock/reset', { key: null })
  await mock.call('POST', '/_mock/faults', { body: { respond: { delay: 1 } } })
  t.match(await scoped.take(1), [{ event: 'fault' }])
})
