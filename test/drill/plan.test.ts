import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { connectingRequests } from '../../src/drill/connecting.js'
import { DeclaredErrors, readDescription } from '../../src/drill/declared-errors.js'
import { DeeperPlan } from '../../src/drill/deeper.js'
import { failures } from '../../src/drill/failures.js'
import { nameOf, operationOf } from '../../src/drill/operation.js'
import { type Case, labelOf, planOf } from '../../src/drill/plan.js'
import { requireKnown, SelectionError, sampleCases, selectCases } from '../../src/drill/selection.js'
import { startMock } from '../../src/index.js'
import { connection, recording, request, sent, session, sessionIn, visit } from './made.js'

const mock = await startMock()
t.teardown(() => mock.close())
const declared = new DeclaredErrors(await readDescription(mock.url))
const options = { slowMs: 6000, sessionTtlMs: 1_800_000 }
const plan = (fields: Parameters<typeof recording>[0]) => planOf(recording(fields), declared, options)

t.test('an operation is a method and a path without ids', async (t) => {
  const name = (method: string, path: string) => nameOf(operationOf({ method, path }))
  t.equal(name('GET', `/v1/connect/sessions/${session}`), 'GET /v1/connect/sessions/{id}')
  t.equal(name('DELETE', '/v1/webhooks/9b3e4641-57d5-8f11-a0e5-e7a75109a9f0'), 'DELETE /v1/webhooks/{id}')
  t.equal(name('GET', '/v1/listings/900000101'), 'GET /v1/listings/900000101')
  t.equal(name('GET', '/v1/connections/vrbo:3847291/units'), 'GET /v1/connections/vrbo:{id}/units')
  t.equal(
    name('POST', '/v1/connections/booking_extranet:3847291/mappings'),
    'POST /v1/connections/booking_extranet:{id}/mappings',
  )
})

t.test('the codes of an operation are those that the description of the server names', async (t) => {
  const complete = declared.of('POST', `/v1/connect/sessions/${session}/complete`)
  for (const code of ['session_expired', 'session_terminal', 'provider_unavailable', 'rate_limit_exceeded'])
    t.ok(complete.has(code), code)
  t.notOk(declared.of('GET', '/v1/connect/providers').has('session_expired'), 'no parameter stands for it')
  t.equal(declared.of('GET', '/v1/nowhere').size, 0)
  const other = new DeclaredErrors({ paths: { '/a': { get: {}, post: { responses: { 200: {} } } } } })
  t.equal(other.of('GET', '/a').size + other.of('POST', '/a').size, 0)
})

t.test('a description that cannot be read is an error', async (t) => {
  await t.rejects(readDescription('http://127.0.0.1:9'), { code: 'ECONNREFUSED' })
  const server = createServer((_, reply) => reply.end('<html>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  await t.rejects(readDescription(`http://127.0.0.1:${port}`), SyntaxError)
})

t.test('each call has the failures that can come, for exactly its position', async (t) => {
  const cases = plan({
    requests: [
      request({ method: 'GET', path: '/v1/connect', responseBody: { data: [] } }),
      request({ path: '/v1/connect/airbnb', responseBody: { id: session }, sessionId: session }),
      request({ path: '/v1/connect/airbnb', responseBody: { id: session, url: 'x'.repeat(99) } }),
    ],
  })
  t.strictSame(
    cases.map(({ id }) => id),
    cases.map((_, at) => String(at + 1)),
  )
  const of = (label: string) => cases.filter(({ target }) => labelOf(target) === label)
  const names = (label: string) => of(label).map(({ failure }) => failure)
  t.strictSame(names('POST /v1/connect/airbnb'), [
    'provider_unavailable',
    'rate_limit_exceeded',
    'internal_error',
    'store_unavailable',
    'outage',
    'refused',
    'cut_before',
    'reply_lost',
    'body_cut',
    'slow',
    'gateway',
  ])
  t.notOk(names('POST /v1/connect/airbnb #2').includes('outage'), 'it is the same as that of the first')
  const second = of('POST /v1/connect/airbnb #2').find(({ failure }) => failure === 'reply_lost')
  t.strictSame(second?.faults, [
    { match: { method: 'POST', path: '/v1/connect/airbnb' }, skip: 1, times: 1, respond: { drop: 'after' } },
  ])
  const cut = cases.filter(({ failure }) => failure === 'body_cut')
  t.match(cut.at(0)?.faults, [{ respond: { truncate: 6 } }], 'the middle of a short one')
  t.match(cut.at(-1)?.faults, [{ respond: { truncate: 20 } }], 'the same for all long ones')
  const slow = cases.find(({ failure }) => failure === 'slow')
  t.match(slow?.faults, [{ respond: { replyDelay: '6s' } }])
})

t.test('a call that names a session has what becomes of sessions; another one has time', async (t) => {
  const path = `/v1/connect/sessions/${session}/complete`
  const cases = plan({
    requests: [
      request({ sessionId: session }),
      request({ method: 'GET', path: '/v1/connect/airbnb' }),
      request({ path, sessionId: session }),
    ],
  })
  const complete = cases.filter(({ target }) => target.name.includes('complete'))
  t.match(
    complete.slice(0, 2).map(({ failure, faults }) => [failure, faults[0]?.respond]),
    [
      ['session_expired', { first: { session: 'expire' } }],
      ['session_terminal', { first: { session: 'approve' } }],
    ],
  )
  const time = cases.filter(({ failure }) => failure === 'time')
  t.match(time, [{ target: { name: 'GET /v1/connect/airbnb' } }])
  t.strictSame(time[0]?.faults[0]?.respond, { first: { advance: '1801s' } })
})

t.test('of many polls the first, the second and the last are drilled', async (t) => {
  const polls = Array.from({ length: 6 }, () => request({ method: 'GET', path: '/v1/connect/airbnb' }))
  const labels = new Set(plan({ requests: polls }).map(({ target }) => labelOf(target)))
  t.strictSame(
    [...labels],
    ['GET /v1/connect/airbnb', 'GET /v1/connect/airbnb #2', 'GET /v1/connect/airbnb #6'],
  )
})

t.test('calls stand together by their names, whatever the order in which they came', async (t) => {
  const read = request({ method: 'GET', path: '/v1/connect' })
  const labels = plan({ requests: [read, request(), { ...read }] }).map(({ target }) => labelOf(target))
  t.strictSame([...new Set(labels)], ['GET /v1/connect', 'GET /v1/connect #2', 'POST /v1/connect/airbnb'])
})

t.test('what connects an account sends its event first, and what reads it finds it broken', async (t) => {
  const path = `/v1/connect/sessions/${session}/complete`
  const complete = request({ path, sessionId: session })
  const direct = request({ path: '/v1/connect/hostaway', responseBody: { id: 'con_hostaway' } })
  const read = request({ method: 'GET', path: '/v1/connect/airbnb' })
  const made = {
    requests: [
      request({ sessionId: session }),
      complete,
      read,
      direct,
      request({ path, sessionId: session, status: 409 }),
      request({ path, sessionId: session, status: null }),
    ],
    sessions: [sessionIn('completed')],
    connections: [connection('airbnb'), connection('hostaway')],
    webhooks: [sent({})],
  }
  t.strictSame(connectingRequests(recording(made)), [complete, direct])
  const of = (name: string) => plan(made).filter(({ failure }) => failure === name)
  t.match(of('event_first'), [
    {
      target: { name: 'POST /v1/connect/sessions/{id}/complete' },
      faults: [{ respond: { replyDelay: '200ms' } }],
    },
    { target: { name: 'POST /v1/connect/hostaway' } },
  ])
  t.match(of('connection_broken'), [{ target: { name: 'GET /v1/connect/airbnb' } }])
  t.strictSame(
    plan({ ...made, webhooks: [] }).filter(({ failure }) => failure === 'event_first'),
    [],
  )
})

t.test('hosts decide otherwise, and come too late', async (t) => {
  // The plan reads nothing else of a fault.
  const counter = { id: 'flt_1', match: { decision: 'approve' }, hits: 2 } as never
  const cases = plan({ faults: [counter], requests: [visit()] })
  t.strictSame(
    cases.map(({ target, failure, faults }) => [labelOf(target), failure, faults[0]?.skip ?? 0]),
    [
      ...['refuses', 'elsewhere', 'too_late', 'leaves', 'forges', 'again'].map((one) => [
        'host decides',
        `host_${one}`,
        0,
      ]),
      ...['refuses', 'elsewhere', 'too_late', 'leaves', 'forges', 'again'].map((one) => [
        'host decides #2',
        `host_${one}`,
        1,
      ]),
      ['host opens a page', 'time', 0],
    ],
  )
})

t.test('events fail by their types and positions; only one that has a next can come behind it', async (t) => {
  const webhooks = [sent({}), sent({ attempt: 2 }), sent({ eventId: 'event-2' })]
  const cases = plan({ webhooks })
  t.strictSame(
    cases.map(({ target, failure }) => `${labelOf(target)} ${failure}`),
    [
      'event account.created event_twice',
      'event account.created event_late',
      'event account.created event_reordered',
      'event account.created event_forged',
      'event account.created event_never',
      'event account.created #2 event_twice',
      'event account.created #2 event_late',
      'event account.created #2 event_forged',
      'event account.created #2 event_never',
    ],
  )
})

t.test('every planned fault is one that the server takes', async (t) => {
  const ws = mock.workspace()
  const { id, url } = await ws.sessions.open({ provider: 'booking' })
  const headers = { 'x-api-key': ws.apiKey, 'content-type': 'application/json' }
  const body = JSON.stringify({ sessionId: id, hotelId: '123456' })
  await fetch(`${ws.url}/v1/connect/booking/verify`, { method: 'POST', headers, body })
  await fetch(url)
  const cases = plan({ requests: await ws.requests.list(), webhooks: [sent({}), sent({})] })
  const names = new Set(cases.map(({ failure }) => failure))
  t.ok(names.has('claim_pending') || names.has('booking_error'), [...names].join(' '))
  for (const fault of cases.flatMap(({ faults }) => faults))
    t.match(await ws.faults.preview(fault), { matches: Number })
  for (const name of names)
    t.ok(
      failures.some(({ id }) => id === name),
      name,
    )
})

t.test('cases are chosen by a part of the call, the failure, or the number', async (t) => {
  const cases = plan({ requests: [request(), request({ method: 'GET', path: '/v1/connect' })] })
  const chosen = (...only: readonly string[]) => selectCases(cases, only).map(({ id }) => Number(id))
  t.equal(chosen().length, cases.length)
  t.strictSame(chosen('3', '#5'), [3, 5])
  t.equal(chosen('slow').length, 2)
  t.ok(chosen('get /v1').every((id) => cases[id - 1]?.target.name.startsWith('GET')))
  t.equal(chosen('no such call').length, 0)
})

t.test('what is in no case is refused, with what was meant', async (t) => {
  const cases = plan({ requests: [request()] })
  requireKnown(cases, ['slow', '#1', 'connect/airbnb', 'event_twice'])
  t.throws(() => requireKnown(cases, ['#99']), {
    name: 'SelectionError',
    message: `there is no case 99; the cases of this test are 1 to ${cases.length}`,
  })
  t.throws(() => requireKnown(cases, ['reply_lots']), { message: /; did you mean reply_lost\? Failures: / })
  t.throws(() => requireKnown(cases, ['xxxxxxxxxxxxxxxxxx']), SelectionError)
})

t.test('a sample is chosen by its seed, and keeps the order', async (t) => {
  const cases = plan({ requests: [request(), request({ method: 'GET', path: '/v1/connect' })] })
  const ids = (seed: string, max = 5) => sampleCases(cases, max, seed).map(({ id }) => Number(id))
  t.strictSame(ids('a'), ids('a'))
  t.notSame(ids('a'), ids('b'))
  t.strictSame(
    ids('a'),
    [...ids('a')].sort((x, y) => x - y),
  )
  t.equal(ids('a', 1000).length, cases.length)
})

t.test('calls that only a failure brings are drilled, those that go on alike once', async (t) => {
  const open = request({ sessionId: session })
  const failed = request({
    ms: 1,
    status: 503,
    fault: { id: 'flt_1', respond: { error: 'store_unavailable' } },
  })
  const again = request({ ms: 2 })
  const rehearsal = recording({ requests: [open] })
  const cases = planOf(rehearsal, declared, options)
  const parent = (failure: string) => cases.find((one) => one.failure === failure) as (typeof cases)[number]
  const plan = new DeeperPlan(rehearsal, declared, options)
  const retried = recording({ requests: [failed, again] })
  const first = plan.of(parent('store_unavailable'), retried)
  t.match(first.cases[0], {
    id: `${parent('store_unavailable').id}.1`,
    failure: 'store_unavailable+provider_unavailable',
    target: { at: 1 },
    faults: [{ respond: { error: 'store_unavailable' } }, { respond: { error: 'provider_unavailable' } }],
  })
  t.equal(first.cases[0]?.faults[1]?.skip, undefined, 'the first one does not count for the second')
  const second = plan.of(parent('internal_error'), retried)
  t.strictSame(second, { cases: [], pruned: first.cases.length }, 'the app goes on alike')
  t.strictSame(plan.of(parent('outage'), retried), { cases: [], pruned: 0 })
  t.strictSame(plan.of(parent('refused'), retried), { cases: [], pruned: 0 })
  const later = recording({ requests: [open, failed, request({ ms: 3, path: '/v1/webhooks' }), again] })
  const third = plan.of(parent('reply_lost'), later)
  const behindOpen = third.cases.find(({ target }) => target.at === 2)
  t.equal(behindOpen?.faults[1]?.skip, 1, 'one passes, one has the first fault')
})

t.test('a failure behind another one counts calls as faults match them, below its path too', async (t) => {
  const webhook = '/v1/webhooks/9b3e4641-57d5-8f11-a0e5-e7a75109a9f0'
  const log = { method: 'GET', path: `${webhook}/deliveries` }
  const rehearsal = recording({ requests: [request(log)] })
  const [parent] = planOf(rehearsal, declared, options).filter((one) => one.failure === 'internal_error')
  const failed = request({
    ...log,
    status: 500,
    fault: { id: 'flt_1', respond: { error: 'internal_error' } },
  })
  const looked = recording({ requests: [failed, request({ method: 'GET', path: webhook, ms: 1 })] })
  const { cases } = new DeeperPlan(rehearsal, declared, options).of(parent as Case, looked)
  t.ok(cases.length > 0)
  for (const { faults } of cases) t.equal(faults[1]?.skip, undefined)
})
