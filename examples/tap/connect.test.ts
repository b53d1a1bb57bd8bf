import { startMock } from 'repull-mock'
import t from 'tap'
import { Connect } from '../connect.js'

t.test('an account that Airbnb refuses stays unconnected, and we say why', async (t) => {
  await using mock = await startMock()
  const connect = new Connect({ baseUrl: mock.url, apiKey: mock.apiKey })
  const { id } = await connect.open()
  await mock.faults.add({ match: { provider: 'airbnb', method: 'POST' }, respond: { error: 'forbidden' } })

  await t.rejects(connect.complete(id, 'Lidia'), { status: 403, code: 'forbidden' })

  t.match(await connect.connection(), { connected: false })
})

t.test('a reply that Airbnb lost', async (t) => {
  await using mock = await startMock()
  const connect = new Connect({ baseUrl: mock.url, apiKey: mock.apiKey })
  const path = '/v1/connect/sessions/*/complete'

  await t.test('is asked for again when nothing was done', async (t) => {
    const { id } = await connect.open()
    await mock.faults.add({ match: { path }, times: 1, respond: { drop: 'before' } })
    t.match(await connect.complete(id, 'Lidia'), { accounts: { length: 1 } })
  })

  await t.test('is taken for done when the account is connected', async (t) => {
    await mock.reset()
    const { id } = await connect.open()
    await mock.faults.add({ match: { path }, times: 1, respond: { drop: 'after' } })
    t.match(await connect.complete(id, 'Lidia'), { accounts: { length: 1 } })
  })
})

t.test('a link goes stale after half an hour, not before', async (t) => {
  await using mock = await startMock()
  const connect = new Connect({ baseUrl: mock.url, apiKey: mock.apiKey })
  await mock.clock.freeze('2026-11-21T09:00:00Z')
  const { id } = await connect.open()

  await mock.clock.set('2026-11-21T09:29:59Z')
  t.equal((await connect.resume(id)).id, id)

  await mock.clock.advance('1s')
  const fresh = await connect.resume(id)
  t.not(fresh.id, id)
  t.equal(fresh.expiresAt, '2026-11-21T10:00:00.000Z')
})
