import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { type Journal, journalOptions } from '../../src/control/journal.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import type { AnyBody } from '../helpers/answers.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { createReceiver, subscribe } from '../helpers/receiver.js'

interface Event {
  readonly id: string
  readonly event: string
  readonly data: AnyBody
}

/** Watches the events of a mock by a real connection. */
async function watch(
  t: Test,
  { app }: Mock,
  headers: Record<string, string> = { 'x-api-key': 'sk_test_tests' },
) {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const answer = await fetch(`http://127.0.0.1:${port}/_mock/events`, { headers, signal: stop.signal })
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const events: Event[] = []
  /** The first so many events; fewer when the stream ends. */
  const take = async (count: number): Promise<readonly Event[]> => {
    while (events.length < count) {
      const { value, done } = await reader.read()
      if (done) break
      const parts = (text + value).split('\n\n')
      text = parts.pop() as string
      events.push(...parts.filter((part) => part.startsWith('id: ')).map(parse))
    }
    return events.slice(0, count)
  }
  return { answer, take, stop: () => stop.abort() }
}

function parse(block: string): Event {
  const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? []
  return { id, event, data: JSON.parse(data) }
}

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
    ['request', 'session', 'request', 'created', 'request', 'refreshed', 'request'],
  )
  t.equal(new Set(events.map(({ data }) => data.workspace)).size, 3)
})

t.test('a reader who does not read is cut off, and holds nobody up', async (t) => {
  const mock = await createMock(t)
  const { take } = await watch(t, mock)
  const redirectUrl = `https://app.example/${'x'.repeat(1000)}`
  for (let count = 0; count < 4000; count++) await mock.open('airbnb', { redirectUrl })
  await t.rejects(take(8000), 'the stream broke')
  t.equal((await mock.call('GET', '/v1/connect')).status, 200)
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
  t.equal((await take(1))[0]?.data.request.status, null)
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
