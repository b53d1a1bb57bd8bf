import type { ServerResponse } from 'node:http'
import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

const unknown = '00000000-0000-4000-8000-000000000000'

t.test('an attempt is shown with what was sent and what came back, without secrets', async (t) => {
  const mock = await createMock(t)
  const texts = [
    'plain sk_test_hidden-1',
    '{"apiToken": "hidden-2", "note": "shown"}',
    '{"a":  1}',
    `{"token": "hidden-4", "note": "shown", "passwd":"hidden-5${'x'.repeat(5000)}"}`,
  ]
  const receiver = await createReceiver(t, (reply, _received, count) =>
    reply.writeHead(200, { 'x-session-token': 'hidden-3', 'x-note': 'shown' }).end(texts[count - 1]),
  )
  const { id } = await subscribe(mock, receiver.url)
  for (const text of texts) {
    await mock.call('POST', `/v1/webhooks/${id}/ping`)
    await sent(mock, texts.indexOf(text) + 1)
  }
  const attempts = await sent(mock, 4)
  const [first] = attempts
  t.strictSame(first.requestHeaders['X-Repull-Signature'], first.signature)
  t.match(first, { responseStatus: 200, responseHeaders: { 'x-session-token': '…', 'x-note': 'shown' } })
  t.strictSame(
    attempts.map(({ responseBody }) => responseBody),
    [
      'plain sk_test_…',
      '{"apiToken":"[redacted]","note":"shown"}',
      '{"a":  1}',
      '{"token":"[redacted]", "note": "shown", "passwd":"[redacted]"',
    ],
  )
  t.notMatch(JSON.stringify(attempts), /hidden-\d/)
})

t.test('an attempt without an answer has none', async (t) => {
  const mock = await createMock(t)
  const { id } = await subscribe(mock, 'http://127.0.0.1:1/hooks')
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  t.match(await sent(mock, 1), [{ responseStatus: null, responseHeaders: null, responseBody: null }])
})

t.test('webhooks are listed with how they fare, in one workspace or in all', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, (reply) => reply.writeHead(500).end())
  const at = new Date(mock.clock.now()).toISOString()
  const failing = await subscribe(mock, `${receiver.url}?token=hidden`)
  const other = await subscribe(mock, receiver.url, ['account.created'], { key: 'sk_test_other' })
  await mock.call('POST', `/v1/webhooks/${failing.id}/ping`)
  await sent(mock, 1)
  const { body } = await mock.call('GET', '/_mock/endpoints')
  t.match(body.pagination, { total: 1, hasMore: false })
  t.match(body.data, [
    {
      id: failing.id,
      url: `${receiver.url}?token=[redacted]`,
      status: 'active',
      consecutiveFailures: 1,
      waiting: 1,
      idle: true,
      lastAttemptAt: at,
      lastSuccessAt: null,
    },
  ])
  t.notMatch(JSON.stringify(body), failing.secret)
  const all = await mock.call('GET', '/_mock/endpoints', { key: null })
  t.match(
    new Map(all.body.data.map((one: { id: string; waiting: number }) => [one.id, one.waiting])),
    new Map([
      [failing.id, 1],
      [other.id, 0],
    ]),
  )
  t.match(
    all.body.data.find((one: { id: string }) => one.id === other.id),
    { lastAttemptAt: null },
  )
})

t.test('a webhook is idle when nothing is due or under way', async (t) => {
  const mock = await createMock(t)
  let receive = (_: ServerResponse) => {}
  const received = new Promise<ServerResponse>((resolve) => {
    receive = resolve
  })
  const receiver = await createReceiver(t, receive)
  const { id } = await subscribe(mock, receiver.url)
  const isIdle = async () => (await mock.call('GET', '/_mock/endpoints')).body.data[0].idle
  t.equal(await isIdle(), true)
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  t.equal(await isIdle(), false, 'it is due')
  const reply = await received
  t.equal(await isIdle(), false, 'it is under way')
  reply.writeHead(500).end()
  await sent(mock, 1)
  t.equal(await isIdle(), true, 'the retry is for later')
})

t.test('a tester sends a sample to a webhook, and sends its event again', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, 'http://127.0.0.1:1/hooks')
  const webhook = await subscribe(mock, receiver.url)
  const [{ id: workspace }] = (await mock.call('GET', '/_mock/workspaces')).body.data
  const call = (path: string, body?: object) =>
    mock.call('POST', `/_mock${path}?workspace=${workspace}`, { key: null, ...(body && { body }) })
  const sample = await call(`/endpoints/${webhook.id}/test`, { type: 'account.connected' })
  t.match(sample, { status: 200, body: { queued: true, eventType: 'account.created', attempt: 1 } })
  const [first] = await sent(mock, 1)
  t.equal(first.deliveryId, sample.body.deliveryId)
  const again = `/webhooks/${first.deliveryId}/replay`
  t.match(await call(again), { status: 409, code: 'delivery_already_succeeded' })
  const replayed = await call(again, { force: true })
  t.match(replayed.body, { attempt: 2, forced: true, replaysRemaining: 2, eventId: first.eventId })
  t.match((await sent(mock, 2))[1], { deliveryId: replayed.body.deliveryId, eventId: first.eventId })
  for (let count = 0; count < 2; count++) await call(again, { force: true })
  t.match(await call(again, { force: true }), { status: 409, code: 'replay_limit_reached' })
  await call(`/endpoints/${webhook.id}/test`)
  t.equal((await sent(mock, 5)).at(-1)?.type, 'repull.ping')
  t.equal((await mock.call('GET', '/_mock/requests')).body.data.length, 2, 'and leaves no request')
})

t.test('what is not there is not found, and a workspace must be named', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect')
  for (const path of [`/webhooks/${unknown}/replay`, `/endpoints/${unknown}/test`]) {
    t.match(await mock.call('POST', `/_mock${path}`), { status: 404, code: 'not_found' })
    const lost = await mock.call('POST', `/_mock${path}`, { key: null })
    t.match(lost, { status: 400, code: 'invalid_params' })
  }
  t.equal((await mock.call('POST', '/_mock/webhooks/x/replay')).code, 'invalid_param')
})
