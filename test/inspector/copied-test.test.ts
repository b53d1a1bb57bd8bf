import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { copiedTest, type TestRunner, testRunners } from '../../src/inspector/client/data/copied-test.js'
import type { Entry, RecordedRequest } from '../../src/inspector/client/data/entries.js'
import { EventText } from '../../src/inspector/client/data/event-text.js'
import { type Row, rowOf } from '../../src/inspector/client/data/row.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { request, requestRow } from './rows.js'

/** The rows that the page would have, up to the last request. */
async function rowsOf(url: string, count: number): Promise<readonly Row[]> {
  const stop = new AbortController()
  const { body } = await fetch(`${url}/_mock/events`, {
    headers: { 'last-event-id': 'jrn_all_0' },
    signal: stop.signal,
  })
  const events = new EventText()
  const rows: Row[] = []
  const decoder = new TextDecoder()
  for await (const piece of body as ReadableStream<Uint8Array>) {
    const found = events.read(decoder.decode(piece, { stream: true }))
    rows.push(...found.map(({ data }) => rowOf(JSON.parse(data) as Entry)))
    if (rows.filter(({ entry }) => entry.type === 'request').length >= count) break
  }
  stop.abort()
  return rows
}

/** Copies the last request as a test, and runs it with Node’s own runner. */
async function run(mock: Mock, folder: string, count: number, listening?: string): Promise<string> {
  const url = listening ?? (await mock.app.listen({ port: 0, host: '127.0.0.1' }))
  const rows = await rowsOf(url, count)
  const last = rows.findLast(({ entry }) => entry.type === 'request')?.entry as { request: RecordedRequest }
  const text = copiedTest(last.request, { runner: 'node:test', rows, url, needsToken: false })
  const file = join(folder, 'copied.test.mjs')
  await writeFile(file, text)
  const { stdout } = await promisify(execFile)(process.execPath, ['--test', file], {
    env: { PATH: process.env.PATH },
  })
  t.match(stdout, /pass 1\b/)
  return text
}

t.test('a request copied as a test finds the same again', async (t) => {
  await t.test('of a session that expired', async (t) => {
    const mock = await createMock(t)
    const id = await mock.open('airbnb', { state: "it's `x`" })
    await mock.call('POST', '/_mock/clock/advance', { body: { by: '31m' } })
    await mock.call('GET', `/v1/connect/sessions/${id}`)
    const text = await run(mock, t.testdir(), 2)
    t.match(text, 'assert.equal(answer.status, 410)')
    t.match(text, "assert.equal(answer.body.error.code, 'session_expired')")
    t.notMatch(text, id)
  })
  await t.test('of a session that was completed, or refused', async (t) => {
    for (const [decision, wanted] of [
      ['approve', '/approve'],
      ['deny', '/deny'],
    ]) {
      const mock = await createMock(t)
      const id = await mock.open('airbnb')
      await mock.call('POST', `/_mock/sessions/${id}/${decision}`)
      await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body: { sessionId: id } })
      t.match(await run(mock, t.testdir(), 2), wanted)
    }
  })
  await t.test('of a fault, with a query', async (t) => {
    const mock = await createMock(t)
    await mock.call('POST', '/_mock/faults', { body: { times: 1, respond: { status: 503 } } })
    await mock.call('GET', '/v1/connect/providers?status=live')
    t.match(await run(mock, t.testdir(), 1), 'assert.equal(answer.status, 503)')
  })
  await t.test('of a session that was created on the page', async (t) => {
    for (const body of [
      { provider: 'airbnb', state: 'user-42' },
      { redirectUrl: 'https://app.example/callback' },
    ]) {
      const mock = await createMock(t)
      const { id } = (await mock.call('POST', '/_mock/sessions', { body })).body
      await mock.call('GET', `/v1/connect/sessions/${id}`)
      t.match(await run(mock, t.testdir(), 1), 'assert.equal(answer.status, 200)')
    }
  })
  await t.test('of a session of which nothing is known any more', async (t) => {
    const mock = await createMock(t)
    await mock.call('GET', '/v1/connect/sessions/cs_01ARZ3NDEKTSV4RRFFQ69G5FAV')
    t.match(await run(mock, t.testdir(), 1), 'assert.equal(answer.status, 404)')
  })
  await t.test('of a reply that was lost', async (t) => {
    const mock = await createMock(t)
    const url = await mock.app.listen({ port: 0, host: '127.0.0.1' })
    await mock.call('POST', '/_mock/faults', { body: { times: 1, respond: { drop: 'after' } } })
    await t.rejects(fetch(`${url}/v1/connect`, { headers: { 'x-api-key': 'sk_test_tests' } }))
    t.match(await run(mock, t.testdir(), 1, url), 'await assert.rejects(')
  })
  await t.test('without a key, and with a wrong one', async (t) => {
    for (const key of [null, 'nonsense']) {
      const mock = await createMock(t)
      await mock.call('GET', '/v1/connect', { key })
      t.match(await run(mock, t.testdir(), 1), 'assert.equal(answer.status, 401)')
    }
  })
})

t.test('each runner gets a test in its own words', async (t) => {
  const rows = [requestRow()]
  const of = (runner: TestRunner, changes: Partial<RecordedRequest> = {}, needsToken = false) =>
    copiedTest({ ...request, ...changes }, { runner, rows, url: 'http://x', needsToken })
  t.match(
    of('Vitest'),
    /^import \{ expect, test \} from 'vitest'[\s\S]*expect\(answer\.status\)\.toBe\(200\)/,
  )
  t.match(of('Jest'), /^const mock[\s\S]*expect\(answer\.status\)\.toBe\(200\)/)
  t.match(of('Jest', { status: null }), 'rejects.toThrow()')
  t.match(of('node:test', { status: null }), 'await assert.rejects(')
  t.match(of('Vitest', {}, true), 'REPULL_MOCK_CONTROL_TOKEN')
  const fault = { id: null, respond: { status: 503 } }
  t.notMatch(of('Vitest', { fault }), '/_mock/faults', 'a Prefer header is sent again instead')
  const preferring = { requestHeaders: { prefer: 'code=503', accept: '*/*' }, query: { a: ['1', '2'] } }
  t.match(
    of('Vitest', preferring),
    "'/v1/connect?a=1&a=2', undefined, { 'x-api-key': key, 'prefer': 'code=503' }",
  )
})

t.test('hostile texts stay texts of the test', async (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not become one
  const hostile = "'\n*/ ${process.exit()} \\ \u2028 `"
  for (const runner of testRunners) {
    const text = copiedTest(
      {
        ...request,
        path: `/v1/${hostile}`,
        requestBody: { [hostile]: [hostile, 1, null, {}] },
        method: 'POST',
      },
      { runner, rows: [], url: 'http://x', needsToken: false },
    )
    const script = text.replace(/^import .*$/gm, '')
    t.doesNotThrow(() => new Function(`async () => {${script}}`), runner)
    t.notMatch(text, '\u2028')
  }
})
