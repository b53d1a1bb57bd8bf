import { mock as replaced } from 'node:test'
import t from 'tap'
import { drill, type MockWorkspace, startMock } from '../../src/index.js'

const mock = await startMock()
t.teardown(() => mock.close())

/** Sends a call as an app does, and throws when it is refused. */
async function read({ url, apiKey }: MockWorkspace, path: string): Promise<void> {
  const answer = await fetch(url + path, { headers: { 'x-api-key': apiKey } })
  await answer.text()
  if (!answer.ok) throw new Error(String(answer.status))
}

const readOnce = (ws: MockWorkspace) => read(ws, '/v1/connect')

t.test('a test that removes the failures of its workspace is not drilled, and says why', async (t) => {
  const removals: ((ws: MockWorkspace) => Promise<unknown>)[] = [
    (ws) => ws.reset(),
    (ws) => ws.faults.clear(),
    async (ws) => ws.restore(await mock.snapshot()),
    async (ws) => {
      await ws.reset()
      for (const error of ['internal_error', 'store_unavailable', 'provider_unavailable'] as const)
        await ws.faults.add({ match: { path: '/v1/never' }, respond: { error } })
    },
  ]
  for (const remove of removals) {
    const before = (ws: MockWorkspace) => remove(ws).then(() => readOnce(ws))
    const after = (ws: MockWorkspace) => readOnce(ws).then(() => remove(ws))
    for (const test of [before, after])
      await t.rejects(drill(mock, test), {
        name: 'RehearsalError',
        message: /^the test removes the failures of its workspace: it must not reset the workspace/,
      })
  }
})

t.test('a failure that is removed only later never came', async (t) => {
  let runs = 0
  const test = async (ws: MockWorkspace) => {
    if (++runs > 2) await ws.faults.clear()
    await readOnce(ws)
  }
  t.match(await drill(mock, test, { only: ['internal_error'] }), { counts: { unreached: 1, recovered: 0 } })
})

t.test('one level deeper, the number of a case asks for the same case by itself', async (t) => {
  const flow = async (ws: MockWorkspace) => {
    await read(ws, '/v1/connect/providers')
    await read(ws, '/v1/connect')
  }
  const again = (ws: MockWorkspace) => flow(ws).catch(() => flow(ws))
  const all = await drill(mock, again, { only: ['internal_error'], depth: 2, timeoutMs: 500, jobs: 4 })
  t.ok(all.counts.pruned > 0, 'some of a case equal those of the one before it')
  const wanted = all.cases.filter(({ id, target }) => id.includes('.') && target === 'GET /v1/connect #2')
  t.ok(wanted.length > 0)
  for (const { id, target, failure } of wanted.filter(({ failure }) => !failure.endsWith('slow'))) {
    const { cases } = await drill(mock, again, { only: [`#${id}`] })
    t.match(cases.at(-1), { id, target, failure })
  }
})

t.test('sessions end in time, however long they live', async (t) => {
  await using patient = await startMock({ settings: { SESSION_TTL: '2h' } })
  const test = async (ws: MockWorkspace) => {
    const { id, url } = await ws.sessions.open({ provider: 'airbnb' })
    const page = await fetch(url)
    await page.text()
    if (page.status !== 200) throw new Error(String(page.status))
    await ws.sessions.approve(id)
  }
  const { cases } = await drill(patient, test, { only: ['time'] })
  t.match(cases, [{ target: 'host opens a page', verdict: 'failed', output: 'Error: 410' }])
})

t.test('what hangs is stopped, also where the time of day stands still', async (t) => {
  replaced.timers.enable({ apis: ['Date'], now: 0 })
  t.teardown(() => replaced.timers.reset())
  const test = (ws: MockWorkspace) => readOnce(ws).catch(() => new Promise(() => {}))
  const report = await drill(mock, test, { only: ['internal_error'], timeoutMs: 300 })
  t.match(report.cases, [{ verdict: 'hung' }])
})

t.test('a server on an address of IPv6 is there again after it was away', async (t) => {
  await using elsewhere = await startMock({ settings: { HOST: '::1' } })
  const patient = async (ws: MockWorkspace) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await readOnce(ws)
      } catch (error) {
        if (attempt === 3) throw error
        await ws.clock.advance(200 * attempt)
      }
    }
  }
  t.match(await drill(elsewhere, patient, { only: ['refused'] }), { cases: [{ verdict: 'recovered' }] })
})

t.test('a drill needs a mock and a test', async (t) => {
  const message = /^drill takes a mock of startMock\(\) and a test, like: drill\(mock, async/
  const loosely = drill as unknown as (...given: unknown[]) => Promise<unknown> // As JavaScript calls it.
  for (const given of [[], [readOnce], [mock], [mock, 'readOnce'], [mock.workspace(), readOnce]])
    await t.rejects(loosely(...given), { name: 'TypeError', message })
})
