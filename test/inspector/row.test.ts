import t from 'tap'
import { faultText, respondText } from '../../src/inspector/client/data/fault-text.js'
import { fits, isFiltering, noFilter } from '../../src/inspector/client/data/filter.js'
import { rowOf } from '../../src/inspector/client/data/row.js'
import { entryOf, requestRow } from './rows.js'

const session = { id: 'cs_1', provider: 'airbnb', status: 'pending' }
const connection = { provider: 'airbnb', externalAccountId: '7' }
const webhook = {
  type: 'account.created',
  url: 'http://e/',
  attempt: 1,
  statusCode: 200,
  webhookId: 'w',
  eventId: 'e',
}
const now = '2026-11-21T09:00:00.000Z'

t.test('a row says what took place', async (t) => {
  const title = (part: Record<string, unknown>) => rowOf(entryOf(part)).title
  for (const [part, wanted] of [
    [{ type: 'session', session, change: 'completed' }, 'Session completed · airbnb'],
    [
      { type: 'session', session: { ...session, provider: null }, change: 'created' },
      'Session created · any provider',
    ],
    [{ type: 'connection', connection, change: 'broken' }, 'Connection broken · airbnb 7'],
    [
      { type: 'connection', connection: { ...connection, externalAccountId: null }, change: 'healed' },
      'Connection healed · airbnb ',
    ],
    [{ type: 'webhook', webhook }, 'account.created → http://e/'],
    [{ type: 'webhook', webhook: { ...webhook, attempt: 2 } }, 'account.created → http://e/ · attempt 2'],
    [{ type: 'clock', clock: { now, frozen: true, offsetMs: 0 } }, 'Clock frozen at 2026-11-21 09:00:00'],
    [
      { type: 'clock', clock: { now, frozen: false, offsetMs: 0 } },
      'Clock back to real time, 2026-11-21 09:00:00',
    ],
    [{ type: 'clock', clock: { now, frozen: false, offsetMs: 5 } }, 'Clock moved to 2026-11-21 09:00:00'],
    [
      { type: 'fault', change: 'added', fault: { match: {}, respond: { status: 503 } } },
      'Fault added · 503 for all calls',
    ],
    [{ type: 'reset' }, 'Workspace emptied'],
  ] as const)
    t.equal(title(part), wanted)
  t.match(requestRow(), { title: '/v1/connect', method: 'GET', status: 200, ms: 1.5, kind: 'request' })
  t.equal(requestRow({ hosted: true }).kind, 'visit')
  t.equal(rowOf(entryOf({ type: 'webhook', webhook: { ...webhook, statusCode: null } })).isCut, true)
  const lost = { id: 'flt_1', respond: { drop: 'after' } } as const
  t.match(requestRow({ fault: lost }), { isCut: true, status: 200 }, 'the server made an answer')
})

t.test('a row points out what is worth a look', async (t) => {
  t.strictSame(requestRow().marks, [])
  const fault = { id: null, respond: { delay: 5 } }
  t.strictSame(requestRow({ fault, warnings: ['x'], nearest: 'y' }).marks, ['fault', 'warning', 'meant'])
})

t.test('a fault is told in words', async (t) => {
  for (const [match, respond, wanted] of [
    [
      { method: 'POST', path: '/v1/*', provider: 'airbnb' },
      { drop: 'after' },
      'reply lost for POST /v1/* airbnb',
    ],
    [{ header: { a: 'b' } }, { drop: 'before' }, 'no answer, nothing done for all calls with a'],
    [{ event: '*' }, { times: 2, order: 'after-next' }, '2 times, after the next one for all deliveries'],
    [{ event: 'account.created' }, { badSignature: true }, 'bad signature for deliveries of account.created'],
    [undefined, { error: 'session_expired', delay: '5s' }, 'session_expired, slow by 5s for all calls'],
    [{ decision: 'approve' }, { decision: 'leave' }, 'the host leaves the page for hosts who approve'],
    [{ decision: '*' }, { decision: 'new' }, 'new for all decisions of hosts'],
    [
      undefined,
      { first: { advance: 5, session: 'expire', connection: 'break' }, replyDelay: '5s' },
      'the clock moves on by 5 ms first, the session expires first, the newest connection goes bad first, done at once, the reply late by 5s for all calls',
    ],
    [undefined, { first: { session: 'new' } }, 'new first for all calls'],
    [undefined, { first: { connection: 'break' } }, 'the newest connection goes bad first for all calls'],
  ] as const)
    t.equal(faultText({ ...(match && { match }), respond }), wanted)
  t.equal(
    respondText({ status: 502, body: null, headers: { Location: '/', 'X-A': '1' } }),
    '502, own body, with Location, X-A',
  )
  t.equal(respondText({ truncate: 20, delay: 100 }), 'cut after 20 bytes, slow by 100 ms')
})

t.test('a filter lets through what fits all of it', async (t) => {
  const row = requestRow({
    status: 410,
    code: 'session_expired',
    sessionId: 'cs_1',
    responseBody: { note: 'Ahoy' },
  })
  const hook = rowOf(entryOf({ type: 'webhook', webhook }))
  const reset = rowOf(entryOf({ type: 'reset' }))
  const passes = (filter: Partial<typeof noFilter>, workspace: string | null = null) =>
    [row, hook, reset].map((one) => fits(one, { ...noFilter, ...filter }, workspace))
  t.strictSame(passes({}), [true, true, true])
  t.strictSame(passes({}, 'w1'), [true, true, true])
  t.strictSame(passes({}, 'w2'), [false, false, false])
  t.strictSame(passes({ kind: 'calls' }), [true, false, false])
  t.strictSame(passes({ kind: 'webhooks' }), [false, true, false])
  t.strictSame(passes({ kind: 'changes' }), [false, false, true])
  t.strictSame(passes({ status: '4' }), [true, false, false])
  t.strictSame(passes({ status: '2' }), [false, true, false])
  t.strictSame(passes({ method: 'GET' }), [true, false, false])
  t.strictSame(passes({ code: 'session_expired' }), [true, false, false])
  t.strictSame(passes({ session: 'cs_1' }), [true, false, false])
  t.strictSame(passes({ text: 'AHOY connect' }), [true, false, false])
  t.strictSame(passes({ text: 'ahoy webhook' }), [false, false, false])
  t.equal(fits(requestRow({ status: null }), { ...noFilter, status: '0' }, null), true)
  t.equal(isFiltering(noFilter), false)
  t.equal(isFiltering({ ...noFilter, text: 'x' }), true)
})
