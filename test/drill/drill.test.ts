import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { runDrill } from '../../src/drill/drill.js'
import { openProxy } from '../../src/drill/proxy.js'
import { lineOf } from '../../src/drill/report.js'
import { type DrillReport, drill, type MockWorkspace, RehearsalError, startMock } from '../../src/index.js'
import { systemAlarm, systemClock } from '../../src/lib/clock.js'
import type { AnyBody } from '../helpers/answers.js'
import { evidence, request, visit } from './made.js'

const mock = await startMock()
t.teardown(() => mock.close())

/** Sends a call as an app does, and throws when it is refused. */
async function call({ url, apiKey }: MockWorkspace, method: string, path: string, signal?: AbortSignal) {
  const answer = await fetch(url + path, {
    method,
    headers: { 'x-api-key': apiKey },
    ...(signal && { signal }),
  })
  const body = (await answer.json()) as AnyBody
  if (!answer.ok) throw new Error(body.error.code)
  return body
}

/** What a drill works with that a controller ends. */
const depsOf = ({ signal }: AbortController) => ({
  createWorkspace: () => mock.workspace(),
  url: mock.url,
  clock: systemClock,
  alarm: systemAlarm,
  signal,
})

const readOnce = (ws: MockWorkspace) => call(ws, 'GET', '/v1/connect')

t.test('a test that fails without a failure is not drilled', async (t) => {
  const failing = async (ws: MockWorkspace) => {
    await readOnce(ws)
    throw new Error('of itself')
  }
  await t.rejects(drill(mock, failing), {
    name: 'RehearsalError',
    message: 'the test fails without any failure: it ended with 1',
    output: 'Error: of itself',
  })
  await t.rejects(
    drill(mock, async () => {}),
    new RehearsalError(
      'the test makes no call: it must call the address in REPULL_API_URL with the key in REPULL_KEY',
      '',
    ),
  )
})

t.test('a report says what was run, and how it went', async (t) => {
  const report = await drill(mock, readOnce, { only: ['internal_error', 'body_cut'], timeoutMs: 2000 })
  t.match(report, {
    version: 1,
    subject: 'readOnce',
    seed: '1',
    passed: true,
    isComplete: true,
    rehearsal: { calls: ['GET /v1/connect'], differences: [] },
    counts: { planned: 2, run: 2, failed: 2, recovered: 0 },
    cases: [
      {
        target: 'GET /v1/connect',
        failure: 'internal_error',
        text: 'the API has a bug',
        verdict: 'failed',
        exitCode: 1,
        output: 'Error: internal_error',
        faults: [{ match: { method: 'GET', path: '/v1/connect' }, times: 1 }],
        journal: [/^\+0 ms GET \/v1\/connect 500 internal_error ← \{"error":"internal_error"\}$/],
      },
      { failure: 'body_cut', verdict: 'failed' },
    ],
  })
  t.strictSame(await mock.requests.list(), [], 'the workspace of the mock itself is left alone')
})

t.test('a test without a name is one, and what hangs is stopped', async (t) => {
  const tests = [(ws: MockWorkspace) => readOnce(ws)]
  const report = await drill(mock, tests[0] as (typeof tests)[number], { only: ['slow'], timeoutMs: 300 })
  t.match(report, { subject: 'a test', passed: false, cases: [{ verdict: 'hung', exitCode: null }] })
  const listening = await drill(mock, (ws, { signal }) => call(ws, 'GET', '/v1/connect', signal), {
    only: ['slow'],
    timeoutMs: 300,
  })
  t.match(listening.cases, [{ verdict: 'hung' }], 'also one that ends when it is told to')
})

t.test('what ends differently on a second try is unstable', async (t) => {
  let runs = 0
  const report = await drill(
    mock,
    async (ws) => {
      runs++
      // The third run is the first of the case: the rehearsals are before it.
      const path = runs === 3 ? '/v1/connect?api_key=sk_test_secret' : '/v1/connect'
      await call(ws, 'GET', path).catch(() => {})
      await call(ws, 'GET', '/v1/connect').catch(() => {})
    },
    { only: ['#1'] },
  )
  t.match(report, { passed: true, cases: [{ verdict: 'unstable' }], counts: { unstable: 1 } })
})

t.test('a failure that never comes is told', async (t) => {
  let runs = 0
  const report = await drill(
    mock,
    async (ws) => {
      runs++
      if (runs <= 2) await readOnce(ws)
      else await call(ws, 'GET', '/v1/connect/providers')
    },
    { only: ['internal_error', 'refused'] },
  )
  t.match(report, { passed: true, counts: { unreached: 2 } })
})

t.test('rehearsals that differ are told, and the plan follows the first', async (t) => {
  let runs = 0
  const report = await drill(
    mock,
    async (ws) => {
      runs++
      await readOnce(ws)
      if (runs === 2) for (let at = 0; at < 7; at++) await call(ws, 'GET', '/v1/connect/providers')
    },
    { only: ['internal_error'] },
  )
  t.equal(report.rehearsal.differences.length, 5)
  t.equal(report.rehearsal.differences[0], 'call 2 is not there once, and GET /v1/connect/providers then')
})

t.test('a call that only the first rehearsal makes is told', async (t) => {
  let runs = 0
  const report = await drill(
    mock,
    async (ws) => {
      await readOnce(ws)
      if (++runs === 1) await call(ws, 'GET', '/v1/connect/providers')
    },
    { only: ['event_never'] },
  )
  t.strictSame(report.rehearsal.differences, ['call 2 is GET /v1/connect/providers once, and not there then'])
})

t.test('deliveries that differ are told, too', async (t) => {
  let runs = 0
  const receiver = createServer((_, reply) => reply.writeHead(204).end())
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  t.teardown(() => receiver.close())
  const { port } = receiver.address() as AddressInfo
  const report = await drill(
    mock,
    async (ws) => {
      runs++
      await fetch(`${ws.url}/v1/webhooks`, {
        method: 'POST',
        headers: { 'x-api-key': ws.apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ url: `http://127.0.0.1:${port}/hooks`, events: ['account.created'] }),
      })
      const [webhook] = await ws.webhooks.endpoints()
      if (runs !== 2 || webhook === undefined) return
      await ws.webhooks.test(webhook.id, 'account.created')
      await ws.webhooks.next()
    },
    { only: ['event_never'] },
  )
  t.strictSame(report.rehearsal.differences, ['0 deliveries of webhooks once, and 1 then'])
})

t.test('a call that names an account is drilled, though no two runs have the same account', async (t) => {
  const report = await drill(
    mock,
    async (ws) => {
      const { id } = await ws.sessions.open({ provider: 'vrbo' })
      const { accountId } = await ws.sessions.approve(id, { flow: 'vrbo-login' })
      await call(ws, 'GET', `/v1/connections/${encodeURIComponent(`vrbo:${accountId}`)}/units`)
    },
    { only: ['internal_error', 'refused'] },
  )
  t.strictSame(report.rehearsal.differences, [])
  const units = report.cases.filter(({ target }) => target === 'GET /v1/connections/vrbo:{id}/units')
  t.strictSame(
    units.map(({ failure, verdict }) => [failure, verdict]),
    [
      ['internal_error', 'failed'],
      ['refused', 'failed'],
    ],
  )
})

t.test('with a seed, as many cases as asked for', async (t) => {
  const ids = async (seed: string) => {
    const { cases } = await drill(mock, readOnce, { max: 3, seed, timeoutMs: 1000, jobs: 3 })
    return cases.map(({ failure }) => failure)
  }
  const first = await ids('a')
  t.equal(first.length, 3)
  t.strictSame(await ids('a'), first)
})

t.test('colors and other controls of what a test wrote are left out', async (t) => {
  const colored = (ws: MockWorkspace) =>
    readOnce(ws).catch(() => {
      throw new Error('\u001b[31mred\u001b[39m \u0007bell')
    })
  const report = await drill(mock, colored, { only: ['internal_error'] })
  t.equal(report.cases[0]?.output, 'Error: red bell')
})

t.test('a rule that is allowed does no harm, and is named', async (t) => {
  const leaking = (ws: MockWorkspace) =>
    call(ws, 'GET', '/v1/connect?api_key=sk_test_secret').catch(() => readOnce(ws))
  const bad = await drill(mock, leaking, { only: ['internal_error'] })
  t.match(bad, { passed: false, cases: [{ broken: [{ rule: 'secret-in-url' }] }] }, 'a key in the address')
  const allow = { 'secret-in-url': 'the key is that of a sandbox' }
  const fine = await drill(mock, leaking, { only: ['internal_error'], allow })
  t.match(fine, { passed: true, cases: [{ broken: [], allowed: [{ rule: 'secret-in-url' }] }] })
})

/** A test that tries a second time. */
const twice = (ws: MockWorkspace) => readOnce(ws).catch(() => readOnce(ws))

t.test('one level deeper, the second attempt fails as well', async (t) => {
  const report = await drill(mock, twice, {
    depth: 2,
    only: ['internal_error', 'store_unavailable', 'slow'],
    timeoutMs: 500,
  })
  t.ok(report.cases.some(({ failure, verdict }) => failure.includes('+') && verdict === 'failed'))
  t.ok(report.counts.pruned > 0, 'it goes on alike after either')
  const deeper = report.cases.find(({ failure }) => failure.includes('+'))
  t.match(deeper?.text, /; then /)
  const one = await drill(mock, twice, { only: [`#${deeper?.id}`] })
  t.match(
    one.cases.map(({ id }) => id),
    [deeper?.id.split('.')[0], deeper?.id],
    'a number asks for it by itself',
  )
})

t.test('a sample has at most so many cases of each depth', async (t) => {
  const { cases, counts } = await drill(mock, twice, {
    depth: 2,
    max: 2,
    only: ['internal_error', 'slow'],
    timeoutMs: 500,
  })
  const deeper = cases.filter(({ id }) => id.includes('.'))
  t.equal(cases.length - deeper.length, 2)
  t.equal(deeper.length, 2)
  t.equal(counts.planned, 4)
})

t.test('a case that is asked for by its number is the same one', async (t) => {
  const options = { jobs: 3, timeoutMs: 500 }
  const found = ({ cases }: DrillReport) =>
    cases.map(({ id, target, failure, verdict, faults }) => ({ id, target, failure, verdict, faults }))
  const all = found(await drill(mock, readOnce, options))
  t.ok(all.length > 8)
  for (const one of [all[1], all.at(-1)])
    t.strictSame(found(await drill(mock, readOnce, { ...options, only: [`#${one?.id}`] })), [one])
  const sample = found(await drill(mock, readOnce, { ...options, max: 3, seed: 'x' }))
  t.strictSame(
    sample,
    all.filter(({ id }) => sample.some((one) => one.id === id)),
    'also in a sample',
  )
})

t.test('a drill can be ended early, and reports what was run', async (t) => {
  const controller = new AbortController()
  let judged = 0
  const workspaces: MockWorkspace[] = []
  const subject = {
    name: 'reads',
    run: async (ws: MockWorkspace, signal: AbortSignal) => {
      await call(ws, 'GET', '/v1/connect').catch(() => {})
      return { exitCode: signal.aborted ? null : 0, output: '' }
    },
  }
  const report = await runDrill(
    subject,
    {},
    {
      ...depsOf(controller),
      createWorkspace: () => {
        const ws = mock.workspace()
        workspaces.push(ws)
        return ws
      },
      events: {
        planned: (facts) => t.match(facts, { cases: facts.of, seed: '1', differences: [] }),
        judged: ({ done, of }) => {
          t.ok(done <= of)
          if (++judged === 2) controller.abort()
        },
      },
    },
  )
  t.match(report, { isComplete: false, counts: { run: 2 } })
  for (const ws of workspaces) t.strictSame(await ws.requests.list(), [], 'nothing is left of a run')
  const none = await runDrill(subject, {}, depsOf(controller)).catch((error) => error)
  t.match(none, { name: 'RehearsalError', message: 'the test was stopped before it ended' })
})

t.test('what is under way when a drill ends is stopped, and says nothing', async (t) => {
  const controller = new AbortController()
  let runs = 0
  const subject = {
    name: 'reads',
    run: async (ws: MockWorkspace, signal: AbortSignal) => {
      await readOnce(ws).catch(() => {})
      if (++runs === 3) controller.abort()
      return { exitCode: signal.aborted ? null : 0, output: '' }
    },
  }
  const report = await runDrill(subject, {}, depsOf(controller))
  t.match(report, { isComplete: false, passed: true, counts: { run: 0 } })
  t.equal(runs, 3, 'nor does it run again')
})

t.test('a line of a journal says who called, what came, and what failed', async (t) => {
  const { calls } = evidence([
    request({ status: null }),
    visit({ ms: 5, status: 410, code: 'session_expired' }),
    request({ ms: 9, fault: { id: 'flt_1', respond: { drop: 'after' } } }),
  ])
  t.strictSame(calls.map(lineOf), [
    '+0 ms POST /v1/connect/airbnb no answer',
    '+5 ms host GET /connect/airbnb 410 session_expired',
    '+9 ms POST /v1/connect/airbnb 200 ← {"drop":"after"}',
  ])
})

t.test('a long journal is cut', async (t) => {
  const report = await drill(
    mock,
    async (ws) => {
      for (let at = 0; at < 62; at++) await readOnce(ws).catch(() => {})
    },
    { only: ['internal_error'] },
  )
  t.equal(report.cases[0]?.journal.length, 61)
  t.equal(report.cases[0]?.journal.at(-1), '… and 2 more')
})

t.test('a proxy refuses connections for a while, and passes everything else on', async (t) => {
  const ws = mock.workspace()
  const rings: (() => void)[] = []
  const alarm = (_: number, ring: () => void) => {
    rings.push(ring)
    return () => {}
  }
  const proxy = await openProxy(ws.url, { method: 'GET', path: '/v1/connect', skip: 1 }, alarm)
  t.teardown(() => proxy.close())
  const at = { ...ws, url: proxy.url }
  const session = await call(at, 'POST', '/v1/connect/airbnb')
  t.match(session.url, proxy.url, 'hosts come through it, too')
  await readOnce(at)
  t.notOk(proxy.hasRefused())
  await t.rejects(readOnce(at))
  t.ok(proxy.hasRefused())
  await t.rejects(readOnce(at), { cause: { code: 'ECONNREFUSED' } })
  rings[0]?.()
  await readOnce(at)
})

t.test('a proxy opens when its test lets the time pass', async (t) => {
  const ws = mock.workspace()
  const proxy = await openProxy(ws.url, { method: 'GET', path: '/v1/connect', skip: 0 }, () => () => {})
  t.teardown(() => proxy.close())
  const at = { ...ws, url: proxy.url }
  await proxy.pass(1000)
  await t.rejects(readOnce(at))
  await proxy.pass(100)
  await t.rejects(readOnce(at), { cause: { code: 'ECONNREFUSED' } })
  await proxy.pass(200)
  await readOnce(at)
  const patient = async (place: MockWorkspace) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await readOnce(place)
      } catch (error) {
        if (attempt === 3) throw error
        await place.clock.advance(100 * attempt)
      }
    }
  }
  const report = await drill(mock, patient, { only: ['refused'] })
  t.match(report.cases, [{ verdict: 'recovered', journal: ['+0 ms GET /v1/connect 200'] }])
})

t.test('a proxy whose server is away cuts connections', async (t) => {
  const server = createServer((request, reply) => {
    if (request.url === '/half') {
      reply.writeHead(200, { 'content-length': 100 })
      reply.write('half', () => reply.destroy())
    } else request.socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const proxy = await openProxy(
    `http://127.0.0.1:${port}`,
    { method: 'GET', path: '/none', skip: 0 },
    systemAlarm,
  )
  await t.rejects(fetch(`${proxy.url}/all`))
  await t.rejects(fetch(`${proxy.url}/half`).then((answer) => answer.text()))
  server.close()
  // One whose port was taken meanwhile finds nobody any more.
  const taken = await openProxy(
    `http://127.0.0.1:${port}`,
    { method: 'GET', path: '/x', skip: 0 },
    systemAlarm,
  )
  await t.rejects(fetch(`${taken.url}/x`))
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(Number(new URL(taken.url).port), '127.0.0.1', resolve))
  await new Promise((resolve) => setTimeout(resolve, 400))
  other.close()
  get(`${proxy.url}/all`).on('error', () => {})
  await proxy.close()
  await taken.close()
})
