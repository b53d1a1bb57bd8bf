import { existsSync } from 'node:fs'
import t from 'tap'
import type { Evidence } from '../../src/drill/evidence.js'
import { judge } from '../../src/drill/judge.js'
import { ruleOf, rules } from '../../src/drill/rules/rules.js'
import { root } from '../helpers/project.js'
import { connection, evidence, planned, recording, request, sent, session, sessionIn, visit } from './made.js'

/** Whether a rule is broken, looked at alone. */
const breaks = (rule: string, found: Evidence) => ruleOf(rule).check(found)

const expired = { status: 410, code: 'session_expired', sessionId: session } as const
const down = { status: 503, code: 'store_unavailable' } as const
const path = `/v1/connect/sessions/${session}/complete`

t.test('every rule says what it is about, and where it is written', async (t) => {
  t.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
  for (const { id, title, says, example, published, page, explains } of rules) {
    t.match(id, /^[a-z-]+$/)
    t.ok(title && says.endsWith('.') && example.endsWith('.'), id)
    t.match(published ?? 'https://repull.dev/', /^https:\/\/repull\.dev\//)
    t.ok(existsSync(`${root}${page}`), page)
    for (const other of explains)
      t.ok(
        rules.some((rule) => rule.id === other),
        `${id} explains ${other}`,
      )
  }
})

t.test('expired-session-reused: the same id after the answer 410, by the app', async (t) => {
  const rule = 'expired-session-reused'
  const first = request({ ...expired, path })
  const found = breaks(rule, evidence([first, request({ ...expired, path, ms: 5 })]))
  t.match(found, { calls: [0, 1] })
  t.match(found?.message, 'POST /v1/connect/sessions/{id}/complete names the session')
  const other = request({ sessionId: 'cs_01JD5Y0V7K8M9NQRSTVWXYZ999', ms: 5 })
  t.equal(breaks(rule, evidence([first, other])), null, 'a fresh one is right')
  t.equal(breaks(rule, evidence([first, visit({ ms: 5 })])), null, 'a host may look')
  const atOnce = request({ ...expired, path, ms: 3, durationMs: 3 })
  t.equal(breaks(rule, evidence([request({ ...expired, path, ms: 2 }), atOnce])), null, 'nobody knew yet')
})

t.test('dead-link-shown: a page of a session that is over, and known to be', async (t) => {
  const rule = 'dead-link-shown'
  const dead = visit({ status: 410, code: 'session_expired', ms: 9 })
  t.equal(breaks(rule, evidence([dead])), null, 'once is an accident')
  t.match(breaks(rule, evidence([visit({ ...expired }), dead])), { calls: [0, 1] })
  t.match(breaks(rule, evidence([request({ ...expired, path }), dead])), { calls: [0, 1] })
})

t.test('completion-too-late: 410 that nobody but the app has caused', async (t) => {
  const rule = 'completion-too-late'
  const late = [request({ ...expired, path })]
  t.match(breaks(rule, evidence(late)), { calls: [0] })
  for (const failure of ['session_expired', 'time', 'host_too_late', 'internal_error+session_expired'])
    t.equal(breaks(rule, evidence(late, { planned: planned(failure) })), null, failure)
  t.equal(
    breaks(rule, evidence(late, { rehearsal: recording({ requests: late }) })),
    null,
    'the test means it',
  )
  t.equal(breaks(rule, evidence([visit({ ...expired })])), null)
})

t.test('retry-after-ignored: a call comes before its time', async (t) => {
  const rule = 'retry-after-ignored'
  const limited = request({ status: 429, responseHeaders: { 'retry-after': '2' } })
  t.match(breaks(rule, evidence([limited, request({ ms: 100 })])), {
    message: 'POST /v1/connect/airbnb comes again before Retry-After: 2 has passed.',
    calls: [0, 1],
  })
  t.equal(breaks(rule, evidence([limited, request({ ms: 1960 })])), null, 'clocks are rounded')
  t.equal(breaks(rule, evidence([limited, request({ ms: 100, path: '/v1/webhooks' })])), null)
  t.equal(breaks(rule, evidence([request({ status: 429 }), request()])), null)
  const frozen = (ms: number) => evidence([limited, request({ ms })], { recording: { isFrozen: true } })
  t.equal(breaks(rule, frozen(0)), null, 'a clock that stands still says nothing')
  t.ok(breaks(rule, frozen(100)), 'one that the test lets pass does')
  const usual = recording({ requests: [request(), request()] })
  const both = evidence([limited, request({ ms: 1 }), request({ ms: 2000 })], { rehearsal: usual })
  t.equal(breaks(rule, both), null, 'another call of the operation may be under way')
})

const attempts = (...at: readonly number[]) => at.map((ms) => request({ ...down, ms }))

t.test('retries-without-end: attempts that only the end of the run ends', async (t) => {
  const rule = 'retries-without-end'
  const stopped = { outcome: { exitCode: null, output: '' } }
  const many = (count: number) => attempts(...Array.from({ length: count }, (_, at) => at))
  const found = breaks(rule, evidence(many(11), stopped))
  t.match(found, { message: 'POST /v1/connect/airbnb fails, and is sent again and again.' })
  t.equal(found?.calls.length, 10, 'that is enough to see it')
  t.equal(breaks(rule, evidence(many(10), stopped)), null)
  t.equal(breaks(rule, evidence(many(11))), null, 'it has ended by itself')
  t.equal(breaks(rule, evidence(many(50))), null)
  t.ok(breaks(rule, evidence(many(51))), 'nobody needs so many')
  const usual = { ...stopped, rehearsal: recording({ requests: many(2) }) }
  t.equal(breaks(rule, evidence(many(20), usual)), null, 'two calls may be under way')
  const two = [...many(9), request({ ms: 20 }), ...attempts(30, 40)]
  t.equal(breaks(rule, evidence(two, stopped)), null, 'a success begins another run')
})

t.test('retries-without-pause: pauses that do not grow', async (t) => {
  const rule = 'retries-without-pause'
  t.match(breaks(rule, evidence(attempts(0, 10, 20, 30))), {
    message: 'POST /v1/connect/airbnb is sent again and again, and the pauses do not grow.',
    calls: [0, 1, 2, 3],
  })
  t.ok(breaks(rule, evidence(attempts(0, 200, 400, 600))), 'all of them are alike')
  t.ok(breaks(rule, evidence(attempts(0, 1, 3, 20))), 'all of them are too short')
  t.equal(breaks(rule, evidence(attempts(0, 100, 300, 700))), null)
  t.equal(breaks(rule, evidence(attempts(0, 600, 800, 1200))), null, 'the first one took longer')
  t.equal(breaks(rule, evidence(attempts(0, 90, 340, 440))), null, 'that is jitter')
  t.equal(breaks(rule, evidence(attempts(0, 1000, 2000, 3000))), null, 'a second is patient enough')
  t.equal(breaks(rule, evidence(attempts(0, 10, 20))), null, 'two retries may be quick')
  const usual = { rehearsal: recording({ requests: attempts(0, 1) }) }
  t.equal(breaks(rule, evidence(attempts(0, 10, 20, 30), usual)), null, 'two calls may be under way')
  const frozen = (...at: readonly number[]) => evidence(attempts(...at), { recording: { isFrozen: true } })
  t.equal(breaks(rule, frozen(0, 0, 0, 0)), null)
  t.equal(breaks(rule, frozen(0, 0, 10, 20)), null)
  t.ok(breaks(rule, frozen(0, 10, 20, 30)))
})

t.test('final-error-repeated: the same call after an answer that stays', async (t) => {
  const rule = 'final-error-repeated'
  const ended = request({ status: 409, code: 'session_terminal', path, sessionId: session })
  const again = request({ status: 409, code: 'session_terminal', path, sessionId: session, ms: 5 })
  t.match(breaks(rule, evidence([ended, again])), { calls: [0, 1] })
  const between = request({ ms: 2, path: '/v1/webhooks' })
  t.equal(breaks(rule, evidence([ended, between, again])), null, 'something was done about it')
  for (const code of ['idempotency_key_in_use', 'no_connection'] as const)
    t.equal(breaks(rule, evidence([{ ...ended, code }, again])), null, code)
  for (const status of [408, 425, 429, 200, 500, null])
    t.equal(breaks(rule, evidence([{ ...ended, status, code: null }, again])), null, String(status))
  const read = request({ method: 'GET', status: 404, code: 'not_found' })
  t.equal(breaks(rule, evidence([read, { ...read }])), null, 'a read may be a poll')
})

t.test('repeated-without-key: a POST whose reply was lost', async (t) => {
  const rule = 'repeated-without-key'
  const lost = (key?: string) =>
    request({ fault: { id: 'flt_1', respond: { drop: 'after' } }, ...(key !== undefined && { key }) })
  t.match(breaks(rule, evidence([lost(), request({ ms: 5 })])), { message: /with no Idempotency-Key/ })
  t.match(breaks(rule, evidence([lost('a'), request({ ms: 5, key: 'b' })])), { message: /with another/ })
  t.equal(breaks(rule, evidence([lost('a'), request({ ms: 5, key: 'a' })])), null)
  for (const respond of [{ truncate: 5 }, { replyDelay: '5s' }, { drop: 'before' }]) {
    const first = request({ fault: { id: 'flt_1', respond } })
    t.ok(breaks(rule, evidence([first, request({ ms: 5 })])), JSON.stringify(respond))
  }
  t.ok(breaks(rule, evidence([request({ status: null }), request({ ms: 5 })])))
  const late = request({ fault: { id: 'flt_1', respond: { replyDelay: '200ms' } } })
  t.equal(breaks(rule, evidence([late, request({ ms: 300 })])), null, 'its reply came')
  const other = request({ ms: 5, requestBody: { state: 'another' } })
  t.equal(breaks(rule, evidence([lost(), other])), null, 'that is another call')
})

t.test('no-way-on: an app that gives up at the first failure, while its user is on the way', async (t) => {
  const rule = 'no-way-on'
  const fault = { id: 'flt_1', respond: { error: 'store_unavailable' } } as const
  const failed = request({ ...down, method: 'GET', fault })
  const outcome = { exitCode: 1, output: '' }
  const found = breaks(rule, evidence([visit(), failed], { outcome }))
  t.match(found, { message: /is answered store_unavailable once, and never sent again\.$/, calls: [1] })
  t.equal(breaks(rule, evidence([failed], { outcome })), null, 'nobody has begun')
  t.equal(breaks(rule, evidence([visit(), failed, request({ method: 'GET', ms: 5 })], { outcome })), null)
  t.equal(breaks(rule, evidence([visit(), failed, visit({ ms: 5 })], { outcome })), null, 'the user goes on')
  const webhooks = [sent({ success: false, statusCode: 500 })]
  const refused = evidence([visit(), failed], { outcome, recording: { webhooks } })
  t.equal(breaks(rule, refused), null, 'the event comes again')
  t.equal(breaks(rule, evidence([visit(), failed])), null, 'the test passed')
  const stopped = { exitCode: null, output: '' }
  t.equal(breaks(rule, evidence([visit(), failed], { outcome: stopped })), null)
  const opening = request({ ...down, fault })
  t.equal(breaks(rule, evidence([visit(), opening], { outcome })), null, 'something else begins')
  t.equal(breaks(rule, evidence([visit(), request(), failed], { outcome })), null, 'and has begun')
  const completing = request({ ...down, fault, path, sessionId: session })
  t.ok(breaks(rule, evidence([visit(), completing], { outcome })), 'that is for the same user')
  const bug = request({ method: 'GET', fault: { id: 'flt_1', respond: { error: 'internal_error' } } })
  t.equal(breaks(rule, evidence([visit(), bug], { outcome })), null, 'nobody says that this passes')
})

t.test('work-done-twice: what somebody else did who was faster is not the work of the app', async (t) => {
  const inTheEnd = (count: number) => ({
    planned: planned('session_terminal'),
    recording: {
      connections: Array.from({ length: count }, (_, at) => connection('airbnb', 'active', `con_${at}`)),
      sessions: Array.from({ length: count }, (_, at) => sessionIn('completed', `cs_${at}`)),
    },
  })
  const found = (count: number) => ruleOf('work-done-twice').check(evidence([], inTheEnd(count)))
  t.equal(found(1), null)
  t.match(found(2), { message: /2 connections/ })
})

t.test('work-done-twice: more in the end than without the failure', async (t) => {
  const rule = 'work-done-twice'
  const rehearsal = recording({ connections: [connection('airbnb')], sessions: [sessionIn('completed')] })
  const after = (made: Parameters<typeof recording>[0], more: Parameters<typeof evidence>[1] = {}) =>
    breaks(rule, evidence([request()], { rehearsal, ...more, recording: { ...made } }))
  const two = [connection('airbnb'), connection('airbnb', 'active', 'con_2')]
  t.match(after({ connections: two })?.message, 'There are 2 connections in the end')
  // The rule counts them, and reads nothing of them.
  t.match(after({ endpoints: [{}] as never })?.message, '1 webhooks')
  const completed = { sessions: [sessionIn('completed'), sessionIn('completed')] }
  t.match(after(completed)?.message, '2 completed sessions')
  t.equal(after(completed, { planned: planned('connection_broken') }), null, 'it was mended')
  t.match(after({ sessions: [sessionIn('pending')] })?.message, '1 open sessions')
  const outcome = { exitCode: 1, output: '' }
  t.equal(after({ sessions: [sessionIn('pending')] }, { outcome }), null, 'the user may come back')
  t.ok(after({ sessions: [sessionIn('pending'), sessionIn('awaiting_room_mapping')] }, { outcome }))
  t.equal(after({ connections: [connection('airbnb')] }), null)
  const left = { planned: planned('host_leaves') }
  t.equal(after({ sessions: [sessionIn('pending')] }, left), null, 'the host has left it')
  t.ok(after({ sessions: [sessionIn('pending'), sessionIn('pending')] }, left))
  const rehearsals = [rehearsal, recording({ connections: two })]
  t.equal(after({ connections: two }, { rehearsals }), null, 'it does so at times without the failure')
})

t.test('connected-by-hearsay: a test that ends well without a connection', async (t) => {
  const rule = 'connected-by-hearsay'
  const rehearsal = recording({ connections: [connection('airbnb')] })
  t.match(breaks(rule, evidence([visit()], { rehearsal })), { message: /airbnb were connected/, calls: [0] })
  const bad = { connections: [connection('airbnb', 'error')] }
  t.ok(breaks(rule, evidence([], { rehearsal, recording: bad })))
  t.equal(breaks(rule, evidence([], { rehearsal, planned: planned('connection_broken') })), null)
  t.equal(breaks(rule, evidence([], { rehearsal, outcome: { exitCode: 1, output: '' } })), null)
  t.equal(breaks(rule, evidence([], { rehearsal, recording: rehearsal })), null)
  const host = (failure: string) =>
    planned(failure, { target: { kind: 'host', name: 'host decides', at: 0 } })
  t.equal(
    breaks(rule, evidence([], { rehearsal, planned: host('host_refuses') })),
    null,
    'a test may expect it',
  )
  t.ok(breaks(rule, evidence([], { rehearsal, planned: host('host_forges') })))
  const rehearsals = [rehearsal, recording()]
  t.equal(breaks(rule, evidence([], { rehearsals })), null, 'not always without the failure')
})

const event = { kind: 'event', name: 'event account.created', at: 0 } as const

t.test('event-handled-twice: the same work for the second delivery', async (t) => {
  const rule = 'event-handled-twice'
  const case_ = { planned: planned('event_twice', { target: event }) }
  const first = sent({ id: 'jrn_2' })
  const second = sent({ id: 'jrn_4', attempt: 2 })
  const webhooks = [first, second]
  const read = (order: number, path = '/v1/connect/airbnb') =>
    request({ method: 'GET', id: `jrn_${order}`, path })
  const post = (order: number, key?: string) => request({ id: `jrn_${order}`, ...(key && { key }) })
  const after = (
    requests: Parameters<typeof evidence>[0],
    usual: Parameters<typeof evidence>[0],
    more: Parameters<typeof evidence>[1] = {},
  ) =>
    breaks(
      rule,
      evidence(requests, {
        ...case_,
        rehearsal: recording({ requests: usual }),
        ...more,
        recording: { webhooks, ...more.recording },
      }),
    )
  t.match(after([read(1), read(3)], [read(1)]), {
    message: /^GET \/v1\/connect\/airbnb is called once more/,
    calls: [0, 1],
  })
  t.equal(after([read(1)], [read(1)]), null)
  t.equal(after([read(1), read(5)], [read(1)]), null, 'a read afterwards may be of anybody')
  t.equal(after([read(1), read(1)], [read(1)]), null, 'and one before the second delivery')
  t.equal(after([read(1), read(3), read(3)], [read(1), read(1)]), null, 'and one of many polls')
  t.ok(after([read(1), read(3)], [read(1), post(2)]))
  t.ok(after([post(1), post(3)], [post(1)]))
  t.ok(after([post(1), post(5)], [post(1)]), 'work may be done a little later')
  t.equal(after([post(1), post(1)], [post(1)]), null, 'work from before is not of the second delivery')
  t.equal(after([post(1, 'a'), post(3, 'a')], [post(1)]), null, 'the same call again is no more work')
  t.ok(after([post(1, 'a'), post(3, 'b')], [post(1)]))
  const failed = { ...post(1), status: 503, code: 'store_unavailable' } as const
  t.equal(after([failed, post(3)], [post(1)]), null, 'a retry is no more work')
  const outcome = { exitCode: 1, output: '' }
  t.match(after([read(1)], [read(1)], { outcome }), { message: /^The test failed/ })
  t.equal(after([], [], { outcome: { exitCode: null, output: '' } }), null)
  t.equal(after([], [], { outcome, recording: { webhooks: [first] } }), null, 'it came once')
  const refused = [{ ...first, success: false }, second]
  t.equal(
    after([], [], { outcome, recording: { webhooks: refused } }),
    null,
    'it was handled the second time',
  )
  t.equal(after([post(1), post(3)], [post(1)], { planned: planned('event_late', { target: event }) }), null)
})

t.test('bad-signature-accepted: the event of the case, answered 2xx', async (t) => {
  const rule = 'bad-signature-accepted'
  const forged = (at: number) => planned('event_forged', { target: { ...event, at } })
  const webhooks = [sent({ success: false, statusCode: 401 }), sent({ eventId: 'event-2' })]
  t.equal(breaks(rule, evidence([], { planned: forged(0), recording: { webhooks } })), null)
  const found = breaks(rule, evidence([], { planned: forged(1), recording: { webhooks } }))
  t.match(found, { message: 'The endpoint answered 204 to a bad signature.' })
  t.equal(breaks(rule, evidence([], { planned: forged(2), recording: { webhooks } })), null)
  t.equal(breaks(rule, evidence([], { recording: { webhooks } })), null)
})

t.test('secret-in-url: a key or a credential in a query', async (t) => {
  const rule = 'secret-in-url'
  const asked = (value: string) => breaks(rule, evidence([request({ query: { token: value } })]))
  t.ok(asked('[redacted]'))
  t.ok(asked('sk_test_…'))
  t.equal(asked('abc'), null)
})

t.test('a verdict follows from the end, the time and the rules', async (t) => {
  const none = new Set<string>()
  const kind = (found: Evidence, allowed = none) => judge(found, allowed).kind
  t.equal(kind(evidence([request()])), 'recovered')
  t.equal(kind(evidence([request()], { outcome: { exitCode: 1, output: '' } })), 'failed')
  t.equal(kind(evidence([request()], { isReached: false })), 'unreached')
  const stopped = { exitCode: null, output: '' }
  t.equal(kind(evidence([request()], { outcome: stopped })), 'hung')
  const endless = attempts(...Array.from({ length: 12 }, (_, at) => at))
  const found = judge(evidence(endless, { outcome: stopped }), none)
  t.match(found, { kind: 'harm', broken: [{ rule: 'retries-without-end' }] }, 'which says more than hung')
  t.equal(found.broken.length, 1, 'pauses that do not grow are a part of that')
  const url = [request({ query: { key: '[redacted]' } })]
  t.equal(kind(evidence(url)), 'harm')
  const allowed = judge(evidence(url), new Set(['secret-in-url']))
  t.match(allowed, { kind: 'recovered', broken: [], allowed: [{ rule: 'secret-in-url' }] })
})
