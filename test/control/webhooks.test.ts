import t from 'tap'
import { createMock, type Mock, unbounded } from '../helpers/mock.js'
import { answering, createReceiver, sent, subscribe } from '../helpers/receiver.js'

const advance = (mock: Mock, by: string, key?: string) =>
  mock.call('POST', '/_mock/clock/advance', { body: { by }, ...(key && { key }) })

/** A workspace with a webhook that refused one event and took another. */
async function fill(t: Parameters<typeof createMock>[0]) {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, (reply, _received, count) =>
    reply.writeHead(count === 1 ? 500 : 200).end(),
  )
  const webhook = await subscribe(mock, receiver.url)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  await sent(mock, 1)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  await sent(mock, 2)
  return { mock, receiver, webhook }
}

/** Every answer about webhooks, as text. */
async function answersOf(mock: Mock, id: string, key?: string) {
  const options = key ? { key } : {}
  const { body } = await mock.call('GET', `/v1/webhooks/${id}/deliveries`, options)
  const paths = ['', `/${id}`, `/${id}/deliveries`].concat(
    body.data.map((one: { id: string }) => `/${id}/deliveries/${one.id}`),
  )
  const answers = await Promise.all(paths.map((path) => mock.call('GET', `/v1/webhooks${path}`, options)))
  return answers.map((answer) => JSON.stringify(answer.body))
}

t.test('a tester sees every attempt, by type, webhook and outcome, or waits for it', async (t) => {
  const { mock, webhook } = await fill(t)
  const list = async (query: string) => (await mock.call('GET', `/_mock/webhooks?${query}`)).body.data
  const all = await list('')
  t.match(all, [
    {
      type: 'account.created',
      success: false,
      statusCode: 500,
      nextAttemptAt: '2026-11-21T09:01:00.000Z',
      webhookId: webhook.id,
      url: webhook.url,
    },
    { type: 'repull.ping', success: true, statusCode: 200, signature: /^[0-9a-f]{64}$/ },
  ])
  t.strictSame(await list('type=repull.ping'), [all[1]])
  t.strictSame(await list('type=account.connected'), [all[0]], 'its other name')
  t.strictSame(await list('success=0'), [all[0]])
  t.strictSame(await list(`webhook=${webhook.id}`), all)
  t.strictSame(await list(`since=${all[0].id}`), [all[1]])
  t.strictSame(await list(`since=${all[0].at}`), all)
  t.strictSame(await list('limit=1'), [all[1]])
  t.equal((await mock.call('GET', '/_mock/webhooks?type=nonsense')).code, 'invalid_params')
  const waiting = list(`since=${all[1].id}&wait=5s`)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  t.match(await waiting, [{ type: 'repull.ping', attempt: 1 }])
})

t.test('waiting since a later instant leaves out what comes before it', async (t) => {
  const { mock, webhook } = await fill(t)
  let waits = 0
  mock.onPause = () => new Promise((resolve) => waits++ || setTimeout(resolve, 10_000).unref())
  const waiting = mock.call('GET', '/_mock/webhooks?since=2026-11-21T09:10:00.000Z&wait=5s')
  while (waits === 0) await new Promise(setImmediate)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  await sent(mock, 3)
  await advance(mock, '1h')
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  t.match((await waiting).body.data, [{ at: /^2026-11-21T10:00/ }])
})

t.test('a snapshot brings webhooks, their log and what is due back, to the byte', async (t) => {
  const { mock, receiver, webhook } = await fill(t)
  const before = await answersOf(mock, webhook.id)
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.equal(snapshot.webhooks.due.length, 1)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  await sent(mock, 3)
  await mock.call('POST', '/_mock/reset')
  t.equal((await mock.call('GET', `/v1/webhooks/${webhook.id}`)).code, 'not_found')
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
  t.strictSame(await answersOf(mock, webhook.id), before)
  t.strictSame((await mock.call('GET', '/_mock/snapshot')).body, snapshot)
  const count = receiver.received.length
  await advance(mock, '59999ms')
  await mock.call('GET', '/v1/webhooks')
  t.equal(receiver.received.length, count)
  await advance(mock, '1ms')
  const [retried] = await sent(mock, 1)
  t.match(retried, { type: 'account.created', attempt: 2, success: true })
})

t.test('a fork has webhooks and retries of its own', async (t) => {
  const { mock, webhook } = await fill(t)
  const key = 'sk_test_fork'
  await mock.call('POST', '/_mock/fork', { body: { to: key } })
  t.strictSame((await answersOf(mock, webhook.id, key))[0], (await answersOf(mock, webhook.id))[0])
  await advance(mock, '1m', key)
  t.match(await sent(mock, 1, { key }), [{ type: 'account.created', attempt: 2 }])
  t.equal((await sent(mock, 2)).length, 2, 'the workspace itself has no more')
  await mock.call('DELETE', `/v1/webhooks/${webhook.id}`, { key })
  t.equal((await mock.call('GET', `/v1/webhooks/${webhook.id}`)).status, 200)
})

t.test('a webhook that was never sent anything comes back too', async (t) => {
  const mock = await createMock(t)
  const { id } = await subscribe(mock, 'http://127.0.0.1:9/')
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  await mock.call('POST', '/_mock/reset')
  await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
  t.strictSame((await mock.call('GET', `/v1/webhooks/${id}/deliveries`)).body.data, [])
})

t.test('a snapshot of before there were webhooks can be put back', async (t) => {
  const { mock } = await fill(t)
  const { body } = await mock.call('GET', '/_mock/snapshot')
  const { webhooks: _, ...older } = body
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: older })).status, 200)
  t.strictSame((await mock.call('GET', '/v1/webhooks')).body.data, [])
})

t.test('nothing of before a reset is listed or tried again after it', async (t) => {
  const mock = await createMock(t)
  let answer = () => {}
  const receiver = await createReceiver(t, (reply) => {
    answer = () => reply.writeHead(500).end()
  })
  const webhook = await subscribe(mock, receiver.url)
  await mock.call('POST', `/v1/webhooks/${webhook.id}/ping`)
  while (receiver.received.length === 0) await new Promise(setImmediate)
  await mock.call('POST', '/_mock/reset')
  const other = await createReceiver(t, answering(200))
  answer()
  const again = await subscribe(mock, other.url)
  await advance(mock, '48h')
  await mock.call('POST', `/v1/webhooks/${again.id}/ping`)
  const log = await sent(mock, 1)
  t.strictSame(
    log.map(({ webhookId }) => webhookId),
    [again.id],
  )
  t.equal(receiver.received.length, 1)
})

t.test('advancing all clocks brings the retries of every workspace', async (t) => {
  const { mock } = await fill(t)
  await mock.call('POST', '/_mock/clock/advance', { key: null, body: { by: '1m' } })
  t.match(await sent(mock, 3), [{}, {}, { attempt: 2, success: true }])
})

t.test('a workspace with a webhook is not forgotten before it is idle', { skip: unbounded }, async (t) => {
  const mock = await createMock(t, { settings: { MAX_WORKSPACES: '1' } })
  const { id } = await subscribe(mock, 'http://127.0.0.1:9/')
  const other = await mock.call('GET', '/v1/webhooks', { key: 'sk_test_other' })
  t.equal(other.code, 'capacity_exceeded')
  t.equal((await mock.call('GET', `/v1/webhooks/${id}`)).status, 200)
})

t.test('without the control calls webhooks are sent all the same', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL: 'off' } })
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })
  while (receiver.received.length === 0) await new Promise(setImmediate)
  t.equal(receiver.received[0]?.body.type, 'account.created')
})
