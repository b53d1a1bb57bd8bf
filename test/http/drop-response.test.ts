import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

const headers = { authorization: 'Bearer sk_test_tests' }

/** The mock on a real port, where connections can break. */
async function listen(t: Test): Promise<{ mock: Mock; url: string }> {
  const mock = await createMock(t)
  await mock.app.listen({ port: 0, host: '127.0.0.1' })
  return { mock, url: `http://127.0.0.1:${(mock.app.server.address() as AddressInfo).port}` }
}

async function fault({ call }: Mock, respond: object, match: object = {}) {
  t.equal((await call('POST', '/_mock/faults', { body: { match, times: 1, respond } })).status, 201)
}

t.test('a dropped response breaks the connection, and the next one works', async (t) => {
  const { mock, url } = await listen(t)
  for (const drop of ['before', 'after']) {
    await fault(mock, { drop }, { method: 'POST' })
    await t.rejects(fetch(`${url}/v1/connect/airbnb`, { method: 'POST', headers }), drop)
    t.equal((await fetch(`${url}/v1/connect`, { headers })).status, 200)
  }
  t.equal((await mock.call('GET', '/_mock/sessions')).body.data.length, 1, 'one of the two was opened')
})

t.test('a truncated reply has its status and length, and then less of its body', async (t) => {
  const { mock, url } = await listen(t)
  const whole = await (await fetch(`${url}/v1/connect/providers`)).text()
  for (const truncate of [1, 20, whole.length - 1, whole.length + 500]) {
    await fault(mock, { truncate })
    const answer = await fetch(`${url}/v1/connect/providers`, { headers })
    t.equal(answer.status, 200)
    t.equal(answer.headers.get('content-length'), String(Buffer.byteLength(whole)))
    await t.rejects(answer.text(), `${truncate} bytes are not all`)
  }
})

t.test('a truncated reply begins as the whole one does', async (t) => {
  const { mock, url } = await listen(t)
  await fault(mock, { truncate: 12 })
  const answer = await fetch(`${url}/v1/connect`, { headers })
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  t.equal(new TextDecoder().decode(value), '{"data":[],"')
  await t.rejects(reader.read())
})

t.test('where there is no body to truncate the reply is lost', async (t) => {
  const { mock, url } = await listen(t)
  await fault(mock, { truncate: 5 })
  await t.rejects(fetch(`${url}/v1/connect`, { method: 'HEAD', headers }))
})

t.test('an error that the work ends in is lost too', async (t) => {
  const { mock, url } = await listen(t)
  await fault(mock, { drop: 'after' })
  await t.rejects(fetch(`${url}/v1/connect/sessions/cs_x`, { headers }))
  const { body } = await mock.call('GET', '/_mock/requests')
  t.match(body.data.at(-1), { status: 404, code: 'not_found', fault: { respond: { drop: 'after' } } })
})

t.test('a hosted page can be lost, late, or an error, when the fault names its path', async (t) => {
  const { mock, url } = await listen(t)
  const id = await mock.open('airbnb')
  const page = `${url}/connect/airbnb?session=${id}`
  const match = { path: '/connect/*' }
  await fault(mock, { error: 'provider_unavailable' }, match)
  const problem = await fetch(page)
  t.equal(problem.status, 503)
  t.match(await problem.text(), 'data-code="provider_unavailable"')
  await fault(mock, { drop: 'before' }, match)
  await t.rejects(fetch(`${page}&auto=approve`))
  t.equal((await mock.call('GET', `/_mock/sessions/${id}`)).body.status, 'pending')
  await fault(mock, { drop: 'after' }, match)
  await t.rejects(fetch(`${page}&auto=approve`))
  t.equal((await mock.call('GET', `/_mock/sessions/${id}`)).body.status, 'completed')
})
