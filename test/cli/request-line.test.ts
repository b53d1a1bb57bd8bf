import t from 'tap'
import { createColors } from '../../src/cli/colors.js'
import { type RequestEntry, requestLine } from '../../src/cli/request-line.js'

const entry: RequestEntry = { msg: 'answered', method: 'GET', path: '/v1/connect', durationMs: 7.2 }

function line(more: Partial<RequestEntry>, isColored = false): string {
  return requestLine({ ...entry, ...more }, createColors(isColored), '  ')
}

t.test('a request is one line', async (t) => {
  t.equal(line({ status: 200 }), 'GET /v1/connect 200 7 ms\n')
  t.equal(line({ status: 200, durationMs: 0.4 }), 'GET /v1/connect 200 0.4 ms\n')
  const refused = { status: 400, code: 'invalid_provider', did_you_mean: 'airbnb' }
  t.equal(line(refused), 'GET /v1/connect 400 invalid_provider → airbnb 7 ms\n')
  t.equal(line({ msg: 'the caller left' }), 'GET /v1/connect the caller left 7 ms\n')
})

t.test('what a tester asked for is marked, without what the line says anyway', async (t) => {
  const injected = (respond: object) => line({ status: 200, fault: { id: 'flt_1', respond } })
  t.equal(
    injected({ delay: '5ms', error: 'not_found' }),
    'GET /v1/connect 200 7 ms [fault flt_1: delay=5ms]\n',
  )
  t.equal(injected({ status: 503, body: {} }), 'GET /v1/connect 200 7 ms [fault flt_1]\n')
  t.equal(
    line({ fault: { id: 'flt_2', respond: { drop: 'after' } } }),
    'GET /v1/connect cut off 7 ms [fault flt_2: drop=after]\n',
  )
  t.equal(line({ status: 410, prefer: 'error=session_expired' }), 'GET /v1/connect 410 7 ms [Prefer]\n')
  t.equal(
    line({ status: 200, prefer: 'ttl=5s, delay=5ms' }),
    'GET /v1/connect 200 7 ms [Prefer: ttl=5s, delay=5ms]\n',
  )
})

t.test('warnings stand below', async (t) => {
  t.equal(
    line({ status: 200, warnings: ['one', 'two'] }),
    'GET /v1/connect 200 7 ms\n  warning: one\n  warning: two\n',
  )
})

t.test('the color of the status is that of its class', async (t) => {
  const colors = { 200: 32, 302: 36, 404: 33, 503: 31 }
  for (const [status, color] of Object.entries(colors))
    t.match(line({ status: Number(status) }, true), `\u001b[${color}m${status}\u001b[39m`)
})

t.test('a text from outside cannot control the terminal', async (t) => {
  const text = line({ path: '/\u009b2J', status: 404, did_you_mean: '\u001b[2J' })
  t.equal(text, 'GET /?2J 404 → ?[2J 7 ms\n')
  t.match(line({ status: 200, warnings: ['\u0007'] }), 'warning: ?\n')
})
