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
    message: 'POST /v1/connect/airbnb comes again after 100 ms; Retry-After says 2000 ms.',
    calls: [0, 1],
  })
  t.equal(breaks(rule, evidence([limited, request({ ms: 1960 })])), null, 'clocks are rounded')
  t.equal(breaks(rule, evidence([limited, request({ ms: 100, path: '/v1/webhooks' })])), null)
  t.equal(breaks(rule, evidence([request({ status: 429 }), request()])), null)
  const frozen = evidence([limited, request({ ms: 0 })], { recording: { isFrozen: true } })
  t.equal(breaks(rule, frozen), null, 'a clock that stands still says nothing')
  const usual = recording({ requests: [request(), request()] })
  const both = evidence([limited, request({ ms: 1 }), request({ ms: 2000 })], { rehearsal: usual })
  t.equal(breaks(rule, both), null, 'another call of the operation may be under way')
})

const attempts = (...at: readonly number[]) => at.map((ms) => request({ ...down, ms }))

t.test('retries-without-end: more attempts than make sense', async (t) => {
  const rule = 'retries-without-end'
  const many = Array.from({ length: 11 }, (_, at) => at)
  t.match(breaks(rule, evidence(attempts(...many))), { message: 'POST /v1/connect/airbnb is sent 11 times.' })
  t.equal(breaks(rule, evidence(attempts(...many.slice(1)))), null)
  const two = [...attempts(...many.slice(2)), request({ ms: 20 }), ...attempts(30, 40)]
  t.equal(breaks(rule, evidence(two)), null, 'a success begins another run')
})

t.test('retries-without-pause: pauses that do not grow', async (t) => {
  const rule = 'retries-without-pause'
  t.match(breaks(rule, evidence(attempts(0, 10, 20, 30))), {
    message: 'POST /v1/connect/airbnb is sent 4 times, with pauses of 10, 10, 10 ms.',
  })
  t.equal(breaks(rule, evidence(attempts(0, 100, 300, 700))), null)
  t.equal(breaks(rule, evidence(attempts(0, 600, 800, 1200))), null, 'the first one took longer')
  t.ok(breaks(rule, evidence(attempts(0, 1, 3, 20))), 'all of them are too short')
  t.equal(breaks(rule, evidence(attempts(0, 10, 20))), null, 'two retries may be quick')
  const frozen = evidence(attempts(0, 0, 0, 0), { recording: { isFrozen: true } })
  t.equal(breaks(rule, frozen), null)
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
  const other = request({ ms: 5, requestBody: { state: 'another' } })
  t.equal(breaks(rule, evidence([lost(), other])), null, 'that is another call')
})

t.test('no-way-on: an app that gives up at the first failure', async (t) => {
  const rule = 'no-way-on'
  const failed = request({ ...down, fault: { id: 'flt_1', respond: { error: 'store_unavailable' } } })
  const outcome = { exitCode: 1, output: '' }
  t.match(breaks(rule, evidence([failed], { outcome })), { calls: [0] })
  t.equal(breaks(rule, evidence([failed, request({ ms: 5 })], { outcome })), null)
  t.equal(breaks(rule, evidence([failed])), null, 'the test passed')
  t.equal(breaks(rule, evidence([failed], { outcome: { exitCode: null, output: '' } })), null)
  const bug = request({ fault: { id: 'flt_1', respond: { error: 'internal_error' } } })
  t.equal(breaks(rule, evidence([bug], { outcome })), null, 'nobody says that this passes')
})

t.test('work-done-twice: more in the end than without the failure', async (t) => {
  const rule = 'work-done-twice'
  const rehearsal = recording({ connections: [connection('airbnb')], sessions: [sessionIn('completed')] })
  const after = (made: Parameters<typeof recording>[0], more: Partial<Evidence> = {}) =>
    breaks(rule, evidence([request()], { rehearsal, ...more, recording: { ...made } }))
  const two = [connection('airbnb'), connection('airbnb', 'active', 'con_2')]
  t.match(after({ connections: two })?.message, 'There are 2 connections in the end')
  t.match(after({ endpoints: [{}] as never })?.message, '1 webhooks')
  const completed = { sessions: [sessionIn('completed'), sessionIn('completed')] }
  t.match(after(completed)?.message, '2 completed sessions')
  t.equal(after(completed, { planned: planned('connection_broken') }), null, 'it was mended')
  t.match(after({ sessions: [sessionIn('pending')] })?.message, '1 open sessions')
  const outcome = { exitCode: 1, output: '' }
  t.equal(after({ sessions: [sessionIn('pending')] }, { outcome }), null, 'the user may come back')
  t.ok(after({ sessions: [sessionIn('pending'), sessionIn('awaiting_room_mapping')] }, { outcome }))
  t.equal(after({ connections: [connection('airbnb')] }), null)
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
})

const event = { kind: 'event', name: 'event account.created', at: 0 } as const

t.test('event-handled-twice: the same work for the second delivery', async (t) => {
  const rule = 'event-handled-twice'
  const twice = { planned: planned('event_twice', { target: event }) }
  const read = request({ method: 'GET' })
  const rehearsal = recording({ requests: [read] })
  const found = breaks(rule, evidence([read, { ...read }], { ...twice, rehearsal }))
  t.match(found, { message: /^GET \/v1\/connect\/airbnb is called once more/, calls: [0, 1] })
  t.equal(breaks(rule, evidence([read], { ...twice, rehearsal })), null)
  t.ok(breaks(rule, evidence([read, request()], { ...twice, rehearsal })), 'a call that is usually not made')
  const outcome = { exitCode: 1, output: '' }
  t.match(breaks(rule, evidence([read], { ...twice, rehearsal, outcome })), { message: /^The test failed/ })
  t.equal(breaks(rule, evidence([read, read], { rehearsal })), null, 'it came once')
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
