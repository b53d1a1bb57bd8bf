import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { answering, createReceiver, isSigned, sent, subscribe } from '../helpers/receiver.js'

t.test('the log says what was sent and what came back', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, (reply, _received, count) =>
    count === 1 ? reply.writeHead(500, { 'x-why': 'bug' }).end('oops') : reply.end('thanks'),
  )
  const { id } = await subscribe(mock, receiver.url)
  const path = `/v1/webhooks/${id}/deliveries`
  for (let at = 0; at < 3; at++) await mock.call('POST', `/v1/webhooks/${id}/ping`)
  await sent(mock, 3)
  const listOf = async (query: string) => (await mock.call('GET', `${path}${query}`)).body
  const { data } = await listOf('')
  t.equal(data.length, 3)
  t.strictSame((await listOf('?status=failure')).data, [data[2]])
  t.strictSame((await listOf('?status=success')).data, [data[0], data[1]])
  t.strictSame((await listOf('?status=all')).data, data)
  const first = await listOf('?limit=2')
  t.strictSame((await listOf(`?limit=2&cursor=${first.pagination.nextCursor}`)).data, [data[2]])
  t.match(data[2], {
    eventType: 'repull.ping',
    statusCode: 500,
    attempt: 1,
    success: false,
    errorMessage: 'The endpoint answered 500, not 2xx.',
    createdAt: '2026-11-21T09:00:00.000Z',
    succeededAt: null,
    failedAt: /^2026-11-21T09:00:00/,
    nextAttemptAt: '2026-11-21T09:01:00.000Z',
  })
  t.match(data[1], {
    success: true,
    statusCode: 200,
    errorMessage: null,
    failedAt: null,
    nextAttemptAt: null,
  })
  const { body: detail } = await mock.call('GET', `${path}/${data[2].id}`)
  t.match(detail, {
    ...data[2],
    payload: receiver.received[0]?.body,
    requestHeaders: { 'X-Repull-Signature': receiver.received[0]?.headers['x-repull-signature'] },
    responseHeaders: { 'x-why': 'bug' },
    responseBody: 'oops',
  })
})

t.test('an endpoint without a webhook can be tested', async (t) => {
  const mock = await createMock(t, { deliveryTimeoutMs: 500 })
  const receiver = await createReceiver(t)
  const body = { url: receiver.url, event_type: 'account.connected', signing_secret: 'my secret' }
  const tried = await mock.call('POST', '/v1/webhooks/test', { body })
  const [received] = receiver.received
  t.ok(received && isSigned(received, 'my secret'))
  t.match(tried.body, {
    success: true,
    statusCode: 200,
    errorMessage: null,
    signature: received?.headers['x-repull-signature'],
  })
  t.strictSame(tried.body.payload, received?.body)
  t.equal(tried.body.payload.type, 'account.created')
  t.strictSame((await mock.call('GET', '/v1/webhooks')).body.data, [])

  receiver.answer = answering(404)
  const refused = await mock.call('POST', '/v1/webhooks/test', { body: { url: receiver.url } })
  t.match(refused, {
    status: 200,
    body: { success: false, statusCode: 404, payload: { type: 'repull.ping' } },
  })
  receiver.answer = () => {}
  const hanging = await mock.call('POST', '/v1/webhooks/test', { body: { url: receiver.url } })
  t.match(hanging.body, { success: false, statusCode: null, errorMessage: /did not answer/ })
})

t.test('a full queue takes no more deliveries, and the log names the dropped event', async (t) => {
  const mock = await createMock(t, { deliveryTimeoutMs: 600_000 })
  const receiver = await createReceiver(t)
  const { id } = await subscribe(mock, receiver.url)
  const { deliveryId } = (await mock.call('POST', `/v1/webhooks/${id}/ping`)).body
  await sent(mock, 1)
  receiver.answer = () => {}
  const fire = () => mock.call('POST', `/v1/webhooks/${id}/test/calendar.updated`)
  for (let at = 0; at <= 1000; at++) await fire()
  t.match(await fire(), { status: 503, code: 'capacity_exceeded' })
  const replay = await mock.call('POST', `/v1/webhooks/${id}/deliveries/${deliveryId}/replay`, {
    body: { force: true },
  })
  t.match(replay, { status: 503, code: 'capacity_exceeded' })
  t.notMatch(mock.log.join(''), 'does not get an event')
  t.equal((await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'k1' } })).status, 200)
  while (!mock.log.some((line) => line.includes('does not get an event'))) await new Promise(setImmediate)
  t.match(JSON.parse(mock.log.find((line) => line.includes('does not get an event')) ?? ''), {
    level: 40,
    webhook: id,
    type: 'account.created',
  })
})

t.test('a delivery that has not ended is not there yet, and the answer says so', async (t) => {
  const mock = await createMock(t)
  let end = () => {}
  const receiver = await createReceiver(t, (reply) => {
    end = () => reply.end()
  })
  const { id } = await subscribe(mock, receiver.url)
  const { deliveryId } = (await mock.call('POST', `/v1/webhooks/${id}/ping`)).body
  const path = `/v1/webhooks/${id}/deliveries/${deliveryId}`
  const answer = await mock.call('GET', path)
  t.match(answer, { code: 'not_found', body: { error: { message: /has not ended/, fix: /Ask again/ } } })
  while (receiver.received.length === 0) await new Promise(setImmediate)
  end()
  await sent(mock, 1)
  t.equal((await mock.call('GET', path)).body.success, true)
})

t.test('a delivery that a fault holds up is not there yet, and the answer says until when', async (t) => {
  const mock = await createMock(t)
  const { call } = mock
  const { id } = await subscribe(mock, (await createReceiver(t)).url)
  const read = async (respond: object) => {
    await call('POST', '/_mock/faults', { body: { match: { event: '*' }, times: 1, respond } })
    const { deliveryId } = (await call('POST', `/v1/webhooks/${id}/ping`)).body
    return (await call('GET', `/v1/webhooks/${id}/deliveries/${deliveryId}`)).body.error
  }
  t.match(await read({ delay: '3m' }), { message: /is due at 2026-11-21T09:03:00.000Z/, fix: /clock/ })
  t.match(await read({ order: 'after-next' }), { message: /waits for the next/, fix: /ping/ })
})

t.test('while the clock stands still, no delivery ends later than it shows', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, (reply) => setTimeout(() => reply.end(), 20))
  const { id } = await subscribe(mock, receiver.url)
  await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  await sent(mock, 1)
  const { body } = await mock.call('GET', `/v1/webhooks/${id}`)
  t.equal(body.lastSuccessAt, '2026-11-21T09:00:00.000Z')
})

t.test('the log shows no retry that was cancelled', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answering(500))
  const { id } = await subscribe(mock, receiver.url)
  const scheduled = async () => {
    const { data } = (await mock.call('GET', `/v1/webhooks/${id}/deliveries`)).body
    return data.map(({ nextAttemptAt }: { nextAttemptAt: string | null }) => nextAttemptAt)
  }
  await mock.call('POST', `/v1/webhooks/${id}/ping`)
  await sent(mock, 1)
  t.strictSame(await scheduled(), ['2026-11-21T09:01:00.000Z'])
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '1m' } })
  await sent(mock, 2)
  t.strictSame(await scheduled(), ['2026-11-21T09:06:00.000Z', '2026-11-21T09:01:00.000Z'])
  await mock.call('PATCH', `/v1/webhooks/${id}`, { body: { status: 'paused' } })
  t.strictSame(await scheduled(), [null, '2026-11-21T09:01:00.000Z'])
})

t.test('without signing_secret a test is signed with a secret that follows from no seed', async (t) => {
  const { url } = await createReceiver(t)
  const probe = async () => {
    const mock = await createMock(t, { settings: { SEED: 'same' } })
    return (await mock.call('POST', '/v1/webhooks/test', { body: { url } })).body
  }
  const [one, other] = [await probe(), await probe()]
  t.strictSame(one.payload, other.payload)
  t.not(one.signature, other.signature)
})
