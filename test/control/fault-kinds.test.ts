import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { FaultEffects, type FaultEffectsDeps } from '../../src/control/fault-effects.js'
import { type MockWorkspace, startMock } from '../../src/index.js'
import type { Workspace } from '../../src/workspaces/workspace.js'

/** In memory; with TEST_STORE_URL in a part of that store which nobody else has. */
const start = () => {
  const { TEST_STORE_URL: STORE_URL } = process.env
  const shared = STORE_URL !== undefined && { STORE_URL, STORE_PREFIX: `${randomUUID()}:` }
  return startMock({ settings: { ...shared } })
}

const mock = await start()
t.teardown(() => mock.close())

/** Sends a call, and returns status, code, body and headers. */
async function call(ws: MockWorkspace, method: string, path: string, body?: object) {
  const headers = {
    'x-api-key': ws.apiKey,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
  const answer = await fetch(ws.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = /json/.test(String(answer.headers.get('content-type'))) ? JSON.parse(text) : undefined
  return { status: answer.status, code: json?.error?.code, json, text, headers: answer.headers }
}

const complete = (ws: MockWorkspace, id: string) =>
  call(ws, 'POST', `/v1/connect/sessions/${id}/complete`, { provider: 'airbnb' })

t.test('a fault can let calls pass first, so that it is for exactly one by its position', async (t) => {
  const ws = mock.workspace()
  const made = await ws.faults.add({
    match: { method: 'GET', path: '/v1/connect' },
    skip: 2,
    times: 1,
    respond: { error: 'provider_unavailable' },
  })
  t.match(made, { skip: 2, skipped: 0, remaining: 1 })
  const statuses = []
  for (let at = 0; at < 4; at++) statuses.push((await call(ws, 'GET', '/v1/connect')).status)
  t.strictSame(statuses, [200, 200, 503, 200])
  t.match(await ws.faults.list(), [{ skip: 2, skipped: 2, remaining: 0, hits: 1 }])
})

t.test('a fault for all workspaces passes as many in each', async (t) => {
  const own = await start()
  t.teardown(() => own.close())
  const [first, second] = [own.workspace(), own.workspace()]
  await call(first, 'GET', '/v1/connect')
  await fetch(`${own.url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ match: { path: '/v1/connect' }, skip: 1, times: 1, respond: { status: 500 } }),
  })
  for (const ws of [first, second]) {
    const statuses = []
    for (let at = 0; at < 3; at++) statuses.push((await call(ws, 'GET', '/v1/connect')).status)
    t.strictSame(statuses, [200, 500, 200])
  }
})

t.test('a status with a body of its own is what a gateway sends', async (t) => {
  const ws = mock.workspace()
  const page = '<html><h1>502 Bad Gateway</h1></html>'
  await ws.faults.add({
    times: 1,
    respond: { status: 502, body: page, headers: { 'content-type': 'text/html', 'retry-after': '7' } },
  })
  const html = await call(ws, 'POST', '/v1/connect/airbnb')
  t.match(html, { status: 502, text: page })
  t.equal(html.headers.get('content-type'), 'text/html')
  t.equal(html.headers.get('retry-after'), '7')
  await ws.faults.add({ times: 1, respond: { status: 503, body: { down: true } } })
  t.match(await call(ws, 'GET', '/v1/connect'), { status: 503, json: { down: true } })
  await ws.faults.add({ times: 1, respond: { status: 503, body: 'down' } })
  const plain = await call(ws, 'GET', '/v1/connect')
  t.equal(plain.headers.get('content-type'), 'text/plain; charset=utf-8')
  t.strictSame(await ws.sessions.list(), [], 'nothing was done')
  t.match(await ws.requests.list({ method: 'POST' }), [{ status: 502, fault: { respond: { body: page } } }])
})

t.test('time can pass before a call, for all sessions of the workspace', async (t) => {
  const ws = mock.workspace()
  const { id } = await ws.sessions.open({ provider: 'airbnb' })
  await ws.faults.add({ match: { path: '*/complete' }, times: 1, respond: { first: { advance: '31m' } } })
  t.match(await complete(ws, id), { status: 410, code: 'session_expired' })
  t.match(await complete(ws, id), { status: 410 })
})

t.test('a host can decide the session of a call first', async (t) => {
  for (const [session, status] of [
    ['approve', 409],
    ['deny', 409],
    ['expire', 410],
  ] as const) {
    const ws = mock.workspace()
    const { id } = await ws.sessions.open({ provider: 'airbnb' })
    await ws.faults.add({ match: { path: '*/complete' }, times: 1, respond: { first: { session } } })
    t.equal((await complete(ws, id)).status, status, session)
    t.equal((await ws.connections.list()).length, session === 'approve' ? 1 : 0)
  }
})

t.test('so can that of a call without a key, and of a page', async (t) => {
  const ws = mock.workspace()
  const { id } = await ws.sessions.open({ provider: 'booking' })
  await ws.faults.add({ match: { path: '*/verify' }, times: 1, respond: { first: { session: 'expire' } } })
  const verified = await call(ws, 'POST', '/v1/connect/booking/verify', { sessionId: id, hotelId: '123456' })
  t.equal(verified.code, 'session_expired')
  const { url } = await ws.sessions.open({ provider: 'airbnb' })
  await ws.faults.add({ match: { path: '/connect/*' }, times: 1, respond: { first: { advance: '31m' } } })
  t.equal((await fetch(url)).status, 410)
})

t.test('what cannot change is left as it is', async (t) => {
  const ws = mock.workspace()
  const { id } = await ws.sessions.open({ provider: 'airbnb' })
  await ws.sessions.deny(id)
  await ws.faults.add({
    match: { path: '*/complete' },
    respond: { first: { session: 'approve', connection: 'break' } },
  })
  t.equal((await complete(ws, id)).status, 409)
  await ws.faults.add({ match: { path: '/v1/connect' }, respond: { first: { session: 'deny' } } })
  t.equal((await call(ws, 'GET', '/v1/connect')).status, 200)
  const everywhere = await start()
  t.teardown(() => everywhere.close())
  await fetch(`${everywhere.url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ respond: { first: { advance: '1m' } } }),
  })
  t.equal((await fetch(`${everywhere.url}/v1/health`)).status, 200, 'a call of no workspace changes none')
})

t.test('a bug in a change is not taken for a refusal', async (t) => {
  const bug = () => {
    throw new Error('a bug')
  }
  const effects = new FaultEffects({ time: { advance: bug } } as unknown as FaultEffectsDeps) // It uses nothing else.
  await t.rejects(effects.apply({} as Workspace, null, { advance: '1m' }), { message: 'a bug' })
})

t.test('the newest connection can go bad before a call', async (t) => {
  const ws = mock.workspace()
  const { id } = await ws.sessions.open({ provider: 'airbnb' })
  await ws.sessions.complete(id)
  await ws.faults.add({
    match: { path: '/v1/connect' },
    times: 1,
    respond: { first: { connection: 'break' } },
  })
  t.match((await call(ws, 'GET', '/v1/connect')).json, { data: [{ status: 'error' }] })
})

t.test('an answer can leave later than its work is done', async (t) => {
  const ws = mock.workspace()
  await ws.faults.add({ match: { method: 'POST' }, times: 2, respond: { replyDelay: '10m' } }).then(
    () => t.fail('it is too long'),
    (error) => t.match(error.message, 'respond.replyDelay is 10m, which is longer than 5m'),
  )
  await ws.faults.add({ match: { method: 'POST' }, times: 1, respond: { replyDelay: '100ms' } })
  const opened = call(ws, 'POST', '/v1/connect/airbnb')
  await ws.requests.waitFor({ method: 'POST' })
  t.equal((await ws.sessions.list()).length, 1, 'it is done')
  t.equal((await opened).status, 200)
  await ws.faults.add({ match: { method: 'POST' }, times: 1, respond: { replyDelay: '4m' } })
  const headers = { 'x-api-key': ws.apiKey }
  const caller = new AbortController()
  const { signal } = caller
  const left = fetch(`${ws.url}/v1/connect/airbnb`, { method: 'POST', headers, signal })
  while ((await ws.sessions.list()).length < 2) await new Promise(setImmediate)
  caller.abort()
  await t.rejects(left, { name: 'AbortError' }, 'it is done, and its caller has no answer yet')
})

/** Listens as an app does to which hosts come back. */
async function listen(t: Test) {
  const visits: string[] = []
  const server = createServer((request, reply) => {
    visits.push(String(request.url))
    reply.end('welcome')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return { redirectUrl: `http://127.0.0.1:${port}/callback`, visits }
}

t.test('a host can do something else than a page is asked to let them do', async (t) => {
  const app = await listen(t)
  for (const [decision, status, comesBack] of [
    ['deny', 'cancelled', 'status=cancelled&code=access_denied'],
    ['conflict', 'errored', 'status=cancelled&code=account_conflict'],
    ['expire', 'expired', 'status=expired'],
    ['leave', 'pending', null],
    ['forge', 'cancelled', 'status=connected'],
  ] as const) {
    const ws = mock.workspace()
    const { id, url } = await ws.sessions.open({ provider: 'airbnb', redirectUrl: app.redirectUrl })
    await ws.faults.add({ match: { decision: 'approve' }, times: 1, respond: { decision } })
    app.visits.length = 0
    const shown = await (await fetch(`${url}&auto=approve`)).text()
    t.equal((await ws.sessions.get(id)).status, status, decision)
    if (comesBack === null) t.match(shown, 'data-testid="approve"')
    else t.match(app.visits, [comesBack])
  }
})

t.test('a host can come back twice, to an app on this machine', async (t) => {
  const app = await listen(t)
  const ws = mock.workspace()
  await ws.faults.add({ match: { decision: '*' }, respond: { decision: 'again' } })
  const approve = async (redirectUrl?: string) => {
    const { url } = await ws.sessions.open({ provider: 'airbnb', ...(redirectUrl && { redirectUrl }) })
    return fetch(`${url}&auto=approve`, { redirect: 'manual' })
  }
  t.equal((await approve(app.redirectUrl)).status, 303)
  t.equal(app.visits.length, 1, 'the browser of the test makes the other visit')
  t.equal((await approve('https://app.example/callback')).status, 303)
  t.equal((await approve('http://127.0.0.1:9/callback')).status, 303, 'nobody is there')
  t.equal((await approve()).status, 200, 'there is no way back')
})

t.test('a callback that does not answer keeps nobody waiting for long', async (t) => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const ws = mock.workspace()
  await ws.faults.add({ match: { decision: '*' }, respond: { decision: 'again' } })
  const { url } = await ws.sessions.open({
    provider: 'airbnb',
    redirectUrl: `http://127.0.0.1:${port}/callback`,
  })
  t.equal((await fetch(`${url}&auto=approve`, { redirect: 'manual' })).status, 303)
})

t.test('a host whose decision is a control call does something else, too', async (t) => {
  const ws = mock.workspace()
  await ws.faults.add({ match: { decision: 'approve' }, skip: 1, times: 1, respond: { decision: 'deny' } })
  const statuses = []
  for (let at = 0; at < 3; at++) {
    const { id } = await ws.sessions.open({ provider: 'airbnb' })
    statuses.push((await ws.sessions.approve(id)).status)
  }
  t.strictSame(statuses, ['completed', 'cancelled', 'completed'])
})

t.test('what contradicts itself is refused, and says what it is for', async (t) => {
  const ws = mock.workspace()
  const refused = async (fault: object) => {
    const { json } = await call(ws, 'POST', '/_mock/faults', fault)
    return [json.error.field, json.error.message]
  }
  t.strictSame(await refused({ match: { decision: '*' }, respond: { error: 'not_found' } }), [
    'respond.error',
    'respond.error is for calls, and this fault is for decisions.',
  ])
  t.strictSame(await refused({ respond: { decision: 'deny' } }), [
    'respond.decision',
    'respond.decision is for decisions, and this fault is for calls.',
  ])
  t.strictSame(await refused({ match: { decision: '*', path: '/connect' }, respond: { decision: 'deny' } }), [
    'match.path',
    'match has decision and path, and no decision of a host has a path to match.',
  ])
})

t.test('a fault for decisions has no warning of paths, and counts no request of the journal', async (t) => {
  const ws = mock.workspace()
  await call(ws, 'GET', '/v1/connect')
  const fault = { match: { decision: 'approve' }, respond: { decision: 'deny' } } as const
  t.match(await ws.faults.add(fault), { warnings: [] })
  t.match(await ws.faults.preview(fault), { matches: 0, of: 1 })
})
